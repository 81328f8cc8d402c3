package hdrmisuse

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/types"
	"strings"

	_ "embed"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/metricmodel"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rule"
)

//go:embed doc.go
var doc string

// Rule is the analyzer with what is known of it.
var Rule = report.NewRule(doc, rule.Rule{
	Analyzer:  &analysis.Analyzer{Name: "hdrmisuse", Requires: []*analysis.Analyzer{metricmodel.Analyzer}},
	Group:     "latency",
	Severity:  finding.Error,
	Since:     "0.1.0",
	Questions: []string{"Q67"},
	Categories: []rule.Category{
		{ID: "range", Summary: "a merge drops the values above the range of its target"},
		{ID: "digits", Summary: "a merge promises more digits than its source has"},
		{ID: "shared", Summary: "several goroutines record without a lock"},
	},
}, run)

// Analyzer is what other drivers import.
var Analyzer = Rule.Analyzer

const hdr = "(*github.com/HdrHistogram/hdrhistogram-go.Histogram)."

func run(pass *report.Pass) error {
	c := &checker{pass: pass, m: metricmodel.For(pass.Pass)}
	for _, call := range c.m.Calls() {
		fn := c.m.Callee(call)
		if fn == nil {
			continue
		}
		switch name := fn.FullName(); {
		case name == hdr+"Merge":
			c.merge(call)
		case strings.HasPrefix(name, hdr+"Record"):
			c.record(call)
		}
	}
	return nil
}

type checker struct {
	pass *report.Pass
	m    *metricmodel.Model
}

// A shape is what a histogram was made with.
type shape struct {
	high   int64
	digits int64
}

// shapeOf finds the constants that the histogram e was made with.
func (c *checker) shapeOf(e ast.Expr) (shape, bool) {
	for range 6 {
		switch x := ast.Unparen(e).(type) {
		case *ast.CallExpr:
			fn := c.m.Callee(x)
			if fn == nil {
				return shape{}, false
			}
			if fn.FullName() != "github.com/HdrHistogram/hdrhistogram-go.New" || len(x.Args) != 3 {
				if e = c.m.Returned(x); e == nil {
					return shape{}, false
				}
				continue
			}
			high, ok1 := c.number(x.Args[1])
			digits, ok2 := c.number(x.Args[2])
			return shape{high, digits}, ok1 && ok2
		case *ast.Ident, *ast.SelectorExpr:
			if e = c.m.Value(c.m.Var(x)); e == nil {
				return shape{}, false
			}
			continue
		}
		break
	}
	return shape{}, false
}

func (c *checker) number(e ast.Expr) (int64, bool) {
	v := c.pass.TypesInfo.Types[e].Value
	if v == nil {
		return 0, false
	}
	v = constant.ToInt(v)
	if v.Kind() != constant.Int {
		return 0, false
	}
	return constant.Int64Val(v)
}

// merge compares the shapes of target and source.
func (c *checker) merge(call *ast.CallExpr) {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || len(call.Args) != 1 {
		return
	}
	target, ok1 := c.shapeOf(sel.X)
	source, ok2 := c.shapeOf(call.Args[0])
	if !ok1 || !ok2 {
		return
	}
	switch {
	case target.high < source.high && c.ignored(call):
		c.report(call, "range", fmt.Sprintf("%s ends at %d and %s at %d: Merge drops the values above, the slowest ones, and the number of them is ignored; give both the same range, or look at the result",
			text(sel.X), target.high, text(call.Args[0]), source.high))
	case target.digits > source.digits:
		c.report(call, "digits", fmt.Sprintf("%s promises %d significant digits and %s has %d: what is read after Merge is less exact than it looks; give both the same digits",
			text(sel.X), target.digits, text(call.Args[0]), source.digits))
	}
}

// ignored tells whether the result of the call is dropped.
func (c *checker) ignored(call *ast.CallExpr) bool {
	switch p := c.m.Parent(call).(type) {
	case *ast.ExprStmt, *ast.DeferStmt, *ast.GoStmt:
		return true
	case *ast.AssignStmt:
		id, ok := p.Lhs[0].(*ast.Ident)
		return ok && id.Name == "_"
	}
	return false
}

