package rewrite

import (
	"go/ast"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"
)

// This file refuses what looks at a struct from outside the type system: encoders and printers, which get it as an any, conversions
// to types of the same shape, and unsafe.

// shows tells whether code that looks into a value of type t sees the field: it is in the value, in what it points to, or in the elements.
// An exported field is seen through any number of pointers, as encoders follow them; printers follow only the first.
func (w *view) shows(t types.Type) bool {
	known, ok := w.seen[t]
	if !ok {
		known = w.reaches(t, map[types.Type]bool{}, 0)
		w.seen[t] = known
	}
	return known
}

func (w *view) reaches(t types.Type, seen map[types.Type]bool, pointers int) bool {
	if t == nil || seen[t] {
		return false
	}
	seen[t] = true
	if w.holds(t) {
		return true
	}
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		return (pointers == 0 || w.v.Exported()) && w.reaches(u.Elem(), seen, pointers+1)
	case *types.Slice:
		return w.reaches(u.Elem(), seen, pointers)
	case *types.Array:
		return w.reaches(u.Elem(), seen, pointers)
	case *types.Map:
		return w.reaches(u.Key(), seen, pointers) || w.reaches(u.Elem(), seen, pointers)
	case *types.Struct:
		for f := range u.Fields() {
			if _, pointer := f.Type().Underlying().(*types.Pointer); pointer && !w.v.Exported() {
				continue
			}
			if w.reaches(f.Type(), seen, pointers) {
				return true
			}
		}
	}
	return false
}

// shown refuses a struct, or what leads to one, where it goes to code that looks into it, moves it, or takes it for another type.
func (w *view) shown(cur inspector.Cursor, e ast.Expr, t types.Type) {
	outer := cur
	for outer.ParentEdgeKind() == edge.ParenExpr_X {
		outer = outer.Parent()
	}
	kind, index := outer.ParentEdge()
	parent := outer.Parent().Node()
	if kind == edge.CallExpr_Args {
		call := parent.(*ast.CallExpr)
		if tv := w.info.Types[call.Fun]; tv.IsType() {
			w.conversion(e, t, tv.Type)
			return
		} else if tv.IsBuiltin() {
			w.moves(call, e, t)
			return
		}
		w.argument(call, index, e, t)
		return
	}
	if to := w.wanted(outer, kind, index, parent); to != nil && isAny(to) && !w.pooled(outer) {
		w.refuse(e.Pos(), Reflected, "%s becomes an any", w.text(e))
	}
}

// pooled tells whether an expression is what the New of a sync.Pool returns.
func (w *view) pooled(cur inspector.Cursor) bool {
	for up := range cur.Enclosing((*ast.FuncLit)(nil)) {
		kv, ok := up.Parent().Node().(*ast.KeyValueExpr)
		if !ok {
			return false
		}
		key, _ := kv.Key.(*ast.Ident)
		f, ok := w.info.Uses[key].(*types.Var)
		return ok && f.Name() == "New" && f.Pkg() != nil && f.Pkg().Path() == "sync"
	}
	return false
}

func isAny(t types.Type) bool {
	if _, ok := types.Unalias(t).(*types.TypeParam); ok {
		return false
	}
	i, ok := t.Underlying().(*types.Interface)
	return ok && i.NumMethods() == 0
}

