package addload

import (
	"fmt"
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
		if load.Kind != conc.Load || load.Test || load.Result == nil || !load.Used || load.Form == conc.Expvar { // whose Add has no result
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
		category, this := "value", "this Load"
		if decides(m, add, load) {
			category, this = "decision", "the Load that decides here"
		}
		where := ""
		if at := m.Where(add.Pos()); at != m.Where(load.Pos()) {
			where = " at " + at
		}
		pass.Report(report.Finding{
			Pos: load.Pos(), End: load.End(), Category: category, Evidence: evidence[0].Level,
			Message: fmt.Sprintf("%s: others get between the Add%s and %s (%s); use the result of Add", load.Name(), where, this, evidence[0].Text),
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
		if add.Kind != conc.Add || used(add) || add.Test || add.Fn != load.Fn || add.Deferred() != load.Deferred() || add.Started() || !m.SamePlace(add, load) {
			continue
		}
		if asksAnew(m, add, load) || !m.Path(add, load, conc.OtherOps|conc.LockOps|conc.Blocking|conc.Unknown) {
			continue
		}
		if _, quiet := m.Quiet(add, load); !quiet {
			return add
		}
	}
	return nil
}

// asksAnew tells whether the Load begins another round of the loop that the Add ends, or is asked over and over in a loop of its own
// until others have changed the answer.
func asksAnew(m *conc.Model, add, load *conc.Op) bool {
	return m.Dominates(load.Instr, add.Instr) || m.Reaches(load.Instr, load.Instr) && !m.Reaches(load.Instr, add.Instr)
}

// used tells whether somebody looks at the result of the Add, be it a helper that adds and does not hand it on.
func used(add *conc.Op) bool { return add.Used || add.Inner != nil && add.Inner.Used }

// decides tells whether something depends on the loaded value, a branch or a comparison, in a way in which the result of Add would
// have been another one: a threshold that the counter only moves towards is passed with either.
func decides(m *conc.Model, add, load *conc.Op) bool {
	if onlyOrdered(load.Result) && !comesBack(m, add) {
		return false
	}
	for _, b := range load.Fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.If:
				if m.DerivesFrom(instr.Cond, load) {
					return true
				}
			case *ssa.BinOp:
				if isComparison(instr.Op) && m.DerivesFrom(instr, load) {
					return true
				}
			}
		}
	}
	return false
}

func isComparison(op token.Token) bool {
	return op == token.EQL || op == token.NEQ || isOrder(op)
}

func isOrder(op token.Token) bool {
	return op == token.LSS || op == token.LEQ || op == token.GTR || op == token.GEQ
}

// onlyOrdered tells whether v is used for nothing but comparisons by order.
func onlyOrdered(v ssa.Value) bool {
	for _, r := range *v.Referrers() {
		switch r := r.(type) {
		case *ssa.DebugRef:
		case *ssa.BinOp:
			if !isOrder(r.Op) {
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
	return slices.ContainsFunc(m.OpsOf(add.Key), func(op *conc.Op) bool {
		return op.Kind.Writes() && !op.Test && (op.Kind != conc.Add || op.Sign() != add.Sign())
	})
}
