package checkthenact

import (
	"go/constant"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc"
)

// This file tells checks that look like a bound or a claim from such that are: assertions, counts of what happened, and turns that two
// goroutines take.

// asserts tells whether the function comes to no end where the guard was not taken but by a panic, unless it gets to act anyway: the
// guard checks what cannot be, and nobody is refused.
func asserts(g conc.Guard, act *conc.Op) bool {
	other := g.If.Block().Succs[0]
	if g.Taken {
		other = g.If.Block().Succs[1]
	}
	return !comesBack(other, act.Instr.Block())
}

// comesBack tells whether the function can return from the block on, without passing the other one.
func comesBack(from, except *ssa.BasicBlock) bool {
	seen := map[*ssa.BasicBlock]bool{except: true}
	for queue := []*ssa.BasicBlock{from}; len(queue) > 0; queue = queue[1:] {
		b := queue[0]
		if seen[b] {
			continue
		}
		seen[b] = true
		if _, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok {
			return true
		}
		queue = append(queue, b.Succs...)
	}
	return false
}

// notices tells whether the Add counts what came of a call, and its result is compared with the bound itself, for equality: whatever
// the count comes to, one alone notices that it is reached.
func notices(m *conc.Model, add *conc.Op, g conc.Guard) bool {
	if !add.Used || !outcome(add, g) {
		return false
	}
	for _, b := range add.Fn.Blocks {
		for _, instr := range b.Instrs {
			cmp, ok := instr.(*ssa.BinOp)
			if ok && cmp.Op == token.EQL && (m.Same(cmp.X, add.Result) && m.Same(cmp.Y, g.Other) || m.Same(cmp.Y, add.Result) && m.Same(cmp.X, g.Other)) {
				return true
			}
		}
	}
	return false
}

// measured tells whether the amount is how much got done, or how long it took, by a call after the check: n of n, err := w.Write(p).
func measured(m *conc.Model, add, load *conc.Op) bool {
	several := false
	v := add.Delta.Value
	for {
		switch c := v.(type) {
		case *ssa.Convert:
			v = c.X
		case *ssa.ChangeType:
			v = c.X
		case *ssa.Extract:
			v, several = c.Tuple, true
		case *ssa.Call:
			fn := c.Call.StaticCallee()
			clock := fn != nil && (fn.String() == "time.Since" || fn.String() == "(time.Time).Sub")
			return (several || clock) && m.Dominates(load.Instr, c)
		default:
			return false
		}
	}
}

// takesTurns tells whether the other Store waits for the very state that this one sets where it has not found it: each side moves when
// the other one has.
func takesTurns(m *conc.Model, store, other *conc.Op, g conc.Guard) bool {
	if other.Kind != conc.Store || other.Fn == store.Fn || g.Op != token.NEQ || !g.Direct || !storesConst(store, g.Const) {
		return false
	}
	return slices.ContainsFunc(m.Loads(other), func(load *conc.Op) bool {
		return slices.ContainsFunc(m.GuardedBy(other.Instr, load), func(h conc.Guard) bool {
			return h.Op == token.EQL && h.Direct && !h.Or && h.Const != nil && constant.Compare(h.Const, token.EQL, g.Const)
		})
	})
}
