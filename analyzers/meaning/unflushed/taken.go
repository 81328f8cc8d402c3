package unflushed

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/counterlint/counterlint/internal/ways"
)

// used follows the accumulator's value out of the expressions of n: whoever gets it, a log line apart, has taken it over.
func (w *watch) used(n ast.Node, s ways.State) ways.State {
	var stack []ast.Node
	ast.PreorderStack(n, stack, func(n ast.Node, stack []ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			if w.p.mentions(n, w.acc) {
				s = w.literal(n, s)
			}
			return false
		case *ast.UnaryExpr:
			if n.Op == token.AND && w.p.varOf(n.X) == w.acc {
				w.quiet = true
			}
		case *ast.CallExpr:
			if lit := w.literalOf(n); lit != nil && w.p.mentions(lit, w.acc) {
				s = w.literal(lit, s)
			}
		case *ast.Ident:
			if w.p.varOf(n) == w.acc && w.leaves(n, stack) {
				s = empty
			}
		}
		return true
	})
	return s
}

// literal says what a literal does that runs in place: it flushes for sure, or may count.
func (w *watch) literal(lit *ast.FuncLit, s ways.State) ways.State {
	if w.p.flushed(lit.Body, w.acc) {
		return empty
	}
	flushes, counts := false, false
	ast.Inspect(lit, func(n ast.Node) bool {
		if stmt, ok := n.(ast.Stmt); ok {
			counts = counts || w.counts(stmt)
			flushes = flushes || w.p.sinkAt(stmt, w.acc) != ""
		}
		return true
	})
	switch {
	case counts:
		return s | holds
	case flushes:
		return empty // only if there is anything
	}
	return s
}

// leaves tells whether the value goes elsewhere: to a call that is no log line, into a return, a send, another variable. A comparison
// does not take it.
func (w *watch) leaves(id *ast.Ident, stack []ast.Node) bool {
	for i := len(stack) - 1; i >= 0; i-- {
		switch n := stack[i].(type) {
		case *ast.BinaryExpr:
			switch n.Op {
			case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
				return false
			}
		case *ast.CallExpr:
			if w.p.info.Types[n.Fun].IsType() {
				continue
			}
			return !w.p.isLog(n)
		case *ast.ReturnStmt, *ast.SendStmt, *ast.AssignStmt, *ast.CompositeLit, *ast.DeclStmt:
			return true
		}
	}
	return false
}

// isLog tells whether a call only writes text for people.
func (p *pkg) isLog(call *ast.CallExpr) bool {
	fn, ok := typeutil.Callee(p.info, call).(*types.Func)
	if !ok || fn.Pkg() == nil {
		return false
	}
	switch fn.Pkg().Path() {
	case "log", "log/slog", "testing":
		return true
	case "fmt":
		return strings.HasPrefix(fn.Name(), "Print")
	}
	for _, word := range []string{"Debug", "Info", "Warn", "Error", "Log", "Print", "Trace"} {
		if strings.HasPrefix(fn.Name(), word) {
			return true
		}
	}
	return false
}

// branch knows that an accumulator that is zero holds nothing.
func (w *watch) branch(cond ast.Expr, s ways.State) (yes, no ways.State) {
	b, ok := ast.Unparen(cond).(*ast.BinaryExpr)
	if !ok || w.p.varOf(b.X) != w.acc || !w.p.isZero(b.Y) {
		return s, s
	}
	switch b.Op {
	case token.GTR, token.NEQ:
		return s, none(s)
	case token.EQL, token.LEQ:
		return none(s), s
	}
	return s, s
}

func none(s ways.State) ways.State {
	if s == 0 {
		return 0
	}
	return empty
}
