package splitreset

import (
	"fmt"
	"go/constant"
	"slices"

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
	Analyzer:   &analysis.Analyzer{Name: "splitreset", Requires: []*analysis.Analyzer{conc.Analyzer}},
	Group:      "race",
	Severity:   finding.Error,
	Since:      "0.1.0",
	Fix:        finding.Safe,
	Questions:  []string{"Q8", "Q55"},
	Categories: []rule.Category{{ID: "two-steps", Summary: "a counter is read and then zeroed while others add"}},
}, run)

// Analyzer is what other drivers import.
var Analyzer = Rule.Analyzer

func run(pass *report.Pass) error {
	m := conc.For(pass.Pass)
	for _, reset := range m.Ops {
		if reset.Test || !zeroes(reset) {
			continue
		}
		load := readBefore(m, reset)
		if load == nil {
			continue
		}
		evidence := slices.DeleteFunc(m.Concurrent(reset), func(ev conc.Evidence) bool {
			return ev.Other == nil || ev.Other.Kind != conc.Add // two resets alone lose nothing
		})
		if len(evidence) == 0 {
			continue
		}
		pass.Report(report.Finding{
			Pos: reset.Pos(), End: reset.End(), Evidence: evidence[0].Level,
			Message: fmt.Sprintf("%s loses what is added between the read at %s and this reset (%s); %s",
				reset.Name(), m.Where(load.Pos()), evidence[0].Text, remedy(reset)),
			Related: m.Related(reset, append([]conc.Evidence{{Level: rule.Structural, Pos: load.Pos(), Text: "read here"}}, evidence...)),
			Fix:     fix(pass, load, reset),
		})
	}
	return nil
}

func remedy(reset *conc.Op) string {
	if reset.Form == conc.Expvar {
		return "keep the last value and report the difference"
	}
	return "take the value with Swap(0)"
}

// zeroes tells whether op sets its counter to the constant zero and drops what was there.
func zeroes(op *conc.Op) bool {
	if op.Kind != conc.Store && (op.Kind != conc.Swap || op.Used) {
		return false
	}
	v := op.New.Value
	if v == nil && op.Inner != nil {
		v = op.Inner.New.Value // a Reset method
	}
	c, ok := v.(*ssa.Const)
	return ok && c.Value != nil && (c.Value.Kind() == constant.Int || c.Value.Kind() == constant.Float) && constant.Sign(c.Value) == 0
}

// readBefore returns a load whose value goes somewhere and that comes before the reset with nothing to keep others out.
func readBefore(m *conc.Model, reset *conc.Op) *conc.Op {
	for _, load := range m.Loads(reset) {
		if !load.GoesOn() {
			continue // only compared: whoever resets does not want the number
		}
		if m.Retry(load) != nil {
			continue
		}
		if _, quiet := m.Quiet(load, reset); !quiet {
			return load
		}
	}
	return nil
}