// record judges a call that records into a histogram that others can reach.
func (c *checker) record(call *ast.CallExpr) {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return
	}
	v := c.m.Var(sel.X)
	if v == nil || c.locked(call, 0) {
		return
	}
	how := ""
	switch {
	case (v.IsField() || v.Parent() == c.pass.Pkg.Scope()) && c.m.RunsAt(call)&metricmodel.Request != 0:
		if v.IsField() && !c.receiver(sel.X, call) {
			return // an object that the request has made for itself
		}
		how = "requests are answered at the same time"
	default:
		if how = c.started(call, v); how == "" {
			how = c.startedWith(v)
		}
		if how == "" {
			return
		}
	}
	c.report(call, "shared", fmt.Sprintf("%s records without a lock, and %s: counts get lost, and the histogram's totals no longer fit; take a lock, or give each goroutine a histogram and merge them",
		text(call.Fun), how))
}

// receiver tells whether the histogram is a field of the receiver of the method around the call.
func (c *checker) receiver(e ast.Expr, call *ast.CallExpr) bool {
	sel, ok := ast.Unparen(e).(*ast.SelectorExpr)
	fd := c.m.EnclosingDecl(call)
	if !ok || fd == nil || fd.Recv == nil || len(fd.Recv.List) == 0 || len(fd.Recv.List[0].Names) == 0 {
		return false
	}
	id, ok := ast.Unparen(sel.X).(*ast.Ident)
	return ok && c.pass.TypesInfo.Uses[id] == c.pass.TypesInfo.Defs[fd.Recv.List[0].Names[0]]
}

// startedWith tells whether v is a parameter that several goroutines are handed one histogram for.
func (c *checker) startedWith(v *types.Var) string {
	for _, a := range c.m.Arguments(v) {
		if w := c.m.Var(a.Expr); w != nil && !c.locked(a.Call, 0) {
			if how := c.started(a.Call, w); how != "" {
				return how
			}
		}
	}
	return ""
}

// started tells whether the call stands in a go statement, or in a function literal that a go statement, or a group's Go, starts in a loop, while the
// histogram was made outside of the loop.
func (c *checker) started(call *ast.CallExpr, v *types.Var) string {
	var lit ast.Node
	if _, ok := c.m.Parent(call).(*ast.GoStmt); ok {
		lit = call
	}
	for p := c.m.Parent(call); p != nil; p = c.m.Parent(p) {
		switch p := p.(type) {
		case *ast.FuncLit:
			if lit == nil {
				starter, ok := c.m.Parent(p).(*ast.CallExpr)
				if !ok || !c.starts(starter, p) {
					return ""
				}
				lit = p
			}
		case *ast.ForStmt, *ast.RangeStmt:
			if lit == nil {
				continue // a loop within the goroutine
			}
			if p.Pos() <= v.Pos() && v.Pos() < p.End() {
				return "" // one for each goroutine
			}
			return "the loop starts several goroutines that do"
		case *ast.FuncDecl:
			return ""
		}
	}
	return ""
}

// starts tells whether the call runs the literal on another goroutine.
func (c *checker) starts(call *ast.CallExpr, lit *ast.FuncLit) bool {
	if call.Fun == ast.Expr(lit) {
		_, ok := c.m.Parent(call).(*ast.GoStmt)
		return ok
	}
	fn := c.m.Callee(call)
	return fn != nil && (fn.FullName() == "(*sync.WaitGroup).Go" || fn.FullName() == "(*golang.org/x/sync/errgroup.Group).Go")
}

// locked tells whether the function takes a lock before the call, or all that call it do.
func (c *checker) locked(call *ast.CallExpr, depth int) bool {
	body := c.m.Enclosing(call)
	if body == nil || depth > 3 {
		return true
	}
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		if x, ok := n.(*ast.CallExpr); ok && x.Pos() < call.Pos() {
			if fn := c.m.Callee(x); fn != nil && fn.Name() == "Lock" {
				found = true
			}
		}
		return !found
	})
	if found {
		return true
	}
	fd := c.m.EnclosingDecl(call)
	if fd == nil || fd.Body != body {
		return false
	}
	callers := 0
	for _, site := range c.m.Calls() {
		if fn := c.m.Callee(site); fn != nil && fn == c.pass.TypesInfo.Defs[fd.Name] {
			if callers++; !c.locked(site, depth+1) {
				return false
			}
		}
	}
	return callers > 0
}

func text(e ast.Expr) string { return types.ExprString(e) }

func (c *checker) report(n ast.Node, category, message string) {
	c.pass.Report(report.Finding{Pos: n.Pos(), End: n.End(), Category: category, Message: message})
}
