package rewrite

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/counterlint/counterlint/internal/astx"
)

// This file keeps reads in their place. In x + f() the language leaves open whether x is read before f runs, and compilers read it
// after; x.Load() + f() settles that it is read before. Where f may write x, that is another result.

// order refuses a read if what the same statement does after it, in the order of the text, may write the variable.
func (w *view) order(a *access) {
	var later map[ast.Node]bool // right sides of && and || whose left side holds the read: they run after it in any case
	cur := a.outer
	for {
		switch cur.Node().(type) {
		case ast.Stmt, *ast.ValueSpec, *ast.FuncLit, *ast.File:
			w.orderIn(a, cur, later)
			return
		}
		switch cur.ParentEdgeKind() {
		case edge.BinaryExpr_X:
			if b := cur.Parent().Node().(*ast.BinaryExpr); b.Op == token.LAND || b.Op == token.LOR {
				if later == nil {
					later = map[ast.Node]bool{}
				}
				later[b.Y] = true
			}
		case edge.IfStmt_Cond, edge.ForStmt_Cond, edge.SwitchStmt_Tag, edge.RangeStmt_X, edge.CaseClause_List:
			w.orderIn(a, cur, later)
			return
		}
		cur = cur.Parent()
	}
}

// orderIn looks at one statement, or the expression in its head.
func (w *view) orderIn(a *access, root inspector.Cursor, later map[ast.Node]bool) {
	if root.ParentEdgeKind() == edge.CommClause_Comm {
		root = root.Parent().Parent() // all cases of a select are evaluated first
	}
	ast.Inspect(root.Node(), func(n ast.Node) bool {
		if n == nil || later[n] {
			return false
		}
		if stmt, ok := n.(*ast.CommClause); ok {
			if stmt.Comm != nil && stmt.Comm.Pos() > a.expr.Pos() && w.acts(stmt.Comm) {
				w.refuseOrder(a, stmt.Comm)
			}
			return stmt.Comm != nil && stmt.Comm.Pos() <= a.expr.Pos() && a.expr.Pos() < stmt.Comm.End()
		}
		if n.Pos() >= a.expr.End() && w.effect(n) {
			w.refuseOrder(a, n)
			return false
		}
		_, literal := n.(*ast.FuncLit)
		return !literal
	})
}

func (w *view) refuseOrder(a *access, n ast.Node) {
	w.refuse(a.expr.Pos(), Order, "%s may be written by %s, which stands in the same statement", w.text(a.expr), w.text(n))
}

// acts tells whether something in n, outside of function literals, may write the variable.
func (w *view) acts(n ast.Node) (found bool) {
	ast.Inspect(n, func(n ast.Node) bool {
		if n == nil || found {
			return false
		}
		found = w.effect(n)
		_, literal := n.(*ast.FuncLit)
		return !literal
	})
	return found
}

// effect tells whether n, apart from its parts, may write the variable or wait for somebody who does.
func (w *view) effect(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.UnaryExpr:
		return n.Op == token.ARROW
	case *ast.CallExpr:
		return w.calls(n)
	}
	return false
}

// calls tells whether a call may write the variable. It may not if it is a conversion, a built-in function, a function of the
// package that neither writes it nor calls unknown code, or one of another package that is handed nothing which leads back here.
func (w *view) calls(call *ast.CallExpr) bool {
	if tv := w.info.Types[call.Fun]; tv.IsType() || tv.IsBuiltin() {
		return false
	}
	fn, ok := typeutil.Callee(w.info, call).(*types.Func)
	if !ok {
		return true
	}
	if recv := fn.Signature().Recv(); recv != nil && types.IsInterface(recv.Type()) {
		return true
	}
	if fn.Pkg() == w.pass.Pkg {
		return w.writers()[fn.Origin().Pos()]
	}
	if fn.Pkg() == nil || fn.Pkg().Path() == "sync" {
		return true
	}
	if fn.Pkg().Path() == "sync/atomic" && fn.Signature().Recv() == nil {
		return !strings.HasPrefix(fn.Name(), "Load") // the address may be that of the variable
	}
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && fn.Signature().Recv() != nil && !w.inert(w.info.TypeOf(sel.X)) {
		return true
	}
	for _, arg := range call.Args {
		if !w.inert(w.info.TypeOf(arg)) {
			return true
		}
	}
	return false
}

// inert tells whether a value of type t leads a foreign function to no code of this package.
func (w *view) inert(t types.Type) bool {
	switch t := types.Unalias(t).(type) {
	case *types.Basic:
		return true
	case *types.Named:
		if t.Obj().Pkg() == nil || t.Obj().Pkg() == w.pass.Pkg || t.TypeArgs().Len() > 0 {
			return false
		}
		switch t.Underlying().(type) {
		case *types.Basic, *types.Struct:
			return true
		}
	case *types.Pointer:
		if named, ok := types.Unalias(t.Elem()).(*types.Named); ok {
			return w.inert(named)
		}
	case *types.Slice:
		_, ok := t.Elem().Underlying().(*types.Basic)
		return ok
	}
	return false
}

// writers returns the functions of the package that may write the variable, themselves or through what they call, by the places
// of their names. Of functions without a body here the main view knows more.
func (w *view) writers() map[token.Pos]bool {
	if w.writes != nil {
		return w.writes
	}
	w.writes = map[token.Pos]bool{}
	callers := map[token.Pos][]token.Pos{}
	var queue []token.Pos
	mark := func(fn token.Pos) {
		if !w.writes[fn] {
			w.writes[fn] = true
			queue = append(queue, fn)
		}
	}
	for cur := range w.all.Preorder((*ast.FuncDecl)(nil)) {
		decl := cur.Node().(*ast.FuncDecl)
		fn := decl.Name.Pos()
		if decl.Body == nil && w.main != nil {
			if w.main.writers()[fn] || astx.FileOf(w.main.pass, fn) == nil {
				mark(fn)
			}
			continue
		}
		if decl.Body == nil || w.writesIn(decl.Body) {
			mark(fn)
			continue
		}
		ast.Inspect(decl.Body, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.SelectStmt, *ast.GoStmt:
				mark(fn)
			case *ast.CallExpr:
				if callee, ok := typeutil.Callee(w.info, n).(*types.Func); ok && callee.Pkg() == w.pass.Pkg && w.static(callee) {
					callers[callee.Origin().Pos()] = append(callers[callee.Origin().Pos()], fn)
				} else if w.calls(n) {
					mark(fn)
				}
			default:
				if n != nil && w.effect(n) {
					mark(fn)
				}
			}
			return true
		})
	}
	for ; len(queue) > 0; queue = queue[1:] {
		for _, caller := range callers[queue[0]] {
			mark(caller)
		}
	}
	return w.writes
}

func (w *view) static(fn *types.Func) bool {
	recv := fn.Signature().Recv()
	return recv == nil || !types.IsInterface(recv.Type())
}

func (w *view) writesIn(body ast.Node) bool {
	for _, a := range w.uses {
		if a.how != read && a.how != key && body.Pos() <= a.id.Pos() && a.id.Pos() < body.End() {
			return true
		}
	}
	return false
}
