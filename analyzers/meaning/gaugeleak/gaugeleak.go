// A raise is judged in three steps. ops.go, gauges.go and helpers.go find the calls that move a gauge, and names.go tells which of
// them are about the same one. watch.go walks the ways from the raise, and leak.go finds those on which it is forgotten, with
// outcome.go for what a return tells its caller. foreign.go knows which calls may panic into a process that lives on. This file puts
// them together and words the findings.

package gaugeleak

import (
	_ "embed"
	"fmt"
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/conc"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rule"
)

//go:embed doc.go
var doc string

// Rule is the analyzer with what is known of it.
var Rule = report.NewRule(doc, rule.Rule{
	Analyzer:  &analysis.Analyzer{Name: "gaugeleak"},
	Group:     "meaning",
	Severity:  finding.Error,
	Since:     "0.1.0",
	Fix:       finding.Safe,
	Questions: []string{"Q6"},
	Categories: []rule.Category{
		{ID: "exit", Summary: "a way out skips the lowering"},
		{ID: "defer-in-loop", Summary: "the lowering is deferred in a loop, so that all rounds wait for the end of the function"},
		{ID: "panic", Severity: finding.Warning, Summary: "foreign code may panic between the two, in a process that lives on"},
	},
}, run)

// Analyzer is what other drivers import.
var Analyzer = Rule.Analyzer

func run(pass *report.Pass) error {
	p := newGauges(pass)
	if p == nil {
		return nil
	}
	for _, b := range p.bodies {
		for _, raise := range b.ops {
			if raise.up && pass.Log.Reported(raise.call.Pos()) && p.paired(b, raise) {
				p.judge(b, raise)
			}
		}
	}
	return nil
}

// paired tells whether the body means to take back what it adds, as far as the package knows: nobody else does, and no value is stored
// over it.
func (p *gauges) paired(b *body, raise op) bool {
	return !p.started[raise.call] && !p.deferred[raise.call] && !p.put[raise.key] && !p.changes(raise.place) && !p.changes(raise.amount) && p.elsewhere(raise.key) == nil && p.even(b, raise)
}

// even tells whether the body lowers the same gauge, and never by another amount.
func (p *gauges) even(b *body, raise op) bool {
	lowers := false
	for _, other := range p.bodies {
		if !inside(other, b) {
			continue
		}
		for _, o := range other.ops {
			if o.up || o.place != raise.place {
				continue
			}
			if o.amount != raise.amount {
				return false
			}
			lowers = true
		}
	}
	return lowers
}

func inside(b, outer *body) bool {
	for ; b != nil; b = b.parent {
		if b == outer {
			return true
		}
	}
	return false
}

func (p *gauges) judge(b *body, raise op) {
	w, exits, ok := p.follow(b, raise)
	if !ok {
		return
	}
	f := report.Finding{Pos: raise.call.Pos(), End: raise.call.End()}
	name := p.nameOf(raise)
	if d, ok := w.pilesUp(); ok {
		f.Category = "defer-in-loop"
		f.Message = fmt.Sprintf("%s is raised in each round of the loop, and lowered at the end of the function alone (%s): it counts all rounds so far; lower it at the end of the round, or move the round into a function",
			name, p.where(d))
		f.Related = []analysis.RelatedInformation{{Pos: d.Pos(), End: d.End(), Message: "deferred here, in the loop"}}
		p.pass.Report(f)
		return
	}
	if len(w.lowers)+len(w.defers) == 0 {
		return // handed over
	}
	if s, ok := w.leaves(exits); ok {
		f.Category = "exit"
		f.Message = fmt.Sprintf("%s stays raised on the way out at %s (%s), which skips the lowering at %s; %s", name, p.where(s.at), s.kind, p.where(w.lowering()), w.remedy())
		f.Related = []analysis.RelatedInformation{
			{Pos: s.at.Pos(), End: s.at.End(), Message: "this way out skips the lowering"},
			{Pos: w.lowering().Pos(), End: w.lowering().End(), Message: "lowered here"},
		}
		f.Fix, f.Alternative = w.fix(), w.alternative()
		p.pass.Report(f)
		return
	}
	if _, down := w.wayOn(exits); w.foreign == nil || len(w.defers) > 0 || !down {
		return
	}
	if why := p.survives(b); why != "" {
		f.Category = "panic"
		f.Message = fmt.Sprintf("%s stays raised if %s panics at %s, and the process lives on (%s); %s", name, types.ExprString(w.foreign.Fun), p.where(w.foreign), why, w.remedy())
		f.Related = []analysis.RelatedInformation{{Pos: w.foreign.Pos(), End: w.foreign.End(), Message: "code that may panic"}}
		f.Fix, f.Alternative = w.fix(), w.alternative()
		p.pass.Report(f)
	}
}

func (p *gauges) where(n ast.Node) string { return conc.Where(p.pass.Fset, n.Pos()) }

// nameOf is the gauge as the source calls it.
func (p *gauges) nameOf(o op) string {
	switch fun := ast.Unparen(o.call.Fun).(type) {
	case *ast.SelectorExpr:
		s := p.info.Selections[fun]
		if fn, ok := p.info.Uses[fun.Sel].(*types.Func); ok && (fn.Signature().Recv() == nil || s != nil && s.Kind() == types.MethodExpr) && len(o.call.Args) > 0 {
			e := ast.Unparen(o.call.Args[0])
			if addr, ok := e.(*ast.UnaryExpr); ok {
				e = addr.X
			}
			return short(e)
		}
		if _, _, direct := p.opAt(o.call); direct {
			return short(fun.X)
		}
	}
	return o.key.Name()
}

func short(e ast.Expr) string {
	s := types.ExprString(e)
	if len(s) > 60 {
		return "the gauge"
	}
	return s
}
