package omission

import (
	"go/ast"
	"go/token"
	"go/types"

	"github.com/counterlint/counterlint/internal/metricmodel/catalog"
)

// This file finds what is measured: the way from a time.Now to the place where the time since then is recorded.

// A span is what one record measures.
type span struct {
	from *ast.CallExpr // the time.Now, or what starts a timer
	end  token.Pos
}

// An argument of a function that records: the duration, or the time that it began.
type argument struct {
	index int
	began bool
}

// records are functions that record a duration, beside the observations that the model knows.
var records = map[string]argument{
	"(*github.com/HdrHistogram/hdrhistogram-go.Histogram).RecordValue":         {0, false},
	"(*github.com/HdrHistogram/hdrhistogram-go.Histogram).RecordValues":        {0, false},
	"(*github.com/HdrHistogram/hdrhistogram-go.WindowedHistogram).RecordValue": {0, false},
	"(*github.com/counterlint/counterlint/runtime/histogram.HDR).Record":       {0, false},
	"github.com/hashicorp/go-metrics.MeasureSince":                             {1, true},
	"github.com/hashicorp/go-metrics.MeasureSinceWithLabels":                   {1, true},
	"(*github.com/hashicorp/go-metrics.Metrics).MeasureSince":                  {1, true},
	"github.com/armon/go-metrics.MeasureSince":                                 {1, true},
	"github.com/armon/go-metrics.MeasureSinceWithLabels":                       {1, true},
	"(*github.com/armon/go-metrics.Metrics).MeasureSince":                      {1, true},
	"(github.com/uber-go/tally.Timer).Record":                                  {0, false},
	"(github.com/uber-go/tally.Histogram).RecordDuration":                      {0, false},
	"(github.com/uber-go/tally/v4.Timer).Record":                               {0, false},
	"(github.com/uber-go/tally/v4.Histogram).RecordDuration":                   {0, false},
	"(github.com/rcrowley/go-metrics.Timer).Update":                            {0, false},
	"(github.com/rcrowley/go-metrics.Timer).UpdateSince":                       {0, true},
	"(*github.com/DataDog/datadog-go/v5/statsd.Client).Timing":                 {1, false},
	"(*github.com/DataDog/datadog-go/v5/statsd.Client).Histogram":              {1, false},
	"(*github.com/DataDog/datadog-go/v5/statsd.Client).Distribution":           {1, false},
	"(github.com/DataDog/datadog-go/v5/statsd.ClientInterface).Timing":         {1, false},
	"(github.com/DataDog/datadog-go/v5/statsd.ClientInterface).Histogram":      {1, false},
	"(github.com/DataDog/datadog-go/v5/statsd.ClientInterface).Distribution":   {1, false},
	"(*github.com/VictoriaMetrics/metrics.Histogram).UpdateDuration":           {0, true},
	"(*github.com/VictoriaMetrics/metrics.Summary).UpdateDuration":             {0, true},
	"(*github.com/VictoriaMetrics/metrics.PrometheusHistogram).UpdateDuration": {0, true},
}

const timer = "(*github.com/prometheus/client_golang/prometheus.Timer).ObserveDuration"

// spans lists what the call, if it records, may measure.
func (c *checker) spans(call *ast.CallExpr) []span {
	if id, ok := ast.Unparen(call.Fun).(*ast.Ident); ok && len(call.Args) == 2 {
		if b, ok := c.pass.TypesInfo.Uses[id].(*types.Builtin); ok && b.Name() == "append" && c.sorted(call.Args[0]) {
			return c.elapsed(call.Args[1], call, 0)
		}
	}
	fn := c.m.Callee(call)
	if fn == nil {
		return nil
	}
	name := fn.FullName()
	if a, ok := records[name]; ok && a.index < len(call.Args) {
		if a.began {
			return c.began(call.Args[a.index], call, 0)
		}
		return c.elapsed(call.Args[a.index], call, 0)
	}
	if name == timer {
		if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
			return c.began(sel.X, call, 0)
		}
	}
	for _, op := range c.m.Ops {
		if op.Call == call && op.Row.Op == catalog.Observe && op.Amount != nil {
			return c.elapsed(op.Amount, call, 0)
		}
	}
	return nil
}

