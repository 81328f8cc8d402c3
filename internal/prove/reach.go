package prove

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/types"
)

// reach writes an expression of the program as the test can: it begins at a variable of a package, or at one that env has a text
// for.
func (b *builder) reach(e ast.Expr, env map[types.Object]string) (string, error) {
	info := b.p.TypesInfo
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		obj := info.ObjectOf(e)
		if text := env[obj]; text != "" {
			return text, nil
		}
		if v, ok := obj.(*types.Var); ok && v.Pkg() != nil && v.Parent() == v.Pkg().Scope() {
			if v.Pkg() != b.p.Types {
				return b.use(v.Pkg().Path(), v.Pkg().Name()) + "." + v.Name(), nil
			}
			return v.Name(), nil
		}
		return "", fmt.Errorf("%s is out of the reach of a test: it is no variable of the package, and no part of what the function is called on", e.Name)
	case *ast.SelectorExpr:
		if s := info.Selections[e]; s == nil {
			return b.reach(e.Sel, env) // of an imported package
		} else if s.Kind() != types.FieldVal {
			return "", fmt.Errorf("%s is no field", e.Sel.Name)
		}
		x, err := b.reach(e.X, env)
		return x + "." + e.Sel.Name, err
	case *ast.StarExpr:
		return b.reach(e.X, env)
	case *ast.UnaryExpr: // &x
		return b.reach(e.X, env)
	case *ast.IndexExpr:
		if tv := info.Types[e.Index]; tv.Value != nil && tv.Value.Kind() == constant.Int {
			x, err := b.reach(e.X, env)
			return fmt.Sprintf("%s[%s]", x, tv.Value), err
		}
		return "", fmt.Errorf("which element is meant is known at run time alone")
	}
	return "", fmt.Errorf("what it counts in is no variable")
}
