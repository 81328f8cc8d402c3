package loadstore

import (
	"fmt"
	"go/token"
	"go/types"

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
	Analyzer:  &analysis.Analyzer{Name: "loadstore", Requires: []*analysis.Analyzer{conc.Analyzer}},
	Group:     "race",
	Severity:  finding.Error,
	Since:     "0.1.0",
	Fix:       finding.Safe,
	Questions: []string{"Q3", "Q11", "Q56"},
	Categories: []rule.Category{
		{ID: "update", Summary: "a number is loaded, changed and stored"},
		{ID: "extremum", Summary: "a maximum or minimum is compared and stored without CompareAndSwap"},
		{ID: "copy-on-write", Summary: "a pointer or value is loaded, copied, changed and stored without CompareAndSwap"},
	},
}, run)

// Analyzer is what other drivers import.
var Analyzer = Rule.Analyzer

func run(pass *report.Pass) error {
	m := conc.For(pass.Pass)
	for _, store := range m.Ops {
		if store.Kind != conc.Store || store.Test || store.New.Value == nil {
			continue
		}
		for _, load := range m.Loads(store) {
			category := judge(m, load, store)
			if category == "" {
				continue
			}
			if m.Retry(load) != nil {
				continue // the loop tries again: whatever the Store does, it does not end an update
			}
			if _, quiet := m.Quiet(load, store); quiet {
				continue
			}
			evidence := m.Concurrent(store)
			if len(evidence) == 0 {
				continue
			}
			pass.Report(report.Finding{
				Pos: store.Pos(), End: store.End(), Category: category, Evidence: evidence[0].Level,
				Message: message(m, category, load, store, evidence[0]),
				Related: m.Related(store, evidence),
				Fix:     fix(pass, category, load, store),
			})
			break // one finding for a Store, whichever Load it stands on
		}
	}
	return nil
}

// judge says what kind of update the pair makes, or "".
func judge(m *conc.Model, load, store *conc.Op) string {
	v := bare(store.New.Value)
	if v == load.Result && load.Exact {
		return "" // the value is given back unchanged: save and restore, or a read for others
	}
	if m.DerivesFrom(store.New.Value, load) {
		if isNumber(store.Elem) {
			return "update"
		}
		if _, flag := store.Elem.Underlying().(*types.Basic); flag {
			return "update" // a toggled bool
		}
		return "copy-on-write"
	}
	for _, g := range m.GuardedBy(store.Instr, load) {
		ordered := g.Op == token.LSS || g.Op == token.LEQ || g.Op == token.GTR || g.Op == token.GEQ
		if ordered && g.Direct && g.Other != nil && bare(g.Other) == v {
			return "extremum"
		}
	}
	return ""
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

func isNumber(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsNumeric != 0
}

func message(m *conc.Model, category string, load, store *conc.Op, ev conc.Evidence) string {
	name := store.Name()
	gap := fmt.Sprintf("stores a value computed from the Load at %s", m.Where(load.Pos()))
	remedy := "use a loop of Load and CompareAndSwap"
	switch {
	case category == "extremum":
		gap = fmt.Sprintf("stores what was compared with the Load at %s", m.Where(load.Pos()))
	case category == "copy-on-write":
		remedy = "use a loop of Load and CompareAndSwap, or one lock for all writers"
	case store.Form == conc.Expvar:
		remedy = "use Add, or one lock for all writers"
	case addend(store) != nil:
		remedy = "use Add"
	}
	return fmt.Sprintf("%s loses updates: this %s, and another goroutine may write in between (%s); %s", name, gap, ev.Text, remedy)
}
