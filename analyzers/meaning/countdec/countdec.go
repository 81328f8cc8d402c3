package countdec

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
	Analyzer:  &analysis.Analyzer{Name: "countdec", Requires: []*analysis.Analyzer{metricmodel.Analyzer}},
	Group:     "meaning",
	Severity:  finding.Error,
	Since:     "0.1.0",
	Questions: []string{"Q5", "Q29", "Q49"},
	Categories: []rule.Category{
		{ID: "lowered", Summary: "a counter of a metrics library is lowered or set"},
		{ID: "reset", Summary: "a counter is reset, or replaced by a new one"},
		{ID: "published", Summary: "a variable that is published as a counter goes down"},
	},
}, run)

// Analyzer is what other drivers import.
var Analyzer = Rule.Analyzer

func run(pass *report.Pass) error {
	m := metricmodel.For(pass.Pass)
	c := &checker{pass: pass, m: m}
	for _, op := range m.Ops {
		c.operation(op)
	}
	c.replaced()
	c.published()
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

func (c *checker) add(n ast.Node, category, message string, related ...analysis.RelatedInformation) {
	c.findings = append(c.findings, report.Finding{Pos: n.Pos(), End: n.End(), Category: category, Message: message, Related: related})
}

// operation judges one operation on a metric of a library.
func (c *checker) operation(op *metricmodel.Op) {
	if op.Row.Kind != catalog.Counter || op.Row.Signed || c.population(op) {
		return
	}
	lib := op.Row.Lib
	switch op.Row.Op {
	case catalog.Add:
		c.amount(op)
	case catalog.Dec:
		if !c.rollback(op) {
			c.add(op.Call, "lowered", fmt.Sprintf("%s lowers a counter: %s; make it a gauge", text(op.Call), lib.Negative))
		}
	case catalog.Sub:
		if s := c.sign(op.Amount, 0); s == positive && !c.rollback(op) {
			c.add(op.Call, "lowered", fmt.Sprintf("%s lowers a counter: %s; make it a gauge", text(op.Call), lib.Negative))
		}
	case catalog.Set:
		if !c.mirrors(op) {
			c.add(op.Call, "lowered", fmt.Sprintf("%s sets a counter, which only ever grows: %s; add to it, or make it a gauge", text(op.Call), lib.Negative))
		}
	case catalog.Reset:
		if !c.filledAgain(op) {
			c.add(op.Call, "reset", fmt.Sprintf("%s drops all counts of a counter: readers take the fall for a restart, and what was counted since their last read is lost; delete single series, or make it a gauge", text(op.Call)))
		}
	}
}

// amount judges the amount of an Add, through the parameters of helpers too.
func (c *checker) amount(op *metricmodel.Op) {
	lib := op.Row.Lib
	switch c.sign(op.Amount, 0) {
	case negative:
		if !c.rollback(op) {
			c.add(op.Call, "lowered", fmt.Sprintf("%s gives a counter a negative amount: %s; make it a gauge or an up-down counter", text(op.Call), lib.Negative))
		}
		return
	case positive:
		return
	}
	v, flip := c.parameter(op.Amount)
	for _, arg := range c.m.Arguments(v) {
		s := c.sign(arg.Expr, 0)
		if flip {
			s = s.opposite()
		}
		if s == negative {
			c.add(arg.Call, "lowered", fmt.Sprintf("%s gives a counter a negative amount: %s; make it a gauge or an up-down counter", text(arg.Call), lib.Negative),
				analysis.RelatedInformation{Pos: op.Call.Pos(), End: op.Call.End(), Message: "the amount is added to a counter here"})
		}
	}
}

// parameter returns the parameter that e is, with or without a minus or a conversion; nil if it is none, or is tested somewhere: a
// helper that looks at the sign knows what it does.
func (c *checker) parameter(e ast.Expr) (v *types.Var, flip bool) {
	for {
		switch x := ast.Unparen(e).(type) {
		case *ast.UnaryExpr:
			if x.Op.String() != "-" {
				return nil, false
			}
			e, flip = x.X, !flip
			continue
		case *ast.CallExpr:
			if c.pass.TypesInfo.Types[x.Fun].IsType() && len(x.Args) == 1 {
				e = x.Args[0]
				continue
			}
			return nil, false
		case *ast.Ident:
			v = c.m.Var(x)
			if v == nil || c.compared(v, c.m.Enclosing(x)) {
				return nil, false
			}
			return v, flip
		}
		return nil, false
	}
}

// compared tells whether the body compares the variable with anything.
func (c *checker) compared(v *types.Var, body *ast.BlockStmt) bool {
	if body == nil {
		return false
	}
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		if b, ok := n.(*ast.BinaryExpr); ok && comparison(b.Op) && (c.mentions(b.X, v) || c.mentions(b.Y, v)) {
			found = true
		}
		return !found
	})
	return found
}

