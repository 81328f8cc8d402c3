package rewrite

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"
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

// several draws the assignment of one of several results:
//
//	s.n, err = f()
//
//	var n int64
//	n, err = f()
//	s.n.Store(n)
func (w *view) several(a *access, cur inspector.Cursor, stmt *ast.AssignStmt) {
	if !inList(cur) || w.countOf(stmt) > 1 || w.nested(a) {
		w.refuse(stmt.Pos(), Statement, "%s is one of several that are assigned together", w.text(a.expr))
		return
	}
	name := w.fresh(w.v.Name(), stmt.Pos())
	if stmt.Tok == token.ASSIGN {
		typ, ok := w.typeName(w.v.Type(), stmt.Pos())
		if !ok {
			w.refuse(stmt.Pos(), Kind, "the type %s has no name here", w.v.Type())
			return
		}
		w.before(stmt, "var "+name+" "+typ+w.newLine(stmt))
	}
	w.replace(a.outer.Node().Pos(), a.outer.Node().End(), name)
	w.storeAfter(stmt, w.text(a.expr), name)
}

// storeAfter lets a call of Store follow the statement. value is an expression of the variable's old type.
func (w *view) storeAfter(stmt ast.Node, target, value string) {
	if w.convert {
		if w.elemShadowed(stmt.Pos()) {
			return
		}
		value = w.elem.Name() + "(" + value + ")"
	}
	w.after(stmt, w.newLine(stmt)+target+"."+w.to.Store+"("+value+")")
}

// countOf counts the sides of an assignment that are the variable, in whatever object.
func (w *view) countOf(stmt *ast.AssignStmt) (n int) {
	for _, lhs := range stmt.Lhs {
		if w.accessAt(lhs) != nil {
			n++
		}
	}
	return n
}

// nested tells whether the variable is used in the path to a, too.
func (w *view) nested(a *access) bool {
	sel, ok := a.expr.(*ast.SelectorExpr)
	return ok && w.reads(sel.X)
}

// parallel draws an assignment of several plain values, which do not depend on each other:
//
//	s.n, s.m = 0, v
//
//	s.m = v
//	s.n.Store(0)
func (w *view) parallel(a *access, cur inspector.Cursor, stmt *ast.AssignStmt) {
	i := slices.Index(stmt.Lhs, a.outer.Node().(ast.Expr))
	if !inList(cur) || stmt.Tok != token.ASSIGN || w.countOf(stmt) > 1 || w.nested(a) || !w.independent(stmt) || w.reads(stmt.Rhs[i]) {
		w.refuse(stmt.Pos(), Statement, "%s is one of several that are assigned together", w.text(a.expr))
		return
	}
	w.removeFrom(stmt.Lhs, i)
	w.removeFrom(stmt.Rhs, i)
	value := w.text(stmt.Rhs[i])
	if w.untyped(stmt.Rhs[i]) {
		w.after(stmt, w.newLine(stmt)+w.text(a.expr)+"."+w.to.Store+"("+value+")")
		return
	}
	w.storeAfter(stmt, w.text(a.expr), value)
}

// removeFrom deletes an element of a list of expressions with its comma.
func (w *view) removeFrom(list []ast.Expr, i int) {
	if i+1 < len(list) {
		w.cut(list[i].Pos(), list[i+1].Pos(), "")
	} else {
		w.cut(list[i-1].End(), list[i].End(), "")
	}
}

// independent tells whether the parts of a parallel assignment may be assigned one after the other: the values are constants or
// local variables that are not among those assigned, and no path to a target passes one of them.
func (w *view) independent(stmt *ast.AssignStmt) bool {
	assigned := map[types.Object]bool{}
	for _, lhs := range stmt.Lhs {
		switch lhs := ast.Unparen(lhs).(type) {
		case *ast.Ident:
			assigned[w.info.ObjectOf(lhs)] = true
		case *ast.SelectorExpr:
			assigned[w.info.ObjectOf(lhs.Sel)] = true
		default:
			return false
		}
	}
	plain := func(e ast.Expr) bool {
		ok := true
		ast.Inspect(e, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr, *ast.FuncLit, *ast.IndexExpr, *ast.StarExpr, *ast.UnaryExpr, *ast.CompositeLit:
				ok = ok && w.constant(n)
			case *ast.BinaryExpr:
				ok = ok && n.Op != token.QUO && n.Op != token.REM || w.constant(n)
			case *ast.Ident:
				ok = ok && !assigned[w.info.ObjectOf(n)]
			}
			return ok
		})
		return ok
	}
	for i, lhs := range stmt.Lhs {
		if sel, ok := ast.Unparen(lhs).(*ast.SelectorExpr); ok && !plain(sel.X) || !plain(stmt.Rhs[i]) {
			return false
		}
	}
	return true
}

func (w *view) constant(n ast.Node) bool {
	e, ok := n.(ast.Expr)
	return ok && w.value(e) != nil
}
