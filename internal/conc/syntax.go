package conc

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// Expr returns the expression that the access reads or writes, as the source writes it: s.hits, xs[i], *p. For an element of a range
// it is what is ranged over. It is nil where the syntax is not found.
func (m *Model) Expr(a *Access) ast.Expr {
	around := m.prog.Syntax(a.Fn)
	if around == nil {
		return nil
	}
	if !a.Pos.IsValid() {
		if r := m.rangeOver(around, a); r != nil {
			return r.X
		}
		return nil
	}
	var found ast.Expr
	ast.Inspect(around, func(n ast.Node) bool {
		if n == nil || found != nil || a.Pos < n.Pos() || n.End() <= a.Pos {
			return false
		}
		if e, ok := n.(ast.Expr); ok && namedAt(e) == a.Pos {
			found = e
		}
		return true
	})
	return found
}

// namedAt is the position that SSA gives to a variable that is written as e.
func namedAt(e ast.Expr) token.Pos {
	switch e := e.(type) {
	case *ast.Ident:
		return e.Pos()
	case *ast.SelectorExpr:
		return e.Sel.Pos()
	case *ast.IndexExpr:
		return e.Lbrack
	case *ast.StarExpr:
		return e.Star
	}
	return token.NoPos
}

// Node returns the syntax at which a finding about the access stands: the statement of an update, the range over plain elements, else
// the expression. It is nil where the syntax is not found.
func (m *Model) Node(a *Access) ast.Node {
	around := m.prog.Syntax(a.Fn)
	if around == nil {
		return nil
	}
	if !a.Pos.IsValid() || a.Whole && !a.Write {
		if r := m.rangeOver(around, a); r != nil {
			return r
		}
		return nil
	}
	if a.Via != nil {
		if call := m.prog.Call(a.Instr.(ssa.CallInstruction)); call != nil {
			return call
		}
		return nil
	}
	if a.Update {
		var stmt ast.Node
		ast.Inspect(around, func(n ast.Node) bool {
			if n == nil || a.Pos < n.Pos() || n.End() <= a.Pos {
				return false
			}
			switch n.(type) {
			case *ast.IncDecStmt, *ast.AssignStmt:
				stmt = n
			}
			return true
		})
		return stmt
	}
	if e := m.Expr(a); e != nil {
		return e
	}
	return nil
}

// rangeOver finds the loop whose values the access reads: SSA gives those reads no position.
func (m *Model) rangeOver(around ast.Node, a *Access) *ast.RangeStmt {
	var found *ast.RangeStmt
	ast.Inspect(around, func(n ast.Node) bool {
		r, ok := n.(*ast.RangeStmt)
		if !ok || r.Value == nil || a.Write || found != nil {
			return found == nil
		}
		var name *ast.Ident
		x := ast.Unparen(r.X)
		for name == nil {
			switch e := x.(type) {
			case *ast.Ident:
				name = e
			case *ast.SelectorExpr:
				name = e.Sel
			case *ast.SliceExpr:
				x = ast.Unparen(e.X)
			case *ast.IndexExpr:
				x = ast.Unparen(e.X)
			case *ast.StarExpr:
				x = ast.Unparen(e.X)
			default:
				return true
			}
		}
		if v, ok := m.prog.Info.Uses[name].(*types.Var); ok && v.Origin() == a.Key.Var {
			found = r
		}
		return true
	})
	return found
}
