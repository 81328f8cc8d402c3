package astx

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/counterlint/counterlint/internal/typex"
)

// An Addition is a statement or call that changes a number in place by an amount: x++, x += n, x.Add(n), atomic.AddInt64(&x, n),
// and the compare-and-swap of a loop that does the same to a float.
type Addition struct {
	Node   ast.Node
	Target ast.Expr // the number: x above, or a pointer to it
	Atomic bool
}

// AdditionAt returns the addition that n is. That of a method is its selector, x.Add, whether it is called there or only taken.
func AdditionAt(info *types.Info, n ast.Node) (Addition, bool) {
	switch n := n.(type) {
	case *ast.IncDecStmt:
		return Addition{Node: n, Target: n.X}, true
	case *ast.AssignStmt:
		if n.Tok == token.ADD_ASSIGN || n.Tok == token.SUB_ASSIGN {
			return Addition{Node: n, Target: n.Lhs[0]}, true
		}
	case *ast.SelectorExpr:
		if sel := info.Selections[n]; sel != nil && sel.Kind() == types.MethodVal && adds(sel.Obj()) {
			return Addition{Node: n, Target: n.X, Atomic: true}, true
		}
	case *ast.CallExpr:
		// A function, or a method by its expression: (*atomic.Int64).Add(&x, 1).
		sel, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr)
		if !ok || len(n.Args) < 2 || !adds(info.Uses[sel.Sel]) {
			return Addition{}, false
		}
		if s := info.Selections[sel]; s != nil && s.Kind() == types.MethodVal {
			return Addition{}, false
		}
		target := ast.Unparen(n.Args[0])
		if addr, ok := target.(*ast.UnaryExpr); ok && addr.Op == token.AND {
			target = addr.X
		}
		return Addition{Node: n, Target: target, Atomic: true}, true
	}
	return Addition{}, false
}

// adds tells whether obj is a function or method of an atomic package that adds.
func adds(obj types.Object) bool {
	fn, ok := obj.(*types.Func)
	if !ok || !typex.InAtomicPackage(fn) {
		return false
	}
	switch fn.Name() {
	case "Add", "Sub", "Inc", "Dec", "CompareAndSwap", "CAS",
		"AddInt32", "AddInt64", "AddUint32", "AddUint64", "AddUintptr",
		"CompareAndSwapInt32", "CompareAndSwapInt64", "CompareAndSwapUint32", "CompareAndSwapUint64":
		return true
	}
	return false
}

// ElementOf returns the index expression on an array or slice that e is, is part of, or is a pointer to; local variables with
// one single value are read as that value. It returns nil if there is none.
func ElementOf(info *types.Info, values *Values, e ast.Expr) *ast.IndexExpr {
	for range 16 { // longer paths are not written by hand, and x = &x.next has no end
		switch x := ast.Unparen(e).(type) {
		case *ast.StarExpr:
			e = x.X
		case *ast.UnaryExpr:
			if x.Op != token.AND {
				return nil
			}
			e = x.X
		case *ast.SelectorExpr:
			e = x.X
		case *ast.IndexExpr:
			if typex.ArrayElem(info.TypeOf(x.X)) != nil {
				return x
			}
			return nil
		case *ast.Ident:
			v, ok := info.ObjectOf(x).(*types.Var)
			if !ok || v.IsField() {
				return nil
			}
			if e = values.Only(v); e == nil {
				return nil
			}
		default:
			return nil
		}
	}
	return nil
}
