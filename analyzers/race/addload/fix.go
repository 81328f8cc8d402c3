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
	if add.Via != nil || load.Via != nil || add.Recv == nil || load.Recv == nil || add.Form != load.Form || load.Form == conc.Expvar {
		return nil
	}
	if astx.Text(pass.Pass, add.Recv) != astx.Text(pass.Pass, load.Recv) {
		return nil // one place under two names
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

// leads tells whether the call is what the statement evaluates before anything else.
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
	}
	for {
		e = ast.Unparen(e)
		b, ok := e.(*ast.BinaryExpr)
		if !ok {
			return e == call
		}
		e = b.X
	}
}
