package rewrite

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"
)

// This file refuses what feels that a struct holds another type than before: copies, comparisons, conversions, whatever looks at
// the struct from outside the type system.

// holds tells whether a value of type t contains the field itself, not a pointer to it.
func (w *view) holds(t types.Type) bool {
	if t == nil {
		return false
	}
	if known, ok := w.held[t]; ok {
		return known
	}
	w.held[t] = false // ends recursion, which goes through pointers anyway
	found := false
	switch u := t.Underlying().(type) {
	case *types.Struct:
		for f := range u.Fields() {
			found = found || f.Origin() == w.v || w.holds(f.Type())
		}
	case *types.Array:
		found = w.holds(u.Elem())
	case *types.Tuple:
		for v := range u.Variables() {
			found = found || w.holds(v.Type())
		}
	}
	w.held[t] = found
	return found
}

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

// shapes looks at all of the view's own files.
func (w *view) shapes() {
	w.anonymous()
	for t, curs := range w.index.values {
		holds, shows := w.holds(t), w.shows(t)
		if !holds && !shows {
			continue
		}
		for _, cur := range curs {
			e := cur.Node().(ast.Expr)
			if !w.isOwn(e.Pos()) {
				continue
			}
			if holds {
				w.asValue(cur, e, t)
			}
			if shows {
				w.shown(cur, e, t)
			}
		}
	}
	for _, cur := range w.index.others {
		if !w.isOwn(cur.Node().Pos()) {
			continue
		}
		switch n := cur.Node().(type) {
		case *ast.FuncType:
			w.signature(n)
		case *ast.FuncDecl:
			if n.Recv != nil {
				w.parameters(n.Recv)
			}
		case *ast.Ident:
			w.instance(n)
		case *ast.RangeStmt:
			for _, e := range []ast.Expr{n.Key, n.Value} {
				if e != nil && w.holds(w.info.TypeOf(e)) {
					w.refuse(e.Pos(), Copied, "a range clause copies %s", w.info.TypeOf(e))
				}
			}
		case *ast.MapType, *ast.ChanType:
			w.container(n.(ast.Expr))
		case *ast.CaseClause:
			for _, e := range n.List {
				if tv := w.info.Types[e]; tv.IsType() && w.holds(tv.Type) {
					w.refuse(e.Pos(), Copied, "a type switch copies %s", tv.Type)
				}
			}
		case *ast.CompositeLit:
			w.unkeyed(n)
		}
	}
}

// anonymous refuses a field of a struct type without a name if another one is spelled the same: they are one type.
func (w *view) anonymous() {
	var own *ast.StructType
	var others []*ast.StructType
	for _, cur := range w.index.others {
		n, ok := cur.Node().(*ast.StructType)
		if !ok {
			continue
		}
		if n.Pos() <= w.v.Pos() && w.v.Pos() < n.End() {
			own = n // the innermost at last
			if cur.ParentEdgeKind() == edge.TypeSpec_Type {
				own = nil
			}
			continue
		}
		if cur.ParentEdgeKind() != edge.TypeSpec_Type {
			others = append(others, n)
		}
	}
	if own == nil {
		return
	}
	for _, n := range others {
		if t := w.info.TypeOf(n); t != nil && types.Identical(t, w.info.TypeOf(own)) {
			w.refuse(n.Pos(), Converted, "the same type is written out here again")
		}
	}
}

func (w *view) signature(n *ast.FuncType) {
	w.parameters(n.Params)
	if n.Results == nil {
		return
	}
	for _, f := range n.Results.List {
		if len(f.Names) > 0 && w.holds(w.info.TypeOf(f.Type)) {
			w.refuse(f.Pos(), Copied, "a result holds %s", w.v.Name())
		}
	}
}

func (w *view) parameters(list *ast.FieldList) {
	for _, f := range list.List {
		t := f.Type
		if ellipsis, ok := t.(*ast.Ellipsis); ok {
			t = ellipsis.Elt
		}
		if w.holds(w.info.TypeOf(t)) {
			w.refuse(f.Pos(), Copied, "a parameter or receiver holds %s", w.v.Name())
		}
	}
}

// harmlessGenerics hand a type argument on as a pointer only.
var harmlessGenerics = map[string]bool{"sync/atomic.Pointer": true, "weak.Pointer": true, "weak.Make": true}