func (c *checker) mentions(n ast.Node, v *types.Var) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && c.pass.TypesInfo.Uses[id] == v {
			found = true
		}
		return !found
	})
	return found
}

// population tells whether a counter of VictoriaMetrics stands for a number that may fall: that library publishes no types, its
// counters have a Dec, and only a name that ends in _total promises that the number grows.
func (c *checker) population(op *metricmodel.Op) bool {
	if op.Row.Lib.Name != "VictoriaMetrics" {
		return false
	}
	found, ok := c.m.Metrics(op.Metric)
	return !ok || !slices.ContainsFunc(found, func(f metricmodel.Found) bool { return strings.HasSuffix(f.Family(), "_total") })
}

// rollback tells whether the function takes back what it has added to the same counter itself. Where the library panics that is
// no excuse.
func (c *checker) rollback(op *metricmodel.Op) bool {
	if op.Row.Lib.Promlike || op.Body == nil || op.Metric == nil {
		return false
	}
	for _, other := range c.m.Ops {
		if other != op && other.Body == op.Body && other.Metric != nil && text(other.Metric) == text(op.Metric) &&
			(other.Row.Op == catalog.Inc || other.Row.Op == catalog.Add && c.sign(other.Amount, 0) != negative) {
			return true
		}
	}
	return false
}

// mirrors tells whether a Set hands on a total that something else keeps, and that grows as far as one can see: no constant, and not
// the length of something again and again.
func (c *checker) mirrors(op *metricmodel.Op) bool {
	if op.Amount == nil || c.pass.TypesInfo.Types[op.Amount].Value != nil {
		return false
	}
	if c.m.RunsAt(op.Call) == 0 {
		return true
	}
	length := false
	ast.Inspect(op.Amount, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok && c.pass.TypesInfo.Types[call.Fun].IsBuiltin() {
			length = true
		}
		return !length
	})
	return !length
}

// filledAgain tells whether the function fills the vector again after its reset, with totals that something else keeps; or whether
// it ends the life of the process.
func (c *checker) filledAgain(op *metricmodel.Op) bool {
	if fd := c.m.EnclosingDecl(op.Call); fd != nil {
		switch fd.Name.Name {
		case "Close", "Stop", "Shutdown", "Unregister", "close", "stop", "shutdown", "unregister":
			return true
		}
	}
	name := text(op.Metric)
	for _, other := range c.m.Ops {
		if other.Body == op.Body && other.Row.Op == catalog.Add && other.Call.Pos() > op.Call.Pos() && c.sign(other.Amount, 0) != positive {
			if call, ok := ast.Unparen(other.Metric).(*ast.CallExpr); ok {
				if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && text(sel.X) == name {
					return true
				}
			}
		}
	}
	return false
}

// text is an expression as it is written, cut where it is long.
func text(e ast.Expr) string {
	s := types.ExprString(e)
	if len(s) > 60 {
		s = s[:57] + "..."
	}
	return s
}
