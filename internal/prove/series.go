package prove

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"

	"github.com/counterlint/counterlint/internal/finding"
)

const seriesTest = `
// %[1]s sends different inputs, and as many again, which must make no more series (counterlint explain %[2]s).
func %[1]s(t *testing.T) {
const n = %[3]d
%[4]s
series := func() int {
n := 0
%[5]s
return n
}
for i := 0; i < n; i++ {
%[6]s
}
first := series()
if first == 0 {
t.Fatalf("none of %%d inputs reached the metric: give them what the code asks for", n)
}
for i := n; i < 2*n; i++ {
%[6]s
}
if more := series() - first; more > 0 {
t.Errorf("unbounded: %%d inputs made %%d series, and %%d more inputs %%d more", n, first, n, more)
}
}
`

const collect = `collected := make(chan %[1]s.Metric)
go func() {
defer close(collected)
%[2]s.Collect(collected)
}()
for range collected {
n++
}`

// series shows that each input makes a series.
func (b *builder) series(s *site, f finding.Finding) (*Test, error) {
	call := s.call(b.p, f.Line, f.Column)
	if call == nil {
		return nil, fmt.Errorf("no call stands there")
	}
	e, err := b.enter(s, b.local("i"))
	if err != nil {
		return nil, err
	}
	sink, env, err := b.sink(call, e.env, f)
	if err != nil {
		return nil, err
	}
	count, metric, err := b.countSeries(sink, env)
	if err != nil {
		return nil, err
	}
	if b.request != nil {
		b.request.method = strings.Contains(f.Message, "the method of the request")
	}
	t := newTest(f.Analyzer, e, metric, "IsBounded")
	t.text = fmt.Sprintf(b.template(seriesTest), t.Name, f.Analyzer, b.p.n, b.preamble(), count, e.call)
	return t, nil
}

// sink finds the call of the metrics library: the one that is reported, or the one in a helper that it calls. env is what the
// receiver there is in the words of the test.
func (b *builder) sink(call *ast.CallExpr, env map[types.Object]string, f finding.Finding) (*ast.CallExpr, map[types.Object]string, error) {
	for _, rel := range f.Related {
		if rel.Message != "it becomes a label here" {
			continue
		}
		s, err := b.p.siteAt(rel.File, rel.Line, rel.Column)
		if err != nil {
			return nil, nil, err
		}
		inner := map[types.Object]string{}
		fn, _ := b.p.TypesInfo.Defs[s.decl.Name].(*types.Func)
		if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && fn != nil && fn.Signature().Recv() != nil && b.p.callee(call) == fn {
			if text, err := b.reach(sel.X, env); err == nil {
				inner[fn.Signature().Recv()] = text
			}
		}
		if call = s.call(b.p, rel.Line, rel.Column); call == nil {
			return nil, nil, fmt.Errorf("no call stands where the value becomes a label")
		}
		return call, inner, nil
	}
	return call, env, nil
}

// countSeries writes statements that add the number of series of the metric of a call to n.
func (b *builder) countSeries(call *ast.CallExpr, env map[types.Object]string) (count, metric string, err error) {
	fn := b.p.callee(call)
	if fn == nil || fn.Pkg() == nil {
		return "", "", fmt.Errorf("the call of the metrics library is not known")
	}
	var on ast.Expr // what the method is called on
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && fn.Signature().Recv() != nil {
		on = sel.X
	}
	pkg := fn.Pkg()
	switch pkg.Path() {
	case "github.com/prometheus/client_golang/prometheus":
		return b.countCollected(pkg, on, env)
	case "expvar":
		name := b.use("expvar", "expvar")
		of := name
		if on != nil {
			if of, err = b.reach(on, env); err != nil {
				return "", "", err
			}
		}
		return fmt.Sprintf("%s.Do(func(%s.KeyValue) { %s++ })", of, name, b.local("n")), of, nil
	case "github.com/VictoriaMetrics/metrics":
		of := ""
		if on == nil {
			of = b.use(pkg.Path(), pkg.Name())
		} else if of, err = b.reach(on, env); err != nil {
			return "", "", err
		}
		return fmt.Sprintf("%s = len(%s.ListMetricNames())", b.local("n"), of), of, nil
	}
	return "", "", fmt.Errorf("the series of %s cannot be counted from within a test", pkg.Path())
}

// countCollected counts what a vector of client_golang collects.
func (b *builder) countCollected(pkg *types.Package, on ast.Expr, env map[types.Object]string) (count, metric string, err error) {
	for on != nil { // vec.MustCurryWith(…).WithLabelValues(…)
		call, ok := ast.Unparen(on).(*ast.CallExpr)
		if !ok {
			break
		}
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		if !ok {
			return "", "", fmt.Errorf("its metric is no variable")
		}
		on = sel.X
	}
	if on == nil {
		return "", "", fmt.Errorf("its metric is made anew for each scrape")
	}
	if obj, _, _ := types.LookupFieldOrMethod(b.p.TypesInfo.TypeOf(on), true, nil, "Collect"); obj == nil {
		return "", "", fmt.Errorf("its metric cannot be collected")
	}
	vec, err := b.reach(on, env)
	if err != nil {
		return "", "", err
	}
	return fmt.Sprintf(b.template(collect), b.use(pkg.Path(), pkg.Name()), vec), vec, nil
}
