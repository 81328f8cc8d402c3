package seriesleak

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	_ "embed"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/metricmodel"
	"github.com/counterlint/counterlint/internal/metricmodel/catalog"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rule"
)

//go:embed doc.go
var doc string

// Rule is the analyzer with what is known of it.
var Rule = report.NewRule(doc, rule.Rule{
	Analyzer:  &analysis.Analyzer{Name: "seriesleak", Requires: []*analysis.Analyzer{metricmodel.Analyzer}},
	Group:     "labels",
	Severity:  finding.Warning,
	Since:     "0.1.0",
	Questions: []string{"Q36"},
	Categories: []rule.Category{
		{ID: "sibling", Summary: "series of an entity are deleted from some vectors only"},
		{ID: "values", Summary: "a deletion with wrong values deletes nothing"},
	},
}, run)

// Analyzer is what other drivers import.
var Analyzer = Rule.Analyzer

// A use is one operation on a vector that names values of its labels.
type use struct {
	op     *metricmodel.Op
	vec    *types.Var
	decl   *metricmodel.Decl
	values map[string]ast.Expr // by label; only those that are known
}

type checker struct {
	pass    *report.Pass
	m       *metricmodel.Model
	fills   []use
	deletes []use
	resets  map[*types.Var]bool
	order   []*types.Var // of the vectors, by first use
}

func run(pass *report.Pass) error {
	c := &checker{pass: pass, m: metricmodel.For(pass.Pass), resets: map[*types.Var]bool{}}
	c.gather()
	if len(c.deletes) == 0 {
		return nil
	}
	told := map[token.Pos]bool{}
	for _, d := range c.deletes {
		if msg := c.wrong(d); msg != "" {
			told[d.op.Call.Pos()] = true
			pass.Report(report.Finding{Pos: d.op.Call.Pos(), End: d.op.Call.End(), Category: "values", Message: msg})
		}
	}
	missed := map[*types.Var]bool{}
	for _, d := range c.deletes {
		left := slices.DeleteFunc(c.siblings(d), func(v *types.Var) bool { return missed[v] })
		if len(left) == 0 || told[d.op.Call.Pos()] {
			continue
		}
		var names []string
		var rel []analysis.RelatedInformation
		for _, v := range left {
			missed[v] = true
			names = append(names, v.Name())
			rel = append(rel, analysis.RelatedInformation{Pos: v.Pos(), End: v.Pos(), Message: v.Name() + " is declared here"})
		}
		pass.Report(report.Finding{Pos: d.op.Call.Pos(), End: d.op.Call.End(), Category: "sibling", Related: rel,
			Message: fmt.Sprintf("the series of %s are deleted from %s here, and nowhere from %s, which has the label too: they stay with their last values until the process ends; delete them as well",
				strings.Join(c.entity(d), ", "), d.vec.Name(), strings.Join(names, ", "))})
	}
	return nil
}

// gather sorts the operations on vectors that a variable or field holds.
func (c *checker) gather() {
	for _, op := range c.m.Ops {
		if !op.Row.Lib.Promlike || op.Metric == nil {
			continue
		}
		v := c.m.Var(op.Metric)
		if v == nil || v.Pkg() != c.pass.Pkg {
			continue
		}
		if op.Row.Op == catalog.Reset {
			c.resets[v] = true
		}
		if op.Row.Op != catalog.With && op.Row.Op != catalog.Delete {
			continue
		}
		found, ok := c.m.Metrics(op.Metric)
		if !ok || len(found) != 1 || found[0].Curried || !found[0].HasLabels || !found[0].Ctor.Vec {
			continue
		}
		u := use{op: op, vec: v, decl: found[0].Decl, values: c.values(op, found[0].Labels)}
		if !slices.Contains(c.order, v) {
			c.order = append(c.order, v)
		}
		if op.Row.Op == catalog.Delete {
			c.deletes = append(c.deletes, u)
		} else {
			c.fills = append(c.fills, u)
		}
	}
}

// values maps labels to the expressions that an operation gives for them.
func (c *checker) values(op *metricmodel.Op, labels []string) map[string]ast.Expr {
	values := map[string]ast.Expr{}
	if op.Row.Map == catalog.None {
		if len(op.Call.Args) == len(labels) && !op.Call.Ellipsis.IsValid() {
			for i, l := range labels {
				values[l] = op.Call.Args[i]
			}
		}
		return values
	}
	lit := c.m.Literal(op.Call.Args[op.Row.Map])
	if lit == nil {
		return values
	}
	for _, elt := range lit.Elts {
		if kv, ok := elt.(*ast.KeyValueExpr); ok {
			if key := c.m.Fold(kv.Key); key.Known {
				values[key.Value] = kv.Value
			}
		}
	}
	return values
}

