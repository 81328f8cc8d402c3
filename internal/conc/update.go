package conc

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// MadeFrom tells whether the value v that op stores is computed from what load yields: it derives from it on the way there, or it is
// what code that is not seen makes of it.
func (m *Model) MadeFrom(v ssa.Value, load, op *Op) bool {
	if v == nil || load.Result == nil {
		return false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	d := deriver{m: m, target: load.Result, seen: map[ssa.Value]bool{}, before: op.Instr}
	return d.from(v) || m.unseen(v, load)
}

// unseen tells whether v is the result of a call that is handed the loaded value itself, and whose body is not known.
func (m *Model) unseen(v ssa.Value, load *Op) bool {
	for {
		switch x := v.(type) {
		case *ssa.Extract:
			v = x.Tuple
		case *ssa.TypeAssert:
			v = x.X
		case *ssa.MakeInterface:
			v = x.X
		case *ssa.Convert:
			v = x.X
		case *ssa.ChangeType:
			v = x.X
		case *ssa.Call:
			if fn := m.prog.Callee(&x.Call).Fn; fn != nil && (m.prog.Known(fn) || counts(fn)) {
				return false
			}
			return slices.ContainsFunc(x.Call.Args, func(arg ssa.Value) bool { return same(arg, load.Result) })
		default:
			return false
		}
	}
}

// counts tells whether fn is an operation on some counter, whose result is that one's.
func counts(fn *ssa.Function) bool {
	obj, ok := fn.Object().(*types.Func)
	return ok && obj.Pkg() != nil && (obj.Pkg().Path() == "sync/atomic" || obj.Pkg().Path() == "expvar")
}

// IsExtremum tells whether the branch g on what load yields compares it, by order, with v: whoever then stores v keeps a maximum
// or minimum.
func (m *Model) IsExtremum(g Guard, v ssa.Value, load *Op) bool {
	switch g.Op {
	case token.LSS, token.LEQ, token.GTR, token.GEQ:
	default:
		return false
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	loaded := g.If.Cond
	for {
		switch c := loaded.(type) {
		case *ssa.UnOp:
			if c.Op != token.NOT {
				loaded = m.plainValue(c)
				if loaded == c {
					return false
				}
				continue
			}
			loaded = c.X
			continue
		case *ssa.BinOp:
			if loaded = c.X; c.X == g.Other {
				loaded = c.Y
			}
		}
		break
	}
	return m.sameNumber(loaded, load.Result, 0) && m.sameNumber(g.Other, v, 0)
}
