package countermap

// Here a map of amounts is told from one of positions, identifiers or settings: what is read from it is summed up.

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc"
)

// summed tells whether a number that was read from a map, by a lookup or a range, is added to another one, or taken from it: a variable, a field, an atomic.
func (c *checker) summed(v ssa.Value, depth int) bool {
	if v.Referrers() == nil || depth > 4 {
		return false
	}
	return slices.ContainsFunc(*v.Referrers(), func(ref ssa.Instruction) bool {
		switch r := ref.(type) {
		case *ssa.Next: // of a range
			return c.summed(r, depth+1)
		case *ssa.Extract: // value, ok := m[k], or ok, key, value of a Next
			_, next := v.(*ssa.Next)
			return (!next || r.Index == 2) && c.summed(r, depth+1)
		case *ssa.Convert, *ssa.ChangeType:
			return c.summed(r.(ssa.Value), depth+1)
		case *ssa.UnOp:
			return r.Op == token.SUB && c.summed(r, depth+1)
		case *ssa.BinOp:
			return (r.Op == token.ADD || r.Op == token.SUB && r.Y == v) && accumulates(r, v)
		case *ssa.Call:
			return slices.ContainsFunc(c.model.Ops, func(op *conc.Op) bool {
				return op.Kind == conc.Add && op.Instr == ssa.CallInstruction(r) && op.Delta.Value == v
			})
		}
		return false
	})
}

// accumulates tells whether the sum of v and something else becomes that something: x += v.
func accumulates(sum *ssa.BinOp, v ssa.Value) bool {
	other := sum.X
	if other == v {
		other = sum.Y
	}
	switch x := other.(type) {
	case *ssa.Phi: // a local variable, in a loop
		return slices.Contains(x.Edges, ssa.Value(sum))
	case *ssa.UnOp:
		return x.Op == token.MUL && slices.ContainsFunc(*sum.Referrers(), func(ref ssa.Instruction) bool {
			store, ok := ref.(*ssa.Store)
			return ok && store.Addr == x.X
		})
	}
	return false
}
