package dupmetric

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
	Analyzer:   &analysis.Analyzer{Name: "dupmetric", Requires: []*analysis.Analyzer{metricmodel.Analyzer}},
	Group:      "exposure",
	Severity:   finding.Error,
	Since:      "0.1.0",
	Questions:  []string{"Q59"},
	Categories: []rule.Category{{ID: "twice", Summary: "one name gets into one registry twice in one execution"}},
}, run)

// Analyzer is what other drivers import.
var Analyzer = Rule.Analyzer

func run(pass *report.Pass) error {
	for _, d := range metricmodel.For(pass.Pass).Duplicates() {
		if d.OtherLabels() {
			continue
		}
		f := report.Finding{
			Pos: d.At.Pos(), End: d.At.End(),
			Message: fmt.Sprintf("%q is registered twice (%s): %s; register it once, at package level or behind sync.Once", d.Name, why(pass, d), consequence[d.Library]),
		}
		if d.First != nil {
			f.Related = []analysis.RelatedInformation{{Pos: d.First.Pos(), End: d.First.End(), Message: "registered here first"}}
		}
		pass.Report(f)
	}
	return nil
}

func why(pass *report.Pass, d metricmodel.Duplicate) string {
	if d.First == nil {
		return d.Why
	}
	return fmt.Sprintf("first at line %d; %s", pass.Fset.Position(d.First.Pos()).Line, d.Why)
}

// consequence says what each library does with the second one.
var consequence = map[string]string{
	"expvar":          "expvar ends the process with a panic",
	"Prometheus":      "client_golang panics in MustRegister and promauto, and Register drops the second one",
	"component-base":  "MustRegister panics, and Register drops the second one",
	"VictoriaMetrics": "the second New panics",
}
