package rewrite

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/edge"
)

// An Exchange gives a variable whose type is used through its methods, such as an atomic.Int64, another such type. Unlike a plan for a
// plain number it may change what the program does, and somebody must review it.
type Exchange struct {
	Package, Name string            // of the new type
	Methods       map[string]string // what each method becomes; a use of any other one refuses the plan
	Loose         bool              // the new type's value must not decide: a comparison refuses the plan
}

// Exchange returns the edits that give v, a variable or field that the package declares, its new type. done are edits that the caller
// has made of some uses already; they are among what is returned. The error is a *[Refusal].
func (k *Package) Exchange(v *types.Var, to Exchange, done []analysis.TextEdit) ([]analysis.TextEdit, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	p := &planner{Package: k, to: Target{Package: to.Package, Name: to.Name}, exchange: &to, done: done, old: v.Type()}
	return p.plan(v.Origin())
}

// exchanged draws a use:
//
//	s.n.Load()
//	    ────
//	s.n.Value()
func (w *view) exchanged(a *access) {
	if slices.ContainsFunc(w.done, func(e analysis.TextEdit) bool { return e.Pos <= a.id.Pos() && a.id.Pos() < e.End }) {
		return
	}
	method := a.outer.Parent()
	call := method.Parent()
	sel, ok := method.Node().(*ast.SelectorExpr)
	if !ok || a.outer.ParentEdgeKind() != edge.SelectorExpr_X || method.ParentEdgeKind() != edge.CallExpr_Fun {
		w.refuse(a.expr.Pos(), Address, "%s is used other than by a call of a method", w.text(a.expr))
		return
	}
	name, ok := w.exchange.Methods[sel.Sel.Name]
	if !ok {
		w.refuse(sel.Sel.Pos(), Operator, "%s.%s has no method that does what %s does", w.to.Package, w.to.Name, sel.Sel.Name)
		return
	}
	for call.ParentEdgeKind() == edge.ParenExpr_X {
		call = call.Parent()
	}
	if cmp, ok := call.Parent().Node().(*ast.BinaryExpr); ok && w.exchange.Loose && comparisons[cmp.Op] {
		w.refuse(cmp.Pos(), Operator, "the value of %s decides", w.text(a.expr))
	}
	if name != sel.Sel.Name {
		w.replace(sel.Sel.Pos(), sel.Sel.End(), name)
	}
}

var comparisons = map[token.Token]bool{token.EQL: true, token.NEQ: true, token.LSS: true, token.LEQ: true, token.GTR: true, token.GEQ: true}
