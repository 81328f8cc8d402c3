package plant

// Class: the deferred lowering of a gauge moved to the end of the function, so that a return in between skips it.

import (
	"go/ast"
	"go/types"
	"slices"
)

var lateDefer = &Class{
	ID: "late-defer", Summary: "the deferred lowering of a gauge moved to the end of the function, past a return",
	Fitting: []string{"gaugeleak"}, find: (*finder).lateDefer,
}

func (f *finder) lateDefer() {
	for c := range f.root.Preorder((*ast.DeferStmt)(nil)) {
		s := c.Node().(*ast.DeferStmt)
		fn, _ := function(c)
		body := bodyOf(fn)
		i := slices.Index(body.List, ast.Stmt(s))
		lowering := deferredCall(s)
		if i < 0 || i == len(body.List)-1 || lowering == nil {
			continue
		}
		gauge, way := f.change(lowering)
		if gauge == nil || way >= 0 || f.owned(fn, gauge) {
			continue
		}
		raise := f.raised(body.List[:i], f.text(gauge))
		if raise == nil || !returns(body.List[i+1:len(body.List)-1]) {
			continue
		}
		text := f.text(lowering) + "; "
		end := body.Rbrace
		switch last := body.List[len(body.List)-1].(type) {
		case *ast.ReturnStmt:
			end = last.Pos()
		case *ast.ForStmt:
			if last.Cond == nil {
				continue // there is no end
			}
		case *ast.SelectStmt:
			continue
		}
		f.plant(raise, append(f.drop(s), insert(end, text)), []ast.Expr{gauge}, s.Pos(), end)
	}
}

// deferredCall is what is called in the end: by the defer itself, or by the only statement of a literal.
func deferredCall(s *ast.DeferStmt) *ast.CallExpr {
	lit, ok := s.Call.Fun.(*ast.FuncLit)
	if !ok {
		return s.Call
	}
	if len(lit.Body.List) != 1 || len(s.Call.Args) > 0 {
		return nil
	}
	stmt, ok := lit.Body.List[0].(*ast.ExprStmt)
	if !ok {
		return nil
	}
	call, _ := stmt.X.(*ast.CallExpr)
	return call
}

// change returns the gauge that a call raises (1) or lowers (-1): an atomic, or a metric by the names of its methods.
func (f *finder) change(call *ast.CallExpr) (ast.Expr, int) {
	for _, o := range f.cells.ops {
		if o.call == call {
			if n, known := f.constant(o.args[0]); o.verb == "Add" && known && n != 0 {
				if n < 0 || n == 1<<32-1 { // ^uint32(0)
					return o.cell, -1
				}
				return o.cell, 1
			}
			return nil, 0
		}
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return nil, 0
	}
	fn, ok := f.TypesInfo.Uses[sel.Sel].(*types.Func)
	if !ok || fn.Signature().Recv() == nil || fn.Pkg() == nil || fn.Pkg().Path() == "sync" {
		return nil, 0
	}
	switch {
	case fn.Name() == "Inc" && len(call.Args) == 0:
		return sel.X, 1
	case fn.Name() == "Dec" && len(call.Args) == 0:
		return sel.X, -1
	case fn.Name() == "Add" && len(call.Args) == 1:
		if v := f.TypesInfo.Types[call.Args[0]].Value; v != nil && v.String() == "-1" {
			return sel.X, -1
		} else if v != nil && v.String() == "1" {
			return sel.X, 1
		}
	}
	return nil, 0
}

// raised returns the statement among list that raises the gauge.
func (f *finder) raised(list []ast.Stmt, gauge string) ast.Stmt {
	for _, s := range slices.Backward(list) {
		if stmt, ok := s.(*ast.ExprStmt); ok {
			if call, ok := stmt.X.(*ast.CallExpr); ok {
				if g, way := f.change(call); g != nil && way > 0 && f.text(g) == gauge {
					return s
				}
			}
		}
	}
	return nil
}

// returns tells whether one of the statements may leave the function.
func returns(list []ast.Stmt) bool {
	found := false
	for _, s := range list {
		inspectBody(s, func(n ast.Node) {
			_, ok := n.(*ast.ReturnStmt)
			found = found || ok
		})
	}
	return found
}
