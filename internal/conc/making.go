package conc

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/ir"
	"github.com/counterlint/counterlint/internal/conc/spawn"
)

// makerOn finds the function on the way that makes things ready, of the name of a constructor: nobody else has its object before it
// returns, unless it is one that all share, or that was handed in.
func (m *Model) makerOn(w *way) *ssa.Function {
	if w.root.Kind != spawn.Outside && w.root.Kind != spawn.Handler {
		return nil
	}
	switch w.place.Root.(type) {
	case *ssa.Global, *ssa.Parameter:
		return nil
	}
	for _, at := range w.steps {
		fn := at.Parent()
		if decl := m.prog.Decl(fn); fn.Parent() == nil && decl != nil && decl.Recv == nil && makers.MatchString(decl.Name.Name) {
			return fn
		}
	}
	return nil
}

// stillMade tells whether the way w is within a constructor that does not let the way v have the object meanwhile: v begins with a
// caller, who has it later, or on a goroutine that only works when it is sent something, or that the constructor does not start.
func (m *Model) stillMade(w, v *way) bool {
	maker := m.makerOn(w)
	if maker == nil {
		return false
	}
	switch v.root.Kind {
	case spawn.Outside:
		return true
	case spawn.Handler:
		return v.root.Instr == nil
	case spawn.Start:
		return m.onDemand(v) || !m.startsBelow(maker, v.root)
	}
	return false
}

// startsBelow tells whether the constructor starts the goroutine, be it somewhere below.
func (m *Model) startsBelow(maker *ssa.Function, r spawn.Root) bool {
	key := makerStart{maker, r.Instr}
	starts, ok := m.makerStarts[key]
	if !ok {
		starts = m.leadsTo(maker, r.Instr.Parent(), map[*ssa.Function]bool{})
		m.makerStarts[key] = starts
	}
	return starts
}

type makerStart struct {
	maker *ssa.Function
	start ssa.Instruction
}

// leadsTo tells whether a function calls, or holds, another one somewhere below.
func (m *Model) leadsTo(from, to *ssa.Function, seen map[*ssa.Function]bool) bool {
	if from == to {
		return true
	}
	if seen[to] {
		return false
	}
	seen[to] = true
	if to.Parent() != nil && m.leadsTo(from, to.Parent(), seen) {
		return true
	}
	return slices.ContainsFunc(m.prog.Sites(to), func(s ir.Site) bool { return m.leadsTo(from, s.Instr.Parent(), seen) })
}

// onDemand tells whether the goroutine of the way gets to the end of it, or was started, only when somebody has sent it something.
func (m *Model) onDemand(w *way) bool {
	return m.afterReceive(w.root.Instr) || slices.ContainsFunc(w.steps, m.afterReceive)
}

// afterReceive tells whether each way through the function to instr receives something other than the time.
func (m *Model) afterReceive(instr ssa.Instruction) bool {
	for b := instr.Block(); b != nil; b = b.Idom() {
		for _, i := range b.Instrs {
			if i == instr {
				break
			}
			if receives(i) {
				return true
			}
		}
	}
	return false
}

func receives(i ssa.Instruction) bool {
	switch i := i.(type) {
	case *ssa.UnOp:
		return i.Op == token.ARROW && !isTime(i.X.Type())
	case *ssa.Select:
		return i.Blocking && !slices.ContainsFunc(i.States, func(s *ssa.SelectState) bool { return s.Dir != types.RecvOnly || isTime(s.Chan.Type()) })
	}
	return false
}

func isTime(ch types.Type) bool {
	c, ok := ch.Underlying().(*types.Chan)
	return ok && types.TypeString(c.Elem(), nil) == "time.Time"
}

// finalizes tells whether the way is that of a finalizer with the object that it is for: it runs when nobody has that any more.
func (m *Model) finalizes(w *way) bool {
	call, ok := w.root.Instr.(*ssa.Call)
	if !ok || len(call.Call.Args) != 2 {
		return false
	}
	fn := call.Call.StaticCallee()
	if fn == nil || fn.String() != "runtime.SetFinalizer" {
		return false
	}
	object := call.Call.Args[0]
	if i, ok := object.(*ssa.MakeInterface); ok {
		object = i.X
	}
	return w.place.Root == m.loc.Of(object).Root || len(w.root.Fn.Params) == 1 && w.place.Root == ssa.Value(w.root.Fn.Params[0])
}
