package unflushed

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/types/typeutil"
)

// isThreshold tells whether a condition asks whether enough has come together: a comparison by order, each n-th round, or a time that
// has passed.
func (p *pkg) isThreshold(cond ast.Expr) bool {
	found := false
	ast.Inspect(cond, func(n ast.Node) bool {
		b, ok := n.(*ast.BinaryExpr)
		if !ok {
			return true
		}
		switch b.Op {
		case token.GEQ, token.GTR, token.LSS, token.LEQ:
			found = found || !p.isZero(b.Y) && !p.isZero(b.X)
		case token.EQL:
			x, ok := ast.Unparen(b.X).(*ast.BinaryExpr)
			found = found || ok && (x.Op == token.REM || x.Op == token.AND) || p.isLimit(b.Y)
		}
		return true
	})
	return found
}

func (p *pkg) isZero(e ast.Expr) bool {
	v := p.info.Types[e].Value
	return v != nil && v.ExactString() == "0"
}

// isLimit tells whether e is a constant number above one.
func (p *pkg) isLimit(e ast.Expr) bool {
	tv := p.info.Types[e]
	if tv.Value == nil {
		return false
	}
	basic, ok := tv.Type.Underlying().(*types.Basic)
	return ok && basic.Info()&types.IsNumeric != 0 && !p.isZero(e) && tv.Value.ExactString() != "1"
}

// sameScale tells whether the threshold has to do with the accumulators: one of them is compared, or the rounds or the time are.
func (p *pkg) sameScale(cond ast.Expr, accs []*types.Var) bool {
	found := slices.ContainsFunc(accs, func(acc *types.Var) bool { return p.mentions(cond, acc) })
	ast.Inspect(cond, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.BinaryExpr:
			found = found || n.Op == token.REM || n.Op == token.AND
		case *ast.CallExpr:
			if fn, ok := typeutil.Callee(p.info, n).(*types.Func); ok && fn.Pkg() != nil {
				found = found || fn.Pkg().Path() == "time" && (fn.Name() == "Since" || fn.Name() == "Sub" || fn.Name() == "After")
			}
		}
		return !found
	})
	return found
}
