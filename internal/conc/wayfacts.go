package conc

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/ir"
	"github.com/counterlint/counterlint/internal/conc/loc"
	"github.com/counterlint/counterlint/internal/conc/lockset"
	"github.com/counterlint/counterlint/internal/conc/spawn"
)

// This file says what a way that is found tells: whether enough is known of it, which locks keep two of them apart, where the number lies.

// isUsable tells whether enough is known of the way: of one that passes code that is not seen only where the number is a local
// variable of a function on the way, or the way begins with a start.
func isUsable(w *way) bool {
	return !w.loose || isCaptured(w.place) && (w.root.Kind == spawn.Start || within(w, w.place.Root.Parent()))
}

// isUsableBeside asks the same where the other side is a goroutine that a function on the way starts.
func isUsableBeside(w, other *way) bool {
	return isUsable(w) || other.root.Kind == spawn.Start && passes(w, other.root)
}

// comesIn tells whether callers of the package get to the root r whenever they like, with nothing held that the package does not know.
func (m *Model) comesIn(r spawn.Root) bool {
	if r.Why == "exported" {
		return !printsOnly(r.Fn) && !m.isInner(r.Fn)
	}
	return m.isHandedOut(r.Fn)
}

// isKeptElsewhere tells whether code that is not seen keeps the function of the root r, in a field or behind an interface of the package,
// so as to call it when it likes.
func (m *Model) isKeptElsewhere(r spawn.Root) bool {
	switch {
	case forTests(r.Fn.Name()) || printsOnly(r.Fn) || r.Why == "exported":
		return false
	case r.Why == spawn.Unseen:
		return m.isDispatched(r.Fn)
	}
	return !handedBlindly(r)
}

// isDispatched tells whether the package calls a method of that name, which has a name that only the package knows, through an interface.
func (m *Model) isDispatched(fn *ssa.Function) bool {
	if m.dispatched == nil {
		m.dispatched = map[string]bool{}
		for _, fn := range m.prog.Funcs {
			for _, b := range fn.Blocks {
				for _, instr := range b.Instrs {
					if call, ok := instr.(ssa.CallInstruction); ok && call.Common().IsInvoke() && m.evidence(call.Pos()) {
						m.dispatched[call.Common().Method.Name()] = true
					}
				}
			}
		}
	}
	return fn.Signature.Recv() != nil && m.dispatched[fn.Name()]
}

// isInner tells whether fn is an exported method of a type that is not, with callers in the package: those are all.
func (m *Model) isInner(fn *ssa.Function) bool {
	recv := fn.Signature.Recv()
	called := func(u ir.Use) bool {
		pos := u.Instr.Pos()
		return !u.Maybe && (u.Kind == ir.Called || u.Kind == ir.Deferred || u.Kind == ir.Started) && pos.IsValid() && m.evidence(pos)
	}
	if recv == nil || !slices.ContainsFunc(m.prog.Uses(fn), called) {
		return false
	}
	t := recv.Type()
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	return ok && !n.Obj().Exported()
}

// isHandedOut tells whether fn is a literal that an exported function returns, and nothing else: its callers, none of whom is in the
// package, call it when they like.
func (m *Model) isHandedOut(fn *ssa.Function) bool {
	maker := fn.Parent()
	if maker == nil || maker.Object() == nil || !maker.Object().Exported() || len(m.locks.Callers(maker)) > 0 {
		return false
	}
	returned := func(u ir.Use) bool { return u.Kind == ir.Returned }
	uses := m.prog.Uses(fn)
	return len(uses) > 0 && !slices.ContainsFunc(uses, func(u ir.Use) bool {
		if call, ok := u.Instr.(*ssa.Call); ok && u.Kind == ir.Passed && call.Call.StaticCallee() != nil && call.Call.StaticCallee().String() == "sync.OnceFunc" {
			once := m.prog.ValueUses(call)
			return len(once) == 0 || slices.ContainsFunc(once, func(u ir.Use) bool { return !returned(u) })
		}
		return !returned(u)
	})
}

// printsOnly tells whether fn is a String method: it runs for a log line, where and when its caller sees fit.
func printsOnly(fn *ssa.Function) bool {
	return fn.Signature.Recv() != nil && fn.Signature.Params().Len() == 0 && (fn.Name() == "String" || fn.Name() == "GoString")
}

// exclude tells whether two ways have a lock in common that one of them at least holds exclusively. Locks that are held perhaps
// count: where nobody can tell, nobody is blamed.
func (m *Model) exclude(w, v *way) bool {
	return slices.ContainsFunc(w.held, func(x lockset.Held) bool {
		return !m.ownLock(x, w) && slices.ContainsFunc(v.held, func(y lockset.Held) bool {
			return (!x.Read || !y.Read) && x.Key.Matches(y.Key) && !m.ownLock(y, v)
		})
	})
}

// ownLock tells whether the lock is surely none of the number's: that of another object, or one that each goroutine has for itself.
func (m *Model) ownLock(h lockset.Held, w *way) bool {
	if m.elsewhere(h.Place, w.place) || w.root.Kind == spawn.Start && w.root.Many && h.Place.Valid() && m.isNew(w.root.Instr, true, h.Place, 0) {
		return true
	}
	a, ok := h.Place.Root.(*ssa.Alloc)
	return ok && !slices.ContainsFunc(h.Place.Steps, func(s loc.Step) bool { return s.Kind == loc.Deref }) &&
		slices.ContainsFunc(w.steps, func(at ssa.Instruction) bool { return at.Parent() == a.Parent() }) &&
		w.place.Root.Parent() != a.Parent()
}

// isGlobal tells whether a place lies in a package variable, or in what one leads to.
func isGlobal(p loc.Path) bool {
	_, ok := p.Root.(*ssa.Global)
	return ok
}

// isCaptured tells whether a place lies in a local variable.
func isCaptured(p loc.Path) bool {
	a, ok := p.Root.(*ssa.Alloc)
	return ok && !slices.ContainsFunc(p.Steps, func(s loc.Step) bool { return s.Kind == loc.Deref }) && !isPointer(a)
}

// isVariable tells whether a place is a variable or a field, not what a pointer leads to.
func isVariable(p loc.Path) bool {
	return len(p.Steps) == 0 || p.Steps[len(p.Steps)-1].Kind != loc.Deref
}

func isPointer(a *ssa.Alloc) bool {
	_, ok := a.Type().Underlying().(*types.Pointer).Elem().Underlying().(*types.Pointer)
	return ok
}
