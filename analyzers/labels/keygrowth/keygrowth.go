package keygrowth

import (
	"fmt"

	_ "embed"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/metricmodel"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rule"
)

//go:embed doc.go
var doc string

// Rule is the analyzer with what is known of it.
var Rule = report.NewRule(doc, rule.Rule{
	Analyzer:  &analysis.Analyzer{Name: "keygrowth", Requires: []*analysis.Analyzer{metricmodel.Analyzer}},
	Group:     "labels",
	Severity:  finding.Warning,
	Since:     "0.1.0",
	Questions: []string{"Q47"},
	Categories: []rule.Category{
		{ID: "unbounded", Summary: "counters are kept for keys without a bound"},
		{ID: "constant", Severity: finding.Info, Summary: "a sync.Map holds counters for constant keys alone"},
	},
}, run)

// Analyzer is what other drivers import.
var Analyzer = Rule.Analyzer

func run(pass *report.Pass) error {
	for _, g := range metricmodel.For(pass.Pass).Growths() {
		f := report.Finding{Pos: g.Stmt.Pos(), End: g.Stmt.End()}
		if g.Origin.What == "" {
			f.Category = "constant"
			f.Message = fmt.Sprintf("the sync.Map %s holds counters for constant keys alone: a struct of atomics, or a map that is built once, needs neither locks nor type assertions", g.Map.Name())
		} else {
			f.Category = "unbounded"
			f.Message = fmt.Sprintf("%s keeps a counter for each value of %s, and nothing takes keys out: clients can make it grow until memory is exhausted; limit the number of keys, count the rest under \"other\", or expire them",
				g.Map.Name(), g.Origin.What)
		}
		pass.Report(f)
	}
	return nil
}