func (w *view) instance(id *ast.Ident) {
	inst, ok := w.info.Instances[id]
	if !ok {
		return
	}
	obj := w.info.Uses[id]
	if obj != nil && obj.Pkg() != nil && harmlessGenerics[obj.Pkg().Path()+"."+obj.Name()] {
		return
	}
	for t := range inst.TypeArgs.Types() {
		for {
			slice, ok := t.Underlying().(*types.Slice)
			if !ok {
				break
			}
			t = slice.Elem()
		}
		if w.holds(t) {
			w.refuse(id.Pos(), Generic, "%s is a type argument", t)
		}
	}
}

func (w *view) container(e ast.Expr) {
	switch t := w.info.TypeOf(e).(type) {
	case *types.Map:
		if w.holds(t.Key()) {
			w.refuse(e.Pos(), Compared, "%s is the key of a map", t.Key())
		}
		if w.holds(t.Elem()) {
			w.refuse(e.Pos(), Copied, "a map holds %s by value", t.Elem())
		}
	case *types.Chan:
		if w.holds(t.Elem()) {
			w.refuse(e.Pos(), Copied, "a channel passes %s by value", t.Elem())
		}
	}
}

// unkeyed refuses literals that set the field by its place.
func (w *view) unkeyed(lit *ast.CompositeLit) {
	if len(lit.Elts) == 0 {
		return
	}
	t := w.info.TypeOf(lit)
	if t == nil {
		return
	}
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	u, ok := t.Underlying().(*types.Struct)
	if _, keyed := lit.Elts[0].(*ast.KeyValueExpr); !ok || keyed {
		return
	}
	for f := range u.Fields() {
		if f.Origin() == w.v {
			w.refuse(lit.Pos(), Literal, "a literal without keys sets %s", w.v.Name())
		}
	}
}

// asValue refuses uses of a struct as a value. A literal is no copy where something new begins with it.
func (w *view) asValue(cur inspector.Cursor, e ast.Expr, t types.Type) {
	_, fresh := e.(*ast.CompositeLit)
	call, isCall := e.(*ast.CallExpr)
	if isCall && w.info.Types[call.Fun].IsType() {
		w.refuse(e.Pos(), Converted, "a conversion copies %s", t)
		return
	}
	fresh = fresh || isCall // what a function returns began with a literal there, or is refused there
	outer := cur
	for outer.ParentEdgeKind() == edge.ParenExpr_X {
		outer = outer.Parent()
	}
	parent := outer.Parent()
	switch outer.ParentEdgeKind() {
	case edge.SelectorExpr_X, edge.IndexExpr_X, edge.SliceExpr_X, edge.ExprStmt_X:
		return
	case edge.SelectorExpr_Sel, edge.ParenExpr_X, edge.KeyValueExpr_Key:
		return // part of a name
	case edge.UnaryExpr_X:
		return // &s; no other operator takes a struct
	case edge.StarExpr_X:
		return
	case edge.RangeStmt_X:
		if parent.Node().(*ast.RangeStmt).Value == nil {
			return
		}
	case edge.AssignStmt_Lhs:
		stmt := parent.Node().(*ast.AssignStmt)
		if id, ok := outer.Node().(*ast.Ident); ok && (stmt.Tok == token.DEFINE && w.info.Defs[id] != nil || id.Name == "_") {
			return
		}
		w.refuse(e.Pos(), Copied, "%s is overwritten as a whole", w.text(e))
		return
	case edge.RangeStmt_Key, edge.RangeStmt_Value:
		return // refused with the statement
	case edge.AssignStmt_Rhs, edge.ValueSpec_Values, edge.CompositeLit_Elts, edge.KeyValueExpr_Value, edge.ReturnStmt_Results:
		if fresh {
			return
		}
	case edge.CallExpr_Args:
		if w.builtin(parent.Node().(*ast.CallExpr)) {
			return
		}
	case edge.BinaryExpr_X, edge.BinaryExpr_Y:
		w.refuse(e.Pos(), Compared, "%s is compared", t)
		return
	case edge.CallExpr_Fun, edge.TypeAssertExpr_Type, edge.Field_Type, edge.ValueSpec_Names, edge.Field_Names:
		return
	}
	w.refuse(e.Pos(), Copied, "%s is copied", t)
}

// builtin refuses what built-in functions do with structs by value, and tells whether call is one of the others.
func (w *view) builtin(call *ast.CallExpr) bool {
	if !w.info.Types[call.Fun].IsBuiltin() {
		return false
	}
	switch fun := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		switch fun.Name {
		case "len", "cap", "clear":
			return true
		}
	case *ast.SelectorExpr: // of unsafe
		w.refuse(call.Pos(), Unsafe, "unsafe.%s looks at the struct", fun.Sel.Name)
		return true
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
