package checkthenact

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/astx"
	"github.com/counterlint/counterlint/internal/conc"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/typex"
)

const runtimePath = "github.com/counterlint/counterlint/runtime/counter"

// fix makes a test and an Add one step, where the package can use counterlint's counters already:
//
//	if n.Load() < limit {       if _, ok := counter.AddIf(&n, 1, func(v int64) bool { return v < limit }); ok {
//		n.Add(1)
//		…                           …
//	}                           }
//
//	if n.Load() >= limit {      if _, ok := counter.AddIf(&n, 1, func(v int64) bool { return v < limit }); !ok {
//		return ErrBusy              return ErrBusy
//	}                           }
//	n.Add(1)
//
// The rest of the condition is then asked more than once, and somebody must see whether it may.
func fix(pass *report.Pass, found *mistake) *report.Fix {
	load, add := found.check, found.act
	if found.category != "bound" || !plain(load) || !plain(add) || add.Used || load.Fn != add.Fn || types.ExprString(load.Recv) != types.ExprString(add.Recv) ||
		!typex.Imports(pass.Pkg, runtimePath) {
		return nil
	}
	word, ok := wordOf(pass, add)
	ifStmt, inIf := astx.Enclosing[*ast.IfStmt](pass.Pass, load.Call)
	if !ok || !inIf || ifStmt.Init != nil || load.Pos() >= ifStmt.Body.Pos() || guarded(ifStmt.Cond, load.Call) || computes(pass, ifStmt.Cond, load.Call) || computes(pass, add.Delta.Expr, nil) {
		return nil
	}
	stmt, _ := astx.Enclosing[*ast.ExprStmt](pass.Pass, add.Call)
	added, holds := "", true
	switch {
	case stmt == nil || ast.Unparen(stmt.X) != add.Call:
		return nil
	case len(ifStmt.Body.List) > 0 && ifStmt.Body.List[0] == stmt:
		added = "ok"
	case ifStmt.Else == nil && leavesFor(pass, ifStmt, stmt):
		added, holds = "!ok", false
	default:
		return nil
	}
	v := freeName(ifStmt, add.Delta.Expr, "v", "n", "cur", "have")
	if v == "" || freeName(ifStmt, add.Delta.Expr, "ok") == "" {
		return nil
	}
	if len(astx.Text(pass.Pass, ifStmt.Cond)) != int(ifStmt.Cond.End()-ifStmt.Cond.Pos()) {
		return nil // the file cannot be read
	}
	gone, ok := astx.DeleteLines(pass.Pass, stmt)
	name, edits := astx.AddImport(pass.Pass, astx.FileOf(pass.Pass, ifStmt.Pos()), runtimePath, ifStmt.Cond.Pos())
	if !ok || name == "" {
		return nil
	}
	text := fmt.Sprintf("_, ok := %s.AddIf(%s, %s, func(%s int64) bool { return %s }); %s",
		name, word, astx.Text(pass.Pass, add.Delta.Expr), v, condition(pass, ifStmt.Cond, load.Call, v, holds), added)
	return &report.Fix{
		Message: "Test and add in one step with counter.AddIf; a counter.Capped would hold the bound itself",
		Class:   finding.NeedsReview,
		Edits:   append(edits, analysis.TextEdit{Pos: ifStmt.Cond.Pos(), End: ifStmt.Cond.End(), NewText: []byte(text)}, gone),
	}
}

// plain tells whether the operation is a call of a method of the counter, here and now.
func plain(op *conc.Op) bool {
	return op.Direct() && op.Form == conc.Method && op.Recv != nil && !op.Deferred() && !op.Started()
}

// wordOf returns the counter as AddIf takes it: a pointer to an atomic.Int64.
func wordOf(pass *report.Pass, op *conc.Op) (string, bool) {
	sel, ok := ast.Unparen(op.Call.Fun).(*ast.SelectorExpr)
	if !ok || computes(pass, sel.X, nil) {
		return "", false
	}
	switch types.TypeString(types.Unalias(pass.TypesInfo.TypeOf(sel.X)), nil) {
	case "sync/atomic.Int64":
		return "&" + astx.Text(pass.Pass, sel.X), true
	case "*sync/atomic.Int64":
		return astx.Text(pass.Pass, sel.X), true
	}
	return "", false
}

// computes tells whether something but the given call is called in e, or received: it might differ when it is asked again.
func computes(pass *report.Pass, e ast.Expr, but *ast.CallExpr) bool {
	found := e == nil
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			tv := pass.TypesInfo.Types[n.Fun]
			found = found || n != but && !tv.IsType() && !tv.IsBuiltin()
		case *ast.FuncLit:
			found = true
		case *ast.UnaryExpr:
			found = found || n.Op == token.ARROW
		}
		return !found
	})
	return found
}

// guarded tells whether a part of the condition decides that there is a Load at all: p != nil && p.n.Load() < limit.
func guarded(cond ast.Expr, load *ast.CallExpr) bool {
	found := false
	ast.Inspect(cond, func(n ast.Node) bool {
		b, ok := n.(*ast.BinaryExpr)
		found = found || ok && (b.Op == token.LAND || b.Op == token.LOR) && b.Y.Pos() <= load.Pos() && load.End() <= b.Y.End()
		return !found
	})
	return found
}

// leavesFor tells whether the body of the if statement leaves, so that stmt, which stands behind it, runs where the condition does not hold.
func leavesFor(pass *report.Pass, ifStmt *ast.IfStmt, stmt ast.Stmt) bool {
	if astx.Previous(pass.Pass, stmt) != ast.Stmt(ifStmt) || len(ifStmt.Body.List) == 0 {
		return false
	}
	switch last := ifStmt.Body.List[len(ifStmt.Body.List)-1].(type) {
	case *ast.ReturnStmt:
		return true
	case *ast.BranchStmt:
		return last.Tok != token.FALLTHROUGH
	}
	return false
}

// condition is the condition, or its opposite, with v in place of the Load.
func condition(pass *report.Pass, cond ast.Expr, load *ast.CallExpr, v string, holds bool) string {
	var b strings.Builder
	write := func(from, to token.Pos) {
		text := astx.Text(pass.Pass, cond)[from-cond.Pos() : to-cond.Pos()]
		if from <= load.Pos() && load.End() <= to {
			text = text[:load.Pos()-from] + v + text[load.End()-from:]
		}
		b.WriteString(text)
	}
	cmp, ok := ast.Unparen(cond).(*ast.BinaryExpr)
	switch {
	case holds:
		write(cond.Pos(), cond.End())
	case ok && opposite[cmp.Op] != token.ILLEGAL:
		write(cond.Pos(), cmp.OpPos)
		b.WriteString(opposite[cmp.Op].String())
		write(cmp.OpPos+token.Pos(len(cmp.Op.String())), cond.End())
	default:
		b.WriteString("!(")
		write(cond.Pos(), cond.End())
		b.WriteString(")")
	}
	return b.String()
}

// freeName returns the first of names that nothing bears in the statement or the expression; "" if none is left.
func freeName(stmt ast.Stmt, e ast.Expr, names ...string) string {
	used := map[string]bool{}
	for _, root := range []ast.Node{stmt, e} {
		for n := range ast.Preorder(root) {
			if id, ok := n.(*ast.Ident); ok {
				used[id.Name] = true
			}
		}
	}
	if i := slices.IndexFunc(names, func(name string) bool { return !used[name] }); i >= 0 {
		return names[i]
	}
	return ""
}
