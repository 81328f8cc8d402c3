package gaugeleak

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
)

// An outcome is what a return statement tells its caller.
type outcome uint8

const (
	unknown outcome = iota
	success         // a nil error, true, something that is not nil
	failure         // an error, false, nil
)

var errorType = types.Universe.Lookup("error").Type()

// outcome reads the last result of a return statement.
func (p *gauges) outcome(b *body, ret *ast.ReturnStmt) outcome {
	if len(ret.Results) == 0 {
		return unknown
	}
	last := ast.Unparen(ret.Results[len(ret.Results)-1])
	tv := p.info.Types[last]
	switch {
	case tv.IsNil():
		if results := b.typ.Results; results != nil && isError(p.info.TypeOf(results.List[len(results.List)-1].Type)) {
			return success
		}
		return failure // nothing was found
	case tv.Value != nil && tv.Value.Kind() == constant.Bool:
		if constant.BoolVal(tv.Value) {
			return success
		}
		return failure
	case tv.Type == nil:
	case types.AssignableTo(tv.Type, errorType):
		if p.isFailure(b, ret, last) {
			return failure
		}
	case hasNil(tv.Type):
		return success // something was
	}
	return unknown
}

// outcome reads a return statement; one that says nothing refuses or admits by how the result of the raise compares with a limit.
func (w *watch) outcome(ret *ast.ReturnStmt) outcome {
	how := w.p.outcome(w.b, ret)
	if how != unknown {
		return how
	}
	ast.Inspect(w.b.block, func(n ast.Node) bool {
		s, ok := n.(*ast.IfStmt)
		if !ok || !within(ret, s.Body) {
			return true
		}
		if cmp, ok := ast.Unparen(s.Cond).(*ast.BinaryExpr); ok && w.isResult(cmp.X) {
			switch cmp.Op {
			case token.GTR, token.GEQ:
				how = failure
			case token.LSS, token.LEQ:
				how = success
			}
		}
		return true
	})
	return how
}

// isResult tells whether e is what the raise returns, also in a variable.
func (w *watch) isResult(e ast.Expr) bool {
	e = w.p.stripped(e)
	if id, ok := e.(*ast.Ident); ok {
		if v, ok := w.p.info.ObjectOf(id).(*types.Var); ok && !v.IsField() {
			if value := w.p.names.values.Only(v); value != nil {
				e = w.p.stripped(value)
			}
		}
	}
	return e == ast.Expr(w.raise.call)
}

func hasNil(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Map, *types.Slice, *types.Chan, *types.Signature, *types.Interface:
		return true
	}
	return false
}

func isError(t types.Type) bool { return t != nil && types.Identical(t, errorType) }

// isFailure tells whether an error is surely none that is nil: a new one, one of the package's, or one that was just compared.
func (p *gauges) isFailure(b *body, ret *ast.ReturnStmt, e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.UnaryExpr, *ast.CompositeLit:
		return true
	case *ast.CallExpr:
		sel, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr)
		if !ok {
			return p.info.Types[e.Fun].IsType()
		}
		switch name := sel.Sel.Name; name {
		case "Errorf", "New", "Error":
			return true
		case "Err": // of a context, once it is done
			return true
		}
		return false
	case *ast.SelectorExpr:
		v, ok := p.info.Uses[e.Sel].(*types.Var)
		return ok && isGlobal(v)
	case *ast.Ident:
		v, ok := p.info.Uses[e].(*types.Var)
		return ok && (isGlobal(v) || p.comparedWithNil(b, ret, v))
	}
	return false
}

// comparedWithNil tells whether the return statement stands in the branch of an if that begins with v != nil.
func (p *gauges) comparedWithNil(b *body, ret *ast.ReturnStmt, v *types.Var) bool {
	found := false
	ast.Inspect(b.block, func(n ast.Node) bool {
		s, ok := n.(*ast.IfStmt)
		if !ok || !within(ret, s.Body) {
			return true
		}
		ast.Inspect(s.Cond, func(n ast.Node) bool {
			if cmp, ok := n.(*ast.BinaryExpr); ok && cmp.Op.String() == "!=" && p.info.Types[cmp.Y].IsNil() {
				id, ok := ast.Unparen(cmp.X).(*ast.Ident)
				found = found || ok && p.info.Uses[id] == v
			}
			return true
		})
		return true
	})
	return found
}
