package conc

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/ir"
	"github.com/counterlint/counterlint/internal/conc/loc"
	"github.com/counterlint/counterlint/internal/conc/spawn"
)

// ownElement tells whether the place, as the function of the access names it, may be another element on each goroutine that r starts:
// its index is computed from what the goroutine alone has, the number of its start, a part of the slice that begins there, or what
// it has received, or code on the way finds out. Whether two goroutines share an element then, nobody tells from here.
func (m *Model) ownElement(r spawn.Root, p loc.Path) bool {
	return slices.ContainsFunc(p.Steps, func(s loc.Step) bool {
		if s.Kind != loc.Elem && s.Kind != loc.Entry && s.Kind != loc.Sliced || s.Const != nil {
			return false
		}
		return s.Value == nil || (&indexOf{m: m, r: r, seen: map[ssa.Value]bool{}}).own(s.Value, false)
	})
}

// An indexOf follows an index back to where its goroutine got it.
type indexOf struct {
	m    *Model
	r    spawn.Root
	seen map[ssa.Value]bool
}

// maxIndex bounds the values that are looked at for one index.
const maxIndex = 60

// own tells whether v depends on what each goroutine has for itself. Of a value that is folded, by a remainder or a mask, only the
// number of the start counts: as many goroutines as there are elements is what is meant by it. Keys that are hashed meet.
func (x *indexOf) own(v ssa.Value, folded bool) bool {
	if v == nil || x.seen[v] || len(x.seen) > maxIndex {
		return false
	}
	x.seen[v] = true
	if received(v) {
		return !folded
	}
	switch v := v.(type) {
	case *ssa.Parameter:
		return x.perStart(v) || x.passed(v, folded)
	case *ssa.FreeVar:
		return x.own(x.m.prog.Binding(v), folded)
	case *ssa.Alloc:
		return x.perStart(v) || x.stored(v, folded)
	case *ssa.Phi:
		return x.perStart(v) || x.any(v.Edges, folded)
	case *ssa.BinOp:
		switch v.Op {
		case token.REM, token.QUO, token.AND, token.SHR:
			folded = true
		}
		return x.own(v.X, folded) || x.own(v.Y, folded)
	case *ssa.Convert:
		return x.own(v.X, folded)
	case *ssa.ChangeType:
		return x.own(v.X, folded)
	case *ssa.Extract:
		return x.own(v.Tuple, folded)
	case *ssa.Next:
		rng, ok := v.Iter.(*ssa.Range)
		return ok && x.own(rng.X, folded)
	case *ssa.Slice:
		return x.any([]ssa.Value{v.X, v.Low}, folded)
	case *ssa.UnOp:
		return !folded && x.isTicket(v) || x.own(v.X, folded)
	case *ssa.Field:
		return x.own(v.X, folded)
	case *ssa.FieldAddr:
		return x.own(v.X, folded)
	case *ssa.IndexAddr:
		return x.any([]ssa.Value{v.X, v.Index}, folded)
	case *ssa.Call:
		return !folded && (isTaken(v) || x.any(v.Call.Args, folded))
	}
	return x.perStart(v)
}

// isTaken tells whether a call adds to an atomic: nobody else gets the same sum.
func isTaken(call *ssa.Call) bool {
	s, ok := classify(&call.Call)
	return ok && s.kind == Add
}

// isTicket tells whether a load reads a number that its function counts up: the next one reads another one.
func (x *indexOf) isTicket(load *ssa.UnOp) bool {
	if load.Op != token.MUL {
		return false
	}
	place := x.m.loc.Of(load.X)
	for _, b := range load.Parent().Blocks {
		for _, instr := range b.Instrs {
			if store, ok := instr.(*ssa.Store); ok && x.m.loc.Of(store.Addr).Equal(place) && x.m.readBack(store.Val, place, store, 0) != nil {
				return true
			}
		}
	}
	return false
}

func (x *indexOf) any(vs []ssa.Value, folded bool) bool {
	return slices.ContainsFunc(vs, func(v ssa.Value) bool { return x.own(v, folded) })
}

// perStart tells whether v is made by the function that starts the goroutines, anew for each of them: in its loop, or by each call.
func (x *indexOf) perStart(v ssa.Value) bool {
	starter := x.r.Instr.Parent()
	switch v := v.(type) {
	case *ssa.Parameter:
		return v.Parent() == starter && starter != x.r.Fn && !ir.InLoop(x.r.Instr.Block()) && isCountable(v.Type())
	case ssa.Instruction:
		return v.Parent() == starter && ir.InLoop(v.Block()) && ir.InLoop(x.r.Instr.Block())
	}
	return false
}

// stored asks for the values that a local variable is given.
func (x *indexOf) stored(a *ssa.Alloc, folded bool) bool {
	stores, _ := x.m.prog.Stores(a)
	return slices.ContainsFunc(stores, func(s *ssa.Store) bool { return x.own(s.Val, folded) })
}

// passed asks for what the calls on the way hand over for a parameter; a receiver is an object, and no number.
func (x *indexOf) passed(par *ssa.Parameter, folded bool) bool {
	fn := par.Parent()
	if fn == x.r.Fn {
		call, ok := x.r.Instr.(ssa.CallInstruction)
		return ok && x.own(loc.Argument(fn, par, call.Common()), folded)
	}
	return slices.ContainsFunc(x.m.prog.Uses(fn), func(u ir.Use) bool {
		call, ok := u.Instr.(ssa.CallInstruction)
		return ok && u.Kind != ir.Passed && x.own(loc.Argument(fn, par, call.Common()), folded)
	})
}
