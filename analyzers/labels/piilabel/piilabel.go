package piilabel

import (
	"fmt"
	"go/ast"

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
	Analyzer:   &analysis.Analyzer{Name: "piilabel", Requires: []*analysis.Analyzer{metricmodel.Analyzer}},
	Group:      "labels",
	Severity:   finding.Error,
	Since:      "0.1.0",
	Questions:  []string{"Q42"},
	Categories: []rule.Category{{ID: "personal", Summary: "personal data becomes a label"}},
}, run)

// Analyzer is what other drivers import.
var Analyzer = Rule.Analyzer

func run(pass *report.Pass) error {
	labels := metricmodel.For(pass.Pass).Labels()
	told := map[*ast.CallExpr]bool{}
	for _, l := range labels {
		if !l.Origin.Bounded {
			told[l.Call] = true // unboundedlabel speaks, of this too
		}
	}
	for _, l := range labels {
		if told[l.Call] || l.Origin.Personal == "" {
			continue
		}
		told[l.Call] = true
		f := report.Finding{
			Pos: l.Call.Pos(), End: l.Call.End(), Deep: l.Deep,
			Message: fmt.Sprintf("%s becomes %s (%s): metrics are kept for long and copied to many systems, where personal data cannot be deleted; drop the label, and leave the value to logs",
				l.Origin.Personal, l.Place(), l.Origin.What),
		}
		if l.Inner != nil {
			f.Related = []analysis.RelatedInformation{{Pos: l.Inner.Pos(), End: l.Inner.End(), Message: "it becomes a label here"}}
		}
		for _, call := range l.Shared {
			f.Related = append(f.Related, analysis.RelatedInformation{Pos: call.Pos(), End: call.End(), Message: "the same labels are carried into a metric here"})
		}
		pass.Report(f)
	}
	return nil
}
