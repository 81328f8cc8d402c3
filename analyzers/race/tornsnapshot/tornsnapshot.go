// A finding needs two halves: pairs.go finds atomics that one function updates together, combine.go the expressions that combine two
// loads, and quiet.go says why such a pair may fit all the same. This file puts them together and words the findings.

package tornsnapshot

import (
	_ "embed"
	"fmt"
	"go/ast"
	"go/token"
	"slices"

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
	Analyzer:  &analysis.Analyzer{Name: "tornsnapshot", Requires: []*analysis.Analyzer{conc.Analyzer}},
	Group:     "race",
	Severity:  finding.Warning,
	Since:     "0.1.0",
	Questions: []string{"Q13", "Ex3"},
	Categories: []rule.Category{
		{ID: "ratio", Summary: "the quotient of two atomics that are updated together"},
		{ID: "difference", Summary: "the difference of two atomics that are updated together"},
		{ID: "sum", Severity: finding.Info, Summary: "the sum, product or comparison of two atomics that are updated together"},
	},
}, run)

// Analyzer is what other drivers import.
var Analyzer = Rule.Analyzer

func run(pass *report.Pass) error {
	m := conc.For(pass.Pass)
	pairs := findPairs(m)
	if len(pairs) == 0 {
		return nil
	}
	var found []combination
	for _, c := range combinations(m, pass.Files, pairs) {
		if c.update, c.evidence = torn(m, c); c.update.a != nil && pass.Log.Reported(c.pos) {
			found = append(found, c)
		}
	}
	for _, c := range outermost(found) {
		pass.Report(c.finding(pass, m))
	}
	return nil
}

// outermost keeps one combination for each expression: the ratio or difference before anything else, and the first of several.
func outermost(found []combination) []combination {
	slices.SortStableFunc(found, func(a, b combination) int { return int(a.pos) - int(b.pos) })
	var kept []combination
	for _, c := range found {
		i := slices.IndexFunc(kept, func(k combination) bool {
			return k.fn == c.fn && (k.expr == c.expr || k.left.Key == c.left.Key && k.right.Key == c.right.Key || k.left.Key == c.right.Key && k.right.Key == c.left.Key) && (nested(k.expr, c.expr) || nested(c.expr, k.expr))
		})
		switch {
		case i < 0:
			kept = append(kept, c)
		case kept[i].category() == "sum" && c.category() != "sum":
			kept[i] = c
		}
	}
	return kept
}

func nested(inner, outer ast.Node) bool {
	return outer.Pos() <= inner.Pos() && inner.End() <= outer.End()
}

// category says what kind of number the combination is.
func (c combination) category() string {
	switch c.op {
	case token.QUO, token.REM:
		return "ratio"
	case token.SUB:
		return "difference"
	}
	return "sum"
}

func (c combination) finding(pass *report.Pass, m *conc.Model) report.Finding {
	what := "comparison"
	switch c.op {
	case token.QUO, token.REM:
		what = "ratio"
	case token.SUB:
		what = "difference"
	case token.ADD:
		what = "sum"
	case token.MUL:
		what = "product"
	}
	how := "loaded"
	if c.left.Kind == conc.Swap {
		how = "taken"
	}
	return report.Finding{
		Pos: c.expr.Pos(), End: c.expr.End(), Category: c.category(), Evidence: c.evidence.Level,
		Message: fmt.Sprintf("this %s of %s and %s may be one that never was: they are %s one by one, and an update of both at %s may come in between (%s); keep them in one struct behind an atomic.Pointer, or load them until none has changed",
			what, c.left.Name(), c.right.Name(), how, m.Where(c.update.a.Pos()), c.evidence.Text),
		Related: related(m, c),
	}
}

func related(m *conc.Model, c combination) []analysis.RelatedInformation {
	var rel []analysis.RelatedInformation
	add := func(op *conc.Op, text string) {
		if at := m.Where(op.Pos()); at != m.Where(c.expr.Pos()) && !slices.ContainsFunc(rel, func(r analysis.RelatedInformation) bool { return m.Where(r.Pos) == at }) {
			rel = append(rel, analysis.RelatedInformation{Pos: op.Pos(), End: op.End(), Message: text})
		}
	}
	add(c.left, c.left.Name()+" is read here")
	add(c.right, c.right.Name()+" is read here")
	add(c.update.a, "updated here")
	add(c.update.b, "and here, together")
	return rel
}
