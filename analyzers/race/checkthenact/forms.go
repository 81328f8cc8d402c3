package checkthenact

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc"
)

// bound finds a Load compared with a bound and an Add that moves the counter towards it.
func bound(m *conc.Model, add *conc.Op) *mistake {
	if loneLowerer(m, add) || add.Maybe || checkedAfter(m, add) {
		return nil
	}
	for _, load := range pairs(m, add) {
		if add.Delta.Value != nil && m.DerivesFrom(add.Delta.Value, load) {
			continue // it takes what it read, not less
		}
		for _, g := range m.GuardedBy(add.Instr, load) {
			if !towards(g.Op, add.Sign()) || otherBranchAdds(m, add, load, g) || soft(m, add, load, g) || asserts(g, add) || notices(m, add, g) {
				continue
			}
			return &mistake{
				category: "bound", check: load, act: add, unless: g.Or,
				what:   "can pass its bound: others get between the Load%s and this Add",
				remedy: "use a loop of Load and CompareAndSwap",
				harmless: func(other *conc.Op) bool { // away from the bound
					return other.Kind == conc.Add && (add.Sign() < 0) != (other.Sign() < 0)
				},
			}
		}
	}
	return nil
}

// checkedAfter tells whether the result of the Add is compared by order: the Load was only a first look, and the bound holds.
func checkedAfter(m *conc.Model, add *conc.Op) bool {
	if !add.Used {
		return false
	}
	for _, b := range add.Fn.Blocks {
		for _, instr := range b.Instrs {
			if cmp, ok := instr.(*ssa.BinOp); ok && m.DerivesFrom(cmp, add) {
				switch cmp.Op {
				case token.LSS, token.LEQ, token.GTR, token.GEQ:
					return true
				}
			}
		}
	}
	return false
}

// loneLowerer tells whether add lowers the counter and only one goroutine ever does: what it found to be there stays there.
func loneLowerer(m *conc.Model, add *conc.Op) bool {
	if add.Sign() >= 0 {
		return false
	}
	_, one := m.OneGoroutine(add.Key, func(op *conc.Op) bool { return op.Kind != conc.Add || op.Sign() <= 0 })
	return one
}

// soft tells whether the counter passes its bound even with one goroutine: a quota is taken as a whole as long as any is left, or what
// is added comes out only when the work is done that the bound lets in.
func soft(m *conc.Model, add, load *conc.Op, g conc.Guard) bool {
	_, constant := add.Delta.Value.(*ssa.Const)
	return add.Sign() < 0 && add.Delta.Value != nil && !constant && g.Direct && g.Const != nil || measured(m, add, load)
}

// towards tells whether adding an amount of that sign moves a value for which "value OP bound" holds towards the bound.
func towards(op token.Token, sign int) bool {
	switch op {
	case token.LSS, token.LEQ:
		return sign >= 0
	case token.GTR, token.GEQ:
		return sign < 0
	case token.EQL, token.NEQ:
		return sign != 0
	}
	return false
}

// otherBranchAdds tells whether the way not taken adds in the same direction too: then the branch limits nothing.
func otherBranchAdds(m *conc.Model, add, load *conc.Op, g conc.Guard) bool {
	for _, other := range m.OpsOf(add.Key) {
		if other == add || other.Kind != conc.Add || other.Fn != add.Fn || other.Sign() != add.Sign() {
			continue
		}
		for _, h := range m.GuardedBy(other.Instr, load) {
			if h.If == g.If && h.Taken != g.Taken {
				return true
			}
		}
	}
	return false
}

// undo finds an Add whose result is compared with a bound and taken back.
func undo(m *conc.Model, back *conc.Op) *mistake {
	if back.Used {
		return nil
	}
	for _, add := range m.OpsOf(back.Key) {
		if add == back || add.Kind != conc.Add || add.Fn != back.Fn || !add.Used || add.Test || !m.SamePlace(add, back) || !cancels(m, add, back) {
			continue
		}
		if !m.Path(add, back, conc.OtherOps|conc.LockOps|conc.Blocking|conc.Unknown) {
			continue // taken back later, when the work is done
		}
		if _, quiet := m.Quiet(add, back); quiet {
			continue
		}
		for _, g := range guards(m, back.Instr, add) {
			beyond := g.Op == token.GTR || g.Op == token.GEQ
			if add.Sign() < 0 {
				beyond = g.Op == token.LSS || g.Op == token.LEQ
			}
			if !beyond || asserts(g, back) || !comesBack(back.Instr.Block(), nil) {
				continue
			}
			found := &mistake{
				category: "undo-unseen", check: add, act: back,
				what:   "is beyond its bound between the Add%s and this undo, and whoever comes in between is refused for nothing",
				remedy: "use a loop of Load and CompareAndSwap",
				harmless: func(other *conc.Op) bool { // those who only give back are not refused
					return other == add || other == back || other.Kind == conc.Add && (add.Sign() < 0) != (other.Sign() < 0)
				},
			}
			if reader(m, add, back) != nil {
				found.category = "undo"
			}
			return found
		}
	}
	return nil
}

// cancels tells whether back takes away what add gave.
func cancels(m *conc.Model, add, back *conc.Op) bool {
	a, aok := add.Delta.Value.(*ssa.Const)
	b, bok := back.Delta.Value.(*ssa.Const)
	if aok && bok && a.Value != nil && b.Value != nil {
		return add.Sign() == -back.Sign() && add.Sign() != 0
	}
	given, minus := conc.Amount(add.Delta.Value)
	taken, plus := conc.Amount(back.Delta.Value)
	return minus != plus && m.Same(given, taken)
}

