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
	Analyzer:  &analysis.Analyzer{Name: "racyread", Requires: []*analysis.Analyzer{conc.Analyzer}},
	Group:     "race",
	Severity:  finding.Error,
	Since:     "0.1.0",
	Questions: []string{"Q7"},
	Categories: []rule.Category{
		{ID: "read", Summary: "a number is read while another goroutine updates it"},
		{ID: "unguarded", Deep: true, Summary: "a number is read without the lock under which all its writes stand"},
	},
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
		node := m.Node(a)
		if node == nil || told[m.Where(node.Pos())] {
			continue
		}
		if f, evidence, ok := judge(m, a); ok {
			told[m.Where(node.Pos())] = true
			f.Pos, f.End = node.Pos(), end(node)
			f.Related = m.RelatedTo(node.Pos(), evidence)
			pass.Report(f)
		}
	}
}

// judge tells what is wrong with one read.
func judge(m *conc.Model, a *conc.Access) (f report.Finding, evidence []conc.Evidence, ok bool) {
	name := a.Key.Name
	if e := m.Expr(a); e != nil && len(types.ExprString(e)) <= 40 {
		name = types.ExprString(e)
	}
	if evidence = m.Stale(a); len(evidence) > 0 {
		return report.Finding{
			Category: "read", Evidence: evidence[0].Level,
			Message: fmt.Sprintf("%s is read here while it may be updated at %s, with no lock between the two; use an atomic, or one lock for both", name, evidence[0].Text),
		}, evidence, true
	}
	keep, ok := m.ReadUnguarded(a)
	if !ok {
		return f, nil, false
	}
	for _, b := range keep.With {
		evidence = append(evidence, conc.Evidence{Level: rule.Betrayed, Pos: b.Pos, Text: "under " + keep.Lock + " here"})
	}
	return report.Finding{
		Category: "unguarded", Evidence: rule.Betrayed,
		Message: fmt.Sprintf("%s is read here while it may be updated at %s: %s is not held, under which all its writes stand; take it here too", name, m.Where(keep.With[0].Pos), keep.Lock),
	}, evidence, true
}

// end is that of the line on which a finding stands: of a loop only the head.
func end(n ast.Node) token.Pos {
	if r, ok := n.(*ast.RangeStmt); ok {
		return r.X.End()
	}
	return n.End()
}
