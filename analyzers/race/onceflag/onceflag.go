package onceflag

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"slices"

	_ "embed"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/astx"
	"github.com/counterlint/counterlint/internal/conc"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rule"
)

//go:embed doc.go
var doc string

// Rule is the analyzer with what is known of it.
var Rule = report.NewRule(doc, rule.Rule{
	Analyzer:   &analysis.Analyzer{Name: "onceflag", Requires: []*analysis.Analyzer{conc.Analyzer}},
	Group:      "race",
	Severity:   finding.Warning,
	Since:      "0.1.0",
	Questions:  []string{"Q58"},
	Categories: []rule.Category{{ID: "unawaited", Summary: "callers that come second read what the first one is still making"}},
}, run)

// Analyzer is what other drivers import.
var Analyzer = Rule.Analyzer

func run(pass *report.Pass) error {
	m := conc.For(pass.Pass)
	for _, flag := range m.Ops {
		if flag.Test || !flag.Used || !firstWins(flag) {
			continue
		}
		if _, quiet := m.Quiet(flag, flag); quiet || locked(m, flag) {
			continue
		}
		checkFlag(pass, m, flag)
	}
	return nil
}

// locked tells whether callers come one at a time: then the second one finds the work done.
func locked(m *conc.Model, flag *conc.Op) bool {
	return slices.ContainsFunc(m.HeldAt(flag.Instr), func(h conc.Held) bool { return h.Exclusive })
}

// firstWins tells whether exactly one caller can see the winning result: CompareAndSwap from a constant to another one, Swap of a
// constant, Add(1).
func firstWins(op *conc.Op) bool {
	switch op.Kind {
	case conc.CompareAndSwap:
		return isConst(op.Old.Value) && isConst(op.New.Value)
	case conc.Swap:
		return isConst(op.New.Value)
	case conc.Add:
		c, ok := op.Delta.Value.(*ssa.Const)
		return ok && c.Value != nil && constant.Compare(c.Value, token.EQL, constant.MakeInt64(1))
	}
	return false
}

func isConst(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.Value != nil
}

// checkFlag looks for a variable that the winner's branch writes plainly and that the losers can reach without a wait.
func checkFlag(pass *report.Pass, m *conc.Model, flag *conc.Op) {
	fn := flag.Fn
	for _, b := range fn.Blocks {
		branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		winner, ok := winningBranch(m, flag, branch)
		if !ok {
			continue
		}
		written := writesOf(fn, branch, winner)
		read, write, ok := readByLosers(b.Succs[1-winner], flag.Instr.Block(), written)
		evidence := m.Concurrent(flag)
		if !ok || len(evidence) == 0 {
			continue
		}
		stmt, ok := ifStatement(pass, branch, flag)
		if !ok {
			continue
		}
		pass.Report(report.Finding{
			Pos: stmt.Pos(), End: stmt.Cond.End(), Evidence: evidence[0].Level,
			Message: fmt.Sprintf("%s lets only the first caller through, and the others go on to read %s at %s without waiting until it is made at %s (%s); use sync.Once or sync.OnceValue",
				flag.Name(), read.name, m.Where(read.pos), m.Where(write.pos), evidence[0].Text),
			Related: m.Related(flag, append([]conc.Evidence{
				{Level: rule.Structural, Pos: write.pos, Text: "made here by the first caller"},
				{Level: rule.Structural, Pos: read.pos, Text: "read here by the others"},
			}, evidence...)),
		})
		return
	}
}

// winningBranch returns the successor (0 or 1) of the branch that only the winner takes.
func winningBranch(m *conc.Model, flag *conc.Op, branch *ssa.If) (int, bool) {
	cond, negated := branch.Cond, false
	for {
		not, ok := cond.(*ssa.UnOp)
		if !ok || not.Op != token.NOT {
			break
		}
		cond, negated = not.X, !negated
	}
	wins := false // the condition, without the negations, is true for the winner
	switch cond := cond.(type) {
	case *ssa.BinOp:
		if cond.X != flag.Result || cond.Op != token.EQL && cond.Op != token.NEQ || !winningValue(flag, cond.Y) {
			return 0, false
		}
		wins = cond.Op == token.EQL
	default:
		if cond != flag.Result {
			return 0, false
		}
		wins = flag.Kind == conc.CompareAndSwap // Swap(true) yields false for the winner
	}
	if wins != negated {
		return 0, true
	}
	return 1, true
}

// winningValue tells whether the result v is the one that only the first caller sees: 1 for Add(1), 0 for Swap.
func winningValue(flag *conc.Op, v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	if !ok || c.Value == nil || c.Value.Kind() != constant.Int {
		return false
	}
	want := int64(0)
	if flag.Kind == conc.Add {
		want = 1
	}
	return flag.Kind != conc.CompareAndSwap && constant.Compare(c.Value, token.EQL, constant.MakeInt64(want))
}

// ifStatement finds the statement of the branch.
func ifStatement(pass *report.Pass, branch *ssa.If, flag *conc.Op) (*ast.IfStmt, bool) {
	file := astx.FileOf(pass.Pass, flag.Pos())
	if file == nil {
		return nil, false
	}
	pos := branch.Cond.Pos()
	var found *ast.IfStmt
	ast.Inspect(file, func(n ast.Node) bool {
		if s, ok := n.(*ast.IfStmt); ok && s.Cond.Pos() <= pos && pos < s.Cond.End() {
			found = s
		}
		return true
	})
	return found, found != nil
}
