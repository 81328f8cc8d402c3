package copiedatomic

import (
	"fmt"
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/counterlint/counterlint/internal/report"
)

// This file looks at generic code of the package itself: inside, a copy of a T is harmless; it becomes one of a live counter
// where T is a type that holds counters. The finding stands at the call that makes it so.

// A copied is one copy of a value of a type parameter's type.
type copied struct {
	at    ast.Node
	param *types.TypeParam
}

// checkGeneric reports a call of fn, a generic function or a method of a generic type, where fn copies a T that holds counters.
func (c *checker) checkGeneric(cur inspector.Cursor, call *ast.CallExpr, fn *types.Func) {
	decl, ok := c.own.declOf(fn)
	if !ok {
		return
	}
	params, args := c.instance(call, fn)
	if args == nil {
		return
	}
	for _, cp := range c.copiesIn(fn.Origin(), decl) {
		for i := range params.Len() {
			if params.At(i) != cp.param || i >= args.Len() {
				continue
			}
			h := c.cells.held(args.At(i))
			if h == nil || h.old {
				continue
			}
			f := report.Finding{Pos: call.Pos(), End: call.End(), Category: "generic"}
			f.Related = append(f.Related, related(cp.at, "copied here"))
			f.Message = fmt.Sprintf("%s copies a %s with its %s at %s: updates of either copy are lost to the other; instantiate it with a pointer type",
				types.ExprString(call.Fun), c.typeString(args.At(i)), counterOf(h), c.where(cp.at.Pos()))
			c.report(f)
			return
		}
	}
}

// instance returns the type parameters of fn's origin, or of its receiver, and what the call puts in their place.
func (c *checker) instance(call *ast.CallExpr, fn *types.Func) (*types.TypeParamList, *types.TypeList) {
	sig := fn.Origin().Signature()
	if recv := sig.Recv(); recv != nil {
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		if !ok {
			return nil, nil
		}
		method, ok := c.info.Uses[sel.Sel].(*types.Func) // of the instantiated type; fn is that of the generic one
		if !ok {
			return nil, nil
		}
		t := method.Signature().Recv().Type()
		if p, ok := t.(*types.Pointer); ok {
			t = p.Elem()
		}
		if n, ok := types.Unalias(t).(*types.Named); ok {
			return sig.RecvTypeParams(), n.TypeArgs()
		}
		return nil, nil
	}
	fun := ast.Unparen(call.Fun)
	switch e := fun.(type) {
	case *ast.IndexExpr:
		fun = ast.Unparen(e.X)
	case *ast.IndexListExpr:
		fun = ast.Unparen(e.X)
	}
	if id, ok := fun.(*ast.Ident); ok {
		return sig.TypeParams(), c.info.Instances[id].TypeArgs
	}
	return nil, nil
}

// copiesIn finds where the generic function at decl copies values of its type parameters that it does not own.
func (c *checker) copiesIn(fn *types.Func, decl inspector.Cursor) []copied {
	if found, ok := c.generic[fn]; ok {
		return found
	}
	if c.generic == nil {
		c.generic = map[*types.Func][]copied{}
	}
	var found []copied
	note := func(cur inspector.Cursor, x ast.Expr) {
		x = c.unwrap(x)
		p, ok := types.Unalias(c.valueTypeOr(x)).(*types.TypeParam)
		if ok && !c.isNew(x) && !c.own.value(x, cur) {
			found = append(found, copied{x, p})
		}
	}
	for cur := range decl.Preorder((*ast.AssignStmt)(nil), (*ast.ReturnStmt)(nil), (*ast.CallExpr)(nil), (*ast.SendStmt)(nil), (*ast.RangeStmt)(nil)) {
		switch n := cur.Node().(type) {
		case *ast.AssignStmt:
			for i, x := range n.Rhs {
				if id, ok := n.Lhs[i].(*ast.Ident); !ok || id.Name != "_" {
					note(cur, x)
				}
			}
		case *ast.ReturnStmt:
			for _, x := range n.Results {
				note(cur, x)
			}
		case *ast.CallExpr:
			if !c.own.conversion(n) {
				for _, x := range n.Args {
					note(cur, x)
				}
			}
		case *ast.SendStmt:
			note(cur, n.Value)
		case *ast.RangeStmt:
			if n.Value == nil {
				continue
			}
			if p, ok := types.Unalias(c.valueTypeOr(n.Value)).(*types.TypeParam); ok && !c.own.target(n.X, cur) {
				found = append(found, copied{n.Value, p})
			}
		}
	}
	c.generic[fn] = found
	return found
}

// valueTypeOr is valueType, with an invalid type in place of nil.
func (c *checker) valueTypeOr(x ast.Expr) types.Type {
	if t := c.valueType(x); t != nil {
		return t
	}
	return types.Typ[types.Invalid]
}