// wanted returns the type that the context of an expression asks for, or nil.
func (w *view) wanted(outer inspector.Cursor, kind edge.Kind, index int, parent ast.Node) types.Type {
	switch kind {
	case edge.AssignStmt_Rhs:
		if stmt := parent.(*ast.AssignStmt); len(stmt.Lhs) == len(stmt.Rhs) {
			return w.info.TypeOf(stmt.Lhs[index])
		}
	case edge.ValueSpec_Values:
		if spec := parent.(*ast.ValueSpec); spec.Type != nil {
			return w.info.TypeOf(spec.Type)
		}
	case edge.SendStmt_Value:
		if ch, ok := w.info.TypeOf(parent.(*ast.SendStmt).Chan).Underlying().(*types.Chan); ok {
			return ch.Elem()
		}
	case edge.KeyValueExpr_Value, edge.CompositeLit_Elts:
		return w.wantedInLiteral(outer, kind, index)
	case edge.ReturnStmt_Results:
		for up := range outer.Enclosing((*ast.FuncDecl)(nil), (*ast.FuncLit)(nil)) {
			var sig *types.Signature
			switch n := up.Node().(type) {
			case *ast.FuncDecl:
				if fn, ok := w.info.Defs[n.Name].(*types.Func); ok {
					sig = fn.Signature()
				}
			case *ast.FuncLit:
				sig, _ = w.info.TypeOf(n).(*types.Signature)
			}
			if sig != nil && index < sig.Results().Len() && len(parent.(*ast.ReturnStmt).Results) == sig.Results().Len() {
				return sig.Results().At(index).Type()
			}
			return nil
		}
	}
	return nil
}

func (w *view) wantedInLiteral(outer inspector.Cursor, kind edge.Kind, index int) types.Type {
	lit := outer.Parent()
	var key ast.Expr
	if kind == edge.KeyValueExpr_Value {
		key = lit.Node().(*ast.KeyValueExpr).Key
		lit = lit.Parent()
	}
	n, ok := lit.Node().(*ast.CompositeLit)
	t := w.info.TypeOf(n)
	if !ok || t == nil {
		return nil
	}
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	switch u := t.Underlying().(type) {
	case *types.Slice:
		return u.Elem()
	case *types.Array:
		return u.Elem()
	case *types.Map:
		return u.Elem()
	case *types.Struct:
		if id, ok := key.(*ast.Ident); ok {
			if f, ok := w.info.Uses[id].(*types.Var); ok {
				return f.Type()
			}
		} else if key == nil && index < u.NumFields() {
			return u.Field(index).Type()
		}
	}
	return nil
}

// conversion refuses a conversion to or from a type that shares the struct's shape.
func (w *view) conversion(e ast.Expr, from, to types.Type) {
	switch {
	case types.Identical(from, to):
	case isAny(to):
		w.refuse(e.Pos(), Reflected, "%s becomes an any", w.text(e))
	case types.IsInterface(to):
	case types.Identical(to, types.Typ[types.UnsafePointer]):
		w.refuse(e.Pos(), Unsafe, "%s becomes an unsafe.Pointer", w.text(e))
	default:
		w.refuse(e.Pos(), Converted, "%s becomes a %s", w.text(e), to)
	}
}

// moves refuses built-in functions that move elements which live in place.
func (w *view) moves(call *ast.CallExpr, e ast.Expr, t types.Type) {
	fun, ok := ast.Unparen(call.Fun).(*ast.Ident)
	if !ok {
		w.refuse(call.Pos(), Unsafe, "%s looks at %s", w.text(call.Fun), w.text(e))
		return
	}
	switch u := t.Underlying().(type) {
	case *types.Slice:
		if w.holds(u.Elem()) && (fun.Name == "append" || fun.Name == "copy" || fun.Name == "clear") {
			w.refuse(call.Pos(), Copied, "%s moves elements that hold %s", fun.Name, w.v.Name())
		}
	}
	if fun.Name == "append" && e != call.Args[0] {
		if s, ok := w.info.TypeOf(call.Args[0]).Underlying().(*types.Slice); ok && isAny(s.Elem()) {
			w.refuse(e.Pos(), Reflected, "%s becomes an any", w.text(e))
		}
	}
	if fun.Name == "panic" {
		w.refuse(e.Pos(), Reflected, "%s is printed by a panic", w.text(e))
	}
}

