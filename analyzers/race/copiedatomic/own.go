package copiedatomic

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/counterlint/counterlint/internal/report"
)

// This file decides whether anybody else can reach what an expression names. It answers "owned" unless it sees where the value
// comes from: a package variable, a parameter or receiver that some caller does not own, a range over such a thing, or a local
// that has been handed to a goroutine, a channel or shared memory before.
//
// It does not see what a called function does with a pointer that it is given, and it takes what an unknown call returns to be
// new: both make the rule silent, never loud.

type ownership struct {
	pass    *report.Pass
	info    *types.Info
	in      *inspector.Inspector
	bodies  map[ast.Node]*body
	uses    map[*types.Func][]inspector.Cursor // where a function of the package is mentioned; nil until needed
	decls   map[*types.Func]inspector.Cursor
	methods map[string]bool // names of methods of the package's interfaces; nil until needed
	asking  map[any]bool    // variables and functions whose question is being answered: recursion adds nothing
	making  bool            // asking what a function returns: what it hands out before that does not count
}

func newOwnership(pass *report.Pass, in *inspector.Inspector) *ownership {
	return &ownership{pass: pass, info: pass.TypesInfo, in: in, bodies: map[ast.Node]*body{}, asking: map[any]bool{}}
}

// value tells whether the storage that e names, as seen from cur, is out of reach for other goroutines, or e yields a new value.
func (o *ownership) value(e ast.Expr, cur inspector.Cursor) bool {
	if o.early(cur) {
		return true
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		v := o.variable(e)
		return v == nil || !isPackageVar(v) && !o.published(v, cur)
	case *ast.SelectorExpr:
		sel := o.info.Selections[e]
		switch {
		case sel == nil:
			v := o.variable(e)
			return v == nil || !isPackageVar(v)
		case sel.Kind() != types.FieldVal:
			return true
		case sel.Indirect() || isPointer(o.info.TypeOf(e.X)):
			return o.target(e.X, cur)
		}
		return o.value(e.X, cur)
	case *ast.IndexExpr:
		if t := o.info.TypeOf(e.X); t != nil {
			if _, ok := t.Underlying().(*types.Array); ok {
				return o.value(e.X, cur)
			}
		}
		return o.target(e.X, cur)
	case *ast.StarExpr:
		return o.target(e.X, cur)
	case *ast.CallExpr:
		if o.conversion(e) {
			return o.value(e.Args[0], cur)
		}
	}
	return true // a call, a literal, a received or unboxed value
}

// target tells whether what e leads to (as a pointer, slice or map, or through one inside of it) is out of reach for others.
func (o *ownership) target(e ast.Expr, cur inspector.Cursor) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		v := o.variable(e)
		return v == nil || o.pointee(v, cur)
	case *ast.SelectorExpr:
		if o.info.Selections[e] == nil {
			v := o.variable(e)
			return v == nil || !isPackageVar(v)
		}
		return o.target(e.X, cur)
	case *ast.IndexExpr:
		return o.target(e.X, cur)
	case *ast.StarExpr:
		return o.target(e.X, cur)
	case *ast.SliceExpr:
		if _, ok := o.info.TypeOf(e.X).Underlying().(*types.Array); ok {
			return o.value(e.X, cur)
		}
		return o.target(e.X, cur)
	case *ast.UnaryExpr:
		return e.Op != token.AND || o.value(e.X, cur)
	case *ast.TypeAssertExpr:
		return o.target(e.X, cur)
	case *ast.CompositeLit:
		for _, x := range e.Elts {
			if kv, ok := x.(*ast.KeyValueExpr); ok {
				x = kv.Value
			}
			if t := o.info.TypeOf(x); t != nil && isPointer(t) && !o.target(x, cur) {
				return false
			}
		}
	case *ast.CallExpr:
		return o.result(e, 0, cur)
	}
	return true
}

// result tells whether what result i of a call leads to is out of reach for others.
func (o *ownership) result(call *ast.CallExpr, i int, cur inspector.Cursor) bool {
	if o.conversion(call) {
		return o.target(call.Args[0], cur)
	}
	switch fn := typeutil.Callee(o.info, call).(type) {
	case *types.Builtin:
		return fn.Name() != "append" || o.target(call.Args[0], cur)
	case *types.Func:
		if via, ok := passesOn[fn.Origin().FullName()]; ok {
			return via >= 0 && o.target(call.Args[via], cur)
		}
		if decl, ok := o.declOf(fn); ok {
			return o.returnsOwned(fn.Origin(), i, decl)
		}
	}
	return true
}

