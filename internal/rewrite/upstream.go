package rewrite

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/ast/edge"

	"github.com/counterlint/counterlint/internal/astx"
)

// upstream tells whether modernize's atomictypes offers to retype the variable in the files of the pass: a single name with a type and
// no value, unexported, used in nothing but calls of sync/atomic on its address. What it does is then the same, but for files that
// it does not see.
func upstream(w *view) bool {
	v := w.v
	if v.Exported() || len(w.uses) == 0 || !isLocal(v) && len(w.pass.IgnoredFiles) > 0 || w.to.Package != "sync/atomic" {
		return false
	}
	if astx.Before(astx.GoFloor(w.pass.Pkg, astx.FileOf(w.pass, v.Pos())), "go1.19") {
		return false
	}
	def := w.definition()
	switch parent := def.Parent().Node().(type) {
	case *ast.Field:
		if len(parent.Names) != 1 {
			return false
		}
	case *ast.ValueSpec:
		if len(parent.Names) != 1 || parent.Type == nil || len(parent.Values) > 0 {
			return false
		}
	default:
		return false
	}
	for _, a := range w.uses {
		// Parentheses and conversions are beyond it.
		addr, ok := a.outer.Parent().Node().(*ast.UnaryExpr)
		if !ok || a.how != addressed || ast.Unparen(addr.X) != addr.X {
			return false
		}
		call, arg := w.atomicCall(a)
		if call == nil || arg != ast.Expr(addr) || a.outer.Parent().ParentEdgeKind() != edge.CallExpr_Args {
			return false
		}
	}
	return types.Identical(v.Type().Underlying(), w.elem)
}
