package splitreset

import (
	"fmt"
	"go/constant"
	"go/token"
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
	Analyzer:  &analysis.Analyzer{Name: "splitreset", Requires: []*analysis.Analyzer{conc.Analyzer}},
	Group:     "race",
	Severity:  finding.Error,
	Since:     "0.1.0",
	Fix:       finding.Safe,
	Questions: []string{"Q8", "Q55"},
	Categories: []rule.Category{
		{ID: "two-steps", Summary: "a counter is read and then zeroed while others add"},
		{ID: "two-sections", Deep: true, Summary: "a number behind a mutex is read in one critical section and zeroed in another"},
	},
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
		evidence := adders(m, load, reset)
		if len(evidence) == 0 {
			continue // a state or a flag: nobody counts on it
		}
		pass.Report(report.Finding{
			Pos: reset.Pos(), End: reset.End(), Evidence: evidence[0].Level,
			Message: fmt.Sprintf("%s: what is added between the %s%s and this reset is lost (%s); %s",
				reset.Name(), readName(load), where(m, load.Pos(), reset.Pos()), evidence[0].Text, remedy(reset)),
			Related: m.Related(reset, append([]conc.Evidence{{Level: rule.Structural, Pos: load.Pos(), Text: "read here"}}, evidence...)),
			Fix:     fix(pass, m, load, reset),
		})
	}
	regions(pass, m)
	return nil
}

// adders returns the evidence that others add while the reset runs.
func adders(m *conc.Model, load, reset *conc.Op) []conc.Evidence {
	itself := false // the function with the reset adds too
	for _, op := range m.OpsOf(reset.Key) {
		itself = itself || adds(m, op) && op.Decl == reset.Decl
	}
	return slices.DeleteFunc(m.Interleaving(load, reset), func(ev conc.Evidence) bool {
		if ev.Other == nil {
			return !itself
		}
		return !adds(m, ev.Other) // two resets alone lose nothing
	})
}

// adds tells whether op raises the counter: by Add, or by the CompareAndSwap of a value that it computes.
func adds(m *conc.Model, op *conc.Op) bool {
	switch op.Kind {
	case conc.Add:
		return !op.Test
	case conc.CompareAndSwap:
		_, constant := op.New.Value.(*ssa.Const)
		return !op.Test && op.New.Value != nil && !constant
	}
	return false
}

func readName(load *conc.Op) string {
	if load.Form == conc.Expvar {
		return "Value"
	}
	return "Load"
}

// where says where a place is, unless another one stands on the same line.
func where(m *conc.Model, at, beside token.Pos) string {
	if place := m.Where(at); place != m.Where(beside) {
		return " at " + place
	}
	return ""
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
		if !load.GoesOn() || m.Retry(load) != nil {
			continue // only compared: whoever resets does not want the number
		}
		if !m.Path(load, reset, conc.OtherOps) {
			continue // what is added in between on purpose is dropped on purpose
		}
		if reset.Pos() < load.Pos() && !reset.Deferred() && !m.Path(reset, load, conc.OtherOps|conc.Unknown) {
			continue // each round begins at zero and counts what it does itself
		}
		if _, quiet := m.Quiet(load, reset); !quiet {
			return load
		}
	}
	return nil
}
