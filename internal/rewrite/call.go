package rewrite

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ast/edge"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/counterlint/counterlint/internal/astx"
)

// This file rewrites calls of sync/atomic on the address of the variable.

// address draws
//
//	atomic.AddInt64(&s.n, d)
//	────────────────   ──
//	s.n.Add(d)
//
// and refuses every other address.
func (w *view) address(a *access) {
	call, _ := w.atomicCall(a)
	if call == nil {
		w.refuse(a.expr.Pos(), Address, "&%s goes elsewhere", w.text(a.expr))
		return
	}
	fn := typeutil.Callee(w.info, call).(*types.Func)
	method := w.to.method(fn.Name())
	switch {
	case method == "":
		w.refuse(call.Pos(), Operator, "no method does what %s does", fn.Name())
		return
	case method == w.to.Add && w.to.NoSum && a.outer.Parent().Parent().ParentEdgeKind() != edge.ExprStmt_X:
		w.refuse(call.Pos(), Operator, "%s returns nothing", method)
		return
	case (method == w.to.Or || method == w.to.And) && w.bitsTooNew(call.Pos()):
		return
	}
	end := call.Rparen
	if len(call.Args) > 1 {
		end = call.Args[1].Pos()
	}
	w.cut(call.Pos(), a.expr.Pos(), "")
	w.cut(a.expr.End(), end, "."+method+"(")
}

// atomicCall returns the call of sync/atomic whose first argument is the address of a, perhaps converted, and that argument; nil if
// there is none.
func (w *view) atomicCall(a *access) (call *ast.CallExpr, arg ast.Expr) {
	cur := a.outer.Parent()
	for {
		if cur.ParentEdgeKind() == edge.ParenExpr_X {
			cur = cur.Parent()
			continue
		}
		if kind, index := cur.ParentEdge(); kind != edge.CallExpr_Args || index != 0 {
			return nil, nil
		}
		call = cur.Parent().Node().(*ast.CallExpr)
		if w.info.Types[call.Fun].IsType() {
			if p, ok := w.info.TypeOf(call.Fun).Underlying().(*types.Pointer); !ok || !types.Identical(p.Elem(), w.elem) {
				return nil, nil
			}
			cur = cur.Parent()
			continue
		}
		fn, ok := typeutil.Callee(w.info, call).(*types.Func)
		if !ok || fn.Pkg() == nil || fn.Pkg().Path() != "sync/atomic" || fn.Signature().Recv() != nil {
			return nil, nil
		}
		return call, call.Args[0]
	}
}

// bitsTooNew tells whether Or and And are too new for the module, and refuses then.
func (w *view) bitsTooNew(pos token.Pos) bool {
	if !astx.Before(astx.GoFloor(w.pass.Pkg, w.fileOf(pos)), w.to.BitsGo) {
		return false
	}
	w.refuse(pos, Release, "%s.%s needs %s", w.to.Name, w.to.Or, w.to.BitsGo)
	return true
}
