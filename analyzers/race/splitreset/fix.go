package splitreset

import (
	"go/ast"
	"go/token"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/astx"
	"github.com/counterlint/counterlint/internal/conc"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/report"
)

// fix repairs a read and a reset in neighbouring statements; anything further apart is left to its author:
//
//	n := x.Load()
//	     ~~~~~~~~ x.Swap(0)
//	x.Store(0)
//	~~~~~~~~~~ gone
func fix(pass *report.Pass, load, reset *conc.Op) *report.Fix {
	if load.Via != nil || reset.Via != nil || load.Form == conc.Expvar || load.Recv == nil || reset.Deferred() || reset.Started() {
		return nil
	}
	if astx.Text(pass.Pass, load.Call.Fun) != strings.Replace(astx.Text(pass.Pass, reset.Call.Fun), reset.Kind.String(), "Load", 1) {
		return nil // one place under two names
	}
	before, ok := neighbours(pass, load.Call, reset.Call)
	if !ok || !runsOnce(before, load.Call) {
		return nil
	}
	sel, ok := load.Call.Fun.(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	zero, last := "0", load.Call.Lparen+1
	if load.Form == conc.Func {
		zero, last = ", 0", load.Call.Args[0].End()
	}
	gap := analysis.TextEdit{Pos: before.End(), End: reset.End()}
	return &report.Fix{
		Message: "Take the value with Swap(0)",
		Class:   finding.Safe,
		Edits: []analysis.TextEdit{
			{Pos: sel.Sel.Pos(), End: sel.Sel.End(), NewText: []byte(strings.Replace(sel.Sel.Name, "Load", "Swap", 1))},
			{Pos: last, End: last, NewText: []byte(zero)},
			gap,
		},
	}
}

// neighbours returns the statement that holds load if the statement after it, in the same list, is the call of reset, with no
// comment between them that the fix would delete.
func neighbours(pass *report.Pass, load, reset *ast.CallExpr) (ast.Stmt, bool) {
	before, this := astx.StmtBefore(pass.Pass, reset)
	if before == nil || !within(load, before) || astx.CommentBetween(pass.Pass, before.End(), this.End()) {
		return nil, false
	}
	return before, true
}

// runsOnce tells whether the call within the statement runs exactly once whenever the statement does.
func runsOnce(s ast.Stmt, call *ast.CallExpr) bool {
	switch s.(type) {
	case *ast.ExprStmt, *ast.AssignStmt, *ast.DeclStmt, *ast.SendStmt, *ast.IncDecStmt:
	default:
		return false
	}
	once := true
	ast.Inspect(s, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			once = once && !within(call, n)
		case *ast.BinaryExpr:
			if n.Op == token.LAND || n.Op == token.LOR {
				once = once && !within(call, n.Y)
			}
		}
		return true
	})
	return once
}

func within(n, outer ast.Node) bool { return outer.Pos() <= n.Pos() && n.End() <= outer.End() }
