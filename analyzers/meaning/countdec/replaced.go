package countdec

import (
	"fmt"
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/metricmodel/catalog"
)

// replaced finds functions that take a counter out of its registry and put a new one in its place.
func (c *checker) replaced() {
	for _, call := range c.m.Calls() {
		fn := c.m.Callee(call)
		if fn == nil || fn.Name() != "Unregister" || fn.Pkg() == nil || catalog.Of(fn.Pkg().Path()) == nil || len(call.Args) != 1 || !c.isCounter(call.Args[0]) {
			continue
		}
		body := c.m.Enclosing(call)
		v := c.m.Var(call.Args[0])
		if body == nil || v == nil {
			continue
		}
		if fresh := c.madeAnew(body, call, v); fresh != nil {
			c.add(call, "reset", fmt.Sprintf("%s and the new counter in its place start again at zero: readers take the fall for a restart, and what was counted since their last read is lost; keep the counter",
				text(call)), analysis.RelatedInformation{Pos: fresh.Pos(), End: fresh.End(), Message: "the new counter"})
		}
	}
}

func (c *checker) isCounter(e ast.Expr) bool {
	t := c.pass.TypesInfo.TypeOf(e)
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	if !ok || n.Obj().Pkg() == nil || catalog.Of(n.Obj().Pkg().Path()) == nil {
		return false
	}
	return n.Obj().Name() == "Counter" || n.Obj().Name() == "CounterVec"
}

// madeAnew returns the assignment of a new metric to v after the call.
func (c *checker) madeAnew(body *ast.BlockStmt, after *ast.CallExpr, v *types.Var) ast.Node {
	var fresh ast.Node
	ast.Inspect(body, func(n ast.Node) bool {
		as, ok := n.(*ast.AssignStmt)
		if !ok || as.Pos() < after.Pos() || len(as.Lhs) != 1 || len(as.Rhs) != 1 || c.m.Var(as.Lhs[0]) != v {
			return fresh == nil
		}
		if call, ok := ast.Unparen(as.Rhs[0]).(*ast.CallExpr); ok {
			if _, made := c.m.CtorAt(call); made {
				fresh = as
			}
		}
		return fresh == nil
	})
	return fresh
}
