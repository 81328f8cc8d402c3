package conc

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/loc"
	"github.com/counterlint/counterlint/internal/conc/lockset"
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

// minds tells whether the method of op also reads and writes a plain field of the receiver with no lock: two calls of it at once would
// be in trouble there, whatever the counter does.
func (m *Model) minds(op *Op) bool {
	t := m.siblings(op.Fn)
	if t == nil || m.prog.Variable(op.Place.Root) != ssa.Value(op.Fn.Params[0]) {
		return false // a package variable has other callers
	}
	for _, b := range op.Fn.Blocks {
		for _, instr := range b.Instrs {
			store, ok := instr.(*ssa.Store)
			if !ok {
				continue
			}
			fa, ok := store.Addr.(*ssa.FieldAddr)
			if ok && t.writes[plainField(fa)] && t.reads[plainField(fa)] && m.prog.Variable(fa.X) == ssa.Value(op.Fn.Params[0]) && !m.atomicDecides(store) {
				return true
			}
		}
	}
	return false
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

// needsOwner tells whether the function of a plain write writes other plain fields of the same object too, with no lock: its callers
// have to keep others out anyway. Fields that others use under the lock say nothing: whoever forgets a lock forgets it for all of them.
func (m *Model) needsOwner(a *Access, lock loc.Key) bool {
	if len(a.Place.Steps) == 0 {
		return false
	}
	for _, b := range a.Fn.Blocks {
		for _, instr := range b.Instrs {
			store, ok := instr.(*ssa.Store)
			if !ok || store == a.Instr {
				continue
			}
			fa, ok := store.Addr.(*ssa.FieldAddr)
			if !ok || m.loc.Of(fa.X).Root != a.Place.Root || len(m.heldAt(store)) > 0 {
				continue
			}
			f := plainField(fa)
			if f != nil && f != a.Key.Var && !m.IsCell(f) && !isCountable(f.Type()) && !(lock.Valid() && m.isKept(f, lock, a.Fn)) {
				return true
			}
		}
	}
	return false
}

// isKept tells whether the functions other than fn use the field under the lock, most of the time at least, or not at all.
func (m *Model) isKept(f *types.Var, lock loc.Key, fn *ssa.Function) bool {
	with, without := 0, 0
	for _, fa := range m.fieldUses(f) {
		if fa.Parent() == fn {
			continue
		}
		if _, fresh := m.owners.Unshared(m.loc.Of(fa), fa); fresh {
			continue
		}
		if slices.ContainsFunc(m.heldAt(fa), func(h lockset.Held) bool { return h.Sure && h.Key.Matches(lock) }) {
			with++
		} else {
			without++
		}
	}
	return 2*without <= with
}

// fieldUses lists where the address of a field is taken, be it to read or write it.
func (m *Model) fieldUses(f *types.Var) []*ssa.FieldAddr {
	if m.fields == nil {
		m.fields = map[*types.Var][]*ssa.FieldAddr{}
		for _, fn := range m.prog.Funcs {
			for _, b := range fn.Blocks {
				for _, instr := range b.Instrs {
					if fa, ok := instr.(*ssa.FieldAddr); ok && fa.Pos().IsValid() && m.evidence(fa.Pos()) {
						if v := fieldVar(fa); v != nil {
							m.fields[v] = append(m.fields[v], fa)
						}
					}
				}
			}
		}
	}
	return m.fields[f]
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
