package plant

// Who can see an object.

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// varOf returns the field or variable that e names: the field of x.y, the variable x. Fields of generic types are those of the
// declaration.
func (f *finder) varOf(e ast.Expr) *types.Var {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		v, _ := f.TypesInfo.ObjectOf(e).(*types.Var)
		return v
	case *ast.SelectorExpr:
		if v, ok := f.TypesInfo.ObjectOf(e.Sel).(*types.Var); ok {
			return v.Origin()
		}
	}
	return nil
}

// plainPath tells whether e is made of names, fields, indirections and elements alone, so that saying it twice means the same.
func (f *finder) plainPath(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return true
	case *ast.SelectorExpr:
		return f.plainPath(e.X)
	case *ast.StarExpr:
		return f.plainPath(e.X)
	case *ast.IndexExpr:
		_, constant := e.Index.(*ast.BasicLit)
		return f.plainPath(e.X) && (constant || f.plainPath(e.Index))
	}
	return false
}

// owned tells whether nobody but fn sees what the path e leads to: a local value, a copy, or an object that fn has just made.
func (f *finder) owned(fn ast.Node, e ast.Expr) bool {
	for {
		var next ast.Expr
		switch x := ast.Unparen(e).(type) {
		case *ast.Ident:
			v, ok := f.TypesInfo.ObjectOf(x).(*types.Var)
			return ok && f.ownedVar(fn, v)
		case *ast.SelectorExpr:
			if f.TypesInfo.Selections[x] == nil { // a variable of another package
				return false
			}
			next = x.X
		case *ast.IndexExpr:
			next = x.X
		case *ast.StarExpr:
			next = x.X
		default: // the result of a call, a conversion
			return false
		}
		if _, name := ast.Unparen(next).(*ast.Ident); !name && reaches(f.TypesInfo.TypeOf(next)) {
			return false // through a pointer in the object to another one
		}
		e = next
	}
}

func reaches(t types.Type) bool {
	if t == nil {
		return true
	}
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Slice, *types.Map, *types.Interface, *types.Chan:
		return true
	}
	return false
}

// ownedVar tells whether v is a variable of fn that holds a value, or a pointer to what fn has just made.
func (f *finder) ownedVar(fn ast.Node, v *types.Var) bool {
	if v.Pos() < fn.Pos() || fn.End() <= v.Pos() {
		return false // of the package, or captured
	}
	if !reaches(v.Type()) {
		return true
	}
	made := false
	ast.Inspect(bodyOf(fn), func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			for i, lhs := range n.Lhs {
				if id, ok := lhs.(*ast.Ident); ok && f.TypesInfo.Defs[id] == v {
					made = made || makes(n.Rhs[min(i, len(n.Rhs)-1)])
				}
			}
		case *ast.ValueSpec:
			for i, id := range n.Names {
				if f.TypesInfo.Defs[id] == v && i < len(n.Values) {
					made = made || makes(n.Values[i])
				}
			}
		}
		return !made
	})
	return made
}

// makes tells whether e is a new object: a literal, new, make, or a call of a function that is called New….
func makes(e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.CompositeLit:
		return true
	case *ast.UnaryExpr:
		return e.Op == token.AND && makes(e.X)
	case *ast.CallExpr:
		switch fun := ast.Unparen(e.Fun).(type) {
		case *ast.Ident:
			return fun.Name == "make" || strings.HasPrefix(strings.ToLower(fun.Name), "new")
		case *ast.SelectorExpr:
			return strings.HasPrefix(fun.Sel.Name, "New")
		}
	}
	return false
}

// numeric tells whether e is a number.
func (f *finder) numeric(e ast.Expr) bool {
	t := f.TypesInfo.TypeOf(e)
	if t == nil {
		return false
	}
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsNumeric != 0
}
