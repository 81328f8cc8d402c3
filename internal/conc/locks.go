package conc

import (
	"fmt"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/ir"
	"github.com/counterlint/counterlint/internal/conc/loc"
	"github.com/counterlint/counterlint/internal/conc/lockset"
)

// A Held is one lock at one instruction.
type Held struct {
	Key       loc.Key
	Place     loc.Path  // zero for a lock of the callers that has no name in this function
	Exclusive bool      // not only for reading
	Sure      bool      // on every way here; false: perhaps
	Pos       token.Pos // where it was taken; NoPos if by callers
}

// HeldAt returns the locks surely or perhaps held just before instr, or, for a deferred call, when that runs. The order is fixed.
func (m *Model) HeldAt(instr ssa.Instruction) []Held {
	m.mu.Lock()
	defer m.mu.Unlock()
	var hs []Held
	for _, h := range m.heldAt(instr) {
		hs = append(hs, Held{Key: h.Key, Place: h.Place, Exclusive: !h.Read, Sure: h.Sure, Pos: h.Pos})
	}
	return hs
}

func (m *Model) heldAt(instr ssa.Instruction) []lockset.Held {
	if m.locks == nil {
		m.locks = lockset.New(m.prog, m.loc)
		m.locks.Prepare(m.evidence)
	}
	return m.locks.HeldAt(instr)
}

// Excluded tells whether the sequence a … b, in one function, is protected: one lock is held exclusively, surely or perhaps, from
// a to b without a break, and every other writer of the counter holds that lock too, surely or perhaps. Writers of objects that
// nobody else sees yet do not count.
func (m *Model) Excluded(a, b *Op) (why string, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.excluded(a, b)
}

func (m *Model) excluded(a, b *Op) (string, bool) {
	if a.Fn != b.Fn {
		return "", false
	}
	atB := m.heldAt(b.Instr)
	for _, l := range m.heldAt(a.Instr) {
		if l.Read || m.elsewhere(l.Place, b.Place) || !slices.ContainsFunc(atB, func(h lockset.Held) bool { return h.ID == l.ID && !h.Read }) || m.broken(a, b, l) {
			continue
		}
		if w := m.writerWithout(a, b, l.Key); w == nil {
			how := "holds"
			if !l.Sure {
				how = "perhaps holds"
			}
			return fmt.Sprintf("%s %s from %s to %s, as all other writers do", how, l.Key.Name, a.Kind, b.Kind), true
		}
	}
	return "", false
}

// holds tells whether the operation runs under the lock l, surely or perhaps, be it that the helper which performs it takes the lock.
func (m *Model) holds(op *Op, l loc.Key) bool {
	under := func(op *Op, inside bool) bool {
		return slices.ContainsFunc(m.heldAt(op.Instr), func(h lockset.Held) bool {
			return h.Key.Matches(l) && !m.elsewhere(h.Place, op.Place) && (!inside || h.Pos.IsValid()) // not by callers, which differ
		})
	}
	if under(op, false) {
		return true
	}
	for in := op.Inner; in != nil; in = in.Inner {
		if under(in, true) {
			return true
		}
	}
	return false
}

// elsewhere tells whether the lock is surely none of the counter's: that of another object of the same type, or one that each call
// has for itself, in a receiver or parameter that is passed by value.
func (m *Model) elsewhere(lock, counter loc.Path) bool {
	if a, ok := lock.Root.(*ssa.Alloc); ok && !slices.ContainsFunc(lock.Steps, func(s loc.Step) bool { return s.Kind == loc.Deref }) {
		stores, _ := m.prog.Stores(a)
		return slices.ContainsFunc(stores, func(s *ssa.Store) bool { _, copied := s.Val.(*ssa.Parameter); return copied })
	}
	l, ok := lock.Root.(*ssa.Parameter)
	if !ok || len(lock.Steps) == 0 || len(counter.Steps) == 0 {
		return false
	}
	c, ok := counter.Root.(*ssa.Parameter)
	return ok && l != c && l.Parent() == c.Parent() && types.Identical(l.Type(), c.Type())
}

// broken tells whether some way from a to b gives the lock up.
func (m *Model) broken(a, b *Op, l lockset.Held) bool {
	if a == b || a.Deferred() {
		return false
	}
	last := is(b.Instr)
	if b.Deferred() {
		last = func(i ssa.Instruction) bool { _, ok := i.(*ssa.RunDefers); return ok }
	}
	again := is(a.Instr)
	for _, block := range a.Fn.Blocks {
		for _, instr := range block.Instrs {
			if instr == a.Instr || instr == b.Instr || !m.touches(instr) || !m.locks.Breaks(instr, l) {
				continue
			}
			if m.walk(a.Instr, is(instr), func(i ssa.Instruction) bool { return again(i) || last(i) }) && m.walk(instr, last, again) {
				return true
			}
		}
	}
	return false
}

// touches tells whether instr is of a sort that can change a lock.
func (m *Model) touches(instr ssa.Instruction) bool {
	switch instr := instr.(type) {
	case *ssa.Call, *ssa.Send:
		return true
	case *ssa.UnOp:
		return instr.Op == token.ARROW
	}
	return false
}

// writerWithout returns a writer of b's counter, other than the sequence itself, that does not hold the lock l, not even perhaps.
func (m *Model) writerWithout(a, b *Op, l loc.Key) ssa.Instruction {
	for _, w := range m.writers(b.Key) {
		if w == a || w == b {
			continue
		}
		if !m.holds(w, l) {
			return w.Instr
		}
	}
	if m.IsCell(b.Key.Var) {
		for _, a := range m.plainOf(b.Key) {
			if a.Write && !a.Fresh && !a.Test && !slices.ContainsFunc(m.heldAt(a.Instr), func(h lockset.Held) bool { return h.Key.Matches(l) }) {
				return a.Instr
			}
		}
	}
	return nil
}

// writers lists the operations that may write the counter while others see it. An operation inside a helper that only this
// package calls is left to the calls of the helper, which know the callers' locks and objects.
func (m *Model) writers(k loc.Key) []*Op {
	var ws []*Op
	for _, w := range m.Ops {
		if !w.Kind.Writes() || w.Test || !w.Key.Matches(k) {
			continue
		}
		if body := m.bodies[w.Fn]; body != nil && body.helper != nil && m.closed(w.Fn) {
			continue
		}
		if _, ok := m.unshared(w); ok {
			continue
		}
		ws = append(ws, w)
	}
	return ws
}

// closed tells whether all calls of fn are seen, and there are some.
func (m *Model) closed(fn *ssa.Function) bool {
	if c, ok := m.closedFns[fn]; ok {
		return c
	}
	closed := fn.Object() == nil || !fn.Object().Exported()
	uses := m.prog.Uses(fn)
	for _, u := range uses {
		if u.Maybe || u.Kind != ir.Called && u.Kind != ir.Deferred && u.Kind != ir.Started || u.Instr.Parent().Synthetic != "" {
			closed = false
		}
	}
	closed = closed && len(uses) > 0
	m.closedFns[fn] = closed
	return closed
}
