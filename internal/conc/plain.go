package conc

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/loc"
	"github.com/counterlint/counterlint/internal/conc/own"
)

// An Access is a plain read or write of a counter that is also used atomically: of an old-style cell, or of a whole object that
// holds an atomic.
type Access struct {
	Write bool
	Whole bool // of an object that holds the counter, not of the counter itself
	Fresh bool // of an object that nobody else sees yet
	Instr ssa.Instruction
	Fn    *ssa.Function
	Pos   token.Pos // NoPos where SSA has none: parts of composite literals
	Place loc.Path
	Key   loc.Key
	Test  bool
}

// Plain returns the plain accesses that may be of the counter k in this package, in source order.
func (m *Model) Plain(k loc.Key) []*Access {
	if m.prog == nil {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.plainOf(k)
}

func (m *Model) plainOf(k loc.Key) []*Access {
	if m.plain == nil {
		m.findPlain()
	}
	var out []*Access
	for _, a := range m.plain {
		if a.Key.Matches(k) {
			out = append(out, a)
		}
	}
	return out
}

// findPlain walks all loads and stores once.
func (m *Model) findPlain() {
	m.plain = []*Access{}
	counters := map[*types.Var]bool{}
	for _, k := range m.keys {
		if k.Var != nil {
			counters[k.Var] = true
		}
	}
	for v := range m.facts.cells {
		counters[v] = true
	}
	if len(counters) == 0 {
		return
	}
	if m.owners == nil {
		m.owners = own.New(m.prog, m.loc)
	}
	for _, fn := range m.prog.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				switch instr := instr.(type) {
				case *ssa.Store:
					m.access(instr, instr.Addr, true, counters)
				case *ssa.UnOp:
					if instr.Op == token.MUL && len(*instr.Referrers()) > 0 { // range over an array loads it for nothing
						m.access(instr, instr.X, false, counters)
					}
				}
			}
		}
	}
	slices.SortStableFunc(m.plain, func(a, b *Access) int { return m.prog.Compare(a.Pos, b.Pos) })
}

// access notes a load or store of a counter, or of a struct or array that holds some.
func (m *Model) access(instr ssa.Instruction, addr ssa.Value, write bool, counters map[*types.Var]bool) {
	t, ok := addr.Type().Underlying().(*types.Pointer)
	if !ok {
		return
	}
	place := m.loc.Of(addr)
	m.parts(place, t.Elem(), 0, func(p loc.Path, whole bool) {
		k := m.loc.KeyOf(p)
		if k.Var == nil || !counters[k.Var] {
			return
		}
		a := &Access{Write: write, Whole: whole, Instr: instr, Fn: instr.Parent(), Pos: instr.Pos(), Place: p, Key: k}
		a.Test = a.Pos.IsValid() && !m.evidence(a.Pos)
		_, a.Fresh = m.owners.Unshared(place, instr)
		m.plain = append(m.plain, a)
	})
}

// maxParts bounds how deep the parts of a struct are looked at.
const maxParts = 4

// parts calls f with the place itself, if it can be a counter, and with the counters among its parts.
func (m *Model) parts(p loc.Path, t types.Type, depth int, f func(p loc.Path, whole bool)) {
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
