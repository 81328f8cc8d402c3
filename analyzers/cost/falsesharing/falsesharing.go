package falsesharing

import (
	"go/token"
	"go/types"
	"slices"

	_ "embed"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rule"
	"github.com/counterlint/counterlint/internal/ssax"
)

//go:embed doc.go
var doc string

// Rule is the analyzer with what is known of it.
var Rule = report.NewRule(doc, rule.Rule{
	Analyzer:  &analysis.Analyzer{Name: "falsesharing", Requires: []*analysis.Analyzer{conc.Analyzer}},
	Group:     "cost",
	Severity:  finding.Warning,
	Since:     "0.1.0",
	Questions: []string{"Q21", "Q22", "Q61"},
	Categories: []rule.Category{
		{ID: "fields", Summary: "two atomic fields that different goroutines write lie in one cache line"},
		{ID: "cells", Summary: "the elements of an array or slice, one for each worker or shard, share cache lines"},
		{ID: "padding", Summary: "hand-made padding is shorter than a cache line of a target"},
	},
}, run)

// Analyzer is what other drivers import.
var Analyzer = Rule.Analyzer

// A checker looks at one package.
type checker struct {
	pass     *report.Pass
	m        *conc.Model
	layout   *layout
	sites    map[*ssa.Function][]ssa.CallInstruction // where functions are called or started
	starts   map[*ssa.Function][]ssa.CallInstruction // where they are started
	findings []report.Finding
	seen     map[*types.Var]bool // fields and variables that are reported already
}

func run(pass *report.Pass) error {
	m := conc.For(pass.Pass)
	c := &checker{pass: pass, m: m, layout: newLayout(pass), seen: map[*types.Var]bool{}}
	c.padding()
	if pkg := packageOf(m); pkg != nil {
		fns := ssax.Funcs(pass.Pass, pkg, pass.Log.Evidence)
		c.sites, c.starts = ssax.Sites(fns), starts(m, fns)
		c.cells()
		c.fields()
	}
	slices.SortFunc(c.findings, func(a, b report.Finding) int { return int(a.Pos - b.Pos) })
	for _, f := range c.findings {
		pass.Report(f)
	}
	return nil
}

// packageOf is the SSA package that the model is of, if it has anything that is written concurrently.
func packageOf(m *conc.Model) *ssa.Package {
	for _, op := range m.Ops {
		return op.Fn.Package()
	}
	for _, mu := range m.Mutexes() {
		for _, s := range mu.Sections {
			return s.Fn.Package()
		}
	}
	return nil
}

// report notes a finding about the declaration of a field or variable of this package.
func (c *checker) report(v *types.Var, f report.Finding) {
	if v == nil || v.Pkg() != c.pass.Pkg || !v.Pos().IsValid() || c.seen[v] || !c.pass.Log.Reported(v.Pos()) {
		return
	}
	c.seen[v] = true
	f.Pos, f.End = v.Pos(), v.Pos()+token.Pos(len(v.Name()))
	c.findings = append(c.findings, f)
}