// sorted tells whether the slice, whose elements are durations or numbers, is put in order somewhere: for its percentiles.
func (c *checker) sorted(e ast.Expr) bool {
	v := c.m.Var(e)
	if v == nil {
		return false
	}
	for _, id := range c.m.Uses(v) {
		for p := c.m.Parent(id); p != nil; p = c.m.Parent(p) {
			if call, ok := p.(*ast.CallExpr); ok {
				if fn := c.m.Callee(call); fn != nil && fn.Pkg() != nil && (fn.Pkg().Path() == "sort" || fn.Pkg().Path() == "slices") {
					return true
				}
			} else if _, ok := p.(ast.Stmt); ok {
				break
			}
		}
	}
	return false
}

// maxSteps bounds the variables and helpers between a record and the time that it counts from.
const maxSteps = 4

// elapsed finds the time.Since or Sub that e is computed from.
func (c *checker) elapsed(e ast.Expr, end ast.Node, n int) (all []span) {
	if e == nil || n > maxSteps {
		return nil
	}
	ast.Inspect(e, func(x ast.Node) bool {
		switch x := x.(type) {
		case *ast.CallExpr:
			fn := c.m.Callee(x)
			if fn == nil {
				return true
			}
			switch fn.FullName() {
			case "time.Since", "(time.Time).Sub":
				all = append(all, c.began(x.Args[0], end, n+1)...)
				return false
			}
		case *ast.BinaryExpr: // time.Now().UnixNano() - start
			if x.Op == token.SUB {
				all = append(all, c.began(x.Y, end, n+1)...)
			}
		case *ast.Ident:
			v := c.m.Var(x)
			if v == nil || v.IsField() {
				return true
			}
			if value := c.m.Value(v); value != nil {
				all = append(all, c.elapsed(value, end, n+1)...)
				return false
			}
			for _, a := range c.m.Arguments(v) {
				all = append(all, c.elapsed(a.Expr, a.Call, n+1)...)
			}
		}
		return true
	})
	return all
}

// began finds the time.Now that e is, directly or through variables and parameters.
func (c *checker) began(e ast.Expr, end ast.Node, n int) []span {
	if n > maxSteps {
		return nil
	}
	switch x := ast.Unparen(e).(type) {
	case *ast.CallExpr:
		fn := c.m.Callee(x)
		if fn == nil {
			return nil
		}
		switch fn.FullName() {
		case "time.Now", "github.com/prometheus/client_golang/prometheus.NewTimer":
			return c.span(x, end)
		case "(time.Time).UnixNano", "(time.Time).UnixMicro", "(time.Time).UnixMilli":
			return c.began(ast.Unparen(x.Fun).(*ast.SelectorExpr).X, end, n+1)
		}
	case *ast.Ident:
		v := c.m.Var(x)
		if v == nil {
			return nil
		}
		if value := c.m.Value(v); value != nil {
			return c.began(value, end, n+1)
		}
		if arg, lit := c.literalArgument(v); arg != nil {
			return c.began(arg, lit, n+1)
		}
		var all []span
		for _, a := range c.m.Arguments(v) {
			all = append(all, c.began(a.Expr, a.Call, n+1)...)
		}
		return all
	}
	return nil
}

// literalArgument returns what a function literal is given for its parameter v where it is called on the spot: defer func(t time.Time) {…}(time.Now()).
func (c *checker) literalArgument(v *types.Var) (ast.Expr, ast.Node) {
	for _, f := range c.m.Files() {
		if v.Pos() < f.FileStart || f.FileEnd <= v.Pos() {
			continue
		}
		var arg ast.Expr
		var at ast.Node
		ast.Inspect(f, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if lit, ok := ast.Unparen(call.Fun).(*ast.FuncLit); ok {
				i := 0
				for _, field := range lit.Type.Params.List {
					for _, name := range field.Names {
						if c.pass.TypesInfo.Defs[name] == v && i < len(call.Args) {
							arg, at = call.Args[i], call
						}
						i++
					}
				}
			}
			return arg == nil
		})
		return arg, at
	}
	return nil, nil
}

// span is the way from a time.Now to where it is recorded: to the end of the function, where that is deferred. There is none where the
// two run on different goroutines.
func (c *checker) span(now *ast.CallExpr, end ast.Node) []span {
	body := c.m.Enclosing(now)
	if body == nil {
		return nil
	}
	s := span{from: now, end: end.Pos()}
	inside := false
	for p := end; p != nil; p = c.m.Parent(p) {
		switch p := p.(type) {
		case *ast.GoStmt:
			return nil
		case *ast.DeferStmt:
			s.end = body.End()
		case *ast.BlockStmt:
			if p == body {
				inside = true
			}
		}
		if inside {
			break
		}
	}
	if !inside {
		return nil
	}
	return []span{s}
}
