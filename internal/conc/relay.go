package conc

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/ir"
	"github.com/counterlint/counterlint/internal/conc/loc"
	"github.com/counterlint/counterlint/internal/conc/spawn"
)

// Relays: each goroutine waits on a channel of its own until the one before has done its part, and then lets the next one run.
//
//	go func(turn, next chan struct{}) {
//		<-turn
//		n++
//		next <- struct{}{}
//	}(turn, next)
//	turn = next
//
// Or the goroutine finds the next one in a queue, into which the starter has put the channels.

// relayOn finds the function on the way that has the turn when it gets to the access, on a goroutine of a relay; nil if there is none.
func (m *Model) relayOn(w *way) *ssa.Function {
	if w.root.Kind != spawn.Start {
		return nil
	}
	for _, at := range w.steps {
		fn := at.Parent()
		if slices.ContainsFunc(m.waitsIn(fn).receives, func(turn *ssa.UnOp) bool {
			return !turn.CommaOk && !ir.InLoop(turn.Block()) && m.prog.Dominates(turn, at) &&
				(!w.root.Many || (&indexOf{m: m, r: w.root, seen: map[ssa.Value]bool{}}).own(turn.X, false)) && m.passesOn(fn, turn, at)
		}) {
			return fn
		}
	}
	return nil
}

// passesOn tells whether the function, when it has been at the given instruction, signals on the channel on which another run of it
// waits for its turn.
func (m *Model) passesOn(fn *ssa.Function, turn *ssa.UnOp, at ssa.Instruction) bool {
	return slices.ContainsFunc(m.allSignals(), func(s signal) bool {
		switch home := s.instr.Parent(); {
		case home == fn:
			if m.walk(s.instr, is(at), never) {
				return false
			}
		case !m.isDeferredBy(home, fn):
			return false
		}
		next := m.plainValue(signalled(s.instr))
		return slices.ContainsFunc(m.prog.Uses(fn), func(u ir.Use) bool {
			call, ok := u.Instr.(ssa.CallInstruction)
			return ok && m.follows(m.atCall(fn, m.plainValue(turn.X), call), m.atCall(fn, next, call))
		})
	})
}

// atCall is a value of the function as its caller, or who starts it, has it.
func (m *Model) atCall(fn *ssa.Function, v ssa.Value, call ssa.CallInstruction) ssa.Value {
	if par, ok := v.(*ssa.Parameter); ok && par.Parent() == fn && m.prog.Callee(call.Common()).Fn == fn {
		return m.plainValue(loc.Argument(fn, par, call.Common()))
	}
	return v
}

// follows tells whether the channel turn of one run is the channel next of another one: by a loop of the starter, or by a queue.
func (m *Model) follows(turn, next ssa.Value) bool {
	if phi, ok := turn.(*ssa.Phi); ok {
		return slices.ContainsFunc(phi.Edges, func(e ssa.Value) bool { return m.plainValue(e) == next })
	}
	if e, ok := next.(*ssa.Extract); ok {
		next = e.Tuple
	}
	taken, ok := next.(*ssa.UnOp)
	if !ok || !received(taken) {
		return false
	}
	queue := m.loc.KeyOf(m.loc.Of(taken.X))
	return slices.ContainsFunc(m.allSignals(), func(s signal) bool {
		put, ok := s.instr.(*ssa.Send)
		return ok && s.key.Matches(queue) && m.plainValue(put.X) == turn
	})
}
