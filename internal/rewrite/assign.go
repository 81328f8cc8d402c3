package rewrite

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/edge"
)

// This file rewrites assignments.

func (w *view) unsigned() bool { return w.elem.Info()&types.IsUnsigned != 0 }

// step draws
//
//	s.n--
//	   ────────
//	s.n.Add(-1)
func (w *view) step(a *access) {
	stmt := a.outer.Parent().Node().(*ast.IncDecStmt)
	one := "1"
	if stmt.Tok == token.DEC {
		one = "-1"
		if w.unsigned() {
			if w.elemShadowed(stmt.Pos()) {
				return
			}
			one = "^" + w.elem.Name() + "(0)"
		}
	}
	if w.has(w.to.Add, stmt) {
		w.cut(a.expr.End(), stmt.End(), "."+w.to.Add+"("+one+")")
		w.dropParens(a)
	}
}

// has tells whether the target has the method, and refuses the statement if not.
func (w *view) has(method string, stmt ast.Node) bool {
	if method == "" {
		w.refuse(stmt.Pos(), Operator, "%s has no method for that", w.to.Name)
	}
	return method != ""
}

// dropParens deletes what opens the parentheses around the left side of an assignment; what closes them goes with the operator.
func (w *view) dropParens(a *access) {
	if from := a.outer.Node().Pos(); from < a.expr.Pos() {
		w.cut(from, a.expr.Pos(), "")
	}
}

func (w *view) assignment(a *access) {
	cur := a.outer.Parent()
	stmt := cur.Node().(*ast.AssignStmt)
	switch {
	case cur.ParentEdgeKind() == edge.CommClause_Comm:
		w.refuse(stmt.Pos(), Statement, "a case of a select assigns to %s", w.text(a.expr))
	case len(stmt.Rhs) < len(stmt.Lhs):
		w.several(a, cur, stmt)
	case len(stmt.Lhs) > 1:
		w.parallel(a, cur, stmt)
	default:
		w.single(a, stmt)
	}
}

// single draws an assignment of one value:
//
//	s.n = e         s.n += e       s.n = s.n + e
//	   ───  ─          ────  ─        ─────────  ─
//	s.n.Store(e)    s.n.Add(e)     s.n.Add(e)
func (w *view) single(a *access, stmt *ast.AssignStmt) {
	e := stmt.Rhs[0]
	method, minus, not := "", false, false
	switch stmt.Tok {
	case token.ASSIGN:
		if w.accumulation(a, stmt) {
			return
		}
		method = w.to.Store
	case token.ADD_ASSIGN:
		method = w.to.Add
	case token.SUB_ASSIGN:
		method, minus = w.to.Add, true
	case token.OR_ASSIGN:
		method = w.to.Or
	case token.AND_ASSIGN:
		method = w.to.And
	case token.AND_NOT_ASSIGN:
		method, not = w.to.And, true
	}
	if !w.has(method, stmt) || (stmt.Tok == token.OR_ASSIGN || stmt.Tok == token.AND_ASSIGN || not) && w.bitsTooNew(stmt.Pos()) {
		return
	}
	w.method(a, method, e, e.Pos(), minus, not)
}

// method draws the call of a method on a with e, which begins at from.
func (w *view) method(a *access, method string, e ast.Expr, from token.Pos, minus, not bool) {
	opening := "." + method + "("
	switch {
	case minus:
		sign, ok := w.negative(e)
		if !ok {
			return
		}
		opening += sign
	case not && w.value(e) != nil && w.unsigned():
		if w.elemShadowed(e.Pos()) {
			return
		}
		opening += "^" + w.elem.Name() + "("
		w.after(e, ")")
	case not:
		opening += "^"
	}
	w.dropParens(a)
	w.cut(a.expr.End(), from, opening)
	if (minus || not) && !isOperand(e) && !w.wraps(e) && (w.value(e) == nil || !w.unsigned()) {
		w.before(e, "(")
		w.after(e, ")")
	}
	w.given(e)
	w.edits = append(w.edits, edit{e.End(), e.End(), ")", 1 << 29}) // outside of all
}

// wraps tells whether given puts e into a conversion.
func (w *view) wraps(e ast.Expr) bool {
	return w.convert && !w.untyped(e) && !types.Identical(w.info.TypeOf(e), w.elem)
}

// isOperand tells whether a sign may stand before e without parentheses.
func isOperand(e ast.Expr) bool {
	switch e.(type) {
	case *ast.BinaryExpr, *ast.UnaryExpr:
		return false
	}
	return true
}

