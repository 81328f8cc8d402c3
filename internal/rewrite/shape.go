package rewrite

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/ast/inspector"
)

// This file refuses what feels that a struct holds another type than before: copies, comparisons, literals without keys.

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
