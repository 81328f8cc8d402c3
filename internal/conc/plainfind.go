package conc

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/loc"
	"github.com/counterlint/counterlint/internal/conc/own"
)

// findPlain walks all loads and stores once: first for updates, then for all accesses of what is updated or used atomically.
func (m *Model) findPlain() {
	if m.plain != nil {
		return
	}
	m.plain = map[*types.Var][]*Access{}
	if makesGoroutines(m.prog.Types.Path()) {
		return
	}
	if m.owners == nil {
		m.owners = own.New(m.prog, m.loc)
	}
	f := &plainFinder{m: m, counters: map[*types.Var]bool{}, updated: map[*types.Var]bool{}, reads: map[*ssa.Store]*ssa.UnOp{}}
	for _, k := range m.keys {
		if k.Var != nil {
			f.counters[k.Var] = true
		}
	}
	for v := range m.facts.cells {
		f.counters[v] = true
	}
	f.each(f.update)
	f.imported()
	if len(f.counters)+len(f.updated) == 0 {
		return
	}
	f.each(f.access)
	reads := map[ssa.Instruction]bool{}
	for _, read := range f.reads {
		reads[read] = true
	}
	for _, as := range m.plain {
		for _, a := range as {
			a.InUpdate = reads[a.Instr]
		}
		slices.SortStableFunc(as, func(a, b *Access) int { return m.prog.Compare(a.Pos, b.Pos) })
	}
	slices.SortStableFunc(m.updates, func(a, b *Access) int { return m.prog.Compare(a.Pos, b.Pos) })
	m.leaveCrowds()
}

// makesGoroutines tells whether a package is one of those that make goroutines and locks: what they lean on instead, stops of the world
// and pins among it, is not seen here.
func makesGoroutines(path string) bool {
	return path == "runtime" || path == "sync" || path == "internal/sync" || strings.HasPrefix(path, "internal/runtime/")
}

// A plainFinder looks for the plain accesses of one package.
type plainFinder struct {
	m        *Model
	counters map[*types.Var]bool // used atomically: whole objects that hold them count too
	updated  map[*types.Var]bool // updated in place
	reads    map[*ssa.Store]*ssa.UnOp
}

func (f *plainFinder) each(visit func(instr ssa.Instruction, addr ssa.Value, write bool)) {
	for _, fn := range f.m.prog.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				switch instr := instr.(type) {
				case *ssa.Store:
					visit(instr, instr.Addr, true)
				case *ssa.UnOp:
					if instr.Op == token.MUL && len(*instr.Referrers()) > 0 { // range over an array loads it for nothing
						visit(instr, instr.X, false)
					}
				}
			}
		}
	}
}

// update notes the number that a store updates in place.
func (f *plainFinder) update(instr ssa.Instruction, addr ssa.Value, write bool) {
	store, ok := instr.(*ssa.Store)
	if !ok || !isCountable(store.Val.Type()) || f.m.isPrivate(addr) {
		return
	}
	place := f.m.loc.Of(addr)
	read := f.m.readBack(store.Val, place, store, 0)
	if read == nil {
		return
	}
	if k := f.m.loc.KeyOf(place); k.Var != nil {
		f.updated[k.Var] = true
		f.reads[store] = read
	}
}

// isPrivate tells whether addr is that of a local variable, or a part of one, that no literal and no pointer sees.
func (m *Model) isPrivate(addr ssa.Value) bool {
	for {
		switch v := addr.(type) {
		case *ssa.FieldAddr:
			addr = v.X
		case *ssa.IndexAddr:
			addr = v.X
		case *ssa.Alloc:
			return isLocal(v)
		default:
			return false
		}
	}
}

// maxArithmetic bounds the depth of the expression in which an update looks for its own number.
const maxArithmetic = 12

// readBack returns the read of place from which v is computed by arithmetic, minima and maxima, or functions that only compute.
func (m *Model) readBack(v ssa.Value, place loc.Path, store *ssa.Store, depth int) *ssa.UnOp {
	if depth > maxArithmetic {
		return nil
	}
	any := func(vs ...ssa.Value) *ssa.UnOp {
		for _, v := range vs {
			if read := m.readBack(v, place, store, depth+1); read != nil {
				return read
			}
		}
		return nil
	}
	switch v := v.(type) {
	case *ssa.BinOp:
		return any(v.X, v.Y)
	case *ssa.Convert:
		return any(v.X)
	case *ssa.ChangeType:
		return any(v.X)
	case *ssa.MultiConvert:
		return any(v.X)
	case *ssa.UnOp:
		if v.Op != token.MUL {
			return any(v.X)
		}
		if depth > 0 && v.Parent() == store.Parent() && m.loc.Of(v.X).Equal(place) {
			return v
		}
	case *ssa.Call:
		if b, ok := v.Call.Value.(*ssa.Builtin); ok {
			if b.Name() == "min" || b.Name() == "max" {
				return any(v.Call.Args...)
			}
			return nil
		}
		fn := m.prog.Callee(&v.Call).Fn
		if fn == nil || !isCountable(v.Type()) {
			return nil
		}
		if !m.prog.Known(fn) {
			if pkg := pkgPath(fn); pkg == "math" || pkg == "math/bits" || pkg == "cmp" {
				return any(v.Call.Args...)
			}
			return nil
		}
		for i, arg := range v.Call.Args {
			if i < len(fn.Params) && isCountable(arg.Type()) && m.returnsParam(fn, i, 0) {
				if read := any(arg); read != nil {
					return read
				}
			}
		}
	}
	return nil
}

