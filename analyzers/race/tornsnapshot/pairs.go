package tornsnapshot

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc"
	"github.com/counterlint/counterlint/internal/conc/loc"
)

// An update is two writes in one function.
type update struct{ a, b *conc.Op }

// A pair names two variables or fields, whatever the instance, in the order of their declarations.
type pair struct{ a, b *types.Var }

func pairOf(x, y *conc.Op) (pair, bool) {
	a, b := x.Key.Var, y.Key.Var
	if a == nil || b == nil || a.Origin() == b.Origin() {
		return pair{}, false
	}
	a, b = a.Origin(), b.Origin()
	if a.Pos() > b.Pos() {
		a, b = b, a
	}
	return pair{a, b}, true
}

// findPairs finds what functions of the package both write, whether together or not: [update.together] tells, once it matters.
func findPairs(m *conc.Model) map[pair][]update {
	writes := map[*ssa.Function][]*conc.Op{}
	var order []*ssa.Function
	for _, op := range m.Ops {
		if !op.Kind.Writes() || op.Test || op.Started() || isReset(op) || op.Maybe {
			continue
		}
		if writes[op.Fn] == nil {
			order = append(order, op.Fn)
		}
		writes[op.Fn] = append(writes[op.Fn], op)
	}
	pairs := map[pair][]update{}
	for _, fn := range order {
		for i, a := range writes[fn] {
			for _, b := range writes[fn][i+1:] {
				if p, ok := pairOf(a, b); ok {
					pairs[p] = append(pairs[p], update{a, b})
				}
			}
		}
	}
	return pairs
}

// together tells whether the two writes are one update of one object that others can see.
func (u update) together(m *conc.Model) bool {
	if !sameObject(u.a, u.b) || !always(m, u.a, u.b) || !atOnce(m, u.a, u.b) {
		return false
	}
	_, fresh := m.Unshared(u.a)
	return !fresh
}

// isReset tells whether the operation puts a constant there: what begins anew for both is another matter than what counts in both.
func isReset(op *conc.Op) bool {
	switch op.Kind {
	case conc.Store, conc.Swap, conc.CompareAndSwap:
		_, constant := op.New.Value.(*ssa.Const)
		return constant || op.New.Value == nil
	}
	return op.Kind == conc.And || op.Kind == conc.Or
}

// sameObject tells whether two operations in one function work on parts of one object: fields that are reached from one value by a
// way without a choice, package variables, or variables of one function.
func sameObject(x, y *conc.Op) bool {
	if !x.Place.Valid() || !y.Place.Valid() {
		return false
	}
	if x.Place.Root == y.Place.Root {
		return choices(x.Place).Equal(choices(y.Place))
	}
	return isGlobal(x.Place.Root) && isGlobal(y.Place.Root) || isVariable(x.Place) && isVariable(y.Place)
}

// choices is the part of a path up to the last element, entry or load of a pointer: from there on, fields alone lead on.
func choices(p loc.Path) loc.Path {
	for i := len(p.Steps) - 1; i >= 0; i-- {
		if p.Steps[i].Kind != loc.Field && p.Steps[i].Kind != loc.Deref {
			return loc.Path{Root: p.Root, Steps: p.Steps[:i+1]}
		}
	}
	return loc.Path{Root: p.Root}
}

func isGlobal(v ssa.Value) bool {
	_, ok := v.(*ssa.Global)
	return ok
}

// isVariable tells whether a place is a local variable that is captured: the two are declared side by side.
func isVariable(p loc.Path) bool {
	switch p.Root.(type) {
	case *ssa.Alloc, *ssa.FreeVar:
		return len(p.Steps) == 0
	}
	return false
}

// always tells whether each way that makes one write makes the other.
func always(m *conc.Model, a, b *conc.Op) bool {
	if a.Deferred() || b.Deferred() {
		return a.Deferred() == b.Deferred() && a.Instr.Block() == b.Instr.Block()
	}
	if a.Instr.Block() == b.Instr.Block() {
		return true
	}
	if m.Dominates(b.Instr, a.Instr) {
		a, b = b, a
	} else if !m.Dominates(a.Instr, b.Instr) {
		return false
	}
	return !escapes(a.Instr.Block(), b.Instr.Block(), map[*ssa.BasicBlock]bool{})
}

// atOnce tells whether nothing that takes long lies between the two: what is counted before and after some work is meant to differ.
func atOnce(m *conc.Model, a, b *conc.Op) bool {
	if a.Deferred() {
		return true
	}
	return m.Path(a, b, conc.Blocking|conc.Unknown) || m.Path(b, a, conc.Blocking|conc.Unknown)
}

// escapes tells whether control gets from one block to a return, or back to it, and never passes the other.
func escapes(from, through *ssa.BasicBlock, seen map[*ssa.BasicBlock]bool) bool {
	for _, next := range from.Succs {
		if next == through || seen[next] {
			continue
		}
		seen[next] = true
		if _, returns := next.Instrs[len(next.Instrs)-1].(*ssa.Return); returns || escapes(next, through, seen) {
			return true
		}
	}
	return false
}
