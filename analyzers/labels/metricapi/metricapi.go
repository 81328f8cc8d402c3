package metricapi

import (
	"cmp"
	"fmt"
	"go/ast"
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
	Analyzer:  &analysis.Analyzer{Name: "metricapi", Requires: []*analysis.Analyzer{metricmodel.Analyzer}},
	Group:     "labels",
	Severity:  finding.Error,
	Since:     "0.1.0",
	Questions: []string{"Q42"},
	Categories: []rule.Category{
		{ID: "values", Summary: "the number of label values is not that of the labels"},
		{ID: "names", Summary: "a label is unknown to the metric, or missing"},
		{ID: "redefined", Summary: "one name is registered twice with other labels"},
		{ID: "per-request", Summary: "a metric is created anew for each request"},
		{ID: "unregistered", Summary: "a metric is counted on and registered nowhere"},
	},
}, run)

// Analyzer is what other drivers import.
var Analyzer = Rule.Analyzer

func run(pass *report.Pass) error {
	c := &checker{pass: pass, m: metricmodel.For(pass.Pass)}
	for _, op := range c.m.Ops {
		switch {
		case !op.Row.Lib.Promlike || op.Metric == nil:
		case op.Row.Op == catalog.With && op.Row.Values != catalog.None:
			c.values(op.Call, op.Metric, op.Row.Values)
		case op.Row.Op == catalog.With || op.Row.Op == catalog.Curry:
			c.byName(op)
		}
	}
	for _, call := range c.m.Calls() {
		if s, ok := c.m.Sink(call); ok && s.Lib.Promlike && s.Form == catalog.Values && s.Arg > 0 { // a constant metric
			c.values(call, call.Args[0], s.Arg)
		}
	}
	c.redefined()
	c.created()
	slices.SortStableFunc(c.findings, func(a, b report.Finding) int { return cmp.Compare(a.Pos, b.Pos) })
	for i, f := range c.findings {
		if i == 0 || c.findings[i-1].Pos != f.Pos {
			pass.Report(f)
		}
	}
	return nil
}

type checker struct {
	pass     *report.Pass
	m        *metricmodel.Model
	findings []report.Finding
}

func (c *checker) add(n ast.Node, category, message string, d *metricmodel.Decl) {
	f := report.Finding{Pos: n.Pos(), End: n.End(), Category: category, Message: message}
	if d != nil && d.Call != nil {
		f.Related = []analysis.RelatedInformation{{Pos: d.Call.Pos(), End: d.Call.End(), Message: "the metric is created here"}}
	}
	c.findings = append(c.findings, f)
}

// families returns the metrics that e may stand for, if all their labels are known.
func (c *checker) families(e ast.Expr) []metricmodel.Found {
	found, ok := c.m.Metrics(e)
	if !ok || slices.ContainsFunc(found, func(f metricmodel.Found) bool {
		return f.Curried || !f.HasLabels || !f.Ctor.Vec && !f.Ctor.Desc
	}) {
		return nil
	}
	return found
}

// values counts the label values of a call.
func (c *checker) values(call *ast.CallExpr, metric ast.Expr, from int) {
	given := call.Args[min(from, len(call.Args)):]
	if call.Ellipsis.IsValid() || len(given) == 1 && isTuple(c.pass.TypesInfo.TypeOf(given[0])) {
		return
	}
	found := c.families(metric)
	if len(found) == 0 || slices.ContainsFunc(found, func(f metricmodel.Found) bool { return len(f.Labels) == len(given) }) {
		return
	}
	d := found[0].Decl
	c.add(call, "values", fmt.Sprintf("%s gives %s %s for %s: %s", callName(call), plural(len(given), "value"), "of labels", labelsOf(d), consequence(call)), d)
}

func isTuple(t types.Type) bool { _, ok := t.(*types.Tuple); return ok }

// consequence says what becomes of the call.
func consequence(call *ast.CallExpr) string {
	if name := callName(call); strings.HasPrefix(name, "GetMetric") || strings.HasPrefix(name, "NewConst") || name == "CurryWith" {
		return "it returns an error whenever it runs"
	}
	return "it panics whenever it runs"
}

func callName(call *ast.CallExpr) string {
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
		return sel.Sel.Name
	}
	return types.ExprString(call.Fun)
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// labelsOf names a metric with its labels.
func labelsOf(d *metricmodel.Decl) string {
	name := d.Name.Value
	if name == "" {
		name = "the metric"
	}
	if len(d.Labels) == 0 {
		return name + ", which has no labels"
	}
	return fmt.Sprintf("%s, which has the %s %s", name, strings.TrimPrefix(plural(len(d.Labels), "label"), "1 "), strings.Join(d.Labels, ", "))
}

// byName compares the keys of a literal of labels with the labels of the metric.
func (c *checker) byName(op *metricmodel.Op) {
	if op.Row.Map == catalog.None || op.Row.Map >= len(op.Call.Args) {
		return
	}
	lit := c.m.Literal(op.Call.Args[op.Row.Map])
	if lit == nil {
		return
	}
	given := map[string]bool{}
	for _, elt := range lit.Elts {
		kv, ok := elt.(*ast.KeyValueExpr)
		if !ok {
			return
		}
		key := c.m.Fold(kv.Key)
		if !key.Known {
			return
		}
		given[key.Value] = true
	}
	found := c.families(op.Metric)
	if len(found) == 0 {
		return
	}
	var problem string
	for _, f := range found {
		problem = mismatch(given, f.Labels, op.Row.Op == catalog.Curry)
		if problem == "" {
			return
		}
	}
	d := found[0].Decl
	c.add(op.Call, "names", fmt.Sprintf("%s %s for %s: %s", callName(op.Call), problem, labelsOf(d), consequence(op.Call)), d)
}

// mismatch says what is wrong with the names, or "".
func mismatch(given map[string]bool, labels []string, some bool) string {
	var missing, unknown []string
	for _, l := range labels {
		if !given[l] && !some {
			missing = append(missing, l)
		}
	}
	for l := range given {
		if !slices.Contains(labels, l) {
			unknown = append(unknown, l)
		}
	}
	slices.Sort(unknown)
	switch {
	case len(unknown) > 0:
		return "names the unknown label " + strings.Join(unknown, ", ")
	case len(missing) > 0:
		return "leaves out the label " + strings.Join(missing, ", ")
	}
	return ""
}

// redefined finds names that one registry gets twice with other labels.
func (c *checker) redefined() {
	for _, d := range c.m.Duplicates() {
		if !d.OtherLabels() {
			continue
		}
		at := d.Decl.Outer()
		c.add(at, "redefined", fmt.Sprintf("%q is registered with the labels {%s} here and with {%s} at line %d: a name has one set of labels, and the second registration fails; give it another name",
			d.Name, strings.Join(d.Decl.Labels, ", "), strings.Join(d.Other.Labels, ", "), c.pass.Fset.Position(d.Other.Outer().Pos()).Line), d.Other)
	}
}
