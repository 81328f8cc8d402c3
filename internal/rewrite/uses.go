package rewrite

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ast/edge"
)

// This file rewrites what reads the variable, and what is given to its methods.

// use draws the edits of one use.
func (w *view) use(a *access) {
	if w.moved[a.id] {
		return
	}
	switch a.how {
	case key:
		w.element(a)
		return
	case addressed:
		w.address(a)
		return
	case ranged:
		w.refuse(a.expr.Pos(), Statement, "a range clause assigns to %s", w.text(a.expr))
		return
	}
	if !w.addressable(a.expr) {
		w.refuse(a.expr.Pos(), Addressless, "%s has no address", w.text(a.expr))
		return
	}
	switch a.how {
	case incdec:
		w.step(a)
	case assign:
		w.assignment(a)
	default:
		w.load(a)
	}
}

func (w *view) addressable(e ast.Expr) bool {
	if _, ok := e.(*ast.Ident); ok {
		return true
	}
	tv, ok := w.info.Types[e]
	return ok && tv.Addressable()
}

// load draws a read:
//
//	f(s.n)
//	     ───────
//	f(s.n.Load())
func (w *view) load(a *access) {
	if sel, ok := a.outer.Parent().Node().(*ast.SelectorExpr); ok && a.outer.ParentEdgeKind() == edge.SelectorExpr_X {
		if s := w.info.Selections[sel]; s == nil || isPointer(s.Obj().(*types.Func).Signature().Recv().Type()) {
			w.refuse(a.expr.Pos(), Address, "the method %s needs the address of %s", sel.Sel.Name, w.text(a.expr))
			return
		}
	}
	if call, ok := a.outer.Parent().Node().(*ast.CallExpr); ok && w.info.Types[call.Fun].IsBuiltin() {
		if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
			w.refuse(call.Pos(), Unsafe, "unsafe.%s looks at %s", sel.Sel.Name, w.text(a.expr))
			return
		}
	}
	w.order(a)
	if !w.convert {
		w.after(a.expr, "."+w.to.Load+"()")
		return
	}
	name, ok := w.typeName(w.v.Type(), a.expr.Pos())
	if !ok {
		w.refuse(a.expr.Pos(), Kind, "the type %s has no name here", w.v.Type())
		return
	}
	w.before(a.expr, name+"(")
	w.after(a.expr, "."+w.to.Load+"())")
}

func isPointer(t types.Type) bool {
	_, ok := types.Unalias(t).(*types.Pointer)
	return ok
}

// given puts e, a value of the variable's type, into the shape in which the target's methods take it.
func (w *view) given(e ast.Expr) {
	if !w.convert || w.untyped(e) {
		return
	}
	if t := w.info.TypeOf(e); t != nil && types.Identical(t, w.elem) {
		return
	}
	if w.elemShadowed(e.Pos()) {
		return
	}
	w.wrap(e, w.elem.Name())
	if w.takesType(e) {
		name, ok := w.typeName(w.v.Type(), e.Pos())
		if !ok {
			w.refuse(e.Pos(), Kind, "the type %s has no name here", w.v.Type())
			return
		}
		w.before(e, name+"(")
		w.after(e, ")")
	}
}

// takesType tells whether e is a shift of an untyped constant, which is computed in the type that is asked for: 1 << n.
func (w *view) takesType(e ast.Expr) (found bool) {
	ast.Inspect(e, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr, *ast.FuncLit, *ast.IndexExpr:
			return false
		case *ast.BinaryExpr:
			found = found || (n.Op == token.SHL || n.Op == token.SHR) && w.value(n) == nil && w.untyped(n.X)
		}
		return !found
	})
	return found
}

func (w *view) elemShadowed(pos token.Pos) bool {
	if _, ok := w.typeName(w.elem, pos); ok {
		return false
	}
	w.refuse(pos, Kind, "%s means something else here", w.elem.Name())
	return true
}

// untyped tells whether e is a constant without a type, which takes the type that is needed. types.Info tells only the one
// that it got.
func (w *view) untyped(e ast.Expr) bool {
	if w.info.Types[e].Value == nil {
		return false
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.BasicLit:
		return true
	case *ast.Ident:
		return isUntyped(w.info.ObjectOf(e))
	case *ast.SelectorExpr:
		return isUntyped(w.info.ObjectOf(e.Sel))
	case *ast.UnaryExpr:
		return w.untyped(e.X)
	case *ast.BinaryExpr:
		switch e.Op {
		case token.SHL, token.SHR:
			return w.untyped(e.X)
		case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
			return true
		}
		return w.untyped(e.X) && w.untyped(e.Y)
	}
	return false
}

func isUntyped(obj types.Object) bool {
	c, ok := obj.(*types.Const)
	if !ok {
		return false
	}
	basic, ok := c.Type().(*types.Basic)
	return ok && basic.Info()&types.IsUntyped != 0
}

// value returns the constant value of e, or nil.
func (w *view) value(e ast.Expr) constant.Value { return w.info.Types[e].Value }

// zero tells whether e is written as a zero: a literal, perhaps converted.
func (w *view) zero(e ast.Expr) bool {
	v := w.value(e)
	if v == nil {
		return false
	}
	if call, ok := ast.Unparen(e).(*ast.CallExpr); ok && len(call.Args) == 1 && w.info.Types[call.Fun].IsType() {
		if basic, ok := w.info.TypeOf(call.Fun).(*types.Basic); !ok || basic.Info()&types.IsNumeric == 0 {
			return false // the name of the type might be the last use of an import
		}
		e = call.Args[0]
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.BasicLit:
		return constant.Sign(v) == 0
	case *ast.Ident:
		return e.Name == "false" && w.info.Uses[e] == types.Universe.Lookup("false")
	}
	return false
}
