package mixedatomic

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	_ "embed"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rewrite"
	"github.com/counterlint/counterlint/internal/rule"
)

//go:embed doc.go
var doc string

// Rule is the analyzer with what is known of it.
var Rule = report.NewRule(doc, rule.Rule{
	Analyzer:  &analysis.Analyzer{Name: "mixedatomic", Requires: []*analysis.Analyzer{conc.Analyzer, rewrite.Analyzer}},
	Group:     "race",
	Severity:  finding.Error,
	Fix:       finding.Safe,
	Since:     "0.1.0",
	Questions: []string{"Q7"},
	Categories: []rule.Category{
		{ID: "read", Summary: "a plain read of a number that others write atomically"},
		{ID: "write", Summary: "a plain write of a number that others use atomically"},
	},
}, run)

// Analyzer is what other drivers import.
var Analyzer = Rule.Analyzer

// A site is one plain access that is wrong.
type site struct {
	access   *conc.Access
	node     ast.Node
	evidence []conc.Evidence
}

// A group is what one function does wrong with one variable.
type group struct {
	around ast.Node
	v      *types.Var
}

func run(pass *report.Pass) error {
	m := conc.For(pass.Pass)
	var order []group
	sites := map[group][]site{}
	for _, v := range m.Cells() {
		for _, a := range m.AccessesOf(v) {
			s, ok := judge(m, a)
			if !ok {
				continue
			}
			g := group{m.Around(a), v}
			if sites[g] == nil {
				order = append(order, g)
			}
			if !slices.ContainsFunc(sites[g], func(t site) bool { return t.node == s.node }) {
				sites[g] = append(sites[g], s)
			}
		}
	}
	migrations := map[*types.Var]*report.Fix{}
	for _, g := range order {
		ss := sites[g]
		slices.SortStableFunc(ss, func(a, b site) int { return cmp.Compare(a.node.Pos(), b.node.Pos()) })
		repair, planned := migrations[g.v]
		if !planned {
			repair = migrate(pass, g.v)
			migrations[g.v] = repair
		}
		if repair == nil {
			repair = fix(pass, m, ss)
		} else if planned {
			repair = nil // that of the first finding about the number repairs all
		}
		tell(pass, m, ss, repair)
	}
	return nil
}

// judge tells whether a plain access is wrong.
func judge(m *conc.Model, a *conc.Access) (site, bool) {
	if a.Whole && !a.Bulk || a.Test || a.Fresh || a.InUpdate {
		return site{}, false
	}
	evs := m.Mixed(a)
	if len(evs) == 0 {
		return site{}, false
	}
	node := m.Node(a)
	return site{a, node, evs}, node != nil
}

// tell reports the sites of one function and variable at the first of them.
func tell(pass *report.Pass, m *conc.Model, ss []site, repair *report.Fix) {
	first := ss[0]
	category, does := "read", "read"
	if slices.ContainsFunc(ss, func(s site) bool { return s.access.Write }) {
		category = "write"
	}
	if first.access.Write {
		does = "written"
	}
	ev := first.evidence[0]
	var lines []string
	var related []conc.Evidence
	for _, s := range ss[1:] {
		if at := m.Where(s.node.Pos()); at != m.Where(first.node.Pos()) && !slices.Contains(lines, at) {
			lines = append(lines, at)
			related = append(related, conc.Evidence{Pos: s.node.Pos(), Text: "plain access here too"})
		}
	}
	more := ""
	if len(lines) > 0 {
		more = " (so at " + strings.Join(lines, ", ") + ")"
	}
	pass.Report(report.Finding{
		Pos: first.node.Pos(), End: end(first.node), Category: category, Evidence: ev.Level,
		Message: fmt.Sprintf("%s is %s plainly here%s, and used atomically by others (%s), which race with it; use %s here too, or an atomic type",
			name(m, first.access), does, more, ev.Text, remedy(first.access)),
		Related: m.RelatedTo(first.node.Pos(), append(related, first.evidence...)),
		Fix:     repair,
	})
}

// name is how the source calls what is accessed.
func name(m *conc.Model, a *conc.Access) string {
	if e := m.Expr(a); e != nil {
		if s := types.ExprString(e); len(s) <= 40 {
			return s
		}
	}
	return a.Key.Name
}

// end is that of the line on which a finding stands: of a loop only the head.
func end(n ast.Node) token.Pos {
	if r, ok := n.(*ast.RangeStmt); ok {
		return r.X.End()
	}
	return n.End()
}

// remedy names the function of sync/atomic that does the same.
func remedy(a *conc.Access) string {
	switch {
	case a.Update:
		return "atomic.Add" + suffix(a)
	case a.Write:
		return "atomic.Store" + suffix(a)
	}
	return "atomic.Load" + suffix(a)
}

// suffix is what ends the names of the functions of sync/atomic for the type of the number.
func suffix(a *conc.Access) string {
	b, ok := number(a).Underlying().(*types.Basic)
	if !ok {
		return ""
	}
	switch b.Kind() {
	case types.Int32, types.Int64, types.Uint32, types.Uint64, types.Uintptr:
		return strings.ToUpper(b.Name()[:1]) + b.Name()[1:]
	}
	return ""
}

// number is the type of what is read or written.
func number(a *conc.Access) types.Type {
	switch instr := a.Instr.(type) {
	case *ssa.Store:
		return instr.Val.Type()
	case *ssa.UnOp:
		if t, ok := instr.Type().Underlying().(*types.Array); ok {
			return t.Elem()
		}
		return instr.Type()
	}
	return types.Typ[types.Invalid]
}
