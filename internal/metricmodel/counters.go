package metricmodel

import (
	"go/ast"
	"go/types"
)

// This file knows which types count, and whether a package keeps counters in maps at all.

// insertsCounters tells whether the package has a map or sync.Map of counters that is written, by its syntax alone.
func (m *Model) insertsCounters() bool {
	found := false
	for _, f := range m.files {
		ast.Inspect(f, func(n ast.Node) bool {
			var e ast.Expr
			switch n := n.(type) {
			case *ast.IncDecStmt:
				e = n.X
			case *ast.AssignStmt:
				e = n.Lhs[0]
			case *ast.CallExpr:
				fn := m.callee(n)
				found = found || fn != nil && (fn.FullName() == "(*sync.Map).LoadOrStore" || fn.FullName() == "(*sync.Map).Store")
			}
			if ix, ok := e.(*ast.IndexExpr); ok {
				if mp, ok := m.info.TypeOf(ix.X).Underlying().(*types.Map); ok && isCounter(mp.Elem()) {
					found = true
				}
			}
			return !found
		})
	}
	return found
}

// isCounter tells whether values of the type count: numbers, atomics, pointers to those, and structs of nothing else.
func isCounter(t types.Type) bool { return countsWithin(t, 0) }

// maxNested bounds the depth of a type that is looked into: one that points to itself has no end.
const maxNested = 8

func countsWithin(t types.Type, depth int) bool {
	if depth > maxNested {
		return false
	}
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := types.Unalias(t).(*types.Named); ok && n.Obj().Pkg() != nil {
		switch n.Obj().Pkg().Path() {
		case "sync/atomic":
			return n.Obj().Name() != "Value" && n.Obj().Name() != "Pointer" && n.Obj().Name() != "Bool"
		case "expvar":
			return n.Obj().Name() == "Int" || n.Obj().Name() == "Float"
		case "time":
			return false
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return u.Info()&types.IsNumeric != 0
	case *types.Struct:
		for f := range u.Fields() {
			if !countsWithin(f.Type(), depth+1) {
				return false
			}
		}
		return u.NumFields() > 0
	}
	return false
}
