package metricmodel

import (
	"go/ast"
	"go/types"
	"maps"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/ir"
)

// This file judges the constraints that a metric puts the values of its labels through.

// constrained tells whether the metric lets only a finite set of values of the label through.
func (f *flow) constrained(d *Decl, label string) bool {
	if d.Foreign != "" {
		return slices.Contains(d.bounded, label)
	}
	c := d.Constraints[label]
	return c != nil && f.bounds(c)
}

// bounds tells whether what a function yields is one of a finite set, whatever it is given. One that is out of sight is given credit:
// where nothing is known, nothing is said.
func (f *flow) bounds(constraint ast.Expr) bool {
	if f.m.info.Types[ast.Unparen(constraint)].IsNil() {
		return false
	}
	b := f.m.valueBody(constraint)
	if b == nil {
		fn := f.m.function(constraint)
		if fn == nil {
			return true
		}
		fact := f.m.facts.sources[fn]
		return passes[fn.FullName()] == nil && (fact == nil || len(fact.Params) == 0)
	}
	i := slices.IndexFunc(f.prog.Funcs, func(fn *ssa.Function) bool { return fn.Syntax() == b.node })
	if i < 0 {
		return true
	}
	bounded := true
	t := &tracer{f: f, seen: map[traceKey]bool{}, budget: maxTrace}
	t.emit = func(_ string, o Origin) { bounded = bounded && o.Bounded }
	t.param = func(string, *ssa.Parameter) { bounded = false }
	for _, ret := range f.prog.Returns(f.prog.Funcs[i]) {
		t.value(ret.Results[0], ret.Block(), nil)
	}
	return bounded
}

// boundedLabels lists the labels of a metric with constraints that bound them, for other packages. The SSA of the whole package is built for
// the few that have any.
func (m *Model) boundedLabels(d *Decl) (labels []string) {
	if len(d.Constraints) == 0 {
		return nil
	}
	prog, err := ir.Build(m.pass.Fset, m.pass.Pkg, m.pass.Files, m.info, m.rows)
	if err != nil {
		return slices.Sorted(maps.Keys(d.Constraints)) // nothing is known of them
	}
	f := newFlow(m, prog)
	for _, label := range d.Labels {
		if f.constrained(d, label) {
			labels = append(labels, label)
		}
	}
	return labels
}

// function is the declared function that e names, or nil.
func (m *Model) function(e ast.Expr) *types.Func {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		fn, _ := m.info.Uses[e].(*types.Func)
		return fn
	case *ast.SelectorExpr:
		fn, _ := m.info.Uses[e.Sel].(*types.Func)
		return fn
	}
	return nil
}
