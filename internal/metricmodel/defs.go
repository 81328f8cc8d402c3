package metricmodel

import (
	"go/ast"
	"go/token"
	"go/types"
)

// A source is one thing that is assigned to a variable: an expression, one of the results of a call, or something else (a range,
// an increment, an address taken), for which Expr is nil.
type source struct {
	Expr   ast.Expr
	Result int  // of several, else 0
	Wide   bool // Expr yields several values
}

// defs knows all that the package assigns to its variables and fields. It does not follow the flow of control.
type defs struct {
	info    *types.Info
	sources map[*types.Var][]source
	partial map[*types.Var]bool // something inside the variable is assigned: v.f = x, v[i] = x
	params  map[*types.Var]bool
}

func newDefs(info *types.Info, files []*ast.File) *defs {
	d := &defs{info: info, sources: map[*types.Var][]source{}, partial: map[*types.Var]bool{}, params: map[*types.Var]bool{}}
	for _, f := range files {
		ast.Inspect(f, d.visit)
	}
	return d
}

// only returns the one thing that is ever assigned to v, if nothing inside it is assigned too.
func (d *defs) only(v *types.Var) (source, bool) {
	if ss := d.sources[v.Origin()]; len(ss) == 1 && ss[0].Expr != nil && !d.partial[v.Origin()] {
		return ss[0], true
	}
	return source{}, false
}

func (d *defs) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.AssignStmt:
		simple := n.Tok == token.ASSIGN || n.Tok == token.DEFINE
		for i, lhs := range n.Lhs {
			switch {
			case !simple:
				d.add(lhs, source{})
			case len(n.Lhs) == len(n.Rhs):
				d.add(lhs, source{Expr: n.Rhs[i]})
			default:
				d.add(lhs, source{Expr: n.Rhs[0], Result: i, Wide: true})
			}
		}
	case *ast.ValueSpec:
		for i, name := range n.Names {
			if len(n.Values) == len(n.Names) {
				d.add(name, source{Expr: n.Values[i]})
			} else if len(n.Values) == 1 {
				d.add(name, source{Expr: n.Values[0], Result: i, Wide: true})
			}
		}
	case *ast.IncDecStmt:
		d.add(n.X, source{})
	case *ast.UnaryExpr:
		if _, lit := ast.Unparen(n.X).(*ast.CompositeLit); n.Op == token.AND && !lit {
			if v := d.varOf(n.X); v != nil {
				d.partial[v] = true
			}
		}
	case *ast.RangeStmt:
		d.add(n.Key, source{})
		d.add(n.Value, source{})
	case *ast.FuncType:
		if n.Params != nil {
			for _, field := range n.Params.List {
				for _, name := range field.Names {
					if v, ok := d.info.Defs[name].(*types.Var); ok {
						d.params[v] = true
					}
				}
			}
		}
	case *ast.CompositeLit:
		d.literal(n)
	}
	return true
}

func (d *defs) literal(lit *ast.CompositeLit) {
	st := structOf(d.info.TypeOf(lit))
	if st == nil {
		return
	}
	for i, elt := range lit.Elts {
		if kv, ok := elt.(*ast.KeyValueExpr); ok {
			d.add(kv.Key, source{Expr: kv.Value})
		} else if i < st.NumFields() {
			f := st.Field(i).Origin()
			d.sources[f] = append(d.sources[f], source{Expr: elt})
		}
	}
}

// structOf returns the struct below t or the pointer t, or nil.
func structOf(t types.Type) *types.Struct {
	if t == nil {
		return nil
	}
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	st, _ := t.Underlying().(*types.Struct)
	return st
}

func (d *defs) add(lhs ast.Expr, s source) {
	if lhs == nil {
		return
	}
	if v := d.varOf(lhs); v != nil {
		d.sources[v] = append(d.sources[v], s)
	}
	// What holds the thing assigned is no longer what it was made.
	for x := ast.Unparen(lhs); ; {
		switch e := x.(type) {
		case *ast.SelectorExpr:
			x = ast.Unparen(e.X)
		case *ast.IndexExpr:
			x = ast.Unparen(e.X)
		case *ast.StarExpr:
			x = ast.Unparen(e.X)
		default:
			return
		}
		if v := d.varOf(x); v != nil {
			d.partial[v] = true
		}
	}
}

// varOf returns the variable or field that e names, its generic origin if it is instantiated, or nil.
func (d *defs) varOf(e ast.Expr) *types.Var {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		if v, ok := d.info.ObjectOf(e).(*types.Var); ok {
			return v.Origin()
		}
	case *ast.SelectorExpr:
		if v, ok := d.info.ObjectOf(e.Sel).(*types.Var); ok {
			return v.Origin()
		}
	}
	return nil
}
