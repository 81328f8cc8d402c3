package checkthenact

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
	Analyzer:  &analysis.Analyzer{Name: "checkthenact", Requires: []*analysis.Analyzer{conc.Analyzer}},
	Group:     "race",
	Severity:  finding.Error,
	Since:     "0.1.0",
	Fix:       finding.NeedsReview,
	Questions: []string{"Q15", "Ex2"},
	Categories: []rule.Category{
		{ID: "bound", Summary: "a Load is compared with a bound, then Add moves the counter towards it"},
		{ID: "state", Summary: "a Load is compared with a state, then a Store of a constant claims the next one"},
		{ID: "state-calls", Deep: true, Summary: "the same, where the branch leaves a later state and does nothing but call other functions"},
		{ID: "two-loads", Summary: "a value tested by one Load is used by a second one"},
		{ID: "undo", Summary: "Add is compared with a bound and undone, while others read the overshoot"},
		{ID: "undo-unseen", Severity: finding.Warning, Deep: true, Summary: "Add is compared with a bound and undone, and nobody else reads the overshoot"},
	},
}, run)

// Analyzer is what other drivers import.
var Analyzer = Rule.Analyzer

// A mistake is one finding before it is worded.
type mistake struct {
	category string
	check    *conc.Op // what was tested
	act      *conc.Op // what was done on the strength of it
	what     string   // the beginning of the message, behind the name; %s is where the check stands
	remedy   string
	unless   bool // act runs also where another condition holds, whatever was tested

	// harmless tells whether another write may come between the two without damage: it might as well have come before them.
	harmless func(other *conc.Op) bool
}

func run(pass *report.Pass) error {
	m := conc.For(pass.Pass)
	for _, act := range m.Ops {
		if act.Test {
			continue
		}
		found := judge(m, act)
		if found == nil {
			continue
		}
		evidence := disturbing(m, found)
		if len(evidence) == 0 {
			continue
		}
		where := ""
		if at := m.Where(found.check.Pos()); at != m.Where(act.Pos()) {
			where = " at " + at
		}
		pass.Report(report.Finding{
			Pos: act.Pos(), End: act.End(), Category: found.category, Evidence: evidence[0].Level,
			Message: fmt.Sprintf("%s %s (%s); %s", act.Name(), fmt.Sprintf(found.what, where), evidence[0].Text, found.remedy),
			Related: m.Related(act, append([]conc.Evidence{{Level: rule.Structural, Pos: found.check.Pos(), Text: "tested here"}}, evidence...)),
			Fix:     fix(pass, found),
		})
	}
	return nil
}

// disturbing returns the evidence for others that can come between check and act and do harm there.
func disturbing(m *conc.Model, found *mistake) []conc.Evidence {
	return slices.DeleteFunc(m.Interleaving(found.check, found.act), func(ev conc.Evidence) bool {
		if ev.Other == nil { // the same code on another goroutine: two loads alone change nothing
			return found.act.Kind == conc.Load || found.unless && underOneLock(m, found)
		}
		return found.harmless(ev.Other)
	})
}

// underOneLock tells whether a lock is held both where the test stands and where the act does. Whether it is given up in between, on a
// way on which nothing is tested, is no question of the test.
func underOneLock(m *conc.Model, found *mistake) bool {
	atAct := m.HeldAt(found.act.Instr)
	return slices.ContainsFunc(m.HeldAt(found.check.Instr), func(h conc.Held) bool {
		return h.Exclusive && slices.ContainsFunc(atAct, func(g conc.Held) bool { return g.Exclusive && g.Key == h.Key })
	})
}

func judge(m *conc.Model, act *conc.Op) *mistake {
	switch act.Kind {
	case conc.Add:
		if found := bound(m, act); found != nil {
			return found
		}
		return undo(m, act)
	case conc.Store:
		return state(m, act)
	case conc.Load:
		return twoLoads(m, act)
	}
	return nil
}

// pairs returns the loads of the same place before act with nothing between the two that settles the question: no other write of
// the place, no lock.
func pairs(m *conc.Model, act *conc.Op) []*conc.Op {
	var loads []*conc.Op
	for _, load := range m.Loads(act) {
		if load == act || m.Retry(load) != nil || !m.Path(load, act, conc.OtherOps|conc.LockOps) {
			continue
		}
		if _, quiet := m.Quiet(load, act); !quiet {
			loads = append(loads, load)
		} else if len(m.GuardedBy(act.Instr, load)) > 0 {
			return loads // those before were only a first look: the double-checked lock
		}
	}
	return loads
}

// guards returns the branches on load that decide whether act runs. Several conditions that lead to it count only if they are all
// about load: behind ok || state.Load() == 1, the state was perhaps not even looked at.
func guards(m *conc.Model, act ssa.Instruction, load *conc.Op) []conc.Guard {
	all := m.GuardedBy(act, load)
	return slices.DeleteFunc(slices.Clone(all), func(g conc.Guard) bool {
		if !g.Or {
			return false
		}
		for _, pred := range target(g).Preds {
			if !slices.ContainsFunc(all, func(h conc.Guard) bool { return h.If.Block() == pred && target(h) == target(g) }) {
				return true
			}
		}
		return false
	})
}

// target is the block to which the branch leads.
func target(g conc.Guard) *ssa.BasicBlock {
	if g.Taken {
		return g.If.Block().Succs[0]
	}
	return g.If.Block().Succs[1]
}

// through is the guard on a helper's answer as one on the number itself: func (c *conn) closed() bool { return c.state.Load() < 0 }.
func through(check *conc.Op, g conc.Guard) conc.Guard {
	in := check.Inner
	if in == nil || g.Direct || g.Const == nil || g.Const.Kind() != constant.Bool {
		return g
	}
	holds := constant.BoolVal(g.Const) == (g.Op == token.EQL)
	for _, b := range in.Fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok || len(ret.Results) != 1 {
			continue
		}
		cmp, ok := ret.Results[0].(*ssa.BinOp)
		if !ok || cmp.X != in.Result {
			return g
		}
		c, ok := cmp.Y.(*ssa.Const)
		if !ok || c.Value == nil {
			return g
		}
		g.Op, g.Const, g.Direct = cmp.Op, c.Value, true
		if !holds {
			g.Op = opposite[cmp.Op]
		}
	}
	return g
}

var opposite = map[token.Token]token.Token{
	token.EQL: token.NEQ, token.NEQ: token.EQL, token.LSS: token.GEQ, token.GEQ: token.LSS, token.GTR: token.LEQ, token.LEQ: token.GTR,
}
