package conc

import (
	"cmp"
	"fmt"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/loc"
	"github.com/counterlint/counterlint/internal/conc/lockset"
	"github.com/counterlint/counterlint/internal/conc/spawn"
	"github.com/counterlint/counterlint/internal/rule"
)

// Mixed returns the atomic operations that can run beside the plain access a of the same number, as evidence, the strongest first;
// Evidence.Other is the operation. It is empty where a lock, an order, or the age of the object keeps them apart.
func (m *Model) Mixed(a *Access) []Evidence {
	m.mu.Lock()
	defer m.mu.Unlock()
	if a.Fresh || a.Test || m.unchecked(a.Fn) || m.merged(a.Key.Var) || a.Write && m.needsOwner(a, loc.Key{}) {
		return nil
	}
	ways := append(slices.Clone(m.waysTo(a)), m.gatedWays[a.Instr]...)
	if slices.ContainsFunc(ways, func(w *way) bool { return w.root.Kind != spawn.Main && m.wantsOwner(w) && !m.holdsOne(w) }) {
		return nil
	}
	ops := m.conflicting(a)
	if c := m.facts.cells[a.Key.Var]; c != nil && len(ops) == 0 {
		return m.elsewhereAtomic(a, ways, c)
	}
	var evs []Evidence
	for _, op := range ops {
		if ev, ok := m.meet(a, ways, op); ok {
			evs = append(evs, ev)
		}
	}
	slices.SortStableFunc(evs, func(a, b Evidence) int { return cmp.Compare(rank(a.Level), rank(b.Level)) })
	return evs
}

// holdsOne tells whether a lock is surely held on the way: a comment that wants one means it.
func (m *Model) holdsOne(w *way) bool {
	return slices.ContainsFunc(w.held, func(h lockset.Held) bool { return h.Sure && !m.ownLock(h, w) })
}

// conflicting lists the atomic operations on the number of a that the access disturbs, or is disturbed by.
func (m *Model) conflicting(a *Access) []*Op {
	var ops []*Op
	for _, op := range m.byVar[a.Key.Var] {
		if op.Test || !op.Kind.Writes() && !a.Write {
			continue
		}
		if body := m.bodies[op.Fn]; body != nil && body.helper != nil && m.closed(op.Fn) {
			continue
		}
		if _, ok := m.unshared(op); !ok || m.isOnceOnly(op) && !m.followsOnce(op) {
			ops = append(ops, op)
		}
	}
	return ops
}

// elsewhereAtomic is the evidence where only another package, which declares the number, uses it atomically. What a function is merely
// handed may be a value of its caller's own.
func (m *Model) elsewhereAtomic(a *Access, ways []*way, c *Cell) []Evidence {
	if m.mostlyPlain(a.Key.Var) {
		return nil
	}
	for _, w := range ways {
		if par, ok := w.place.Root.(*ssa.Parameter); ok && !isReceiver(par) && w.root.Kind == spawn.Outside {
			continue
		}
		if !w.loose && w.root.Kind != spawn.Main && !m.beforeStarts(w) && !m.isLocked(w) {
			return []Evidence{{Level: rule.Betrayed, Text: fmt.Sprintf("in package %s at %s", a.Key.Var.Pkg().Name(), c.Where)}}
		}
	}
	return nil
}

func isReceiver(par *ssa.Parameter) bool {
	fn := par.Parent()
	return fn.Signature.Recv() != nil && fn.Params[0] == par
}

// meet finds the strongest evidence that the access a and the operation run at once.
func (m *Model) meet(a *Access, ways []*way, op *Op) (best Evidence, found bool) {
	others := append(slices.Clone(m.waysToOp(op)), m.gatedWays[op.Instr]...)
	for _, w := range ways {
		if a.Write && m.beforeStarts(w) {
			continue
		}
		for _, v := range others {
			if !m.mayMix(w, v) {
				continue
			}
			level, r, ok := m.together(w, v)
			if !ok || level == rule.Betrayed && (m.isCopied(a) || forTests(a.Fn.Name()) || failsTests(a.Fn) || m.atHome(a, w) || m.isEarly(a.Fn) || m.runsEarly(op) || m.apart(a.stand(m), op)) || found && rank(best.Level) <= rank(level) {
				continue
			}
			found = true
			best = Evidence{Level: level, Pos: op.Pos(), Text: fmt.Sprintf("%s at %s", op.Kind, m.Where(op.Pos())), Other: op}
			switch {
			case level == rule.Betrayed:
			case r.Kind == spawn.Start && r == v.root:
				best.Text = m.beside(op, "on", r)
			case r.Kind == spawn.Start:
				best.Text = m.beside(op, "beside", r)
			default:
				best.Text += ": " + r.Why
			}
		}
	}
	return best, found
}

// mayMix tells whether neither a lock nor a gate keeps the access on the way w and the operation on the way v apart, as far as one
// object is concerned. A function that code which is not seen keeps to itself holds nothing that the package knows of: it is enough
// that the operation needs no lock.
func (m *Model) mayMix(w, v *way) bool {
	access := isUsableBeside(w, v) || w.kept && len(v.held) == 0 && !isOption(w)
	operation := isUsableBeside(v, w) || len(w.held) == 0 || v.kept && !isMadeOn(w)
	return access && operation && w.key.Matches(v.key) && !m.exclude(w, v) && !m.asks(w.gate, v) && !m.asks(v.gate, w) && !m.frozen(w, v)
}

// isOption tells whether the way begins in a literal that works on what it is handed: options are applied to what is being made.
func isOption(w *way) bool {
	par, ok := w.place.Root.(*ssa.Parameter)
	return ok && par.Parent() == w.root.Fn && w.root.Fn.Parent() != nil
}

// isMadeOn tells whether a function on the way makes the object, which it may not have handed to anybody yet.
func isMadeOn(w *way) bool {
	a, ok := w.place.Root.(*ssa.Alloc)
	return ok && within(w, a.Parent())
}

// asks tells whether the way passes the same gate, or looks at it at least.
func (m *Model) asks(gate *Op, w *way) bool {
	if gate == nil {
		return false
	}
	return w.gate != nil && w.gate.Key.Matches(gate.Key) || slices.ContainsFunc(w.steps, func(at ssa.Instruction) bool {
		return slices.ContainsFunc(m.byFn[at.Parent()], func(op *Op) bool { return op.Key.Matches(gate.Key) })
	})
}
