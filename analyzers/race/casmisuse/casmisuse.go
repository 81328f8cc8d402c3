package casmisuse

import (
	"fmt"
	"go/token"

	_ "embed"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rule"
)

//go:embed doc.go
var doc string

// Rule is the analyzer with what is known of it.
var Rule = report.NewRule(doc, rule.Rule{
	Analyzer:  &analysis.Analyzer{Name: "casmisuse", Requires: []*analysis.Analyzer{conc.Analyzer}},
	Group:     "race",
	Severity:  finding.Error,
	Since:     "0.1.0",
	Questions: []string{"Q11"},
	Categories: []rule.Category{
		{ID: "dropped", Summary: "the result is dropped, so a failed CompareAndSwap loses the update"},
		{ID: "stale", Summary: "a loop compares with a value that it never loads again"},
	},
}, run)

// Analyzer is what other drivers import.
var Analyzer = Rule.Analyzer

func run(pass *report.Pass) error {
	m := conc.For(pass.Pass)
	for _, cas := range m.Ops {
		if cas.Kind != conc.CompareAndSwap || cas.Test || cas.Old.Value == nil {
			continue
		}
		for _, load := range m.Loads(cas) {
			if load.Result == nil {
				continue
			}
			category, what := judge(m, load, cas)
			if category == "" {
				continue
			}
			if _, quiet := m.Quiet(load, cas); quiet {
				continue
			}
			evidence := m.Interleaving(load, cas)
			if len(evidence) == 0 {
				continue
			}
			pass.Report(report.Finding{
				Pos: cas.Pos(), End: cas.End(), Category: category, Evidence: evidence[0].Level,
				Message: fmt.Sprintf("%s: %s Load at %s, and another goroutine may write in between (%s); %s",
					cas.Name(), what, m.Where(load.Pos()), evidence[0].Text, "load, compute and CompareAndSwap in one loop"),
				Related: m.Related(cas, append([]conc.Evidence{{Level: rule.Structural, Pos: load.Pos(), Text: "loaded here"}}, evidence...)),
			})
			break
		}
	}
	return nil
}

// judge says how the CompareAndSwap misuses the load, if it does.
func judge(m *conc.Model, load, cas *conc.Op) (category, what string) {
	old := bare(cas.Old.Value)
	if !cas.Used {
		if m.DerivesFrom(cas.New.Value, load) || comparedWithNew(m, load, cas) {
			return "dropped", "the update is lost when CompareAndSwap fails, and its result is dropped; the new value comes from the"
		}
		return "", ""
	}
	if old == load.Result && load.Exact && comesBack(load.Instr, cas.Instr) {
		return "stale", "once CompareAndSwap fails it fails for ever, because the loop never renews the"
	}
	return "", ""
}

// comparedWithNew tells whether the new value was compared with the loaded one on the way: a maximum or minimum.
func comparedWithNew(m *conc.Model, load, cas *conc.Op) bool {
	for _, g := range m.GuardedBy(cas.Instr, load) {
		ordered := g.Op == token.LSS || g.Op == token.LEQ || g.Op == token.GTR || g.Op == token.GEQ
		if ordered && g.Direct && g.Other != nil && bare(g.Other) == bare(cas.New.Value) {
			return true
		}
	}
	return false
}

// comesBack tells whether control can get from cas to cas again without passing load.
func comesBack(load, cas ssa.Instruction) bool {
	if load.Block() == cas.Block() {
		return false // the load comes first in the block, so each round loads
	}
	seen := map[*ssa.BasicBlock]bool{}
	queue := append([]*ssa.BasicBlock(nil), cas.Block().Succs...)
	for len(queue) > 0 {
		b := queue[0]
		queue = queue[1:]
		if b == cas.Block() {
			return true
		}
		if seen[b] || b == load.Block() {
			continue
		}
		seen[b] = true
		queue = append(queue, b.Succs...)
	}
	return false
}

// bare strips conversions, which change no identity of a value.
func bare(v ssa.Value) ssa.Value {
	for {
		switch c := v.(type) {
		case *ssa.Convert:
			v = c.X
		case *ssa.ChangeType:
			v = c.X
		default:
			return v
		}
	}
}