// argument looks at an argument of a call.
func (w *view) argument(call *ast.CallExpr, index int, e ast.Expr, t types.Type) {
	var sig *types.Signature
	if fun := w.info.TypeOf(call.Fun); fun != nil {
		sig, _ = fun.Underlying().(*types.Signature)
	}
	if sig == nil {
		w.unknown(call, e)
		return
	}
	params := sig.Params()
	var to types.Type
	switch {
	case sig.Variadic() && index >= params.Len()-1 && !call.Ellipsis.IsValid():
		to = params.At(params.Len() - 1).Type().(*types.Slice).Elem()
	case index < params.Len():
		to = params.At(index).Type()
	default:
		return
	}
	if isAny(to) && !w.harmless(call, t) {
		w.refuse(e.Pos(), Reflected, "%s looks into %s", w.text(call.Fun), w.text(e))
	}
}

// keepers are functions and methods that take an any and do not look into it.
var keepers = map[string]bool{
	"(*sync.Pool).Put": true, "(*sync.Map).Store": true, "(*sync.Map).LoadOrStore": true, "(*sync.Map).Swap": true, "(*sync.Map).Load": true,
	"(*sync.Map).Delete": true, "(*sync.Map).LoadAndDelete": true, "(*sync.Map).CompareAndSwap": true, "(*sync.Map).CompareAndDelete": true,
	"(*sync/atomic.Value).Store": true, "(*sync/atomic.Value).Swap": true, "(*sync/atomic.Value).CompareAndSwap": true,
	"context.WithValue": true, "(context.Context).Value": true, "container/heap.Push": true, "container/heap.Fix": true,
	"(*container/list.List).PushBack": true, "(*container/list.List).PushFront": true,
	"(*container/list.List).InsertBefore": true, "(*container/list.List).InsertAfter": true,
	"runtime.SetFinalizer": true, "runtime.KeepAlive": true, "errors.As": true,
}

// harmless tells whether the callee does not look into a value of type t.
func (w *view) harmless(call *ast.CallExpr, t types.Type) bool {
	fn, ok := typeutil.Callee(w.info, call).(*types.Func)
	if !ok || fn.Pkg() == nil {
		return false
	}
	path := fn.Pkg().Path()
	switch {
	case keepers[fn.FullName()], path == "testing", isAssertion(path):
		return true
	case fn.Signature().Variadic() && w.printsItself(t): // as printers do it, and what wraps them
		for _, arg := range call.Args {
			if v := w.value(arg); v != nil && strings.Contains(v.String(), "%#") {
				return false
			}
		}
		return true
	}
	return false
}

// isAssertion tells whether a package compares what tests give to it as the language does, and prints it when they fail.
func isAssertion(path string) bool {
	return path == "github.com/stretchr/testify/assert" || path == "github.com/stretchr/testify/require"
}

func (w *view) printsItself(t types.Type) bool {
	for _, name := range []string{"String", "Error"} {
		obj, _, _ := types.LookupFieldOrMethod(t, false, nil, name)
		if fn, ok := obj.(*types.Func); ok && fn.Signature().Params().Len() == 0 && fn.Signature().Results().Len() == 1 {
			return true
		}
	}
	return false
}

// unknown refuses an argument of a call whose callee no import seen explains. Of tests it is known what they do with values.
func (w *view) unknown(call *ast.CallExpr, e ast.Expr) {
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
		id, _ := sel.X.(*ast.Ident)
		if pn, ok := w.info.Uses[id].(*types.PkgName); ok {
			if isAssertion(pn.Imported().Path()) {
				return
			}
		} else if testMethods[sel.Sel.Name] {
			return
		}
	}
	w.refuse(e.Pos(), Unresolved, "what %s does with %s is not known", w.text(call.Fun), w.text(e))
}

// testMethods are those of a testing.T that print.
var testMethods = map[string]bool{"Log": true, "Logf": true, "Error": true, "Errorf": true, "Fatal": true, "Fatalf": true, "Skip": true, "Skipf": true}
