package omission

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
	Analyzer:   &analysis.Analyzer{Name: "omission", Requires: []*analysis.Analyzer{metricmodel.Analyzer}},
	Group:      "latency",
	Severity:   finding.Warning,
	Since:      "0.1.0",
	Questions:  []string{"Q27", "Q65"},
	Categories: []rule.Category{{ID: "closed", Summary: "a closed loop records raw response times"}},
}, run)

// Analyzer is what other drivers import.
var Analyzer = Rule.Analyzer

type checker struct {
	pass *report.Pass
	m    *metricmodel.Model
}

func run(pass *report.Pass) error {
	c := &checker{pass, metricmodel.For(pass.Pass)}
	for _, call := range c.m.Calls() {
		for _, s := range c.spans(call) {
			if p, ok := c.closed(s); ok {
				c.report(call, s, p)
				break
			}
		}
	}
	return nil
}

// closed finds the loop at an intended rate that sends nothing further while the span lasts.
func (c *checker) closed(s span) (pace, bool) {
	body := c.m.Enclosing(s.from)
	if body == nil || c.corrects(body) || c.isJob(s.from) {
		return pace{}, false
	}
	sent, ok := c.exchange(body, s.from.End(), s.end)
	if !ok {
		return pace{}, false
	}
	p, ok := c.paced(s.from, s, 0)
	if !ok || c.isJob(p.at) || c.bounded(append(p.bodies, body), sent, p.interval) {
		return pace{}, false
	}
	return p, true
}

// job are names of work that a program does for itself on a timer: how long that takes is no response time of anybody.
var job = regexp.MustCompile(`(?i)sync|refresh|reload|reconcil|clean|flush|export|upload|download|push|publish|report|renew|scrape|poll|fetch|update|backup|compact|rotate|announce|register|job|task|cron|crawl|watch|consume|replicat`)

// isJob tells whether the function around n is called like such work.
func (c *checker) isJob(n ast.Node) bool {
	fd := c.m.EnclosingDecl(n)
	return fd == nil || job.MatchString(fd.Name.Name)
}

// corrects tells whether the function records the corrected time too: the raw one is then the service time, on purpose.
func (c *checker) corrects(body *ast.BlockStmt) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			if fn := c.m.Callee(call); fn != nil && corrected.MatchString(fn.Name()) {
				found = true
			}
		}
		return !found
	})
	return found
}

var corrected = regexp.MustCompile(`^RecordCorrected`)

func (c *checker) report(call *ast.CallExpr, s span, p pace) {
	interval := ""
	if p.interval != nil {
		interval = ", every " + types.ExprString(p.interval)
	}
	c.pass.Report(report.Finding{
		Pos: call.Pos(), End: call.End(), Category: "closed",
		Message: fmt.Sprintf("this loop means to send at a steady rate%s, but waits for each answer: while the target stalls it sends nothing, so the stall is recorded once and not for all that was due meanwhile, and the percentiles are too good; measure from the time when the request was due, or record with RecordCorrectedValue and the interval",
			interval),
		Related: []analysis.RelatedInformation{
			{Pos: p.at.Pos(), End: p.at.Pos(), Message: "the rate is set here"},
			{Pos: s.from.Pos(), End: s.from.End(), Message: "the time is taken only when the request is sent"},
		},
	})
}
