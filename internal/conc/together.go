package conc

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/ir"
	"github.com/counterlint/counterlint/internal/conc/spawn"
	"github.com/counterlint/counterlint/internal/rule"
)

// together tells whether two goroutines can be on the ways w and v at once, as far as starts, joins and registrations tell, and how
// that is known: r is the root that proves or declares it.
func (m *Model) together(w, v *way) (level rule.Evidence, r spawn.Root, ok bool) {
	if fn := m.relayOn(w); fn != nil && fn == m.relayOn(v) {
		return "", r, false
	}
	if w.root == v.root && w.given == v.given {
		return m.alongside(w)
	}
	if w.root.Instr == v.root.Instr && w.root.Kind == spawn.Start && w.given != nil && v.given != nil {
		return rule.Proven, w.root, true // two functions, each started by the same pool
	}
	if m.before(w, v.root) || m.before(v, w.root) || m.inside(w, v) || m.inside(v, w) || m.otherMode(w, v) ||
		m.idleYet(w, v) || m.idleYet(v, w) || m.stillMade(w, v) || m.stillMade(v, w) || m.finalizes(w) || m.finalizes(v) {
		return "", r, false
	}
	a, b := w, v
	if a.root.Kind > b.root.Kind {
		a, b = b, a
	}
	switch {
	case b.root.Kind == spawn.Main: // both
		return "", r, false
	case a.root.Kind == spawn.Main && b.root.Kind == spawn.Start:
		return rule.Proven, b.root, m.after(a, b.root)
	case a.root.Kind == spawn.Main: // main and init make things ready for handlers and callers
		return "", r, false
	case a.root.Kind == spawn.Start:
		if b.root.Kind == spawn.Start && m.oneAfterOther(a, b) {
			return "", r, false
		}
		if m.scoped(a.root) && !passes(b, a.root) && b.root.Kind != spawn.Start {
			return rule.Betrayed, a.root, true // whether it is called while the goroutine runs, nobody tells
		}
		if passes(b, a.root) {
			return rule.Proven, a.root, m.after(b, a.root)
		}
		return rule.Proven, a.root, true
	case a.root.Kind == spawn.Handler:
		return handlerLevel(a.root), a.root, true
	}
	return rule.Betrayed, b.root, true
}

// inside tells whether the way w, by code that is not seen, begins in a literal that stands in the body of the goroutine of v: it is
// handed on there, and runs there as far as anybody can tell.
func (m *Model) inside(w, v *way) bool {
	return w.root.Kind == spawn.Outside && w.loose && v.root.Kind == spawn.Start && slices.ContainsFunc(w.steps, func(at ssa.Instruction) bool {
		for f := at.Parent(); f != nil; f = f.Parent() {
			if f == v.root.Fn {
				return true
			}
		}
		return false
	})
}

// alongside tells whether two goroutines can be on one way at once.
func (m *Model) alongside(w *way) (rule.Evidence, spawn.Root, bool) {
	r := w.root
	switch r.Kind {
	case spawn.Start:
		if r.Many && !m.serial(r, w) {
			return rule.Proven, r, true
		}
		return "", r, false
	case spawn.Handler:
		return handlerLevel(r), r, true
	case spawn.Outside:
		return rule.Betrayed, r, true
	}
	return "", r, false
}

// serial tells whether each goroutine that r starts in a loop is waited for before the next one.
func (m *Model) serial(r spawn.Root, w *way) bool {
	stand := &Op{Place: w.place, Key: w.key}
	again := func(i ssa.Instruction) bool { return i == r.Instr || ir.EndsRound(i) }
	return ir.InLoop(r.Instr.Block()) && !m.walk(r.Instr, again, func(i ssa.Instruction) bool {
		recv, ok := i.(*ssa.UnOp)
		return ok && recv.Op == token.ARROW && m.signalsEnd(recv.X, stand) || m.waitsFor(i)
	})
}

func handlerLevel(r spawn.Root) rule.Evidence {
	if r.Instr != nil {
		return rule.Proven
	}
	return rule.Declared
}

// passes tells whether the way leads through the function that starts r.
func passes(w *way, r spawn.Root) bool {
	for _, at := range w.steps {
		if at.Parent() == r.Instr.Parent() {
			return true
		}
	}
	return false
}

// oneAfterOther tells whether the goroutine of one start is waited for before the other one begins.
func (m *Model) oneAfterOther(a, b *way) bool {
	x, y := a.root.Instr, b.root.Instr
	if x.Parent() != y.Parent() {
		return false
	}
	return !m.walk(x, is(y), m.waitsFor) && !m.walk(y, is(x), m.waitsFor)
}
