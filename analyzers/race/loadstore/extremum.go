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

// fixExtremum replaces an if statement that does nothing but compare and store:
//
//	if e > x.Load() {    for {
//		                     cur := x.Load()
//		x.Store(e)           if e <= cur || x.CompareAndSwap(cur, e) {
//		                         break
//		                     }
//	}                    }
func fixExtremum(pass *report.Pass, load, store *conc.Op) *report.Fix {
	ifStmt, id, op := compareAndStore(pass, load, store)
	stay := map[token.Token]string{token.GTR: "<=", token.GEQ: "<", token.LSS: ">=", token.LEQ: ">"}[op]
	if stay == "" || isElse(pass, ifStmt) {
		return nil
	}
	sel, isSel := ast.Unparen(store.Call.Fun).(*ast.SelectorExpr)
	if !isSel {
		return nil
	}
	loadText := astx.Text(pass.Pass, load.Call)
	cur := freeName(loadText + " " + id.Name)
	cas := astx.Text(pass.Pass, sel.X) + ".CompareAndSwap"
	if store.Form == conc.Func {
		cas += strings.TrimPrefix(sel.Sel.Name, "Store") + "(" + astx.Text(pass.Pass, store.Call.Args[0]) + ", "
	} else {
		cas += "("
	}
	body, indent := ifStmt.Body.List[0], astx.Indent(pass.Pass, ifStmt.Pos())
	head := fmt.Sprintf("for {\n%s\t%s := %s", indent, cur, loadText)
	try := fmt.Sprintf("if %[2]s %[3]s %[4]s || %[5]s%[4]s, %[2]s) {\n%[1]s\t\tbreak\n%[1]s\t}", indent, id.Name, stay, cur, cas)
	if pass.Fset.Position(body.Pos()).Line == pass.Fset.Position(ifStmt.Body.Lbrace).Line {
		try = "\n" + try
	}
	if pass.Fset.Position(body.End()).Line == pass.Fset.Position(ifStmt.Body.Rbrace).Line {
		try += "\n"
	}
	return &report.Fix{
		Message: "Compare and swap in a loop",
		Class:   finding.Safe,
		Edits: []analysis.TextEdit{
			{Pos: ifStmt.Pos(), End: ifStmt.Body.Lbrace + 1, NewText: []byte(head)},
			{Pos: body.Pos(), End: body.End(), NewText: []byte(try)},
		},
	}
}

// compareAndStore takes an if statement apart that does nothing but compare the loaded value and store: it stores the variable v if
// v OP x.Load(). The operator is none where the statement is another one.
func compareAndStore(pass *report.Pass, load, store *conc.Op) (ifStmt *ast.IfStmt, v *ast.Ident, op token.Token) {
	ifStmt, ok := astx.Enclosing[*ast.IfStmt](pass.Pass, store.Call)
	if !ok || ifStmt.Init != nil || ifStmt.Else != nil || len(ifStmt.Body.List) != 1 || store.Form == conc.Expvar {
		return nil, nil, token.ILLEGAL
	}
	if s, ok := ifStmt.Body.List[0].(*ast.ExprStmt); !ok || ast.Unparen(s.X) != store.Call {
		return nil, nil, token.ILLEGAL
	}
	cond, ok := ast.Unparen(ifStmt.Cond).(*ast.BinaryExpr)
	if !ok {
		return nil, nil, token.ILLEGAL
	}
	value, op := cond.X, cond.Op
	if ast.Unparen(cond.X) == load.Call {
		value, op = cond.Y, mirrored(op)
	} else if ast.Unparen(cond.Y) != load.Call {
		return nil, nil, token.ILLEGAL
	}
	v, ok = ast.Unparen(value).(*ast.Ident)
	if !ok || types.ExprString(store.New.Expr) != v.Name {
		return nil, nil, token.ILLEGAL // evaluated once before, again in each round after: only a plain name is the same
	}
	return ifStmt, v, op
}

// isElse tells whether the statement is the else branch of another one: there stands no loop.
func isElse(pass *report.Pass, s *ast.IfStmt) bool {
	outer, ok := astx.Enclosing[*ast.IfStmt](pass.Pass, s)
	return ok && outer.Else == s
}

// freeName is a name for the loaded value that the text does not use.
func freeName(text string) string {
	for _, name := range []string{"cur", "old", "seen"} {
		if !strings.Contains(text, name) {
			return name
		}
	}
	return "current"
}

// mirrored is the operator of y OP x for that of x OP y.
func mirrored(op token.Token) token.Token {
	return map[token.Token]token.Token{token.LSS: token.GTR, token.LEQ: token.GEQ, token.GTR: token.LSS, token.GEQ: token.LEQ}[op]
}
