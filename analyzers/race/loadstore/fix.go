package loadstore

import (
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

// fix repairs what can be replaced where it stands, and nothing else. Both operations have to name the counter in the same words,
// in which nothing is called.
func fix(pass *report.Pass, m *conc.Model, category string, load, store *conc.Op) *report.Fix {
	if !load.Direct() || !store.Direct() || store.Recv == nil || load.Recv == nil || store.Deferred() || store.Started() || load.Fn != store.Fn {
		return nil
	}
	if _, named := ast.Unparen(load.Call.Fun).(*ast.SelectorExpr); !named || types.ExprString(store.Recv) != types.ExprString(load.Recv) || calls(store.Recv) {
		return nil
	}
	switch category {
	case "update":
		return fixUpdate(pass, m, load, store)
	case "extremum":
		return fixExtremum(pass, load, store)
	}
	return nil
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

// A change is what is done to the loaded value: value OP operand. It begins at from, which is the statement with the Load where
// that is another one than the Store's.
type change struct {
	from    token.Pos
	op      token.Token
	operand string
	simple  bool // the operand needs no parentheses
	expr    ast.Expr
}

// fixUpdate turns an update into one operation:
//
//	x.Store(x.Load() + e)    v := x.Load(); v += e; x.Store(v)
//	  ~~~~~ ~~~~~~~~~~~~     ~~~~~~~~~~~~~~~~~~~~~    ~~~~~ ~
//	  Add   e                gone                     Add   e
func fixUpdate(pass *report.Pass, m *conc.Model, load, store *conc.Op) *report.Fix {
	c, ok := inline(pass, load, store)
	if !ok {
		c, ok = split(pass, load, store)
	}
	if !ok || astx.CommentBetween(pass.Pass, store.Pos(), store.End()) || touches(m, c.expr, store) || !m.Path(load, store, conc.OtherOps) || conditional(m, store) {
		return nil // what is added changes the counter itself, or looks at it, or is not always added
	}
	method, arg := operation(pass, c, store)
	sel, isSel := ast.Unparen(store.Call.Fun).(*ast.SelectorExpr)
	if method == "" || !isSel {
		return nil
	}
	if store.Form == conc.Func {
		method += strings.TrimPrefix(sel.Sel.Name, "Store")
	}
	edits := []analysis.TextEdit{
		{Pos: sel.Sel.Pos(), End: sel.Sel.End(), NewText: []byte(method)},
		{Pos: store.New.Expr.Pos(), End: store.New.Expr.End(), NewText: []byte(arg)},
	}
	if c.from != store.Pos() {
		edits = append([]analysis.TextEdit{{Pos: c.from, End: store.Pos()}}, edits...)
	}
	return &report.Fix{Message: "Replace Load and Store by " + method, Class: finding.Safe, Edits: edits}
}

// operation names the method and its argument; "" where there is none.
func operation(pass *report.Pass, c change, store *conc.Op) (method, arg string) {
	basic, ok := store.Elem.Underlying().(*types.Basic)
	if !ok || basic.Info()&types.IsNumeric == 0 {
		return "", ""
	}
	switch c.op {
	case token.ADD:
		return "Add", c.operand
	case token.SUB:
		if basic.Info()&types.IsUnsigned != 0 {
			return "", "" // two's complement by hand is no better code
		}
		return "Add", "-" + c.factor()
	}
	if store.Form == conc.Expvar || !astx.GoAtLeast(pass.Pass, store.Pos(), "go1.23") {
		return "", ""
	}
	switch c.op {
	case token.OR:
		return "Or", c.operand
	case token.AND:
		return "And", c.operand
	case token.AND_NOT:
		if pass.TypesInfo.Types[c.expr].Value != nil { // ^1 of an untyped constant is no unsigned number
			return "And", "^" + basic.Name() + "(" + c.operand + ")"
		}
		return "And", "^" + c.factor()
	}
	return "", ""
}

// factor is the operand as it may stand behind a sign.
func (c change) factor() string {
	if c.simple {
		return c.operand
	}
	return "(" + c.operand + ")"
}

// inline finds the change within the argument of the Store.
func inline(pass *report.Pass, load, store *conc.Op) (change, bool) {
	b, ok := ast.Unparen(store.New.Expr).(*ast.BinaryExpr)
	if !ok {
		return change{}, false
	}
	return binary(pass, b, store.Pos(), func(e ast.Expr) bool { return ast.Unparen(e) == load.Call })
}

// binary takes an expression apart in which one side is the loaded value.
func binary(pass *report.Pass, b *ast.BinaryExpr, from token.Pos, isValue func(ast.Expr) bool) (change, bool) {
	switch {
	case isValue(b.X):
		return newChange(pass, from, b.Op, b.Y), true
	case isValue(b.Y) && (b.Op == token.ADD || b.Op == token.OR || b.Op == token.AND) && !calls(b.X):
		return newChange(pass, from, b.Op, b.X), true
	}
	return change{}, false
}

func newChange(pass *report.Pass, from token.Pos, op token.Token, operand ast.Expr) change {
	c := change{from: from, op: op, expr: operand, operand: astx.Text(pass.Pass, operand)}
	switch operand.(type) {
	case *ast.BasicLit, *ast.Ident, *ast.SelectorExpr, *ast.CallExpr, *ast.IndexExpr, *ast.ParenExpr:
		c.simple = true
	}
	return c
}

// split finds the change in the statements before the Store, where the variable between them serves nothing else.
func split(pass *report.Pass, load, store *conc.Op) (change, bool) {
	before, this := astx.StmtBefore(pass.Pass, store.Call)
	if before == nil {
		return change{}, false
	}
	uses := 1 // of the variable, in the code that goes
	var c change
	var value types.Object
	switch arg := ast.Unparen(store.New.Expr).(type) {
	case *ast.BinaryExpr: // x.Store(v + e)
		x, _ := ast.Unparen(arg.X).(*ast.Ident)
		y, _ := ast.Unparen(arg.Y).(*ast.Ident)
		value = defined(pass, before, load)
		isValue := func(e ast.Expr) bool {
			id, ok := ast.Unparen(e).(*ast.Ident)
			return ok && (id == x || id == y) && pass.TypesInfo.Uses[id] == value
		}
		var ok bool
		if c, ok = binary(pass, arg, before.Pos(), isValue); value == nil || !ok {
			return change{}, false
		}
	case *ast.Ident: // v += e; x.Store(v), or w := v + e; x.Store(w)
		first := astx.Previous(pass.Pass, before)
		if first == nil {
			return change{}, false
		}
		var ok bool
		value = defined(pass, first, load)
		if c, uses, ok = step(pass, before, pass.TypesInfo.Uses[arg], value); value == nil || !ok {
			return change{}, false
		}
		c.from = first.Pos()
	default:
		return change{}, false
	}
	if count(pass, value) != uses || mentions(pass, c.expr, value) || astx.CommentBetween(pass.Pass, c.from, this.End()) {
		return change{}, false
	}
	return c, true
}

// step reads the statement between the Load into value and the Store of stored. uses is how often the two statements read value.
func step(pass *report.Pass, s ast.Stmt, stored, value types.Object) (c change, uses int, ok bool) {
	is := func(e ast.Expr, obj types.Object) bool {
		id, ok := ast.Unparen(e).(*ast.Ident)
		return ok && obj != nil && pass.TypesInfo.ObjectOf(id) == obj
	}
	switch s := s.(type) {
	case *ast.IncDecStmt:
		if !is(s.X, value) || stored != value {
			return c, 0, false
		}
		op := token.ADD
		if s.Tok == token.DEC {
			op = token.SUB
		}
		return change{op: op, operand: "1", simple: true}, 2, true
	case *ast.AssignStmt:
		if len(s.Lhs) != 1 || len(s.Rhs) != 1 {
			return c, 0, false
		}
		if op, ok := assignOps[s.Tok]; ok && is(s.Lhs[0], value) && stored == value {
			return newChange(pass, token.NoPos, op, s.Rhs[0]), 2, true
		}
		b, isBinary := ast.Unparen(s.Rhs[0]).(*ast.BinaryExpr)
		if !isBinary {
			return c, 0, false
		}
		c, ok = binary(pass, b, token.NoPos, func(e ast.Expr) bool { return is(e, value) })
		switch {
		case !ok:
		case s.Tok == token.DEFINE && is(s.Lhs[0], stored) && stored != value && count(pass, stored) == 1:
			return c, 1, true
		case s.Tok == token.ASSIGN && is(s.Lhs[0], value) && stored == value:
			return c, 3, true
		}
	}
	return c, 0, false
}

var assignOps = map[token.Token]token.Token{
	token.ADD_ASSIGN: token.ADD, token.SUB_ASSIGN: token.SUB, token.OR_ASSIGN: token.OR, token.AND_ASSIGN: token.AND, token.AND_NOT_ASSIGN: token.AND_NOT,
}

// defined returns the variable that a statement v := x.Load() makes, or nil.
func defined(pass *report.Pass, s ast.Stmt, load *conc.Op) types.Object {
	a, ok := s.(*ast.AssignStmt)
	if !ok || a.Tok != token.DEFINE || len(a.Lhs) != 1 || len(a.Rhs) != 1 || ast.Unparen(a.Rhs[0]) != load.Call {
		return nil
	}
	id, ok := a.Lhs[0].(*ast.Ident)
	if !ok {
		return nil
	}
	return pass.TypesInfo.Defs[id]
}

// count counts the uses of a variable, its definition left out.
func count(pass *report.Pass, obj types.Object) int {
	n := 0
	for _, used := range pass.TypesInfo.Uses {
		if used == obj {
			n++
		}
	}
	return n
}

func mentions(pass *report.Pass, e ast.Expr, obj types.Object) bool {
	if e == nil {
		return false
	}
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && pass.TypesInfo.Uses[id] == obj
		return !found
	})
	return found
}

// touches tells whether e works on the counter of store, or holds statements of its own.
func touches(m *conc.Model, e ast.Expr, store *conc.Op) bool {
	if e == nil {
		return false
	}
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			found = true
		case *ast.CallExpr:
			op := m.OpAt(n)
			found = found || op != nil && op.Key.Matches(store.Key)
		}
		return !found
	})
	return found
}
