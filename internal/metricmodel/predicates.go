package metricmodel

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/ir"
)

// This file proves what a function that says yes or no means for what it is asked about.

// predicate tells whether a function of the package that tests v has that outcome for members only, or because of a switch that its owner
// has set: what does not look at v is no way in for clients.
func (f *flow) predicate(com *ssa.CallCommon, v ssa.Value, outcome bool, depth int) bool {
	fn := ir.Origin(com.StaticCallee())
	i := slices.IndexFunc(com.Args, func(a ssa.Value) bool { return same(a, v) })
	return fn != nil && f.prog.Known(fn) && fn.Signature.Results().Len() == 1 && i >= 0 && i < len(fn.Params) && f.vets(fn, fn.Params[i], outcome, depth)
}

// vets tells whether all ways out of fn with that outcome are for members of a finite set, at least one of them for a reason.
func (f *flow) vets(fn *ssa.Function, p *ssa.Parameter, outcome bool, depth int) bool {
	proven := false
	for _, ret := range f.prog.Returns(fn) {
		switch r := ret.Results[0].(type) {
		case *ssa.Const:
			if r.Value == nil || (r.Value.ExactString() == "true") != outcome {
				continue
			}
			if f.closedAt(p, ret.Block(), map[*ssa.BasicBlock]bool{}, depth+1) {
				proven = true
			} else if !switched(ret.Block(), p) {
				return false
			} else {
				f.opened = true
			}
		default:
			if f.member(r, p, outcome, depth+1) {
				proven = true
			} else if !isSwitch(r, p, 0) {
				return false
			} else {
				f.opened = true
			}
		}
	}
	return proven
}

// switched tells whether the block is reached by one branch on something that does not look at the parameter.
func switched(b *ssa.BasicBlock, p *ssa.Parameter) bool {
	if len(b.Preds) != 1 || len(b.Preds[0].Instrs) == 0 {
		return false
	}
	cond, ok := b.Preds[0].Instrs[len(b.Preds[0].Instrs)-1].(*ssa.If)
	return ok && isSwitch(cond.Cond, p, 0)
}

// isSwitch tells whether a condition is made of settings and other parameters alone.
func isSwitch(v ssa.Value, p *ssa.Parameter, depth int) bool {
	if depth > 4 {
		return false
	}
	switch x := v.(type) {
	case *ssa.Const:
		return true
	case *ssa.Parameter:
		return x != p
	case *ssa.UnOp:
		if x.Op == token.NOT {
			return isSwitch(x.X, p, depth+1)
		}
		switch x.X.(type) {
		case *ssa.FieldAddr, *ssa.Global:
			return x.Op == token.MUL
		}
	case *ssa.Phi: // a && b, a || b
		return !slices.ContainsFunc(x.Edges, func(e ssa.Value) bool { return !isSwitch(e, p, depth+1) })
	}
	return false
}