// negative returns what makes e its negative when it stands before it.
func (w *view) negative(e ast.Expr) (string, bool) {
	v := w.value(e)
	if v == nil {
		return "-", true
	}
	if w.unsigned() {
		// -5 is no uint32. Only the plainest constant is worth an edit: ^uint32(5 - 1).
		lit, ok := ast.Unparen(e).(*ast.BasicLit)
		if !ok || constant.Sign(v) == 0 || w.elemShadowed(e.Pos()) {
			w.refuse(e.Pos(), Operator, "%s has no negative", w.text(e))
			return "", false
		}
		less := constant.BinaryOp(v, token.SUB, constant.MakeInt64(1))
		w.replace(lit.Pos(), lit.End(), less.ExactString()+")")
		return "^" + w.elem.Name() + "(", true
	}
	if w.elem.Info()&types.IsInteger == 0 {
		return "-", true
	}
	if i, exact := constant.Int64Val(constant.UnaryOp(token.SUB, v, 0)); !exact || w.elem.Kind() == types.Int32 && int64(int32(i)) != i {
		w.refuse(e.Pos(), Operator, "%s has no negative", w.text(e))
		return "", false
	}
	return "-", true
}

// accumulation draws s.n = s.n + e as the addition that it is, whichever operand comes first, and so with -, | and &; it tells
// whether the right side begins or ends with the variable under an operator.
func (w *view) accumulation(a *access, stmt *ast.AssignStmt) bool {
	sum, ok := ast.Unparen(stmt.Rhs[0]).(*ast.BinaryExpr)
	if !ok {
		return false
	}
	method := w.to.Add
	switch sum.Op {
	case token.ADD, token.SUB:
	case token.OR:
		method = w.to.Or
	case token.AND:
		method = w.to.And
	default:
		return false
	}
	old, rest := w.accessAt(sum.X), sum.Y
	if old == nil && sum.Op != token.SUB {
		old, rest = w.accessAt(sum.Y), sum.X
	}
	if old == nil || !w.same(a.expr, old.expr) {
		return w.longSum(a, stmt, sum)
	}
	if w.reads(rest) || method == "" {
		return false // refused as a split
	}
	if (sum.Op == token.OR || sum.Op == token.AND) && w.bitsTooNew(stmt.Pos()) {
		return true
	}
	w.moved[old.id] = true
	if rest.End() < stmt.End() { // e + s.n, or parentheses
		w.cut(rest.End(), stmt.End(), "")
	}
	w.method(a, method, rest, rest.Pos(), sum.Op == token.SUB, false)
	return true
}

// longSum draws s.n = s.n + a + b, where the variable is the first of several summands, all added.
func (w *view) longSum(a *access, stmt *ast.AssignStmt, sum *ast.BinaryExpr) bool {
	if stmt.Rhs[0] != ast.Expr(sum) || sum.Op != token.ADD {
		return false
	}
	inner, ok := sum.X.(*ast.BinaryExpr)
	for ok {
		if inner.Op != token.ADD {
			return false
		}
		next, more := inner.X.(*ast.BinaryExpr)
		if !more {
			break
		}
		inner = next
	}
	if !ok {
		return false
	}
	old := w.accessAt(inner.X)
	if old == nil || !w.same(a.expr, old.expr) || w.to.Add == "" {
		return false
	}
	for _, u := range w.uses { // the others
		if u != old && stmt.Rhs[0].Pos() <= u.id.Pos() && u.id.Pos() < stmt.End() {
			return false
		}
	}
	w.moved[old.id] = true
	w.dropParens(a)
	opening := "." + w.to.Add + "("
	if w.convert {
		if w.elemShadowed(stmt.Pos()) {
			return true
		}
		opening += w.elem.Name() + "("
		w.edits = append(w.edits, edit{stmt.End(), stmt.End(), ")", 1<<29 - 1})
	}
	w.cut(a.expr.End(), inner.Y.Pos(), opening)
	w.edits = append(w.edits, edit{stmt.End(), stmt.End(), ")", 1 << 29})
	return true
}

// accessAt returns the use of the variable that e is, or nil.
func (w *view) accessAt(e ast.Expr) *access {
	e = ast.Unparen(e)
	i := slices.IndexFunc(w.uses, func(a *access) bool { return a.expr == e })
	if i < 0 {
		return nil
	}
	return w.uses[i]
}

// reads tells whether e uses the variable.
func (w *view) reads(e ast.Node) bool {
	return slices.ContainsFunc(w.uses, func(a *access) bool { return e.Pos() <= a.id.Pos() && a.id.Pos() < e.End() })
}

// same tells whether two expressions without calls name the same place.
func (w *view) same(a, b ast.Expr) bool {
	a, b = ast.Unparen(a), ast.Unparen(b)
	switch x := a.(type) {
	case *ast.Ident:
		y, ok := b.(*ast.Ident)
		return ok && w.info.ObjectOf(x) != nil && w.info.ObjectOf(x) == w.info.ObjectOf(y)
	case *ast.SelectorExpr:
		y, ok := b.(*ast.SelectorExpr)
		return ok && w.info.ObjectOf(x.Sel) != nil && w.info.ObjectOf(x.Sel) == w.info.ObjectOf(y.Sel) && w.same(x.X, y.X)
	case *ast.IndexExpr:
		y, ok := b.(*ast.IndexExpr)
		return ok && w.same(x.X, y.X) && w.same(x.Index, y.Index)
	case *ast.StarExpr:
		y, ok := b.(*ast.StarExpr)
		return ok && w.same(x.X, y.X)
	case *ast.BasicLit:
		y, ok := b.(*ast.BasicLit)
		return ok && x.Value == y.Value
	}
	return false
}
