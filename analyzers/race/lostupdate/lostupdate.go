package lostupdate

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strings"

	_ "embed"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/conc"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rewrite"
	"github.com/counterlint/counterlint/internal/rule"
)

//go:embed doc.go
var doc string

// Rule is the analyzer with what is known of it.
var Rule = report.NewRule(doc, rule.Rule{
	Analyzer:  &analysis.Analyzer{Name: "lostupdate", Requires: []*analysis.Analyzer{conc.Analyzer, rewrite.Analyzer}},
	Group:     "race",
	Severity:  finding.Error,
	Since:     "0.1.0",
	Fix:       finding.Safe,
	Questions: []string{"Q1", "Q3", "Q51"},
	Categories: []rule.Category{
		{ID: "goroutines", Summary: "a number is updated on several goroutines with no common lock"},
		{ID: "read-lock", Summary: "a number is updated under a lock that is held for reading only"},
		{ID: "unguarded", Summary: "one update of a number does without the lock that the others hold"},
		{ID: "unguarded-far", Deep: true, Summary: "the same, where the lock stands in another struct than the number"},
	},
}, run)

// Analyzer is what other drivers import.
var Analyzer = Rule.Analyzer

func run(pass *report.Pass) error {
	m := conc.For(pass.Pass)
	seen := map[ast.Node]bool{}
	fixed := map[*types.Var]bool{}
	for _, a := range m.Updates() {
		if a.Test || a.Fresh || m.Atomically(a.Key.Var) {
			continue
		}
		f, ok := judge(m, a)
		if !ok {
			continue
		}
		node := m.Node(a)
		if node == nil || seen[node] {
			continue
		}
		seen[node] = true
		f.Pos, f.End = node.Pos(), node.End()
		f.Related = m.RelatedTo(f.Pos, related(m, a, f.evidence))
		if f.Category == "goroutines" && !fixed[a.Key.Var] {
			fixed[a.Key.Var] = true
			f.Fix = fix(pass, a)
		}
		pass.Report(f.Finding)
	}
	return nil
}

// A verdict is a finding, and what it stands on.
type verdict struct {
	report.Finding
	evidence []conc.Evidence
}

// judge tells what is wrong with one update.
func judge(m *conc.Model, a *conc.Access) (verdict, bool) {
	evidence := m.Lost(a)
	name := "`" + source(m, a) + "`"
	if a.Via != nil {
		name += fmt.Sprintf(", which updates %s at %s,", a.Key.Name, a.Where)
	}
	if len(evidence) > 0 {
		ev := evidence[0]
		lock := "no lock is held"
		if l, at := m.ReadLock(a); l != "" {
			lock = l + " is held for reading only"
			if at.IsValid() {
				lock += fmt.Sprintf(" (%s)", m.Where(at))
			}
		}
		return verdict{report.Finding{
			Category: "goroutines", Evidence: ev.Level,
			Message: fmt.Sprintf("%s loses updates: %s, and %s; use %s", name, ev.Text, lock, remedy(a)),
		}, evidence}, true
	}
	keep, ok := m.Unguarded(a)
	if !ok {
		return verdict{}, false
	}
	for _, b := range keep.With {
		evidence = append(evidence, conc.Evidence{Level: rule.Betrayed, Pos: b.Pos, Text: "under " + keep.Lock + " here"})
	}
	if keep.ReadOnly {
		return verdict{report.Finding{
			Category: "read-lock", Evidence: rule.Betrayed,
			Message: fmt.Sprintf("%s loses updates: %s is held for reading only, which lets others in at the same time; take it with Lock, or use an atomic", name, keep.Lock),
		}, evidence}, true
	}
	category := "unguarded"
	if keep.Far {
		category = "unguarded-far"
	}
	return verdict{report.Finding{
		Category: category, Evidence: rule.Betrayed,
		Message: fmt.Sprintf("%s loses updates: %s is not held here, under which the number is kept elsewhere (%s); take it here too", name, keep.Lock, places(m, keep.With)),
	}, evidence}, true
}

// places lists where the others stand, the first few of them.
func places(m *conc.Model, as []*conc.Access) string {
	var at []string
	for _, a := range as {
		if w := m.Where(a.Pos); a.Pos.IsValid() && !slices.Contains(at, w) && len(at) < 3 {
			at = append(at, w)
		}
	}
	return strings.Join(at, ", ")
}

// related is the evidence, and where the same number is read plainly.
func related(m *conc.Model, a *conc.Access, evidence []conc.Evidence) []conc.Evidence {
	for _, b := range m.Plain(a.Key) {
		if !b.Write && !b.InUpdate && b.Pos.IsValid() && !b.Fresh && !b.Test && !b.Whole {
			evidence = append(evidence, conc.Evidence{Level: rule.Betrayed, Pos: b.Pos, Text: "read here"})
		}
	}
	return evidence
}

// source is the update as the file has it, or the name of the number.
func source(m *conc.Model, a *conc.Access) string {
	switch n := m.Node(a).(type) {
	case *ast.IncDecStmt:
		if s := types.ExprString(n.X) + n.Tok.String(); len(s) <= 50 {
			return s
		}
	case *ast.CallExpr:
		return types.ExprString(n.Fun) + "()"
	case *ast.AssignStmt:
		if len(n.Lhs) == 1 && len(n.Rhs) == 1 {
			if s := fmt.Sprintf("%s %s %s", types.ExprString(n.Lhs[0]), n.Tok, types.ExprString(n.Rhs[0])); len(s) <= 50 {
				return s
			}
		}
	}
	return a.Key.Name
}

// remedy is what makes the update whole.
func remedy(a *conc.Access) string {
	b, ok := a.Number().Underlying().(*types.Basic)
	if ok && b.Info()&types.IsInteger != 0 {
		return "an atomic, or one lock for all"
	}
	return "one lock for all"
}
