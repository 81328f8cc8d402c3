package memstats

import (
	"fmt"
	"slices"
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
	Analyzer:   &analysis.Analyzer{Name: "memstats", Requires: []*analysis.Analyzer{metricmodel.Analyzer}},
	Group:      "exposure",
	Severity:   finding.Warning,
	Since:      "0.1.0",
	Questions:  []string{"Q75"},
	Categories: []rule.Category{{ID: "again", Summary: "the world is stopped again and again for numbers that runtime/metrics has"}},
}, run)

// Analyzer is what other drivers import.
var Analyzer = Rule.Analyzer

func run(pass *report.Pass) error {
	m := metricmodel.For(pass.Pass)
	for _, call := range m.Calls() {
		fields := m.MemStats(call)
		runs := metricmodel.Run(0)
		if len(fields) > 0 {
			runs = m.RunsAt(call)
		}
		if runs == 0 {
			continue
		}
		var also []string
		if runs&metricmodel.Scrape != 0 {
			also = []string{"slowscrape"} // it leaves the call to this rule
		}
		pass.Report(report.Finding{
			Pos: call.Pos(), End: call.End(), Also: also,
			Message: fmt.Sprintf("ReadMemStats stops all goroutines, and runs %s here; %s in runtime/metrics stops nothing", runs, counterparts(fields)),
		})
	}
	return nil
}

// counterparts names what to read instead, the first three at most.
func counterparts(fields []string) string {
	var names []string
	for _, f := range fields {
		if !slices.Contains(names, metricmodel.MemStatsMetric[f]) {
			names = append(names, metricmodel.MemStatsMetric[f])
		}
	}
	if len(names) > 3 {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:3], ", "), len(names)-3)
	}
	return strings.Join(names, ", ")
}
