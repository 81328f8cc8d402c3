package onceflag

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
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
	for _, b := range flag.Fn.Blocks {
		branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		winner, ok := winningBranch(flag, branch)
		if !ok {
			continue
		}
		written := writesOf(flag.Fn, branch, winner)
		read, write, ok := readByLosers(b.Succs[1-winner], flag.Instr.Block(), written)
		if !ok {
			read, write, ok = readByCallers(m, flag, b.Succs[1-winner], written)
		}
		evidence := m.Concurrent(flag)
		if !ok || len(evidence) == 0 {
			continue
		}
		from, to := extent(pass, flag)
		pass.Report(report.Finding{
			Pos: from, End: to, Evidence: evidence[0].Level,
			Message: fmt.Sprintf("%s lets the first caller through, and the others read %s at %s while it is still being made at %s (%s); use sync.Once or sync.OnceValue",
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
func winningBranch(flag *conc.Op, branch *ssa.If) (int, bool) {
	wins, ok := winsIf(flag, branch.Cond)
	switch {
	case !ok:
		return 0, false
	case wins:
		return 0, true
	}
	return 1, true
}

// winsIf tells whether a condition, which must be one on the result of the flag, is true for the winner.
func winsIf(flag *conc.Op, cond ssa.Value) (wins, ok bool) {
	negated := false
	for {
		not, isNot := cond.(*ssa.UnOp)
		if !isNot || not.Op != token.NOT {
			break
		}
		cond, negated = not.X, !negated
	}
	switch cmp, isComparison := cond.(*ssa.BinOp); {
	case isComparison:
		wins, ok = winningComparison(flag, cmp)
	case cond != flag.Result:
		return false, false
	case flag.Exact:
		wins, ok = flag.Kind == conc.CompareAndSwap, flag.Kind != conc.Add // Swap(true) yields false for the winner
	case flag.Inner != nil:
		wins, ok = helperWins(flag.Inner)
	}
	return wins != negated, ok
}

// helperWins tells the same of what a helper, such as func (c *C) first() bool { return c.n.Add(1) == 1 }, answers.
func helperWins(in *conc.Op) (wins, ok bool) {
	for _, b := range in.Fn.Blocks {
		ret, isRet := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !isRet {
			continue
		}
		if ok || len(ret.Results) != 1 {
			return false, false // several answers
		}
		if wins, ok = winsIf(in, ret.Results[0]); !ok {
			return false, false
		}
	}
	return wins, ok
}

// winningComparison tells whether a comparison of the result, which it must be, is true for the winner: Add(1) makes 1 for it alone,
// Swap yields 0.
func winningComparison(flag *conc.Op, cmp *ssa.BinOp) (wins, ok bool) {
	x, y, op := cmp.X, cmp.Y, cmp.Op
	if y == flag.Result {
		mirror := map[token.Token]token.Token{token.LSS: token.GTR, token.GTR: token.LSS, token.LEQ: token.GEQ, token.GEQ: token.LEQ}
		x, y = y, x
		if m, ordered := mirror[op]; ordered {
			op = m
		}
	}
	c, constants := y.(*ssa.Const)
	if x != flag.Result || !constants || c.Value == nil || c.Value.Kind() != constant.Int || flag.Kind == conc.CompareAndSwap {
		return false, false
	}
	win := int64(0) // Swap
	if flag.Kind == conc.Add {
		win = 1
	}
	n, exact := constant.Int64Val(c.Value)
	switch {
	case !exact:
	case op == token.EQL && n == win, op == token.LEQ && n == win, op == token.LSS && n == win+1:
		return true, true
	case op == token.NEQ && n == win, op == token.GTR && n == win, op == token.GEQ && n == win+1:
		return false, true
	}
	return false, false
}

// extent is that of the if statement whose branch the flag decides; where that is not found, the operation itself.
func extent(pass *report.Pass, flag *conc.Op) (from, to token.Pos) {
	file := astx.FileOf(pass.Pass, flag.Pos())
	var first types.Object // the variable that holds the result
	var found *ast.IfStmt
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			if id, ok := n.Lhs[0].(*ast.Ident); ok && len(n.Rhs) == 1 && ast.Unparen(n.Rhs[0]) == flag.Call {
				first = pass.TypesInfo.ObjectOf(id)
			}
		case *ast.IfStmt:
			if holds(pass, n.Cond, flag.Call, first) || n.Init != nil && holds(pass, n.Init, flag.Call, nil) {
				found = n
			}
		}
		return found == nil
	})
	if found == nil {
		return flag.Pos(), flag.End()
	}
	return found.Pos(), found.Cond.End()
}

// holds tells whether the call, or a use of the variable, is part of the node.
func holds(pass *report.Pass, n ast.Node, call *ast.CallExpr, v types.Object) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || n == call || ok && v != nil && pass.TypesInfo.Uses[id] == v
		return !found
	})
	return found
}
