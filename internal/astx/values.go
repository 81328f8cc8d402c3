package astx

import (
	"go/ast"
	"go/token"
	"go/types"
)

// Values knows what the code of one package assigns to its variables and fields, so that a rule can read `i` as the
// expression that i stands for. It does not follow the flow of control: only a variable with one single assignment in the
// whole package has a value.
type Values struct {
	info     *types.Info
	assigned map[*types.Var][]ast.Expr // nil: something that is no expression, such as a range, a parameter or x++
}

// NewValues reads all assignments of files.
func NewValues(info *types.Info, files []*ast.File) *Values {
	v := &Values{info: info, assigned: map[*types.Var][]ast.Expr{}}
	for _, f := range files {
		ast.Inspect(f, v.visit)
	}
	return v
}

// Only returns the one expression that is ever assigned to x, or nil. Exported fields and package variables have none: other
// packages may write them.
func (v *Values) Only(x *types.Var) ast.Expr {
	if x == nil || x.Exported() && (x.IsField() || x.Parent() == x.Pkg().Scope()) {
		return nil
	}
	if es := v.assigned[x.Origin()]; len(es) == 1 {
		return es[0]
	}
	return nil
}

// Untouched tells whether nothing is assigned to the parameter x but what its caller hands in.
func (v *Values) Untouched(x *types.Var) bool {
	es := v.assigned[x.Origin()]
	return len(es) == 1 && es[0] == nil
}

func (v *Values) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.AssignStmt:
		for i, lhs := range n.Lhs {
			var rhs ast.Expr
			if len(n.Lhs) == len(n.Rhs) && (n.Tok == token.ASSIGN || n.Tok == token.DEFINE) {
				rhs = n.Rhs[i]
			}
			v.add(lhs, rhs)
		}
	case *ast.IncDecStmt:
		v.add(n.X, nil)
	case *ast.UnaryExpr:
		if n.Op == token.AND {
			v.add(n.X, nil)
		}
	case *ast.RangeStmt:
		v.add(n.Key, nil)
		v.add(n.Value, nil)
	case *ast.ValueSpec:
		for i, name := range n.Names {
			if len(n.Values) == len(n.Names) {
				v.add(name, n.Values[i])
			} else if len(n.Values) > 0 {
				v.add(name, nil)
			}
		}
	case *ast.FuncType:
		for _, list := range []*ast.FieldList{n.Params, n.Results} {
			if list == nil {
				continue
			}
			for _, field := range list.List {
				for _, name := range field.Names {
					v.add(name, nil)
				}
			}
		}
	case *ast.CompositeLit:
		v.literal(n)
	}
	return true
}

func (v *Values) literal(lit *ast.CompositeLit) {
	t := v.info.TypeOf(lit)
	if t == nil {
		return
	}
	if p, ok := t.Underlying().(*types.Pointer); ok { // &T{} with the type left out
		t = p.Elem()
	}
	st, ok := t.Underlying().(*types.Struct)
	if !ok {
		return
	}
	for i, elt := range lit.Elts {
		if kv, ok := elt.(*ast.KeyValueExpr); ok {
			v.add(kv.Key, kv.Value)
		} else if i < st.NumFields() {
			f := st.Field(i).Origin()
			v.assigned[f] = append(v.assigned[f], elt)
		}
	}
}

func (v *Values) add(lhs, rhs ast.Expr) {
	if x := v.VarOf(lhs); x != nil {
		v.assigned[x] = append(v.assigned[x], rhs)
	}
}

// VarOf returns the variable or field that e names, its generic origin if it is instantiated, or nil.
func (v *Values) VarOf(e ast.Expr) *types.Var {
	if e == nil {
		return nil
	}
	var id *ast.Ident
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		id = e
	case *ast.SelectorExpr:
		id = e.Sel
	default:
		return nil
	}
	x, ok := v.info.ObjectOf(id).(*types.Var)
	if !ok {
		return nil
	}
	return x.Origin()
}
