package conc

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/ir"
	"github.com/counterlint/counterlint/internal/conc/loc"
	"github.com/counterlint/counterlint/internal/conc/spawn"
)

// before tells whether the way passes the function that starts r at a point to which no control gets from the start: the goroutine
// is not there yet.
func (m *Model) before(w *way, r spawn.Root) bool {
	if r.Kind != spawn.Start {
		return false
	}
	starter := r.Instr.Parent()
	return slices.ContainsFunc(w.steps, func(at ssa.Instruction) bool {
		return at.Parent() == starter && at != r.Instr && !m.walk(r.Instr, is(at), never) || m.isDeferredBy(starter, at.Parent())
	})
}

// isDeferredBy tells whether fn is a literal that runs when outer ends, and at no other time.
func (m *Model) isDeferredBy(fn, outer *ssa.Function) bool {
	if fn.Parent() != outer {
		return false
	}
	uses := m.prog.Uses(fn)
	return len(uses) > 0 && !slices.ContainsFunc(uses, func(u ir.Use) bool { return u.Kind != ir.Deferred })
}

// after tells whether the way passes the function that starts r at a point that control can get to from the start, with no wait
// between.
func (m *Model) after(w *way, r spawn.Root) bool {
	return slices.ContainsFunc(w.steps, func(at ssa.Instruction) bool {
		return at.Parent() == r.Instr.Parent() && at != r.Instr && m.walk(r.Instr, is(at), m.waitsFor)
	})
}

// waitsFor tells whether instr waits for goroutines.
func (m *Model) waitsFor(instr ssa.Instruction) bool {
	call, ok := instr.(*ssa.Call)
	return ok && m.waitsBelow(&call.Call)
}

// waitsBelow tells whether a call waits for goroutines, be it somewhere below in functions of the package.
func (m *Model) waitsBelow(c *ssa.CallCommon) bool {
	if m.isWait(c, 0) {
		return true
	}
	fn := m.prog.Callee(c).Fn
	if fn == nil || !m.prog.Known(fn) {
		return waitsByName(c)
	}
	if w, ok := m.waiting[fn]; ok {
		return w // false while fn is being looked into
	}
	m.waiting[fn] = false
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if call, ok := instr.(ssa.CallInstruction); ok {
				if _, started := instr.(*ssa.Go); !started && m.waitsBelow(call.Common()) {
					m.waiting[fn] = true
					return true
				}
			}
		}
	}
	return false
}

// waitsByName tells whether a method that is not seen waits for goroutines, judging by its name: that of a pool of workers, say.
func waitsByName(c *ssa.CallCommon) bool {
	switch {
	case c.IsInvoke():
		return c.Method.Name() == "Wait"
	case c.StaticCallee() == nil || c.Signature().Recv() == nil:
		return false
	}
	switch name := c.StaticCallee().Name(); name {
	case "Wait", "WaitAll", "StopWait", "Join":
		return !isCondWait(c)
	default: // StopAndWait, SignalAndWait
		return strings.HasSuffix(name, "AndWait")
	}
}

func isCondWait(c *ssa.CallCommon) bool {
	fn := c.StaticCallee()
	return fn.Name() == "Wait" && fn.String() == "(*sync.Cond).Wait"
}

// scoped tells whether the goroutine of the start r is waited for before the function that starts it returns.
func (m *Model) scoped(r spawn.Root) bool {
	if _, deferred := m.deferredWait(r.Instr.Parent()); deferred {
		return true
	}
	return !m.walk(r.Instr, func(i ssa.Instruction) bool { _, ok := i.(*ssa.Return); return ok }, m.waitsFor)
}

func (m *Model) deferredWait(fn *ssa.Function) (*ssa.Defer, bool) {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if d, ok := instr.(*ssa.Defer); ok && m.isWait(&d.Call, 0) {
				return d, true
			}
		}
	}
	return nil, false
}

// beforeStarts tells whether some function on the way goes on to start goroutines, and none that it has started so far: the access
// prepares for them. On a goroutine that others of its kind run beside, on the same object, nothing is prepared for.
func (m *Model) beforeStarts(w *way) bool {
	switch w.root.Kind {
	case spawn.Handler:
		if m.isShared(w) {
			return false
		}
	case spawn.Start: // what a pointer leads to is older than the goroutine
		if m.isShared(w) || slices.ContainsFunc(w.place.Steps, func(s loc.Step) bool { return s.Kind == loc.Deref }) {
			return false
		}
	}
	return slices.ContainsFunc(w.steps, m.preparesStarts)
}

// preparesStarts tells the same of the function of one instruction.
func (m *Model) preparesStarts(at ssa.Instruction) bool {
	if p, ok := m.prepares[at]; ok {
		return p
	}
	later := false
	for _, instr := range m.startsIn(at.Parent()) {
		if instr == at {
			continue
		}
		if m.walk(instr, is(at), never) {
			later = false
			break
		}
		later = later || m.walk(at, is(instr), never)
	}
	m.prepares[at] = later
	return later
}

// startsIn lists the instructions of fn that begin goroutines.
func (m *Model) startsIn(fn *ssa.Function) []ssa.Instruction {
	list, ok := m.startLists[fn]
	if !ok {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if m.starts(instr) {
					list = append(list, instr)
				}
			}
		}
		m.startLists[fn] = list
	}
	return list
}

// starts tells whether instr begins a goroutine.
func (m *Model) starts(instr ssa.Instruction) bool {
	switch instr := instr.(type) {
	case *ssa.Go:
		return true
	case *ssa.Call:
		run, _ := m.prog.RunsArg(&instr.Call)
		return run == ir.Elsewhere || run == ir.Handler
	}
	return false
}
