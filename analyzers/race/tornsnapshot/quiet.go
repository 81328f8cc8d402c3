package tornsnapshot

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc"
)

// torn returns an update that may come between the two loads, and what says so; the zero update if there is none.
func torn(m *conc.Model, c combination) (update, conc.Evidence) {
	if calm(m, c.left) || calm(m, c.right) || rechecks(m, c) {
		return update{}, conc.Evidence{}
	}
	for _, u := range c.updates {
		if !u.together(m) || locked(m, c, u) {
			continue
		}
		for _, load := range []*conc.Op{c.right, c.left} {
			for _, ev := range m.Concurrent(load) {
				if ev.Other != nil && (is(u.a, ev.Other) || is(u.b, ev.Other)) || ev.Other == nil && u.a.Fn == load.Fn {
					return u, ev
				}
			}
		}
	}
	return update{}, conc.Evidence{}
}

// is tells whether other is one of the operations of the function of op, or what op does in a helper.
func is(op, other *conc.Op) bool {
	for in := op; in != nil; in = in.Inner {
		if in == other || in.Fn == other.Fn {
			return true
		}
	}
	return false
}

// calm tells whether nobody writes the counter at that time: the object is not shared, or the others have been waited for.
func calm(m *conc.Model, op *conc.Op) bool {
	if _, ok := m.Unshared(op); ok {
		return true
	}
	_, ok := m.Gate(op)
	return ok
}

// locked tells whether a lock keeps the update out from between the loads: one that is held at all four, exclusively by one side.
func locked(m *conc.Model, c combination, u update) bool {
	right, a, b := m.HeldAt(c.right.Instr), m.HeldAt(u.a.Instr), m.HeldAt(u.b.Instr)
	holds := func(hs []conc.Held, l conc.Held) *conc.Held {
		i := slices.IndexFunc(hs, func(h conc.Held) bool { return h.Key.Matches(l.Key) })
		if i < 0 {
			return nil
		}
		return &hs[i]
	}
	return slices.ContainsFunc(m.HeldAt(c.left.Instr), func(l conc.Held) bool {
		x, y := holds(a, l), holds(b, l)
		return holds(right, l) != nil && x != nil && y != nil && (l.Exclusive || x.Exclusive && y.Exclusive)
	})
}

// rechecks tells whether the function compares two loads of one atomic with each other: it looks whether anything has changed, be it a
// version, and tries again.
func rechecks(m *conc.Model, c combination) bool {
	for _, b := range c.left.Fn.Blocks {
		for _, instr := range b.Instrs {
			cmp, ok := instr.(*ssa.BinOp)
			if !ok || cmp.Op != token.EQL && cmp.Op != token.NEQ {
				continue
			}
			for _, x := range m.Ops {
				if x.Kind != conc.Load || x.Fn != c.left.Fn || !m.DerivesFrom(cmp.X, x) {
					continue
				}
				for _, y := range m.Ops {
					if y != x && y.Kind == conc.Load && y.Fn == x.Fn && y.Key == x.Key && m.DerivesFrom(cmp.Y, y) {
						return true
					}
				}
			}
		}
	}
	return false
}