// reader returns an operation other than the pair that sees the overshoot: a Load, or an Add whose result is used.
func reader(m *conc.Model, add, back *conc.Op) *conc.Op {
	for _, op := range m.OpsOf(add.Key) {
		if op != add && op != back && !op.Test && (op.Kind == conc.Load || op.Used) {
			return op
		}
	}
	return nil
}

// state finds a Load compared with a state and a Store of a constant that claims another one, where more than the Store depends
// on the claim. A branch that does nothing but set a flag again is best effort and right.
func state(m *conc.Model, store *conc.Op) *mistake {
	if !constantStore(store) || store.Maybe { // a helper that asks once more knows what it does
		return nil
	}
	for _, load := range pairs(m, store) {
		if load.GoesOn() && storesConst(store, constant.MakeInt64(0)) {
			continue // read and zeroed: splitreset says it
		}
		for _, g := range guards(m, store.Instr, load) {
			g = through(load, g)
			if g.Op == token.ILLEGAL || g.Const == nil || asserts(g, store) || !effects(m, store, load, g, hasEffect) && !answers(m, store, load, g) {
				continue
			}
			return &mistake{
				category: stateCategory(m, store, load, g), check: load, act: store,
				what:   "can be claimed twice: others get between the Load%s and this Store",
				remedy: "use CompareAndSwap and act on its result",
				harmless: func(other *conc.Op) bool { // it sets what was found anyway, or wants another state than that
					return g.Op == token.EQL && other.Kind == conc.Store && storesConst(other, g.Const) || expectsOther(other, g) || takesTurns(m, store, other, g)
				},
			}
		}
	}
	return nil
}

// expectsOther tells whether a CompareAndSwap cannot succeed where the guard has found its state.
func expectsOther(other *conc.Op, g conc.Guard) bool {
	old, ok := other.Old.Value.(*ssa.Const)
	return other.Kind == conc.CompareAndSwap && ok && old.Value != nil && g.Direct && g.Const.Kind() == constant.Int && old.Value.Kind() == constant.Int &&
		!constant.Compare(old.Value, g.Op, g.Const)
}

// stateCategory tells a claim from a weaker form. Whoever finds the initial state and leaves it, or starts, closes or sends
// something, does what must happen once; a branch that only calls others is often right to do so twice.
func stateCategory(m *conc.Model, store, load *conc.Op, g conc.Guard) string {
	initial := g.Op == token.EQL && isZero(g.Const) || g.Op == token.NEQ && storesConst(store, g.Const)
	if outcome(store, g) {
		return "state-calls"
	}
	if initial || effects(m, store, load, g, lasting) || answers(m, store, load, g) {
		return "state"
	}
	return "state-calls"
}

// outcome tells whether the operation notes what came of a call on the branch: if ok := ping(); ok { ready.Store(1) }. It claims
// nothing, and who comes in between asks again.
func outcome(act *conc.Op, g conc.Guard) bool {
	for b := act.Instr.Block().Idom(); b != nil && b != g.If.Block(); b = b.Idom() {
		cond, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if ok && comesOfCall(cond.Cond, 0) {
			return true
		}
	}
	return false
}

func comesOfCall(v ssa.Value, depth int) bool {
	if depth > 4 {
		return false
	}
	switch v := v.(type) {
	case *ssa.Call:
		return true
	case *ssa.Extract:
		return comesOfCall(v.Tuple, depth+1)
	case *ssa.UnOp:
		return comesOfCall(v.X, depth+1)
	case *ssa.BinOp:
		return comesOfCall(v.X, depth+1) || comesOfCall(v.Y, depth+1)
	case *ssa.Phi:
		return slices.ContainsFunc(v.Edges, func(e ssa.Value) bool { return comesOfCall(e, depth+1) })
	}
	return false
}

func constantStore(store *conc.Op) bool {
	b, ok := store.Elem.Underlying().(*types.Basic)
	if !ok || b.Info()&types.IsInteger == 0 {
		return false
	}
	v := store.New.Value
	if v == nil && store.Inner != nil {
		v = store.Inner.New.Value
	}
	_, ok = v.(*ssa.Const)
	return ok
}

func storesConst(store *conc.Op, want constant.Value) bool {
	v := store.New.Value
	if v == nil && store.Inner != nil {
		v = store.Inner.New.Value
	}
	c, ok := v.(*ssa.Const)
	return ok && c.Value != nil && constant.Compare(c.Value, token.EQL, want)
}

// keeps tells whether what the guard found stays true under the other write: a counter found above a bound that only grows.
func keeps(other *conc.Op, g conc.Guard) bool {
	return other.Kind == conc.Add && other.Sign() > 0 && (g.Op == token.GTR || g.Op == token.GEQ || g.Op == token.NEQ && isZero(g.Const))
}

func isZero(c constant.Value) bool {
	return c != nil && c.Kind() == constant.Int && constant.Sign(c) == 0
}

// twoLoads finds a value that one Load tested and a second one uses where only the tested value is safe.
func twoLoads(m *conc.Model, use *conc.Op) *mistake {
	if use.Result == nil {
		return nil
	}
	need := needs(m, use)
	if need == "" {
		return nil
	}
	for _, test := range pairs(m, use) {
		for _, g := range guards(m, use.Instr, test) {
			if !g.Direct || g.Op == token.ILLEGAL && !g.Nil || need == dividedFloat && !isZero(g.Const) ||
				(need == returned || need == handedOn) && g.Const == nil { // a bound that was passed a moment ago is no other value
				continue
			}
			return &mistake{
				category: "two-loads", check: test, act: use,
				what:   "is " + need + " after a test of another Load%s, and others may change it in between",
				remedy: "load once, test and use that",
				harmless: func(other *conc.Op) bool {
					return keeps(other, g) || g.Nil && other.New.Value != nil && !clears(other)
				},
			}
		}
	}
	return nil
}
