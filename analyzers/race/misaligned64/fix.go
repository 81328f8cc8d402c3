package misaligned64

import (
	"go/ast"
	"go/token"

	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rewrite"
)

// fix makes the integer whose address stands in the call an atomic type, which is aligned everywhere, in all of the package. Of
// several findings about one integer the first offers it.
func (c *checker) fix(use ast.Expr) *report.Fix {
	call, ok := use.(*ast.CallExpr)
	if !ok || len(call.Args) == 0 {
		return nil
	}
	addr, ok := ast.Unparen(call.Args[0]).(*ast.UnaryExpr)
	if !ok || addr.Op != token.AND {
		return nil
	}
	v := c.layout.values.VarOf(addr.X)
	if v == nil || v.Pkg() != c.pass.Pkg || c.fixed[v] {
		return nil
	}
	c.fixed[v] = true
	to, ok := rewrite.Atomic(v.Type())
	if !ok {
		return nil
	}
	edits, err := rewrite.For(c.pass.Pass).Plan(v, to, rewrite.Options{})
	if err != nil {
		return nil // something else feels the change: the message says what to do
	}
	return &report.Fix{Message: "Make " + v.Name() + " an atomic." + to.Name, Class: finding.Safe, Edits: edits}
}
