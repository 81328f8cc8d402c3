package metricunit

import (
	"fmt"
	"go/ast"
	"go/types"
	"math"
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
	Analyzer:   &analysis.Analyzer{Name: "metricunit", Requires: []*analysis.Analyzer{metricmodel.Analyzer}},
	Group:      "labels",
	Severity:   finding.Error,
	Since:      "0.1.0",
	Fix:        finding.Safe,
	Questions:  []string{"Q42"},
	Categories: []rule.Category{{ID: "unit", Summary: "a value is in another unit than the name of its metric says"}},
}, run)

// Analyzer is what other drivers import.
var Analyzer = Rule.Analyzer

func run(pass *report.Pass) error {
	c := &checker{pass: pass, m: metricmodel.For(pass.Pass)}
	for _, op := range c.m.Ops {
		switch op.Row.Op {
		case catalog.Observe, catalog.Set, catalog.Add:
			if op.Amount != nil && op.Metric != nil {
				c.operation(op)
			}
		}
	}
	return nil
}

type checker struct {
	pass *report.Pass
	m    *metricmodel.Model
}

func (c *checker) operation(op *metricmodel.Op) {
	value, at := c.valueOf(op.Amount)
	if value.dim == none {
		return
	}
	found, ok := c.m.Metrics(op.Metric)
	if !ok {
		return
	}
	var want unit
	for i, f := range found {
		w := promised(f.Decl)
		if i > 0 && w != want {
			return
		}
		want = w
	}
	if want.dim != value.dim || math.Abs(want.factor/value.factor-1) < 0.1 { // a kilobyte may have 1024 bytes
		return
	}
	name := found[0].Family()
	if name == "" {
		name = found[0].Base.Value
	}
	if name == "" {
		name = "the metric"
	}
	f := report.Finding{
		Pos: op.Call.Pos(), End: op.Call.End(),
		Message: fmt.Sprintf("%s is in %s, but %s promises %s: the numbers are wrong by a factor of %s", text(at), value, name, want, ratio(want, value)),
	}
	if at == op.Amount {
		f.Fix = c.seconds(op, want)
	} else {
		f.Related = []analysis.RelatedInformation{{Pos: at.Pos(), End: at.End(), Message: "the value that is handed in here"}}
	}
	c.pass.Report(f)
}

// valueOf computes the unit of e, or of what the callers of the package hand in where e is a parameter.
func (c *checker) valueOf(e ast.Expr) (unit, ast.Expr) {
	if u := c.unit(e, 0); u.dim != none {
		return u, e
	}
	inner := ast.Unparen(e)
	for {
		call, ok := inner.(*ast.CallExpr)
		if !ok || !c.pass.TypesInfo.Types[call.Fun].IsType() || len(call.Args) != 1 {
			break
		}
		inner = ast.Unparen(call.Args[0])
	}
	if id, ok := inner.(*ast.Ident); ok {
		for _, arg := range c.m.Arguments(c.m.Var(id)) {
			if u := c.unit(arg.Expr, 0); u.dim != none {
				return u, arg.Expr
			}
		}
	}
	return unit{}, nil
}

func ratio(a, b unit) string {
	r := a.factor / b.factor
	if r < 1 {
		r = 1 / r
	}
	return strings.ReplaceAll(fmt.Sprintf("%.4g", r), "e+0", "e")
}

// text is an expression as it is written, cut where it is long.
func text(e ast.Expr) string {
	s := types.ExprString(e)
	if len(s) > 60 {
		s = s[:57] + "..."
	}
	return s
}

// seconds turns a duration into seconds where the amount is float64(d) or float64(d.Milliseconds()).
func (c *checker) seconds(op *metricmodel.Op, want unit) *report.Fix {
	if want != (unit{duration, 1}) {
		return nil
	}
	conv, ok := ast.Unparen(op.Amount).(*ast.CallExpr)
	if !ok || !c.pass.TypesInfo.Types[conv.Fun].IsType() || len(conv.Args) != 1 || !types.Identical(c.pass.TypesInfo.TypeOf(conv), types.Typ[types.Float64]) {
		return nil
	}
	d := ast.Unparen(conv.Args[0])
	if call, ok := d.(*ast.CallExpr); ok && methodScale[c.fullName(call)] != 0 {
		if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
			d = sel.X
		}
	}
	if !isDuration(c.pass.TypesInfo.TypeOf(d)) {
		return nil
	}
	switch d.(type) {
	case *ast.Ident, *ast.SelectorExpr, *ast.CallExpr, *ast.ParenExpr:
	default:
		return nil
	}
	return &report.Fix{Message: "Take the seconds of the duration", Class: finding.Safe, Edits: []analysis.TextEdit{
		{Pos: conv.Pos(), End: d.Pos()},
		{Pos: d.End(), End: conv.End(), NewText: []byte(".Seconds()")},
	}}
}
