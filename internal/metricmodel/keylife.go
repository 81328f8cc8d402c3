package metricmodel

import (
	"go/ast"
	"go/token"
	"go/types"
)

// This file tells how long a map of counters lives, and whether anything ever takes keys out of it.

// lives tells whether the objects that hold the field are made where things start, as far as literals of their type show: one that
// a request makes for itself ends with it.
func (g *growth) lives(v *types.Var) bool {
	if !v.IsField() {
		return true
	}
	literals, long := 0, 0
	for _, f := range g.m.files {
		ast.Inspect(f, func(n ast.Node) bool {
			lit, ok := n.(*ast.CompositeLit)
			if !ok {
				return true
			}
			st := structOf(g.m.info.TypeOf(lit))
			if st == nil {
				return true
			}
			for field := range st.Fields() {
				if field.Origin() == v {
					literals++
					if fd := g.m.declAround(lit); g.m.runsAt(lit)&Request == 0 && (fd == nil || starting.MatchString(fd.Name.Name)) {
						long++
					}
				}
			}
			return true
		})
	}
	return literals == long
}

// shrinks tells whether keys are taken out of the map, its size is looked at, it is replaced as a whole, or it is handed to code that may
// do so.
func (g *growth) shrinks(v *types.Var) bool {
	m := g.m
	for _, s := range m.defs.sources[v] {
		if s.Expr == nil || s.Wide {
			return true
		}
		if !m.initialises(s.Expr) {
			return true
		}
	}
	for _, id := range m.usesOf(v) {
		var e ast.Expr = id
		if sel, ok := m.parent[id].(*ast.SelectorExpr); ok && sel.Sel == id {
			e = sel
		}
		switch p := m.parent[e].(type) {
		case *ast.IndexExpr, *ast.RangeStmt, *ast.AssignStmt, *ast.BinaryExpr:
		case *ast.UnaryExpr:
			return true
		case *ast.SelectorExpr: // a method of a sync.Map
			switch p.Sel.Name {
			case "Load", "Store", "LoadOrStore", "Range":
			default:
				return true
			}
		case *ast.CallExpr:
			return true // delete, clear, len, or other code
		default:
			return true
		}
	}
	return false
}

// initialises tells whether the value is given to the variable once: in a literal, a declaration, a constructor, or where it is nil.
func (m *Model) initialises(e ast.Expr) bool {
	for p := m.parent[e]; p != nil; p = m.parent[p] {
		switch p := p.(type) {
		case *ast.CompositeLit, *ast.ValueSpec, *ast.KeyValueExpr:
			return true
		case *ast.IfStmt:
			if b, ok := ast.Unparen(p.Cond).(*ast.BinaryExpr); ok && b.Op == token.EQL {
				return true
			}
		case *ast.FuncDecl:
			name := p.Name.Name
			return name == "init" || len(name) >= 3 && (name[:3] == "New" || name[:3] == "new")
		}
	}
	return true
}
