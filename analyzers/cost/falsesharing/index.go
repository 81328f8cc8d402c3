package falsesharing

import (
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/ir"
	"github.com/counterlint/counterlint/internal/conc/loc"
	"github.com/counterlint/counterlint/internal/ssax"
)

// This file says what an index stands for: the goroutine that uses it, or a choice that is to spread.

// isOwn tells whether a value in fn is another one for each goroutine that a loop starts.
func (c *checker) isOwn(v ssa.Value, fn *ssa.Function, depth int) bool {
	if depth > maxUp {
		return false
	}
	if instr, ok := v.(ssa.Instruction); ok && fn.Parent() != nil && instr.Parent() == fn.Parent() { // captured
		return slices.ContainsFunc(c.starts[fn], func(start ssa.CallInstruction) bool {
			return ir.InLoop(start.Block()) && variesIn(v, start)
		})
	}
	switch v := v.(type) {
	case *ssa.Convert:
		return c.isOwn(v.X, fn, depth)
	case *ssa.ChangeType:
		return c.isOwn(v.X, fn, depth)
	case *ssa.BinOp: // id % n, base + id
		switch v.Op {
		case token.REM, token.AND, token.ADD, token.MUL, token.SHL:
			return c.isOwn(v.X, fn, depth+1) || c.isOwn(v.Y, fn, depth+1)
		}
	case *ssa.FreeVar:
		return c.capturedInLoop(v, fn)
	case *ssa.UnOp:
		switch x := v.X.(type) {
		case *ssa.FreeVar:
			return v.Op == token.MUL && c.capturedInLoop(x, fn)
		case *ssa.FieldAddr: // w.id of the worker whose method this is
			par, ok := x.X.(*ssa.Parameter)
			return ok && v.Op == token.MUL && par.Parent() == fn && c.isOwn(par, fn, depth+1)
		}
	case *ssa.Parameter:
		if v.Parent() != fn {
			return false
		}
		for _, start := range c.starts[fn] {
			arg := loc.Argument(fn, v, start.Common())
			if _, direct := start.(*ssa.Go); !direct { // wg.Go(w.run)
				arg = boundReceiver(start, fn)
			}
			if ir.InLoop(start.Block()) && arg != nil && variesIn(arg, start) {
				return true
			}
		}
		for _, site := range c.sites[fn] {
			if _, started := site.(*ssa.Go); started {
				continue
			}
			if arg := loc.Argument(fn, v, site.Common()); arg != nil && c.isOwn(arg, site.Parent(), depth+1) {
				return true
			}
		}
	}
	return false
}

// capturedInLoop tells whether a literal that a loop starts captures a variable of the loop.
func (c *checker) capturedInLoop(fv *ssa.FreeVar, fn *ssa.Function) bool {
	for _, start := range c.starts[fn] {
		if !ir.InLoop(start.Block()) {
			continue
		}
		for _, v := range append([]ssa.Value{start.Common().Value}, start.Common().Args...) {
			mc, ok := v.(*ssa.MakeClosure)
			if !ok || mc.Fn != fn {
				continue
			}
			for i, b := range mc.Bindings {
				if fn.FreeVars[i] == fv && variesIn(b, start) {
					return true
				}
			}
		}
	}
	return false
}

// boundReceiver is the receiver of the method value of fn that a call is handed.
func boundReceiver(call ssa.CallInstruction, fn *ssa.Function) ssa.Value {
	for _, arg := range call.Common().Args {
		if mc, ok := arg.(*ssa.MakeClosure); ok && literal(arg) == fn && len(mc.Bindings) == 1 {
			return mc.Bindings[0]
		}
	}
	return nil
}

// variesIn tells whether a value is made anew in the loop around the start.
func variesIn(v ssa.Value, start ssa.Instruction) bool {
	instr, ok := v.(ssa.Instruction)
	return ok && ir.InLoop(instr.Block())
}

// isPick tells whether an index is computed to spread: by a mask or remainder, or as a random number.
func isPick(v ssa.Value, depth int) bool {
	if depth > 4 {
		return false
	}
	switch v := v.(type) {
	case *ssa.Convert:
		return isPick(v.X, depth+1)
	case *ssa.ChangeType:
		return isPick(v.X, depth+1)
	case *ssa.BinOp:
		return v.Op == token.REM || v.Op == token.AND || v.Op == token.SHR && isHash(v.X)
	case *ssa.Call:
		if strings.HasPrefix(ssax.FullName(&v.Call), "math/rand") {
			return true
		}
		fn := ssax.Callee(&v.Call)
		if fn == nil {
			return false
		}
		if strings.Contains(strings.ToLower(fn.Name()), "procpin") || strings.Contains(strings.ToLower(fn.Name()), "rand") {
			return true
		}
		for _, b := range fn.Blocks {
			if ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && len(ret.Results) == 1 && isPick(ret.Results[0], depth+1) {
				return true
			}
		}
	}
	return false
}

func isHash(v ssa.Value) bool {
	b, ok := v.(*ssa.BinOp)
	return ok && b.Op == token.MUL
}
