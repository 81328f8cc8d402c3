package rewrite

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"
)

// This file finds updates in two steps: a write whose value, or whose turn to happen at all, hangs on an earlier read.

// splits refuses writes that belong to a read of the same variable of the same object, unless one goroutine alone writes.
func (w *view) splits() {
	if w.opt.OneWriter {
		return
	}
	derived := w.derived()
	for _, a := range w.uses {
		if a.how != assign && a.how != incdec || !w.isOwn(a.id.Pos()) || w.moved[a.id] {
			continue
		}
		stmt := a.outer.Parent()
		if assignment, ok := stmt.Node().(*ast.AssignStmt); ok {
			for _, e := range assignment.Rhs {
				if w.asks(e, a, derived) {
					w.refuse(stmt.Node().Pos(), Split, "what is written to %s is computed from what it was", w.text(a.expr))
				}
			}
		}
		if cond := w.condition(stmt, a, derived); cond != nil {
			w.refuse(stmt.Node().Pos(), Split, "%s is written where %s holds, which it need not any more", w.text(a.expr), w.text(cond))
		}
	}
}

// asks tells whether e reads what a writes, or mentions a variable that holds what was read.
func (w *view) asks(e ast.Expr, a *access, derived map[types.Object][]*access) (found bool) {
	if e == nil {
		return false
	}
	for _, r := range w.uses {
		if r.how == read && !w.moved[r.id] && e.Pos() <= r.id.Pos() && r.id.Pos() < e.End() && w.same(r.expr, a.expr) {
			return true
		}
	}
	ast.Inspect(e, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && !found {
			found = slices.ContainsFunc(derived[w.info.Uses[id]], func(r *access) bool { return w.same(r.expr, a.expr) })
		}
		return !found
	})
	return found
}

// derived returns the local variables that hold what was read, and the reads.
func (w *view) derived() map[types.Object][]*access {
	vars := map[types.Object][]*access{}
	add := func(lhs ast.Expr, a *access) {
		if id, ok := lhs.(*ast.Ident); ok && id.Name != "_" {
			if v, ok := w.info.ObjectOf(id).(*types.Var); ok && !v.IsField() && v != w.v && isNumber(v.Type()) {
				vars[v] = append(vars[v], a)
			}
		}
	}
	for _, a := range w.uses {
		if a.how != read {
			continue
		}
		for up := range a.outer.Enclosing((*ast.AssignStmt)(nil), (*ast.ValueSpec)(nil), (*ast.FuncLit)(nil), (*ast.BlockStmt)(nil)) {
			switch n := up.Node().(type) {
			case *ast.AssignStmt:
				for i, rhs := range n.Rhs {
					if rhs.Pos() <= a.id.Pos() && a.id.Pos() < rhs.End() && i < len(n.Lhs) {
						add(n.Lhs[i], a)
					}
				}
			case *ast.ValueSpec:
				for _, name := range n.Names {
					add(name, a)
				}
			}
			break
		}
	}
	return vars
}

func isNumber(t types.Type) bool {
	basic, ok := t.Underlying().(*types.Basic)
	return ok && basic.Info()&(types.IsNumeric|types.IsBoolean) != 0
}

// condition returns the condition on the variable under which a statement runs: that of an if, for or switch around it, or of an
// if before it that leaves.
func (w *view) condition(stmt inspector.Cursor, a *access, derived map[types.Object][]*access) ast.Expr {
	for cur := stmt; ; cur = cur.Parent() {
		kind := cur.ParentEdgeKind()
		switch n := cur.Parent().Node().(type) {
		case *ast.FuncDecl, *ast.FuncLit, *ast.File:
			return nil
		case *ast.IfStmt:
			if kind != edge.IfStmt_Init && w.asks(n.Cond, a, derived) {
				return n.Cond
			}
		case *ast.ForStmt: // for ; n < 3; n++ is what a loop is
			if kind == edge.ForStmt_Body && w.asks(n.Cond, a, derived) {
				return n.Cond
			}
		case *ast.SwitchStmt:
			if kind == edge.SwitchStmt_Body && w.asks(n.Tag, a, derived) {
				return n.Tag
			}
		case *ast.CaseClause:
			for _, e := range n.List {
				if w.asks(e, a, derived) {
					return e
				}
			}
		}
		if inList(cur) {
			for before, ok := cur.PrevSibling(); ok; before, ok = before.PrevSibling() {
				if n, isIf := before.Node().(*ast.IfStmt); isIf && leaves(n.Body) && w.asks(n.Cond, a, derived) {
					return n.Cond
				}
			}
		}
	}
}

// leaves tells whether a block ends elsewhere.
func leaves(body *ast.BlockStmt) bool {
	if len(body.List) == 0 {
		return false
	}
	switch last := body.List[len(body.List)-1].(type) {
	case *ast.ReturnStmt:
		return true
	case *ast.BranchStmt:
		return last.Tok != token.FALLTHROUGH
	case *ast.ExprStmt:
		call, ok := last.X.(*ast.CallExpr)
		if !ok {
			return false
		}
		id, ok := call.Fun.(*ast.Ident)
		return ok && id.Name == "panic"
	}
	return false
}
