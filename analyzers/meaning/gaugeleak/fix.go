package gaugeleak

import (
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/astx"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/report"
)

// fix defers the lowering right after the raise and drops the others:
//
//	g.Add(1)
//	         defer g.Add(-1)
//	if err != nil {
//		return err
//	}
//	g.Add(-1)
//	~~~~~~~~~ gone
//
// That is right where each lowering was the last thing on its way out. Where other deferred calls, or what is returned, may see that
// the gauge now goes down later, somebody must look at it.
func (w *watch) fix() *report.Fix {
	call, raise, gone, class := w.bracket()
	if call == nil || !w.knownAt(call) {
		return nil
	}
	pass := w.p.pass.Pass
	edits := append(gone, analysis.TextEdit{
		Pos: raise.End(), End: raise.End(), NewText: []byte("\n" + astx.Indent(pass, raise.Pos()) + "defer " + astx.Text(pass, call)),
	})
	return &report.Fix{Message: "Defer the lowering right after the raise", Class: class, Edits: edits}
}

// bracket returns what a deferred lowering takes the place of: the call that lowers, the statement that raises, edits that delete the
// lowerings, and how sure it is that nothing feels the difference. The call is nil where the body is none that can be bracketed.
func (w *watch) bracket() (call *ast.CallExpr, raise ast.Stmt, gone []analysis.TextEdit, class finding.FixClass) {
	pass, list := w.p.pass.Pass, w.b.block.List
	i := slices.IndexFunc(list, func(s ast.Stmt) bool { return isCallStatement(s, w.raise.call) })
	if i < 0 || w.scope() != nil {
		return nil, nil, nil, ""
	}
	var stmts []ast.Stmt
	class = finding.Safe
	switch {
	case len(w.defers) == 1 && len(w.lowers) == 0:
		call = w.defers[0].Call
		if len(w.p.events(call)) != 1 {
			return nil, nil, nil, "" // a literal: its other work may not be due yet
		}
		stmts = []ast.Stmt{w.defers[0]}
	case len(w.defers) == 0 && len(w.lowers) > 0:
		call = w.lowers[0].call
		for _, o := range w.lowers {
			stmt, calm := w.beforeExit(o.call)
			if stmt == nil {
				return nil, nil, nil, ""
			}
			if !calm {
				class = finding.NeedsReview
			}
			stmts = append(stmts, stmt)
		}
	default:
		return nil, nil, nil, ""
	}
	if w.otherDefers() {
		class = finding.NeedsReview
	}
	for _, stmt := range stmts {
		edit, ok := astx.DeleteLines(pass, stmt)
		if !ok {
			return nil, nil, nil, ""
		}
		gone = append(gone, edit)
	}
	return call, list[i], gone, class
}

func isCallStatement(s ast.Stmt, call *ast.CallExpr) bool {
	e, ok := s.(*ast.ExprStmt)
	return ok && ast.Unparen(e.X) == call
}

// beforeExit returns the statement that is the call, if the function ends right after it; calm tells that nothing is computed in
// between.
func (w *watch) beforeExit(call *ast.CallExpr) (stmt ast.Stmt, calm bool) {
	list := w.b.block.List
	if last := list[len(list)-1]; isCallStatement(last, call) {
		return last, true
	}
	this, next := astx.StmtAfter(w.p.pass.Pass, call)
	ret, ok := next.(*ast.ReturnStmt)
	if !ok {
		return nil, false
	}
	return this, !calls(ret)
}

// knownAt tells whether all that the call names is declared where the raise stands.
func (w *watch) knownAt(call *ast.CallExpr) bool {
	known := true
	ast.Inspect(call, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			known = false
		case *ast.Ident:
			if v, ok := w.p.info.Uses[n].(*types.Var); ok && !v.IsField() && v.Pkg() == w.p.pass.Pkg && !isGlobal(v) {
				known = known && v.Pos() < w.raise.call.Pos()
			}
		}
		return known
	})
	return known
}

// otherDefers tells whether the function defers anything else: the order of the two may matter.
func (w *watch) otherDefers() bool {
	found := false
	ast.Inspect(w.b.block, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.DeferStmt:
			found = found || !slices.Contains(w.defers, n)
		}
		return !found
	})
	return found
}
