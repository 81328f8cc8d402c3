package copiedatomic

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/ast/inspector"
)

// This file looks at the callers of a function of the package, where all of them can be seen.

// A param is a parameter of a function, or its receiver (index -1).
type param struct {
	fn    *types.Func // nil for a parameter of a function literal
	index int
}

// callersOwn tells whether every caller of a function owns what it passes for p. That is known only of functions that nobody
// else can call: not exported, never taken as a value, and not callable through an interface.
func (o *ownership) callersOwn(p param) bool {
	if p.fn == nil || o.exposed(p.fn) || o.asking[p] {
		return p.fn != nil && o.asking[p]
	}
	o.asking[p] = true
	defer delete(o.asking, p)
	called := false
	for _, use := range o.usesOf(p.fn) {
		if !o.pass.Log.Evidence(use.Node().Pos()) {
			continue
		}
		called = true
		call, callCur := o.callOf(use)
		if call == nil {
			return false
		}
		if p.index >= 0 {
			if call.Ellipsis.IsValid() || p.index >= len(call.Args) || p.fn.Signature().Variadic() || !o.target(call.Args[p.index], callCur) {
				return false
			}
			continue
		}
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		if !ok || o.info.Selections[sel] == nil || o.info.Selections[sel].Kind() != types.MethodVal {
			return false
		}
		if isReference(o.info.TypeOf(sel.X)) {
			if !o.target(sel.X, callCur) {
				return false
			}
		} else if !o.value(sel.X, callCur) {
			return false
		}
	}
	return called
}

// exposed tells whether code that is not seen may call fn.
func (o *ownership) exposed(fn *types.Func) bool {
	if fn.Exported() && (o.pass.Pkg.Name() != "main" || fn.Signature().Recv() != nil) {
		return true
	}
	return fn.Signature().Recv() != nil && o.exposedByInterface(fn)
}

// exposedByInterface tells whether an interface of the package has a method of that name.
func (o *ownership) exposedByInterface(fn *types.Func) bool {
	if o.methods == nil {
		o.methods = map[string]bool{}
		for cur := range o.in.Root().Preorder((*ast.InterfaceType)(nil)) {
			if i, ok := o.info.TypeOf(cur.Node().(*ast.InterfaceType)).(*types.Interface); ok {
				for m := range i.Methods() {
					o.methods[m.Name()] = true
				}
			}
		}
	}
	return o.methods[fn.Name()]
}

// callOf returns the call whose callee use names, or nil if use takes the function as a value.
func (o *ownership) callOf(use inspector.Cursor) (*ast.CallExpr, inspector.Cursor) {
	cur := use
	for {
		up := cur.Parent()
		switch n := up.Node().(type) {
		case *ast.SelectorExpr, *ast.ParenExpr, *ast.IndexExpr, *ast.IndexListExpr:
			cur = up
		case *ast.CallExpr:
			if n.Fun == cur.Node() {
				return n, up
			}
			return nil, up
		default:
			return nil, up
		}
	}
}

func (o *ownership) usesOf(fn *types.Func) []inspector.Cursor {
	o.index()
	return o.uses[fn]
}

func (o *ownership) declOf(fn *types.Func) (inspector.Cursor, bool) {
	if fn.Pkg() != o.pass.Pkg {
		return inspector.Cursor{}, false
	}
	o.index()
	decl, ok := o.decls[fn.Origin()]
	return decl, ok
}

func (o *ownership) index() {
	if o.uses != nil {
		return
	}
	o.uses, o.decls = map[*types.Func][]inspector.Cursor{}, map[*types.Func]inspector.Cursor{}
	for cur := range o.in.Root().Preorder((*ast.Ident)(nil)) {
		id := cur.Node().(*ast.Ident)
		if fn, ok := o.info.Uses[id].(*types.Func); ok && fn.Pkg() == o.pass.Pkg {
			o.uses[fn.Origin()] = append(o.uses[fn.Origin()], cur)
		} else if fn, ok := o.info.Defs[id].(*types.Func); ok {
			if decl, ok := cur.Parent().Node().(*ast.FuncDecl); ok && decl.Body != nil {
				o.decls[fn] = cur.Parent()
			}
		}
	}
}