// entity lists the labels of a deletion that get no constants: what names the thing that ends.
func (c *checker) entity(d use) []string {
	var labels []string
	for _, l := range d.decl.Labels {
		if e := d.values[l]; e != nil && c.pass.TypesInfo.Types[e].Value == nil {
			labels = append(labels, l)
		}
	}
	return labels
}

// siblings lists the vectors beside that of d which have its labels, are filled with values for them, and are never deleted from.
func (c *checker) siblings(d use) []*types.Var {
	labels := c.entity(d)
	if len(labels) == 0 || !c.dropped(d) {
		return nil
	}
	var left []*types.Var
	for _, v := range c.order {
		if v == d.vec || c.resets[v] || !c.beside(v, d.vec) || c.handedOn(v) ||
			slices.ContainsFunc(c.deletes, func(o use) bool { return o.vec == v }) {
			continue
		}
		filled := slices.ContainsFunc(c.fills, func(f use) bool {
			return f.vec == v && !slices.ContainsFunc(labels, func(l string) bool {
				e := f.values[l]
				return e == nil || c.pass.TypesInfo.Types[e].Value != nil
			})
		})
		if filled {
			left = append(left, v)
		}
	}
	return left
}

// dropped tells whether the deletion ends a thing. A function that fills the vector too brings it up to date: what it deletes is a
// state that is over, or a queue that is empty for now.
func (c *checker) dropped(d use) bool {
	return !slices.ContainsFunc(c.fills, func(f use) bool { return f.op.Body == d.op.Body && f.vec == d.vec })
}

// beside tells whether two vectors are fields of one struct, or variables of the package.
func (c *checker) beside(a, b *types.Var) bool {
	if !a.IsField() || !b.IsField() {
		return !a.IsField() && !b.IsField() && a.Parent() == c.pass.Pkg.Scope() && b.Parent() == c.pass.Pkg.Scope()
	}
	for _, name := range c.pass.Pkg.Scope().Names() {
		st, ok := c.pass.Pkg.Scope().Lookup(name).Type().Underlying().(*types.Struct)
		if !ok {
			continue
		}
		var hasA, hasB bool
		for f := range st.Fields() {
			hasA, hasB = hasA || f == a, hasB || f == b
		}
		if hasA && hasB {
			return true
		}
	}
	return false
}

// handedOn tells whether the vector goes where its series may be deleted: into a list, or to another function than one that registers it.
func (c *checker) handedOn(v *types.Var) bool {
	for _, id := range c.m.Uses(v) {
		var e ast.Expr = id
		if sel, ok := c.m.Parent(id).(*ast.SelectorExpr); ok && sel.Sel == id {
			e = sel
		}
		switch p := c.m.Parent(e).(type) {
		case *ast.SelectorExpr, *ast.AssignStmt:
		case *ast.CallExpr:
			if fn := c.m.Callee(p); fn == nil || !strings.Contains(fn.Name(), "Register") {
				return true
			}
		default:
			return true
		}
	}
	return false
}

// wrong says why a deletion deletes nothing, or "".
func (c *checker) wrong(d use) string {
	call := d.op.Call
	if d.op.Row.Values == catalog.None || call.Ellipsis.IsValid() {
		return ""
	}
	if _, dropped := c.m.Parent(call).(*ast.ExprStmt); !dropped {
		if _, deferred := c.m.Parent(call).(*ast.DeferStmt); !deferred {
			return ""
		}
	}
	labels := d.decl.Labels
	if len(call.Args) == 1 {
		if _, tuple := c.pass.TypesInfo.TypeOf(call.Args[0]).(*types.Tuple); tuple {
			return ""
		}
	}
	if len(call.Args) != len(labels) {
		return fmt.Sprintf("DeleteLabelValues with %d of the %d labels of %s (%s) deletes nothing, and its result is dropped; give them all, or use DeletePartialMatch",
			len(call.Args), len(labels), d.vec.Name(), strings.Join(labels, ", "))
	}
	for i, arg := range call.Args {
		for j, other := range call.Args {
			if i < j && named(arg) == clean(labels[j]) && named(other) == clean(labels[i]) && labels[i] != labels[j] {
				return fmt.Sprintf("DeleteLabelValues gives %s for the label %s and %s for %s: the values are exchanged, so that it deletes nothing, and its result is dropped",
					types.ExprString(arg), labels[i], types.ExprString(other), labels[j])
			}
		}
	}
	return ""
}

// named is the name that an expression ends in, for comparison with a label.
func named(e ast.Expr) string {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		return clean(e.Name)
	case *ast.SelectorExpr:
		return clean(e.Sel.Name)
	}
	return ""
}

func clean(s string) string { return strings.ToLower(strings.ReplaceAll(s, "_", "")) }
