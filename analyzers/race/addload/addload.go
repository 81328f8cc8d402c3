package addload

import (
	"fmt"
	"go/constant"
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
	Analyzer:  &analysis.Analyzer{Name: "addload", Requires: []*analysis.Analyzer{conc.Analyzer}},
	Group:     "race",
	Severity:  finding.Error,
	Since:     "0.1.0",
	Fix:       finding.Safe,
	Questions: []string{"Q10", "Ex9", "Q32"},
	Categories: []rule.Category{
		{ID: "decision", Summary: "a decision depends on the Load after the Add"},
		{ID: "value", Severity: finding.Info, Summary: "the Load after the Add is shown or returned"},
	},
}, run)

// Analyzer is what other drivers import.
var Analyzer = Rule.Analyzer

func run(pass *report.Pass) error {
	m := conc.For(pass.Pass)
	for _, load := range m.Ops {
		if load.Kind != conc.Load || load.Test || load.Result == nil || !load.Used {
			continue
		}
		add := addBefore(m, load)
		if add == nil {
			continue
		}
		evidence := m.Interleaving(add, load)
		if len(evidence) == 0 {
			continue
		}
		category, cost := "value", "shows"
		if decides(m, add, load) {
			category, cost = "decision", "decides on"
		}
		pass.Report(report.Finding{
			Pos: load.Pos(), End: load.End(), Category: category, Evidence: evidence[0].Level,
			Message: fmt.Sprintf("%s is loaded again after the Add at %s: this %s what another goroutine made of it (%s); use the result of Add",
				load.Name(), m.Where(add.Pos()), cost, evidence[0].Text),
			Related: m.Related(load, append([]conc.Evidence{{Level: rule.Structural, Pos: add.Pos(), Text: "added here"}}, evidence...)),
			Fix:     fix(pass, add, load),
		})
	}
	return nil
}

// addBefore returns the Add of the same place that the Load means to see: its result is dropped, and control gets from it to the
// Load with no wait, no lock and no code in between that may take long.
func addBefore(m *conc.Model, load *conc.Op) *conc.Op {
	for _, add := range m.OpsOf(load.Key) {
		if add.Kind != conc.Add || used(add) || add.Test || add.Fn != load.Fn || add.Deferred() || add.Started() || !m.SamePlace(add, load) {
			continue
		}
		if add.Pos() > load.Pos() {
			continue // the Load of a loop's next round asks a new question
		}
		if !m.Path(add, load, conc.OtherOps|conc.LockOps|conc.Blocking|conc.Unknown) {
			continue
		}
		if _, quiet := m.Quiet(add, load); !quiet {
			return add
		}
	}
	return nil
}

// used tells whether somebody looks at the result of the Add, be it a helper that adds and does not hand it on.
func used(add *conc.Op) bool { return add.Used || add.Inner != nil && add.Inner.Used }

// decides tells whether a branch of the function depends on the loaded value in a way in which the result of Add would have
// been another one: a threshold that the counter only moves towards is passed with either.
func decides(m *conc.Model, add, load *conc.Op) bool {
	if onlyOrdered(load.Result) && !comesBack(m, add) {
		return false
	}
	for _, b := range load.Fn.Blocks {
		if branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If); ok && m.DerivesFrom(branch.Cond, load) {
			return true
		}
	}
	return false
}

// onlyOrdered tells whether v is used for nothing but comparisons by order.
func onlyOrdered(v ssa.Value) bool {
	for _, r := range *v.Referrers() {
		switch r := r.(type) {
		case *ssa.DebugRef:
		case *ssa.BinOp:
			switch r.Op {
			case token.LSS, token.LEQ, token.GTR, token.GEQ:
			default:
				return false
			}
		case *ssa.Convert:
			if !onlyOrdered(r) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// comesBack tells whether anything moves the counter the other way.
func comesBack(m *conc.Model, add *conc.Op) bool {
	for _, op := range m.OpsOf(add.Key) {
		if op.Kind.Writes() && !op.Test && (op.Kind != conc.Add || sign(op) != sign(add)) {
			return true
		}
	}
	return false
}

// sign is that of the amount added: 1, -1, or 0 if it is not constant.
func sign(add *conc.Op) int {
	v := add.Delta.Value
	if v == nil && add.Inner != nil {
		v = add.Inner.Delta.Value
	}
	if c, ok := v.(*ssa.Const); ok && c.Value != nil {
		return constant.Sign(c.Value)
	}
	return 0
}