// isCountable tells whether t is a number, or a type parameter of numbers.
func isCountable(t types.Type) bool {
	if tp, ok := types.Unalias(t).(*types.TypeParam); ok {
		iface := tp.Constraint().Underlying().(*types.Interface)
		for i := range iface.NumEmbeddeds() {
			e := iface.EmbeddedType(i)
			if u, ok := e.Underlying().(*types.Interface); ok && u.NumEmbeddeds() > 0 {
				e = u.EmbeddedType(0)
			}
			if u, ok := e.(*types.Union); ok && u.Len() > 0 {
				e = u.Term(0).Type()
			}
			if isCountable(e) {
				return true
			}
		}
		return false
	}
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsNumeric != 0
}

// access notes a load or store of a counter, or of a struct or array that holds one that is used atomically.
func (f *plainFinder) access(instr ssa.Instruction, addr ssa.Value, write bool) {
	m := f.m
	t, ok := addr.Type().Underlying().(*types.Pointer)
	if !ok {
		return
	}
	number, bulk := isCountable(t.Elem()), isBulk(instr)
	if len(f.counters) == 0 && !number && !bulk || number && !f.mayBe(addr) {
		return
	}
	place := m.loc.Of(addr)
	m.parts(place, t.Elem(), 0, func(p loc.Path, whole bool) {
		k := m.loc.KeyOf(p)
		if k.Var == nil || !f.counters[k.Var] && (!f.updated[k.Var] || !bulk && (whole || !number)) {
			return
		}
		a := &Access{Write: write, Whole: whole, Bulk: bulk, Instr: instr, Fn: instr.Parent(), Pos: instr.Pos(), Place: p, Key: k}
		a.Test = a.Pos.IsValid() && !m.evidence(a.Pos)
		_, a.Fresh = m.owners.Unshared(place, instr)
		if store, ok := instr.(*ssa.Store); ok && !whole {
			if a.read = f.reads[store]; a.read != nil {
				a.Update = true
				m.updates = append(m.updates, a)
			}
		}
		m.plain[k.Var] = append(m.plain[k.Var], a)
	})
}

// isBulk tells whether instr loads an array only to go through its elements.
func isBulk(instr ssa.Instruction) bool {
	load, ok := instr.(*ssa.UnOp)
	if !ok {
		return false
	}
	if _, ok := load.Type().Underlying().(*types.Array); !ok {
		return false
	}
	return !slices.ContainsFunc(*load.Referrers(), func(ref ssa.Instruction) bool {
		switch ref.(type) {
		case *ssa.Index, *ssa.DebugRef:
			return false
		}
		return true
	})
}

// mayBe tells, before the place is looked at, whether addr can be that of a counter.
func (f *plainFinder) mayBe(addr ssa.Value) bool {
	fa, ok := addr.(*ssa.FieldAddr)
	if !ok {
		return !f.m.isPrivate(addr)
	}
	v := fieldVar(fa)
	return v == nil || f.counters[v] || f.updated[v]
}

// fieldVar is the field at fa, as its generic origin declares it; nil where the type is not a plain struct.
func fieldVar(fa *ssa.FieldAddr) *types.Var {
	ptr, ok := types.Unalias(fa.X.Type()).Underlying().(*types.Pointer)
	if !ok {
		return nil
	}
	s, ok := ptr.Elem().Underlying().(*types.Struct)
	if !ok {
		return nil
	}
	return s.Field(fa.Field).Origin()
}

// maxParts bounds how deep the parts of a struct are looked at.
const maxParts = 4

// parts calls f with the place itself, if it can be a counter, and with the counters among its parts.
func (m *Model) parts(p loc.Path, t types.Type, depth int, f func(p loc.Path, whole bool)) {
	if _, ok := types.Unalias(t).(*types.TypeParam); ok {
		f(p, depth > 0)
		return
	}
	switch u := t.Underlying().(type) {
	case *types.Struct:
		if isAtomicType(t) {
			f(p, true)
			return
		}
		if depth == maxParts {
			return
		}
		for v := range u.Fields() {
			m.parts(p.With(loc.Step{Kind: loc.Field, Field: v.Origin(), Owner: t}), v.Type(), depth+1, f)
		}
	case *types.Array:
		if depth < maxParts {
			m.parts(p.With(loc.Step{Kind: loc.Elem}), u.Elem(), depth+1, f)
		}
	case *types.Basic:
		f(p, depth > 0)
	}
}
