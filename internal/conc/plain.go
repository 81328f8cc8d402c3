package conc

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/loc"
)

// An Access is a plain read or write of a number that somebody counts with: an old-style cell, a variable, field or element that is
// updated in place somewhere, or a whole object that holds an atomic.
type Access struct {
	Write  bool
	Update bool // the write stores what is computed from a read of the same place: x++, x += y, x = max(x, y)
	Whole  bool // of an object that holds the counter, not of the counter itself
	Bulk   bool // of all elements of an array, one by one
	Fresh  bool // of an object that nobody else sees yet
	Instr  ssa.Instruction
	Fn     *ssa.Function
	Pos    token.Pos // NoPos where SSA has none: parts of composite literals, ranges
	Place  loc.Path
	Key    loc.Key
	Test   bool

	Via   *types.Func // the function of another package that makes the update, where Instr is a call of it; else nil
	Where string      // where it does, "base.go:LINE"

	InUpdate bool // the read that an update makes
	read     *ssa.UnOp
}

// stand is an operation that stands in for the access where a question needs no more than its place and function.
func (a *Access) stand(m *Model) *Op {
	op := &Op{Kind: Load, Fn: a.Fn, Decl: m.prog.Decl(a.Fn), Place: a.Place, Key: a.Key}
	if a.Write {
		op.Kind = Store
	}
	return op
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
	m.findPlain()
	var out []*Access
	for _, a := range m.plain[k.Var] {
		if a.Key.Matches(k) {
			out = append(out, a)
		}
	}
	return out
}

// Updates returns the plain updates in place of the package's numbers, in source order: x++, x op= y, x = f(x).
func (m *Model) Updates() []*Access {
	if m.prog == nil {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.findPlain()
	return m.updates
}

// Cells lists the numbers that the package accesses plainly and somebody atomically, in the order of the first such access: see
// [Model.Atomically].
func (m *Model) Cells() []*types.Var {
	if m.prog == nil {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.findPlain()
	var cells []*types.Var
	for v, as := range m.plain {
		if m.Atomically(v) && len(as) > 0 {
			cells = append(cells, v)
		}
	}
	slices.SortFunc(cells, func(a, b *types.Var) int {
		x, y := m.plain[a][0], m.plain[b][0]
		return cmp.Or(m.prog.Compare(x.Pos, y.Pos), cmp.Compare(m.Where(x.Fn.Pos()), m.Where(y.Fn.Pos())), cmp.Compare(a.Name(), b.Name()))
	})
	return cells
}

// AccessesOf returns all plain accesses of the variable, whatever holds it, in source order.
func (m *Model) AccessesOf(v *types.Var) []*Access {
	if m.prog == nil {
		return nil
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.findPlain()
	return m.plain[v]
}

// Around returns the declaration in which the access stands, or the literal in the value of a package variable.
func (m *Model) Around(a *Access) ast.Node { return m.prog.Syntax(a.Fn) }

// Number is the type of what is read or written.
func (a *Access) Number() types.Type {
	switch instr := a.Instr.(type) {
	case *ssa.Store:
		return instr.Val.Type()
	case *ssa.UnOp:
		return instr.Type()
	}
	return a.Key.Var.Type()
}
