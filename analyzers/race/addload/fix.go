package addload

import (
	"go/ast"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/astx"
	"github.com/counterlint/counterlint/internal/conc"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/report"
)

// fix repairs an Add and a Load in neighbouring statements, where the Load is the first thing that the second one evaluates:
//
//	x.Add(-1)
//	~~~~~~~~~ gone
//	if x.Load() == 0 {
//	   ~~~~~~~~ x.Add(-1)
func fix(pass *report.Pass, add, load *conc.Op) *report.Fix {
	if !add.Direct() || !load.Direct() || add.Recv == nil || load.Recv == nil || add.Form != load.Form || add.Deferred() {
		return nil
	}
	if astx.Text(pass.Pass, add.Recv) != astx.Text(pass.Pass, load.Recv) || calls(add.Recv) {
		return nil // one place under two names, or a call that finds it
	}
	first, second := astx.StmtAfter(pass.Pass, add.Call)
	if second == nil || !leads(second, load.Call) || astx.CommentBetween(pass.Pass, first.Pos(), second.Pos()) {
		return nil
	}
	return &report.Fix{
		Message: "Use the result of Add",
		Class:   finding.Safe,
		Edits: []analysis.TextEdit{
			{Pos: first.Pos(), End: second.Pos()},
			{Pos: load.Call.Pos(), End: load.Call.End(), NewText: []byte(astx.Text(pass.Pass, add.Call))},
		},
	}
}

// leads tells whether the call is what the statement evaluates before anything else that could see the difference.
func leads(s ast.Stmt, call *ast.CallExpr) bool {
	var e ast.Expr
	switch s := s.(type) {
	case *ast.IfStmt:
		if s.Init != nil {
			return leads(s.Init, call)
		}
		e = s.Cond
	case *ast.SwitchStmt:
		if s.Init != nil {
			return leads(s.Init, call)
		}
		e = s.Tag
	case *ast.ReturnStmt:
		if len(s.Results) > 0 {
			e = s.Results[0]
		}
	case *ast.AssignStmt:
		for _, left := range s.Lhs {
			if _, plain := left.(*ast.Ident); !plain {
				return false
			}
		}
		e = s.Rhs[0]
	case *ast.DeclStmt:
		decl, ok := s.Decl.(*ast.GenDecl)
		if !ok || len(decl.Specs) != 1 {
			return false
		}
		if spec, ok := decl.Specs[0].(*ast.ValueSpec); ok && len(spec.Values) > 0 {
			e = spec.Values[0]
		}
	case *ast.ExprStmt:
		e = s.X
	}
	for {
		e = ast.Unparen(e)
		switch x := e.(type) {
		case *ast.BinaryExpr:
			e = x.X
		case *ast.CallExpr:
			if x == call {
				return true
			}
			if e = firstArg(x); e == nil {
				return false
			}
		default:
			return false
		}
	}
}

// firstArg returns the first argument that is more than a name or a literal, if the function is a mere name too.
func firstArg(call *ast.CallExpr) ast.Expr {
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && !isName(sel.X) || !ok && !isName(call.Fun) {
		return nil
	}
	for _, arg := range call.Args {
		if _, literal := arg.(*ast.BasicLit); !literal && !isName(arg) {
			return arg
		}
	}
	return nil
}

func isName(e ast.Expr) bool {
	_, ok := ast.Unparen(e).(*ast.Ident)
	return ok
}

func calls(e ast.Expr) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		_, call := n.(*ast.CallExpr)
		found = found || call
		return !found
	})
	return found
}
