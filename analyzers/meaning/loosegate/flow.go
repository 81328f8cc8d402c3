package loosegate

import (
	"go/ast"
	"go/types"
)

// A read is one look at a loose counter.
type read struct {
	call *ast.CallExpr
	name string // of the counter, as the source calls it
	kind string
}

// maxDepth bounds how many variables and helpers a value is followed through.
const maxDepth = 4

// readAt returns the read that a call is, or nil.
func (p *pkg) readAt(call *ast.CallExpr) *read {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	switch sel.Sel.Name {
	case "Value", "Sum", "Load", "Total", "PerSecond", "Sync":
	default:
		return nil
	}
	fn := p.callee(call)
	if fn == nil || fn.Signature().Recv() == nil {
		return nil
	}
	kind := p.kindOf(fn.Signature().Recv().Type())
	if kind == "" {
		return nil
	}
	return &read{call: call, name: types.ExprString(sel.X), kind: kind}
}

// from returns the read that a number is computed from: through arithmetic, conversions, a variable with one value, and functions of
// the package that return it.
func (p *pkg) from(e ast.Expr, depth int) *read {
	if depth > maxDepth {
		return nil
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.UnaryExpr:
		return p.from(e.X, depth)
	case *ast.BinaryExpr:
		if isComparison(e.Op) {
			return nil
		}
		if r := p.from(e.X, depth); r != nil {
			return r
		}
		return p.from(e.Y, depth)
	case *ast.Ident:
		v, ok := p.info.ObjectOf(e).(*types.Var)
		if !ok || v.IsField() {
			return nil
		}
		if value := p.values.Only(v); value != nil {
			return p.from(value, depth+1)
		}
	case *ast.CallExpr:
		return p.fromCall(e, depth)
	}
	return nil
}

func (p *pkg) fromCall(call *ast.CallExpr, depth int) *read {
	if r := p.readAt(call); r != nil {
		return r
	}
	if tv := p.info.Types[call.Fun]; tv.IsType() && len(call.Args) == 1 {
		return p.from(call.Args[0], depth)
	}
	if id, ok := ast.Unparen(call.Fun).(*ast.Ident); ok {
		if b, ok := p.info.Uses[id].(*types.Builtin); ok && (b.Name() == "min" || b.Name() == "max") {
			for _, arg := range call.Args {
				if r := p.from(arg, depth); r != nil {
					return r
				}
			}
		}
	}
	fn := p.callee(call)
	if fn == nil {
		return nil
	}
	decl := p.decls[fn.Origin()]
	if decl == nil {
		return nil
	}
	var found *read
	ast.Inspect(decl.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.ReturnStmt:
			if len(n.Results) == 1 && found == nil {
				found = p.from(n.Results[0], depth+1)
			}
		}
		return true
	})
	return found
}

// compared returns the read whose value a condition compares with something.
func (p *pkg) compared(cond ast.Expr) *read { return p.comparedIn(cond, 0) }

func (p *pkg) comparedIn(cond ast.Expr, depth int) *read {
	if depth > maxDepth {
		return nil
	}
	switch e := ast.Unparen(cond).(type) {
	case *ast.UnaryExpr:
		return p.comparedIn(e.X, depth)
	case *ast.BinaryExpr:
		if isComparison(e.Op) {
			x, y := p.from(e.X, 0), p.from(e.Y, 0)
			if x != nil {
				return x
			}
			return y
		}
		if r := p.comparedIn(e.X, depth); r != nil {
			return r
		}
		return p.comparedIn(e.Y, depth)
	case *ast.CallExpr: // over(n.Value())
		if fn := p.callee(e); fn == nil || p.decls[fn.Origin()] == nil || !isBool(p.info.TypeOf(e)) {
			return nil
		}
		for _, arg := range e.Args {
			if r := p.from(arg, depth+1); r != nil {
				return r
			}
		}
	case *ast.Ident: // ok := n.Value() < limit
		v, ok := p.info.ObjectOf(e).(*types.Var)
		if !ok || v.IsField() || !isBool(v.Type()) {
			return nil
		}
		if value := p.values.Only(v); value != nil {
			return p.comparedIn(value, depth+1)
		}
	}
	return nil
}
