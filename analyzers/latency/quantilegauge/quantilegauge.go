package quantilegauge

import (
	"fmt"
	"go/ast"
	"go/token"
	"regexp"
	"slices"

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
	Analyzer:  &analysis.Analyzer{Name: "quantilegauge", Requires: []*analysis.Analyzer{metricmodel.Analyzer}},
	Group:     "latency",
	Severity:  finding.Warning,
	Since:     "0.1.0",
	Questions: []string{"Q48", "Q70"},
	Categories: []rule.Category{
		{ID: "gauge", Summary: "a gauge holds a quantile"},
		{ID: "summary", Summary: "a summary computes quantiles in the process"},
	},
}, run)

// Analyzer is what other drivers import.
var Analyzer = Rule.Analyzer

const advice = "quantiles of several instances cannot be put together; observe the values in a histogram, and let the query compute the quantile"

func run(pass *report.Pass) error {
	m := metricmodel.For(pass.Pass)
	told := map[token.Pos]bool{}
	named := map[*ast.CallExpr]bool{} // reported by name: what feeds them is not reported again
	for _, d := range m.Decls {
		category, message := declaration(m, d)
		if message == "" {
			continue
		}
		named[d.Call] = true
		if at := d.Site(); !told[at.Pos()] {
			told[at.Pos()] = true
			f := report.Finding{Pos: at.Pos(), End: at.End(), Category: category, Message: message}
			if d.Ctor.Kind == catalog.Gauge && slices.Contains(d.Labels, "quantile") {
				f.Also = []string{"metricname"} // the label is a reserved one
			}
			pass.Report(f)
		}
	}
	for _, op := range m.Ops {
		if op.Row.Kind != catalog.Gauge || op.Row.Op != catalog.Set || op.Amount == nil || told[op.Call.Pos()] {
			continue
		}
		call := quantileCall(m, op.Amount)
		if call == nil {
			continue
		}
		found, _ := m.Metrics(op.Metric)
		if slices.ContainsFunc(found, func(f metricmodel.Found) bool { return named[f.Call] || target.MatchString(f.Name.Value) }) {
			continue
		}
		told[op.Call.Pos()] = true
		pass.Report(report.Finding{Pos: op.Call.Pos(), End: op.Call.End(), Category: "gauge",
			Message: fmt.Sprintf("a gauge is set to what %s yields: %s", m.Callee(call).Name(), advice)})
	}
	return nil
}

var (
	quantile = regexp.MustCompile(`(?i)(^|[_.])(p(50|75|90|95|98|99|999|9999)|quantile|percentile|median|\d{2}th)([_.]|$)`)
	inName   = regexp.MustCompile(`[{,]\s*quantile=`) // as VictoriaMetrics has its labels
	target   = regexp.MustCompile(`(?i)(^|[_.])(target|threshold|objective|limit|slo|goal|max|budget|configured)([_.]|$)`)
)

// declaration judges how a metric is declared.
func declaration(m *metricmodel.Model, d *metricmodel.Decl) (category, message string) {
	name := d.Name.Value
	if name == "" {
		name = d.Family()
	}
	if name == "" && d.Ctor.Lib.Name != "VictoriaMetrics" { // whose names end in labels
		name = d.Name.Tail
	}
	if target.MatchString(name) {
		return "", ""
	}
	switch {
	case d.Ctor.Kind == catalog.Gauge && quantile.MatchString(d.Family()+"_") && d.Family() != "", d.Ctor.Kind == catalog.Gauge && d.Family() == "" && quantile.MatchString(name):
		return "gauge", fmt.Sprintf("the gauge %s holds a quantile: %s", name, advice)
	case d.Ctor.Kind == catalog.Gauge && (slices.Contains(d.Labels, "quantile") || inName.MatchString(d.Name.Value) || inName.MatchString(d.Name.Head)):
		return "gauge", fmt.Sprintf("the gauge %s has the label quantile: %s", name, advice)
	case d.Ctor.Lib.Name == "VictoriaMetrics" && d.Ctor.Kind == catalog.Summary:
		if name == "" {
			name = "the summary"
		}
		return "summary", fmt.Sprintf("%s computes its quantiles in the process: %s", name, advice)
	case d.Ctor.Kind == catalog.Summary && d.Opts != nil && objectives(m, d.Opts):
		if name == "" {
			name = "the summary"
		}
		return "summary", fmt.Sprintf("%s computes the quantiles of its Objectives in the process: %s", name, advice)
	}
	return "", ""
}

// objectives tells whether the options of a summary ask for quantiles.
func objectives(m *metricmodel.Model, opts *ast.CompositeLit) bool {
	for _, elt := range opts.Elts {
		kv, ok := elt.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		if id, ok := kv.Key.(*ast.Ident); ok && id.Name == "Objectives" {
			lit := m.Literal(kv.Value)
			return lit != nil && len(lit.Elts) > 0
		}
	}
	return false
}

var quantileFunc = regexp.MustCompile(`^(Quantile|Percentile|ValueAtQuantile|ValueAtPercentile|P(50|75|90|95|98|99|999))$`)

// quantileCall returns the call of a quantile function that the amount is, through conversions.
func quantileCall(m *metricmodel.Model, e ast.Expr) *ast.CallExpr {
	for range 5 {
		switch x := ast.Unparen(e).(type) {
		case *ast.CallExpr:
			if fn := m.Callee(x); fn != nil && quantileFunc.MatchString(fn.Name()) {
				return x
			}
			if len(x.Args) == 1 {
				e = x.Args[0]
				continue
			}
			if sel, ok := ast.Unparen(x.Fun).(*ast.SelectorExpr); ok && len(x.Args) == 0 { // d.Seconds()
				e = sel.X
				continue
			}
		case *ast.BinaryExpr: // scaled by a constant
			e = x.X
			continue
		case *ast.Ident:
			if value := m.Value(m.Var(x)); value != nil {
				e = value
				continue
			}
		}
		break
	}
	return nil
}
