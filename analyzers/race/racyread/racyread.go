package racyread

import (
	"fmt"
	"go/ast"
	"go/token"
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
	Analyzer:   &analysis.Analyzer{Name: "racyread", Requires: []*analysis.Analyzer{conc.Analyzer}},
	Group:      "race",
	Severity:   finding.Error,
	Since:      "0.1.0",
	Questions:  []string{"Q7"},
	Categories: []rule.Category{{ID: "read", Summary: "a number is read while another goroutine updates it"}},
}, run)

// Analyzer is what other drivers import.
var Analyzer = Rule.Analyzer

func run(pass *report.Pass) error {
	m := conc.For(pass.Pass)
	var vars []*types.Var // in the order of their first update
	lost := map[*types.Var]bool{}
	seen := map[*types.Var]bool{}
	for _, a := range m.Updates() {
		v := a.Key.Var
		if m.Atomically(v) || lost[v] {
			continue
		}
		if !seen[v] {
			seen[v] = true
			vars = append(vars, v)
		}
		_, unguarded := m.Unguarded(a)
		lost[v] = unguarded || len(m.Lost(a)) > 0 // the update is what is wrong then
	}
	for _, v := range vars {
		if !lost[v] {
			reads(pass, m, v)
		}
	}
	return nil
}

// reads reports the reads of one number, one for a line.
func reads(pass *report.Pass, m *conc.Model, v *types.Var) {
	told := map[string]bool{}
	for _, a := range m.AccessesOf(v) {
		evidence := m.Stale(a)
		if len(evidence) == 0 {
			continue
		}
		node := m.Node(a)
		if node == nil || told[m.Where(node.Pos())] {
			continue
		}
		told[m.Where(node.Pos())] = true
		name := a.Key.Name
		if e := m.Expr(a); e != nil && len(types.ExprString(e)) <= 40 {
			name = types.ExprString(e)
		}
		pass.Report(report.Finding{
			Pos: node.Pos(), End: end(node), Evidence: evidence[0].Level,
			Message: fmt.Sprintf("%s is read here while it may be updated at %s, with no lock between the two; use an atomic, or one lock for both", name, evidence[0].Text),
			Related: m.RelatedTo(node.Pos(), evidence),
		})
	}
}

// end is that of the line on which a finding stands: of a loop only the head.
func end(n ast.Node) token.Pos {
	if r, ok := n.(*ast.RangeStmt); ok {
		return r.X.End()
	}
	return n.End()
}
