package mutexatomic

import (
	"fmt"
	"go/ast"
	"go/types"

	_ "embed"

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
	Analyzer:   &analysis.Analyzer{Name: "mutexatomic", Requires: []*analysis.Analyzer{conc.Analyzer}},
	Group:      "cost",
	Severity:   finding.Warning,
	Since:      "0.1.0",
	Fix:        finding.Safe,
	Questions:  []string{"Ex8", "Q2"},
	Categories: []rule.Category{{ID: "needless-lock", Summary: "every critical section of the mutex holds just one atomic operation"}},
}, run)

// Analyzer is what other drivers import.
var Analyzer = Rule.Analyzer

func run(pass *report.Pass) error {
	m := conc.For(pass.Pass)
	for _, mu := range m.Mutexes() {
		if !needless(mu) {
			continue
		}
		first := mu.Sections[0]
		name := lockName(first.Lock)
		pass.Report(report.Finding{
			Pos: first.Lock.Pos(), End: first.Lock.End(),
			Message: fmt.Sprintf("%s guards nothing but one atomic operation at a time (%s of %s here; %s): the operation is safe without it; remove the lock",
				name, first.Ops[0].Kind, first.Ops[0].Name(), sections(mu)),
			Related: related(mu),
			Fix:     fix(pass, mu),
		})
	}
	return nil
}

// needless tells whether all that the mutex does is to surround single atomic operations.
func needless(mu *conc.Mutex) bool {
	if mu.Foreign != "" || len(mu.Odd) > 0 || len(mu.Sections) == 0 {
		return false
	}
	for _, s := range mu.Sections {
		if len(s.Ops) != 1 || len(s.Body) != 1 || s.Ops[0].Instr != s.Body[0] || s.Ops[0].Via != nil {
			return false
		}
	}
	return true
}

func sections(mu *conc.Mutex) string {
	if n := len(mu.Sections); n > 1 {
		return fmt.Sprintf("%d sections, all of this kind", n)
	}
	return "its only section"
}

func related(mu *conc.Mutex) []analysis.RelatedInformation {
	var rel []analysis.RelatedInformation
	for _, s := range mu.Sections[1:] {
		rel = append(rel, analysis.RelatedInformation{Pos: s.Lock.Pos(), End: s.Lock.End(), Message: "locked here for one atomic operation too"})
	}
	return rel
}

// lockName is the mutex as it is written in the Lock call.
func lockName(call *ast.CallExpr) string {
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
		return types.ExprString(sel.X)
	}
	return types.ExprString(call.Fun)
}
