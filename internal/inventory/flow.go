package inventory

import (
	"go/ast"
	"go/types"
	"strings"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/counterlint/counterlint/internal/metricmodel/catalog"
)

// This file notes how metrics get from name to name. It knows no order: a variable holds whatever it is ever assigned.

// runtimePath is the module of this project's own counters.
const runtimePath = "github.com/counterlint/counterlint/runtime"

func callee(info *types.Info, call *ast.CallExpr) *types.Func {
	fn, _ := typeutil.Callee(info, call).(*types.Func)
	return fn
}

// carries tells whether a value of type t can hold metrics of a library.
func carries(t types.Type) bool { return carriesAt(t, 0) }

func carriesAt(t types.Type, depth int) bool {
	if t == nil || depth > 4 {
		return false
	}
	switch t := types.Unalias(t).(type) {
	case *types.Named:
		pkg := t.Obj().Pkg()
		if pkg != nil && (catalog.Of(pkg.Path()) != nil || strings.HasPrefix(pkg.Path(), runtimePath+"/")) {
			return true
		}
		switch u := t.Underlying().(type) {
		case *types.Struct:
			return false
		case *types.Interface: // of the program: what it demands is what a library has
			return u.NumMethods() > 0 && depth == 0 && demandsMetric(u)
		default:
			return carriesAt(u, depth+1)
		}
	case *types.Pointer:
		return carriesAt(t.Elem(), depth+1)
	case *types.Slice:
		return carriesAt(t.Elem(), depth+1)
	case *types.Array:
		return carriesAt(t.Elem(), depth+1)
	case *types.Map:
		return carriesAt(t.Elem(), depth+1)
	case *types.Chan:
		return carriesAt(t.Elem(), depth+1)
	}
	return false
}

// demandsMetric tells whether an interface of the program stands for one metric: its methods change a number, or pick a series.
func demandsMetric(t *types.Interface) bool {
	for fn := range t.Methods() {
		switch fn.Name() {
		case "Inc", "Add", "Observe", "Set", "Record", "With", "WithLabelValues", "Update", "ObserveDuration":
			return true
		}
	}
	return false
}

// flows notes the edges of the package.
func (g *gatherer) flows() {
	g.implementations()
	for _, f := range g.pass.Files {
		var in []*types.Signature // of the functions around
		var fns []*types.Func     // themselves; nil for literals
		var stack []ast.Node
		ast.Inspect(f, func(n ast.Node) bool {
			if n == nil {
				switch stack[len(stack)-1].(type) {
				case *ast.FuncDecl, *ast.FuncLit:
					in, fns = in[:len(in)-1], fns[:len(fns)-1]
				}
				stack = stack[:len(stack)-1]
				return true
			}
			stack = append(stack, n)
			switch n := n.(type) {
			case *ast.FuncDecl:
				fn, _ := g.pass.TypesInfo.Defs[n.Name].(*types.Func)
				fns, in = append(fns, fn), append(in, nil)
				g.parameters(fn)
			case *ast.FuncLit:
				fns, in = append(fns, nil), append(in, nil)
			case *ast.ReturnStmt:
				if fn := fns[len(fns)-1]; fn != nil {
					g.returns(fn, n)
				}
			default:
				g.step(n)
			}
			return true
		})
	}
}

// implementations links the results of an interface's methods to those of the types of the package that have them.
func (g *gatherer) implementations() {
	scope := g.pass.Pkg.Scope()
	var interfaces, others []*types.Named
	for _, name := range scope.Names() {
		t, ok := scope.Lookup(name).(*types.TypeName)
		if !ok {
			continue
		}
		if n, ok := t.Type().(*types.Named); ok && n.TypeParams().Len() == 0 {
			if types.IsInterface(n) {
				interfaces = append(interfaces, n)
			} else {
				others = append(others, n)
			}
		}
	}
	for _, in := range interfaces {
		for method := range in.Underlying().(*types.Interface).Methods() {
			if results := method.Signature().Results(); results.Len() != 1 || !carries(results.At(0).Type()) {
				continue
			}
			for _, n := range others {
				if !types.Implements(types.NewPointer(n), in.Underlying().(*types.Interface)) {
					continue
				}
				if obj, _, _ := types.LookupFieldOrMethod(n, true, g.pass.Pkg, method.Name()); obj != nil {
					if fn, ok := obj.(*types.Func); ok {
						g.edge(result(method, 0), result(fn, 0))
					}
				}
			}
		}
	}
}

