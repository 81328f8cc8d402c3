package rewrite

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"
)

// This file rewrites elements of composite literals that set the field.

// element draws
//
//	s := &S{n: 1, name: "x"}
//
//	s := &S{name: "x"}
//	s.n.Store(1)
//
// and, where the literal is returned, gives it a name first. A zero just goes.
func (w *view) element(a *access) {
	kv := a.outer.Parent()
	lit := kv.Parent()
	value := kv.Node().(*ast.KeyValueExpr).Value
	if w.zero(value) {
		w.removeElement(lit.Node().(*ast.CompositeLit), kv.Node().(ast.Expr))
		return
	}
	whole := lit
	pointer := false
	if whole.ParentEdgeKind() == edge.UnaryExpr_X {
		whole, pointer = whole.Parent(), true
	}
	text, ok := w.carried(lit.Node().(*ast.CompositeLit), value)
	if !ok {
		w.refuse(value.Pos(), Literal, "%s is computed beside other parts of the literal", w.text(value))
		return
	}
	stmt := whole.Parent()
	name := ""
	switch n := stmt.Node().(type) {
	case *ast.AssignStmt:
		if id, ok := n.Lhs[0].(*ast.Ident); ok && len(n.Lhs) == 1 && id.Name != "_" && types.Identical(w.info.TypeOf(id), w.info.TypeOf(whole.Node().(ast.Expr))) {
			name = id.Name
		}
	case *ast.ValueSpec:
		decl := stmt.Parent().Parent()
		if decl.ParentEdgeKind() == edge.Invalid || !isDeclStmt(decl) || len(stmt.Parent().Node().(*ast.GenDecl).Specs) != 1 {
			break
		}
		if t := w.info.TypeOf(n.Names[0]); len(n.Names) == 1 && n.Names[0].Name != "_" && types.Identical(t, w.info.TypeOf(whole.Node().(ast.Expr))) {
			name, stmt = n.Names[0].Name, decl
		}
	case *ast.ReturnStmt:
		if pointer && len(n.Results) == 1 && inList(stmt) {
			name = w.fresh(strings.ToLower(w.shortName(lit)), n.Pos())
			w.replace(n.Return, n.Return+token.Pos(len("return")), name+" :=")
		}
	}
	if name == "" || !inList(stmt) {
		w.refuse(value.Pos(), Literal, "%s is set in a literal that no statement can follow", w.v.Name())
		return
	}
	w.removeElement(lit.Node().(*ast.CompositeLit), kv.Node().(ast.Expr))
	if w.convert && !w.untyped(value) {
		if w.elemShadowed(value.Pos()) {
			return
		}
		text = w.elem.Name() + "(" + text + ")"
	}
	follow := w.newLine(stmt.Node()) + name + "." + w.v.Name() + "." + w.to.Store + "(" + text + ")"
	if _, ok := stmt.Node().(*ast.ReturnStmt); ok {
		follow += w.newLine(stmt.Node()) + "return " + name
	}
	w.after(stmt.Node(), follow)
}

func isDeclStmt(cur inspector.Cursor) bool {
	_, ok := cur.Node().(*ast.DeclStmt)
	return ok
}

// shortName returns the first letter of the type of a literal.
func (w *view) shortName(lit inspector.Cursor) string {
	name := w.v.Name()
	if named, ok := types.Unalias(w.info.TypeOf(lit.Node().(ast.Expr))).(*types.Named); ok {
		name = named.Obj().Name()
	}
	for _, r := range name {
		return string(r)
	}
	return "v"
}

// carried returns the text of a value that moves behind the statement of its literal, with the reads of the variable in it rewritten.
// It may move if nothing in the literal can change what it stands for.
func (w *view) carried(lit *ast.CompositeLit, value ast.Expr) (string, bool) {
	if w.value(value) != nil {
		return w.text(value), true
	}
	ok := true
	ast.Inspect(lit, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.CallExpr:
			if w.pure(n) {
				return true
			}
			ok = false
		case *ast.UnaryExpr:
			ok = ok && n.Op != token.ARROW
		}
		return ok
	})
	// A variable that the statement itself assigns is another one behind it.
	ast.Inspect(value, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			ok = false
		case *ast.Ident:
			ok = ok && !w.assignedAround(lit, n)
		}
		return ok
	})
	if !ok {
		return "", false
	}
	text := w.text(value)
	inside := slices.DeleteFunc(slices.Clone(w.uses), func(a *access) bool { return a.id.Pos() < value.Pos() || value.End() <= a.id.Pos() })
	if len(inside) > 0 && w.convert {
		return "", false
	}
	slices.SortFunc(inside, func(a, b *access) int { return int(b.expr.End() - a.expr.End()) })
	for _, a := range inside {
		if a.how != read || !w.addressable(a.expr) {
			return "", false
		}
		at := a.expr.End() - value.Pos()
		text = text[:at] + "." + w.to.Load + "()" + text[at:]
	}
	for _, a := range inside {
		w.moved[a.id] = true
	}
	return text, true
}

// pure tells whether a call is one of a conversion or a built-in function.
func (w *view) pure(call *ast.CallExpr) bool {
	tv := w.info.Types[call.Fun]
	return tv.IsType() || tv.IsBuiltin()
}

// assignedAround tells whether id is what the statement around lit assigns.
func (w *view) assignedAround(lit *ast.CompositeLit, id *ast.Ident) bool {
	cur, ok := w.all.FindNode(lit)
	if !ok {
		return true
	}
	for up := range cur.Enclosing((*ast.AssignStmt)(nil), (*ast.BlockStmt)(nil)) {
		stmt, ok := up.Node().(*ast.AssignStmt)
		return ok && slices.ContainsFunc(stmt.Lhs, func(e ast.Expr) bool {
			lhs, ok := e.(*ast.Ident)
			return ok && lhs.Name == id.Name
		})
	}
	return false
}

// removeElement deletes an element of a literal, with its line if it has one for itself.
func (w *view) removeElement(lit *ast.CompositeLit, elt ast.Expr) {
	i := slices.Index(lit.Elts, elt)
	// Several elements of one literal are never the same field, but plans are drawn one by one: neighbours stay as they are.
	switch {
	case len(lit.Elts) == 1:
		w.cut(lit.Lbrace+1, lit.Rbrace, "")
	case i+1 < len(lit.Elts):
		w.cut(elt.Pos(), lit.Elts[i+1].Pos(), "")
	default:
		w.cut(lit.Elts[i-1].End(), elt.End(), "")
	}
}
