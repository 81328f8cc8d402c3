package slowscrape

import (
	"fmt"
	"go/ast"
	"go/types"
	"regexp"

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
	Analyzer:  &analysis.Analyzer{Name: "slowscrape", Requires: []*analysis.Analyzer{metricmodel.Analyzer}},
	Group:     "exposure",
	Severity:  finding.Warning,
	Since:     "0.1.0",
	Questions: []string{"Q14", "Q74"},
	Categories: []rule.Category{
		{ID: "work", Summary: "I/O, a sleep or a stop of the world while metrics are read"},
		{ID: "wait", Summary: "a wait for a channel or a lock while metrics are read"},
	},
}, run)

// Analyzer is what other drivers import.
var Analyzer = Rule.Analyzer

// exporter are packages whose purpose is to ask others when they are read.
var exporter = regexp.MustCompile(`(?i)(^|[/_-])[a-z0-9]*(exporter|collector|probe)s?($|[/_-])`)

func run(pass *report.Pass) error {
	if exporter.MatchString(pass.Pkg.Path()) || exporter.MatchString(pass.Pkg.Name()) {
		return nil
	}
	c := &checker{pass: pass, m: metricmodel.For(pass.Pass)}
	told := map[ast.Node]bool{}
	c.m.EachScraped(func(n ast.Node, path []ast.Node) bool {
		if told[n] || c.cached(n) {
			return !told[n] && !c.isCall(n)
		}
		category, what := c.heavy(n)
		if what == "" {
			return true
		}
		told[n] = true
		f := report.Finding{Pos: n.Pos(), End: n.End(), Category: category,
			Message: fmt.Sprintf("%s runs whenever the metrics are read: scrapes wait for it, and time out when it is slow; refresh the number in the background and publish what was found", what)}
		if len(path) > 0 {
			f.Related = []analysis.RelatedInformation{{Pos: path[0].Pos(), End: path[0].End(), Message: "called from here while metrics are read"}}
		}
		pass.Report(f)
		return true
	})
	return nil
}

type checker struct {
	pass  *report.Pass
	m     *metricmodel.Model
	locks map[*types.Var]*ast.CallExpr // mutexes that are held during heavy work, with the work
}

func (c *checker) isCall(n ast.Node) bool { _, ok := n.(*ast.CallExpr); return ok }
