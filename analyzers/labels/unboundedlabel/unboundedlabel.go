package unboundedlabel

import (
	"fmt"
	"go/ast"
	"strings"

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
	Analyzer:  &analysis.Analyzer{Name: "unboundedlabel", Requires: []*analysis.Analyzer{metricmodel.Analyzer}},
	Group:     "labels",
	Severity:  finding.Error,
	Since:     "0.1.0",
	Questions: []string{"Q36", "Q60", "Q71"},
	Categories: []rule.Category{
		{ID: "unbounded", Summary: "the values of a label have no bound"},
		{ID: "churn", Severity: finding.Info, Summary: "the values have no bound, but series are deleted again"},
	},
}, run)

// Analyzer is what other drivers import.
var Analyzer = Rule.Analyzer

func run(pass *report.Pass) error {
	told := map[*ast.CallExpr]bool{}
	labels := metricmodel.For(pass.Pass).Labels()
	for _, l := range labels {
		if told[l.Call] || l.Origin.Bounded {
			continue
		}
		told[l.Call] = true
		f := report.Finding{Pos: l.Call.Pos(), End: l.Call.End(), Category: "unbounded", Deep: l.Deep, Message: message(l)}
		if l.Churn {
			f.Category = "churn"
		}
		for _, other := range labels {
			if other.Call == l.Call && other.Origin.Personal != "" && len(f.Also) == 0 {
				f.Also = []string{"piilabel"}
				f.Message += fmt.Sprintf("; %s is personal data besides", other.Origin.Personal)
			}
		}
		f.Related = related(l)
		pass.Report(f)
	}
	return nil
}

// message says what becomes a label, what that does in the library, and what to do.
func message(l metricmodel.Label) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s becomes %s", l.Origin.What, l.Place())
	if n := len(l.Shared); n > 0 {
		fmt.Fprintf(&b, ", here and in %d more", n)
	}
	if l.Via != nil {
		fmt.Fprintf(&b, " through %s", l.Via.Name())
	}
	fmt.Fprintf(&b, ", without a bound: %s", l.Lib.Series)
	if l.Origin.Raw && l.Lib.Bytes != "" {
		fmt.Fprintf(&b, "; %s", l.Lib.Bytes)
	}
	fmt.Fprintf(&b, "; %s", advice(l.Origin.What))
	return b.String()
}

// advice is the next step for each kind of source.
func advice(what string) string {
	switch {
	case strings.Contains(what, "method"):
		return `keep to the methods that you serve, and "other"`
	case strings.Contains(what, "path") && !strings.Contains(what, "path value"), strings.Contains(what, "URI"), strings.Contains(what, "URL"):
		return "use the pattern of the route"
	case strings.Contains(what, "error"):
		return "use a small set of classes of errors"
	}
	return `keep to a closed list with "other", and leave the value to logs and traces`
}

func related(l metricmodel.Label) []analysis.RelatedInformation {
	var rel []analysis.RelatedInformation
	if l.Origin.Pos.IsValid() && (l.Origin.Pos < l.Call.Pos() || l.Origin.Pos >= l.Call.End()) {
		rel = append(rel, analysis.RelatedInformation{Pos: l.Origin.Pos, End: l.Origin.Pos, Message: "it comes from here"})
	}
	if l.Inner != nil {
		rel = append(rel, analysis.RelatedInformation{Pos: l.Inner.Pos(), End: l.Inner.End(), Message: "it becomes a label here"})
	}
	for _, call := range l.Shared {
		rel = append(rel, analysis.RelatedInformation{Pos: call.Pos(), End: call.End(), Message: "the same labels are carried into a metric here"})
	}
	return rel
}
