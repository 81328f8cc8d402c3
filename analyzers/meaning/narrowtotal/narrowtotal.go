package narrowtotal

import (
	_ "embed"
	"fmt"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rule"
)

//go:embed doc.go
var doc string

// Rule is the analyzer with what is known of it.
var Rule = report.NewRule(doc, rule.Rule{
	Analyzer:   &analysis.Analyzer{Name: "narrowtotal", Requires: []*analysis.Analyzer{conc.Analyzer}},
	Group:      "meaning",
	Severity:   finding.Info,
	Since:      "0.1.0",
	Fix:        finding.Safe,
	Questions:  []string{"Q1", "Q29"},
	Categories: []rule.Category{{ID: "wraps", Summary: "a 32-bit atomic that counts for the life of the process"}},
}, run)

// Analyzer is what other drivers import.
var Analyzer = Rule.Analyzer

func run(pass *report.Pass) error {
	m := conc.For(pass.Pass)
	ops := map[*types.Var][]*conc.Op{} // whatever the holder
	for _, op := range m.Ops {
		if v := op.Key.Var; v != nil && !op.Test {
			ops[v.Origin()] = append(ops[v.Origin()], op)
		}
	}
	back, mortal := setBack(m), endingWith(m)
	for _, v := range inOrder(ops) {
		if !lives(pass, v) || !isTotal(v.Name()) || back[v] {
			continue
		}
		add := grows(ops[v])
		if add == nil || mortal[holder(add)] {
			continue
		}
		kind, limit := "32-bit", "4.29e9"
		if isSigned(add.Elem) {
			limit = "2.1e9, after which it is negative"
		}
		pass.Report(report.Finding{
			Pos: v.Pos(), End: v.Pos() + token.Pos(len(v.Name())),
			Message: fmt.Sprintf("%s only grows (%s at %s) and is a %s atomic: it wraps at %s; make it 64 bits wide", v.Name(), add.Kind, m.Where(add.Pos()), kind, limit),
			Related: []analysis.RelatedInformation{{Pos: add.Pos(), End: add.End(), Message: "it grows here"}},
			Fix:     fix(pass, v, ops[v]),
		})
	}
	return nil
}

// inOrder lists the variables by their declarations.
func inOrder(ops map[*types.Var][]*conc.Op) []*types.Var {
	var vars []*types.Var
	for v := range ops {
		vars = append(vars, v)
	}
	slices.SortFunc(vars, func(a, b *types.Var) int { return int(a.Pos()) - int(b.Pos()) })
	return vars
}

// lives tells whether the variable is one of this package that outlives a function: a field or a package variable. What is counted in
// one call seldom gets that far, and what a pointer leads to is declared, and perhaps set back, elsewhere.
func lives(pass *report.Pass, v *types.Var) bool {
	if _, pointer := v.Type().Underlying().(*types.Pointer); pointer {
		return false
	}
	return v.Pkg() == pass.Pkg && v.Pos().IsValid() && pass.Log.Reported(v.Pos()) && (v.IsField() || v.Parent() == v.Pkg().Scope())
}

// setBack lists the variables that something writes without an atomic operation, be it as a part of the object that holds them.
func setBack(m *conc.Model) map[*types.Var]bool {
	back := map[*types.Var]bool{}
	for _, k := range m.Keys() {
		if k.Var == nil {
			continue
		}
		for _, a := range m.Plain(k) {
			if a.Write && !a.Fresh && !a.Test {
				back[k.Var.Origin()] = true
			}
		}
	}
	return back
}

// endingWith lists the types of objects that end when a number in them has gone down far enough, as a count of references does: what
// they count is bounded by what came with them.
func endingWith(m *conc.Model) map[*types.TypeName]bool {
	mortal := map[*types.TypeName]bool{}
	for _, op := range m.Ops {
		if op.Kind == conc.Add && op.Sign() < 0 && op.Used && !op.Test {
			if t := holder(op); t != nil {
				mortal[t] = true
			}
		}
	}
	return mortal
}

// holder returns the type whose field the operation works on, or nil.
func holder(op *conc.Op) *types.TypeName {
	steps := op.Place.Steps
	if len(steps) == 0 {
		return nil
	}
	if named, ok := types.Unalias(deref(steps[len(steps)-1].Owner)).(*types.Named); ok {
		return named.Origin().Obj()
	}
	return nil
}

func deref(t types.Type) types.Type {
	if p, ok := t.(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

// grows returns an Add to a 32-bit number that is never taken, set, lowered, or used as a ticket, and that nothing bounds; else nil.
func grows(ops []*conc.Op) *conc.Op {
	var add *conc.Op
	for _, op := range ops {
		if !is32(op.Elem) {
			return nil
		}
		switch op.Kind {
		case conc.Load:
			if bounds(op) {
				return nil
			}
		case conc.Add:
			if op.Used && !paces(op.Result) || op.Inner != nil && op.Inner.Used || !up(op) {
				return nil
			}
			if add == nil {
				add = op
			}
		default:
			return nil
		}
	}
	return add
}

// paces tells whether the result of an Add is only used for each n-th time.
func paces(v ssa.Value) bool {
	if v == nil || v.Referrers() == nil {
		return false
	}
	for _, r := range *v.Referrers() {
		if _, debug := r.(*ssa.DebugRef); debug {
			continue
		}
		if b, ok := r.(*ssa.BinOp); !ok || b.Op != token.REM && b.Op != token.AND || b.X != v {
			return false
		}
	}
	return true
}

// up tells whether an Add adds for all that is known: a positive constant, or an amount of no known sign that no caller chooses.
func up(op *conc.Op) bool {
	switch op.Sign() {
	case 1:
		return true
	case -1:
		return false
	}
	_, param := op.Delta.Value.(*ssa.Parameter)
	return op.Delta.Value != nil && !param
}

// bounds tells whether what is loaded is compared by order: the number is then looked at before it grows on.
func bounds(load *conc.Op) bool {
	if load.Result == nil || load.Result.Referrers() == nil {
		return false
	}
	return slices.ContainsFunc(*load.Result.Referrers(), func(r ssa.Instruction) bool {
		b, ok := r.(*ssa.BinOp)
		if !ok {
			return false
		}
		switch b.Op {
		case token.LSS, token.LEQ, token.GTR, token.GEQ, token.EQL, token.NEQ:
			return !isZero(b.X) && !isZero(b.Y)
		}
		return false
	})
}

func isZero(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.Value != nil && c.Value.ExactString() == "0"
}

func is32(t types.Type) bool {
	if t == nil {
		return false
	}
	basic, ok := t.Underlying().(*types.Basic)
	return ok && (basic.Kind() == types.Int32 || basic.Kind() == types.Uint32)
}

func isSigned(t types.Type) bool {
	basic, ok := t.Underlying().(*types.Basic)
	return ok && basic.Kind() == types.Int32
}
