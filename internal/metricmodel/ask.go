package metricmodel

import (
	"go/ast"
	"go/types"
	"slices"
)

// This file holds the small questions that rules ask of the syntax, so that each package is indexed once.

// Parent returns the node around n, or nil.
func (m *Model) Parent(n ast.Node) ast.Node { return m.parent[n] }

// Callee returns the function or method that call names, generic ones as declared, or nil.
func (m *Model) Callee(call *ast.CallExpr) *types.Func { return m.callee(call) }

// Calls lists the calls of the package in source order.
func (m *Model) Calls() []*ast.CallExpr { return m.calls }

// Files lists the files that count.
func (m *Model) Files() []*ast.File { return m.files }

// Enclosing returns the body of the innermost function around n, or nil.
func (m *Model) Enclosing(n ast.Node) *ast.BlockStmt {
	if b := m.enclosing(n); b != nil {
		return b.block
	}
	return nil
}

// EnclosingDecl returns the declaration around n, or nil.
func (m *Model) EnclosingDecl(n ast.Node) *ast.FuncDecl {
	for p := n; p != nil; p = m.parent[p] {
		if fd, ok := p.(*ast.FuncDecl); ok {
			return fd
		}
	}
	return nil
}

// FuncBody returns the body of the function of the package that the value e stands for, or nil.
func (m *Model) FuncBody(e ast.Expr) *ast.BlockStmt {
	if b := m.valueBody(e); b != nil {
		return b.block
	}
	return nil
}

// Var returns the variable or field that e names, or nil.
func (m *Model) Var(e ast.Expr) *types.Var { return m.defs.varOf(e) }

// Value returns the one expression that is ever assigned to v, or nil.
func (m *Model) Value(v *types.Var) ast.Expr {
	if v == nil || v.Exported() && (v.IsField() || v.Pkg() != nil && v.Parent() == v.Pkg().Scope()) {
		return nil
	}
	if s, ok := m.defs.only(v); ok && !s.Wide {
		return s.Expr
	}
	return nil
}

// Fold computes the string that e stands for.
func (m *Model) Fold(e ast.Expr) Text {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.fold(e, nil)
}

// CtorAt describes the metric that call creates as it stands, if it calls a constructor.
func (m *Model) CtorAt(call *ast.CallExpr) (*Decl, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	c, ok := m.ctor(call)
	if !ok {
		return nil, false
	}
	return m.decl(call, c, nil), true
}

// An Argument is what one call hands to a parameter.
type Argument struct {
	Call *ast.CallExpr
	Expr ast.Expr
}

// Arguments lists what the calls in this package hand to v, if v is a parameter of a function of the package, not variadic, that is
// never assigned.
func (m *Model) Arguments(v *types.Var) []Argument {
	m.mu.Lock()
	defer m.mu.Unlock()
	if v == nil || !m.defs.params[v] || len(m.defs.sources[v]) > 0 {
		return nil
	}
	var all []Argument
	for obj, sites := range m.sites {
		b := m.bodies[obj]
		if b == nil || v.Pos() < b.typ.Pos() || b.typ.End() < v.Pos() {
			continue
		}
		for _, site := range sites {
			if f, _ := m.frame(site, nil); f != nil && f.args[v] != nil {
				all = append(all, Argument{site, f.args[v]})
			}
		}
	}
	slices.SortFunc(all, func(a, b Argument) int { return int(a.Call.Pos() - b.Call.Pos()) })
	return all
}
