package splitreset

import (
	"go/ast"
	"go/token"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/astx"
	"github.com/counterlint/counterlint/internal/conc"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/report"
)

// fix repairs a read and a reset in one list of statements, with nothing between them that could leave the list or that looks at the
// counter; anything else is left to its author:
//
//	n := x.Load()
//	     ~~~~~~~~ x.Swap(0)
//	x.Store(0)
//	~~~~~~~~~~ gone
func fix(pass *report.Pass, m *conc.Model, load, reset *conc.Op) *report.Fix {
	if !load.Direct() || !reset.Direct() || load.Form == conc.Expvar || load.Recv == nil || reset.Deferred() || reset.Started() || calls(load.Recv) {
		return nil
	}
	if astx.Text(pass.Pass, load.Call.Fun) != strings.Replace(astx.Text(pass.Pass, reset.Call.Fun), reset.Kind.String(), "Load", 1) {
		return nil // one place under two names
	}
	before, this := astx.StmtBefore(pass.Pass, reset.Call)
	if before == nil || astx.CommentBetween(pass.Pass, before.End(), this.End()) {
		return nil
	}
	first := before
	for ; first != nil && !within(load.Call, first); first = astx.Previous(pass.Pass, first) {
		if !simple(pass, m, first) {
			return nil
		}
	}
	if first == nil || !runsOnce(first, load.Call) || touched(m, load, reset, first.Pos()) {
		return nil
	}
	sel, ok := load.Call.Fun.(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	zero, last := "0", load.Call.Lparen+1
	if len(load.Call.Args) > 0 { // a function, or a method expression
		zero, last = ", 0", load.Call.Args[0].End()
	}
	return &report.Fix{
		Message: "Take the value with Swap(0)",
		Class:   finding.Safe,
		Edits: []analysis.TextEdit{
			{Pos: sel.Sel.Pos(), End: sel.Sel.End(), NewText: []byte(strings.Replace(sel.Sel.Name, "Load", "Swap", 1))},
			{Pos: last, End: last, NewText: []byte(zero)},
			{Pos: before.End(), End: reset.End()},
		},
	}
}

// simple tells whether a statement does nothing but compute, assign, and work on counters.
func simple(pass *report.Pass, m *conc.Model, s ast.Stmt) bool {
	switch s.(type) {
	case *ast.ExprStmt, *ast.AssignStmt, *ast.DeclStmt, *ast.IncDecStmt:
	default:
		return false
	}
	ok := true
	ast.Inspect(s, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			ok = false
		case *ast.CallExpr:
			if op := m.OpAt(n); op == nil || !op.Direct() {
				fun := pass.TypesInfo.Types[n.Fun]
				ok = ok && (fun.IsType() || fun.IsBuiltin())
			}
		}
		return ok
	})
	return ok
}

// touched tells whether anything else from the statement with the load on, such as a function that is called there, looks at the
// counter: it would see zero.
func touched(m *conc.Model, load, reset *conc.Op, from token.Pos) bool {
	for _, b := range load.Fn.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(ssa.CallInstruction)
			if ok && call != load.Instr && call != reset.Instr && from <= call.Pos() && call.Pos() < reset.End() && m.Touches(call, reset) {
				return true
			}
		}
	}
	return false
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
