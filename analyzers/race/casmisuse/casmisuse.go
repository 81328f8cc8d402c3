package casmisuse

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
			category := judge(m, load, cas)
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
				Message: message(m, category, load, cas, evidence[0]),
				Related: m.Related(cas, append([]conc.Evidence{{Level: rule.Structural, Pos: load.Pos(), Text: "loaded here"}}, evidence...)),
			})
			break
		}
	}
	return nil
}

func message(m *conc.Model, category string, load, cas *conc.Op, ev conc.Evidence) string {
	where := ""
	if at := m.Where(load.Pos()); at != m.Where(cas.Pos()) {
		where = " at " + at
	}
	if category == "stale" {
		return fmt.Sprintf("%s: once another goroutine was first, this CompareAndSwap fails for ever, for the loop never renews the Load%s (%s); load inside the loop",
			cas.Name(), where, ev.Text)
	}
	return fmt.Sprintf("%s: CompareAndSwap fails if another goroutine writes after the Load%s, and the update is lost unseen (%s); try again in a loop",
		cas.Name(), where, ev.Text)
}

// judge says how the CompareAndSwap misuses the load, if it does.
func judge(m *conc.Model, load, cas *conc.Op) string {
	if !cas.Used {
		if triesAgain(m, cas) {
			return ""
		}
		if m.MadeFrom(cas.New.Value, load, cas) || linked(cas.New.Value, load) || comparedWithNew(m, load, cas) {
			return "dropped"
		}
		return ""
	}
	if bare(cas.Old.Value) == load.Result && load.Exact && failsAgain(load.Instr, cas) {
		return "stale"
	}
	return ""
}

// comparedWithNew tells whether the new value was compared with the loaded one on the way: a maximum or minimum.
func comparedWithNew(m *conc.Model, load, cas *conc.Op) bool {
	return slices.ContainsFunc(m.GuardedBy(cas.Instr, load), func(g conc.Guard) bool { return m.IsExtremum(g, cas.New.Value, load) })
}

// triesAgain tells whether the CompareAndSwap is the body of a loop whose condition loads again: for max.Load() < v { … }.
func triesAgain(m *conc.Model, cas *conc.Op) bool {
	for _, load := range m.OpsOf(cas.Key) {
		if load.Kind != conc.Load || load.Fn != cas.Fn || !m.SamePlace(load, cas) || len(m.GuardedBy(cas.Instr, load)) == 0 {
			continue
		}
		head := load.Instr.Block()
		if slices.Contains(cas.Instr.Block().Succs, head) && head.Dominates(cas.Instr.Block()) && head != cas.Instr.Block() {
			return true
		}
	}
	return false
}

// linked tells whether the loaded pointer was stored in a field of the new object: the next element of a list.
func linked(v ssa.Value, load *conc.Op) bool {
	if v == nil || v.Referrers() == nil {
		return false
	}
	for _, ref := range *v.Referrers() {
		field, ok := ref.(*ssa.FieldAddr)
		if ok && slices.ContainsFunc(*field.Referrers(), func(ref ssa.Instruction) bool {
			store, ok := ref.(*ssa.Store)
			return ok && store.Addr == field && store.Val == load.Result
		}) {
			return true
		}
	}
	return false
}

// failsAgain tells whether a CompareAndSwap that has failed can come again without a Load in between.
func failsAgain(load ssa.Instruction, cas *conc.Op) bool {
	if load.Block() == cas.Instr.Block() {
		return false // the load comes first in the block, so each round loads
	}
	after := cas.Instr.Block().Succs
	for _, b := range cas.Fn.Blocks {
		if branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If); ok {
			if cond, negated := stripNot(branch.Cond); cond == cas.Result && negated {
				after = b.Succs[:1]
			} else if cond == cas.Result {
				after = b.Succs[1:]
			}
		}
	}
	seen := map[*ssa.BasicBlock]bool{}
	queue := slices.Clone(after)
	for len(queue) > 0 {
		b := queue[0]
		queue = queue[1:]
		if b == cas.Instr.Block() {
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

func stripNot(v ssa.Value) (cond ssa.Value, negated bool) {
	for {
		not, ok := v.(*ssa.UnOp)
		if !ok || not.Op != token.NOT {
			return v, negated
		}
		v, negated = not.X, !negated
	}
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