// parameters links the names of a function's parameters within it to those that callers use.
func (g *gatherer) parameters(fn *types.Func) {
	if fn == nil {
		return
	}
	i := 0
	for p := range fn.Signature().Params().Variables() {
		if carries(p.Type()) {
			g.edge(g.names.of(p), parameter(fn, i))
		}
		i++
	}
	i = 0
	for r := range fn.Signature().Results().Variables() {
		if r.Name() != "" && carries(r.Type()) {
			g.edge(result(fn, i), g.names.of(r))
		}
		i++
	}
}

func (g *gatherer) returns(fn *types.Func, n *ast.ReturnStmt) {
	for i, e := range n.Results {
		if carries(g.pass.TypesInfo.TypeOf(e)) {
			g.edges(result(fn, i), e)
		}
	}
}

// step notes what one node assigns.
func (g *gatherer) step(n ast.Node) {
	info := g.pass.TypesInfo
	switch n := n.(type) {
	case *ast.AssignStmt:
		for i, lhs := range n.Lhs {
			g.assign(lhs, n.Rhs, i, len(n.Lhs))
		}
	case *ast.ValueSpec:
		for i, name := range n.Names {
			g.assign(name, n.Values, i, len(n.Names))
		}
	case *ast.RangeStmt:
		if n.Value != nil && carries(info.TypeOf(n.Value)) {
			for _, to := range g.holders(n.Value, 0) {
				g.edges(to, n.X)
			}
		}
	case *ast.CompositeLit:
		st, ok := structOf(info.TypeOf(n))
		if !ok {
			return
		}
		for i, x := range n.Elts {
			var field *types.Var
			if kv, ok := x.(*ast.KeyValueExpr); ok {
				field, _ = info.ObjectOf(kv.Key.(*ast.Ident)).(*types.Var)
				x = kv.Value
			} else if i < st.NumFields() {
				field = st.Field(i)
			}
			if field != nil && carries(info.TypeOf(x)) {
				g.edges(g.names.of(field), x)
			}
		}
	case *ast.CallExpr:
		g.arguments(n)
		g.runtimeCall(n)
	}
}

func structOf(t types.Type) (*types.Struct, bool) {
	if t == nil {
		return nil, false
	}
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	st, ok := t.Underlying().(*types.Struct)
	return st, ok
}

func (g *gatherer) assign(lhs ast.Expr, rhs []ast.Expr, i, n int) {
	if !carries(g.pass.TypesInfo.TypeOf(lhs)) {
		return
	}
	for _, from := range g.holders(lhs, 0) {
		switch {
		case len(rhs) == n:
			g.edges(from, rhs[i])
		case len(rhs) == 1 && i == 0:
			g.edges(from, rhs[0])
		case len(rhs) == 1:
			if call, ok := ast.Unparen(rhs[0]).(*ast.CallExpr); ok {
				if fn := callee(g.pass.TypesInfo, call); fn != nil {
					g.edge(from, result(fn, i))
				}
			}
		}
	}
}

// arguments hands what a call is given to the parameters of the function.
func (g *gatherer) arguments(call *ast.CallExpr) {
	fn := callee(g.pass.TypesInfo, call)
	if fn == nil || fn.Pkg() == nil || catalog.Of(fn.Pkg().Path()) != nil {
		return
	}
	last := fn.Signature().Params().Len() - 1
	for i, a := range call.Args {
		if carries(g.pass.TypesInfo.TypeOf(a)) {
			g.edges(parameter(fn, min(i, last)), a)
		}
	}
}

func (g *gatherer) edges(from string, e ast.Expr) {
	for _, to := range g.holders(e, 0) {
		g.edge(from, to)
	}
}

func (g *gatherer) edge(from, to string) {
	if from != "" && to != "" && from != to {
		g.out.Edges = append(g.out.Edges, edge{from, to})
	}
}