// passesOn lists functions elsewhere whose result leads to what other goroutines reach (-1), or to what an argument leads to.
var passesOn = map[string]int{
	"(*sync.Map).Load": -1, "(*sync.Map).LoadOrStore": -1,
	"(*sync/atomic.Pointer[T]).Load": -1, "(*sync/atomic.Pointer[T]).Swap": -1,
	"(*sync/atomic.Value).Load": -1, "(*sync/atomic.Value).Swap": -1,
	"slices.Values": 0, "slices.All": 0, "slices.Backward": 0, "slices.Clip": 0, "slices.Chunk": 0,
	"maps.Values": 0, "maps.All": 0,
}

// returnsOwned tells whether what fn returns as its result i is always new.
func (o *ownership) returnsOwned(fn *types.Func, i int, decl inspector.Cursor) bool {
	if o.asking[fn] {
		return true
	}
	o.asking[fn] = true
	defer func(making bool) { delete(o.asking, fn); o.making = making }(o.making)
	o.making = true
	owned := true
	decl.Inspect([]ast.Node{(*ast.FuncLit)(nil), (*ast.ReturnStmt)(nil)}, func(cur inspector.Cursor) bool {
		ret, ok := cur.Node().(*ast.ReturnStmt)
		if !ok {
			return false
		}
		if i < len(ret.Results) && isReference(o.info.TypeOf(ret.Results[i])) && !o.target(ret.Results[i], cur) {
			owned = false
		}
		return true
	})
	return owned
}

// pointee tells whether what v leads to is out of reach for others at cur.
func (o *ownership) pointee(v *types.Var, cur inspector.Cursor) bool {
	if o.early(cur) || o.asking[v] {
		return true
	}
	if isPackageVar(v) || v.IsField() {
		return false
	}
	b := o.body(cur)
	if b == nil {
		return false
	}
	o.asking[v] = true
	defer delete(o.asking, v)
	if o.published(v, cur) {
		return false
	}
	if p, ok := b.params[v]; ok {
		return o.callersOwn(p)
	}
	return !slices.ContainsFunc(b.defs[v], func(d def) bool {
		if call, ok := ast.Unparen(d.from).(*ast.CallExpr); ok {
			return !o.result(call, d.index, d.at)
		}
		return !o.target(d.from, d.at)
	})
}

// early tells whether cur runs while the package is initialised, before anything else can run beside it.
func (o *ownership) early(cur inspector.Cursor) bool {
	for up := range cur.Enclosing((*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		decl, ok := up.Node().(*ast.FuncDecl)
		return ok && decl.Recv == nil && decl.Name.Name == "init"
	}
	return true
}

func (o *ownership) conversion(call *ast.CallExpr) bool {
	return len(call.Args) == 1 && o.info.Types[call.Fun].IsType()
}

// global tells whether e names a package variable or a part that it holds by value.
func (o *ownership) global(e ast.Expr) bool {
	for {
		switch x := ast.Unparen(e).(type) {
		case *ast.Ident:
			v := o.variable(x)
			return v != nil && !v.IsField() && isPackageVar(v)
		case *ast.SelectorExpr:
			if o.info.Selections[x] == nil {
				v := o.variable(x)
				return v != nil && isPackageVar(v)
			}
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		default:
			return false
		}
	}
}

// calls returns the calls inside of e, which are made again if e is evaluated twice.
func (o *ownership) calls(e ast.Expr) (calls []*ast.CallExpr) {
	ast.Inspect(e, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			calls = append(calls, call)
		}
		return true
	})
	return calls
}

// variable returns the variable or field that e names, or nil.
func (o *ownership) variable(e ast.Expr) *types.Var {
	var id *ast.Ident
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		id = e
	case *ast.SelectorExpr:
		id = e.Sel
	default:
		return nil
	}
	v, _ := o.info.ObjectOf(id).(*types.Var)
	if v == nil {
		return nil
	}
	return v.Origin()
}

// container is variable, for an element the one of what it is an element of.
func (o *ownership) container(e ast.Expr) *types.Var {
	e = ast.Unparen(e)
	if ix, ok := e.(*ast.IndexExpr); ok {
		e = ix.X
	}
	return o.variable(e)
}
