package conc

import (
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// touched is what a method does to the plain fields of its receiver while it holds no lock.
type touched struct {
	writes, reads map[*types.Var]bool
}

// apart tells whether the methods of a and b can hardly run beside each other: one writes a plain field of the receiver that the
// other one reads or writes too, and neither holds a lock. If they met, that field would be in trouble before the counter is; a
// Close that unmaps what the readers use is called when they are gone.
func (m *Model) apart(a, b *Op) bool { return m.apartBy(a, b, func(*types.Var) bool { return true }) }

// apartPlain asks the same of two plain accesses of numbers: other numbers have the same trouble, and tell nothing.
func (m *Model) apartPlain(a, b *Access) bool {
	return m.apartBy(a.stand(m), b.stand(m), func(f *types.Var) bool { return !isCountable(f.Type()) })
}

func (m *Model) apartBy(a, b *Op, counts func(*types.Var) bool) bool {
	x, y := m.siblings(a.Fn), m.siblings(b.Fn)
	if x == nil || y == nil || a.Fn.Signature.Recv() == nil || b.Fn.Signature.Recv() == nil {
		return false
	}
	clash := func(writes map[*types.Var]bool, other *touched) bool {
		for f := range writes {
			if counts(f) && (other.reads[f] || other.writes[f]) {
				return true
			}
		}
		return false
	}
	return clash(x.writes, y) || clash(y.writes, x)
}

// siblings looks at a method once.
func (m *Model) siblings(fn *ssa.Function) *touched {
	if fn.Signature.Recv() == nil || len(fn.Params) == 0 {
		return nil
	}
	if t, ok := m.touched[fn]; ok {
		return t
	}
	t := &touched{map[*types.Var]bool{}, map[*types.Var]bool{}}
	m.touched[fn] = t
	recv := fn.Params[0]
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			var addr ssa.Value
			var into map[*types.Var]bool
			switch i := instr.(type) {
			case *ssa.Store:
				addr, into = i.Addr, t.writes
			case *ssa.UnOp:
				if i.Op == token.MUL {
					addr, into = i.X, t.reads
				}
			}
			fa, ok := addr.(*ssa.FieldAddr)
			if !ok || m.prog.Variable(fa.X) != ssa.Value(recv) && fa.X != ssa.Value(recv) {
				continue
			}
			if f := plainField(fa); f != nil && len(m.heldAt(instr)) == 0 {
				into[f] = true
			}
		}
	}
	return t
}

// plainField is the field at fa if it is neither an atomic nor a lock.
func plainField(fa *ssa.FieldAddr) *types.Var {
	ptr, ok := types.Unalias(fa.X.Type()).Underlying().(*types.Pointer)
	if !ok {
		return nil
	}
	s, ok := ptr.Elem().Underlying().(*types.Struct)
	if !ok {
		return nil
	}
	f := s.Field(fa.Field)
	if name := types.TypeString(f.Type(), nil); strings.HasPrefix(name, "sync.") || strings.HasPrefix(name, "sync/atomic.") {
		return nil
	}
	return f.Origin()
}
