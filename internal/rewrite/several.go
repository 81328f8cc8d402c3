package rewrite

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"
)

// This file takes the variable out of statements that assign several values.

// several draws the assignment of one of several results:
//
//	s.n, err = f()
//
//	var n int64
//	n, err = f()
//	s.n.Store(n)
func (w *view) several(a *access, cur inspector.Cursor, stmt *ast.AssignStmt) {
	if !inList(cur) || w.countOf(stmt) > 1 || w.nested(a) {
		w.refuse(stmt.Pos(), Statement, "%s is one of several that are assigned together", w.text(a.expr))
		return
	}
	name := w.fresh(w.v.Name(), stmt.Pos())
	if stmt.Tok == token.ASSIGN {
		typ, ok := w.typeName(w.v.Type(), stmt.Pos())
		if !ok {
			w.refuse(stmt.Pos(), Kind, "the type %s has no name here", w.v.Type())
			return
		}
		w.before(stmt, "var "+name+" "+typ+w.newLine(stmt))
	}
	w.replace(a.outer.Node().Pos(), a.outer.Node().End(), name)
	w.storeAfter(stmt, w.text(a.expr), name)
}

// storeAfter lets a call of Store follow the statement. value is an expression of the variable's old type.
func (w *view) storeAfter(stmt ast.Node, target, value string) {
	if w.convert {
		if w.elemShadowed(stmt.Pos()) {
			return
		}
		value = w.elem.Name() + "(" + value + ")"
	}
	w.after(stmt, w.newLine(stmt)+target+"."+w.to.Store+"("+value+")")
}

// countOf counts the sides of an assignment that are the variable, in whatever object.
func (w *view) countOf(stmt *ast.AssignStmt) (n int) {
	for _, lhs := range stmt.Lhs {
		if w.accessAt(lhs) != nil {
			n++
		}
	}
	return n
}

// nested tells whether the variable is used in the path to a, too.
func (w *view) nested(a *access) bool {
	sel, ok := a.expr.(*ast.SelectorExpr)
	return ok && w.reads(sel.X)
}

// parallel draws an assignment of several plain values, which do not depend on each other:
//
//	s.n, s.m = 0, v
//
//	s.m = v
//	s.n.Store(0)
func (w *view) parallel(a *access, cur inspector.Cursor, stmt *ast.AssignStmt) {
	i := slices.Index(stmt.Lhs, a.outer.Node().(ast.Expr))
	if !inList(cur) || stmt.Tok != token.ASSIGN || w.countOf(stmt) > 1 || w.nested(a) || !w.independent(stmt) || w.reads(stmt.Rhs[i]) {
		w.refuse(stmt.Pos(), Statement, "%s is one of several that are assigned together", w.text(a.expr))
		return
	}
	w.removeFrom(stmt.Lhs, i)
	w.removeFrom(stmt.Rhs, i)
	value := w.text(stmt.Rhs[i])
	if w.untyped(stmt.Rhs[i]) {
		w.after(stmt, w.newLine(stmt)+w.text(a.expr)+"."+w.to.Store+"("+value+")")
		return
	}
	w.storeAfter(stmt, w.text(a.expr), value)
}

// removeFrom deletes an element of a list of expressions with its comma.
func (w *view) removeFrom(list []ast.Expr, i int) {
	if i+1 < len(list) {
		w.cut(list[i].Pos(), list[i+1].Pos(), "")
	} else {
		w.cut(list[i-1].End(), list[i].End(), "")
	}
}

// independent tells whether the parts of a parallel assignment may be assigned one after the other: the values are constants or
// local variables that are not among those assigned, and no path to a target passes one of them.
func (w *view) independent(stmt *ast.AssignStmt) bool {
	assigned := map[types.Object]bool{}
	for _, lhs := range stmt.Lhs {
		switch lhs := ast.Unparen(lhs).(type) {
		case *ast.Ident:
			assigned[w.info.ObjectOf(lhs)] = true
		case *ast.SelectorExpr:
			assigned[w.info.ObjectOf(lhs.Sel)] = true
		default:
			return false
		}
	}
	plain := func(e ast.Expr) bool {
		ok := true
		ast.Inspect(e, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr, *ast.FuncLit, *ast.IndexExpr, *ast.StarExpr, *ast.UnaryExpr, *ast.CompositeLit:
				ok = ok && w.constant(n)
			case *ast.BinaryExpr:
				ok = ok && n.Op != token.QUO && n.Op != token.REM || w.constant(n)
			case *ast.Ident:
				ok = ok && !assigned[w.info.ObjectOf(n)]
			}
			return ok
		})
		return ok
	}
	for i, lhs := range stmt.Lhs {
		if sel, ok := ast.Unparen(lhs).(*ast.SelectorExpr); ok && !plain(sel.X) || !plain(stmt.Rhs[i]) {
			return false
		}
	}
	return true
}

func (w *view) constant(n ast.Node) bool {
	e, ok := n.(ast.Expr)
	return ok && w.value(e) != nil
}
