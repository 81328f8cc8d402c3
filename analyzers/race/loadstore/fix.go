package loadstore

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/astx"
	"github.com/counterlint/counterlint/internal/conc"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/report"
)

// addend returns the sum or difference that the Store writes as one expression, or nil.
func addend(store *conc.Op) *ast.BinaryExpr {
	b, ok := ast.Unparen(store.New.Expr).(*ast.BinaryExpr)
	if ok && (b.Op == token.ADD || b.Op == token.SUB) {
		return b
	}
	return nil
}

// fix repairs the two forms that can be replaced where they stand, and nothing else:
//
//	x.Store(x.Load() + e)   if e > x.Load() {
//	  ~~~~~ ~~~~~~~~~~~~    ~~~~~~~~~~~~~~~~~ for {
//	  Add   e                                     cur := x.Load()
//	                          x.Store(e)
//	                          ~~~~~~~~~~ if e <= cur || x.CompareAndSwap(cur, e) { break }
func fix(pass *report.Pass, category string, load, store *conc.Op) *report.Fix {
	if load.Via != nil || store.Via != nil || store.Recv == nil || load.Recv == nil || store.Deferred() || store.Started() {
		return nil
	}
	if types.ExprString(store.Recv) != types.ExprString(load.Recv) {
		return nil // one place under two names: both stay readable only by hand
	}
	switch category {
	case "update":
		return fixUpdate(pass, load, store)
	case "extremum":
		return fixExtremum(pass, load, store)
	}
	return nil
}

func fixUpdate(pass *report.Pass, load, store *conc.Op) *report.Fix {
	b, ok := ast.Unparen(store.New.Expr).(*ast.BinaryExpr)
	if !ok || ast.Unparen(b.X) != load.Call {
		return nil
	}
	operand := astx.Text(pass.Pass, b.Y)
	info := store.Elem.Underlying().(*types.Basic).Info()
	var method, arg string
	switch b.Op {
	case token.ADD:
		method, arg = "Add", operand
	case token.SUB:
		if info&types.IsUnsigned != 0 {
			return nil // two's complement by hand is no better code
		}
		method, arg = "Add", negated(b.Y, operand)
	case token.OR:
		method, arg = "Or", operand
	case token.AND:
		method, arg = "And", operand
	case token.AND_NOT:
		method, arg = "And", "^("+operand+")"
	default:
		return nil
	}
	bits := method != "Add"
	if bits && (store.Form == conc.Expvar || !astx.GoAtLeast(pass.Pass, store.Pos(), "go1.23")) {
		return nil
	}
	sel, ok := ast.Unparen(store.Call.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	name := method
	if store.Form == conc.Func {
		name = method + strings.TrimPrefix(sel.Sel.Name, "Store")
	}
	if store.Form == conc.Expvar && method != "Add" {
		return nil
	}
	return &report.Fix{
		Message: "Replace Load and Store by " + name,
		Class:   finding.Safe,
		Edits: []analysis.TextEdit{
			{Pos: sel.Sel.Pos(), End: sel.Sel.End(), NewText: []byte(name)},
			{Pos: store.New.Expr.Pos(), End: store.New.Expr.End(), NewText: []byte(arg)},
		},
	}
}

// negated writes -e: a literal gets a sign, anything else parentheses too.
func negated(e ast.Expr, text string) string {
	switch e.(type) {
	case *ast.BasicLit, *ast.Ident, *ast.SelectorExpr, *ast.CallExpr, *ast.ParenExpr:
		return "-" + text
	}
	return "-(" + text + ")"
}

// fixExtremum replaces an if statement that does nothing but compare and store.
func fixExtremum(pass *report.Pass, load, store *conc.Op) *report.Fix {
	ifStmt, ok := astx.Enclosing[*ast.IfStmt](pass.Pass, store.Call)
	if !ok || ifStmt.Init != nil || ifStmt.Else != nil || len(ifStmt.Body.List) != 1 || store.Form == conc.Expvar {
		return nil
	}
	cond, ok := ast.Unparen(ifStmt.Cond).(*ast.BinaryExpr)
	if !ok {
		return nil
	}
	value, op := cond.X, cond.Op
	if ast.Unparen(cond.X) == load.Call {
		value, op = cond.Y, mirrored(op)
	} else if ast.Unparen(cond.Y) != load.Call {
		return nil
	}
	id, ok := ast.Unparen(value).(*ast.Ident)
	if !ok || types.ExprString(store.New.Expr) != id.Name {
		return nil // evaluated once before, again in each round after: only a plain name is the same
	}
	stay := map[token.Token]string{token.GTR: "<=", token.GEQ: "<", token.LSS: ">=", token.LEQ: ">"}[op]
	loadText := astx.Text(pass.Pass, load.Call)
	sel, isSel := ast.Unparen(store.Call.Fun).(*ast.SelectorExpr)
	if stay == "" || !isSel {
		return nil
	}
	cur := "cur"
	if id.Name == cur || strings.Contains(loadText, cur) {
		cur = "current"
	}
	cas := astx.Text(pass.Pass, sel.X) + ".CompareAndSwap"
	if store.Form == conc.Func {
		cas += strings.TrimPrefix(sel.Sel.Name, "Store") + "(" + astx.Text(pass.Pass, store.Call.Args[0]) + ", "
	} else {
		cas += "("
	}
	body, indent := ifStmt.Body.List[0], astx.Indent(pass.Pass, ifStmt.Pos())
	head := fmt.Sprintf("for {\n%s\t%s := %s", indent, cur, loadText)
	try := fmt.Sprintf("if %[2]s %[3]s %[4]s || %[5]s%[4]s, %[2]s) {\n%[1]s\t\tbreak\n%[1]s\t}", indent, id.Name, stay, cur, cas)
	return &report.Fix{
		Message: "Compare and swap in a loop",
		Class:   finding.Safe,
		Edits: []analysis.TextEdit{
			{Pos: ifStmt.Pos(), End: ifStmt.Body.Lbrace + 1, NewText: []byte(head)},
			{Pos: body.Pos(), End: body.End(), NewText: []byte(try)},
		},
	}
}

// mirrored is the operator of y OP x for that of x OP y.
func mirrored(op token.Token) token.Token {
	return map[token.Token]token.Token{token.LSS: token.GTR, token.LEQ: token.GEQ, token.GTR: token.LSS, token.GEQ: token.LEQ}[op]
}
