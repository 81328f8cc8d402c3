package metricmodel

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/types/typeutil"
)

// A body is a function of the package: a declaration or a literal.
type body struct {
	node  ast.Node // *ast.FuncDecl or *ast.FuncLit
	typ   *ast.FuncType
	block *ast.BlockStmt
	recv  *ast.FieldList
	obj   types.Object // the function, or the variable that alone holds the literal; or nil
}

func bodyOf(n ast.Node) *body {
	switch n := n.(type) {
	case *ast.FuncDecl:
		if n.Body != nil {
			return &body{node: n, typ: n.Type, block: n.Body, recv: n.Recv}
		}
	case *ast.FuncLit:
		return &body{node: n, typ: n.Type, block: n.Body}
	}
	return nil
}

// callee returns the function or method that call names, generic ones as declared, or nil.
func (m *Model) callee(call *ast.CallExpr) *types.Func {
	if fn, ok := typeutil.Callee(m.info, call).(*types.Func); ok {
		return fn.Origin()
	}
	return nil
}

// calledBody returns the body of the package that call runs: a function, a method, or a literal that a variable alone holds.
func (m *Model) calledBody(call *ast.CallExpr) *body {
	if fn := m.callee(call); fn != nil {
		return m.bodies[fn]
	}
	if v := m.defs.varOf(call.Fun); v != nil {
		return m.bodies[v]
	}
	if lit, ok := ast.Unparen(call.Fun).(*ast.FuncLit); ok {
		return m.byNode[lit]
	}
	return nil
}

// frame binds the parameters of the body that call runs; nil if there is none, or the calls nest too deep.
func (m *Model) frame(call *ast.CallExpr, up *Frame) (*Frame, *body) {
	key := frameKey{call, up}
	b := m.calledBody(call)
	if b == nil || up.depth() >= maxDepth {
		return nil, nil
	}
	if f := m.frames[key]; f != nil {
		return f, b
	}
	f := &Frame{Call: call, fn: b.typ, args: map[*types.Var]ast.Expr{}, up: up}
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && b.recv != nil && len(b.recv.List) == 1 && len(b.recv.List[0].Names) == 1 {
		f.bind(m.info, b.recv.List[0].Names[0], sel.X)
	}
	i := 0
	for _, field := range b.typ.Params.List {
		for _, name := range field.Names {
			switch _, variadic := field.Type.(*ast.Ellipsis); {
			case variadic && call.Ellipsis.IsValid() && i < len(call.Args):
				f.bind(m.info, name, call.Args[i])
			case variadic && i <= len(call.Args):
				f.bind(m.info, name, &ast.CompositeLit{Elts: call.Args[i:]})
			case i < len(call.Args) && !(len(call.Args) == 1 && b.typ.Params.NumFields() > 1): // f(g()) hands on several results
				f.bind(m.info, name, call.Args[i])
			}
			i++
		}
		if len(field.Names) == 0 {
			i++
		}
	}
	m.frames[key] = f
	return f, b
}

func (f *Frame) bind(info *types.Info, name *ast.Ident, arg ast.Expr) {
	if v, ok := info.Defs[name].(*types.Var); ok {
		f.args[v] = arg
	}
}

type frameKey struct {
	call *ast.CallExpr
	up   *Frame
}

// returns lists the results of the return statements of a body, those of literals in it left out.
func (b *body) returns() (all [][]ast.Expr) {
	ast.Inspect(b.block, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			all = append(all, n.Results)
		}
		return true
	})
	return all
}

// inline returns the results of the only return statement of the helper that call runs, and the frame that they stand in.
func (m *Model) inline(call *ast.CallExpr, f *Frame) (*Frame, []ast.Expr) {
	fr, b := m.frame(call, f)
	if fr == nil {
		return nil, nil
	}
	if rs := b.returns(); len(rs) == 1 {
		return fr, rs[0]
	}
	return nil, nil
}

// enclosing returns the innermost body around n, n itself left out, or nil.
func (m *Model) enclosing(n ast.Node) *body {
	for p := m.parent[n]; p != nil; p = m.parent[p] {
		if b := m.byNode[p]; b != nil {
			return b
		}
	}
	return nil
}
