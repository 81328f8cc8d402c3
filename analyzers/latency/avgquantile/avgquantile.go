package avgquantile

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"strings"

	_ "embed"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/counterlint/counterlint/internal/astx"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rule"
)

//go:embed doc.go
var doc string

// Rule is the analyzer with what is known of it.
var Rule = report.NewRule(doc, rule.Rule{
	Analyzer:  &analysis.Analyzer{Name: "avgquantile"},
	Group:     "latency",
	Severity:  finding.Error,
	Since:     "0.1.0",
	Questions: []string{"Q19", "Q48"},
	Categories: []rule.Category{
		{ID: "sum", Summary: "quantiles are added up"},
		{ID: "weighted", Summary: "a quantile goes into a weighted mean"},
		{ID: "mean", Summary: "quantiles are handed to a function that averages or sums"},
	},
}, run)

// Analyzer is what other drivers import.
var Analyzer = Rule.Analyzer

func run(pass *report.Pass) error {
	c := &checker{pass: pass, told: map[token.Pos]bool{}}
	for _, f := range pass.Files {
		if !pass.Log.Evidence(f.Package) || !mentions(f) {
			continue
		}
		if c.values == nil {
			c.values = astx.NewValues(pass.TypesInfo, pass.Files)
			c.elements = map[*types.Var]ast.Expr{}
			for _, f := range pass.Files {
				ast.Inspect(f, c.ranges)
			}
		}
		var stack []ast.Node
		ast.Inspect(f, func(n ast.Node) bool {
			if n == nil {
				stack = stack[:len(stack)-1]
				return true
			}
			c.node(n, stack)
			stack = append(stack, n)
			return true
		})
	}
	return nil
}

type checker struct {
	pass     *report.Pass
	values   *astx.Values
	elements map[*types.Var]ast.Expr // variables of range loops, with what is ranged over
	told     map[token.Pos]bool
}

var (
	quantileName = regexp.MustCompile(`^p(50|75|90|95|98|99|999|9999)s?$`)
	plainName    = regexp.MustCompile(`^p(95|99|999|9999)s?$`) // never anything else
	quantileFunc = regexp.MustCompile(`^(Quantile|Percentile|ValueAtQuantile|ValueAtPercentile)$`)
	meanFunc     = regexp.MustCompile(`(?i)^(avg|average|mean|sum)(float64s?|durations?|of)?$`)
	timeWord     = regexp.MustCompile(`(?i)latenc|duration|elapsed|response|rtt|delay|wait|time|millis|seconds`)
)

// mentions tells whether a file has a name of a quantile at all.
func mentions(f *ast.File) bool {
	found := false
	ast.Inspect(f, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && (quantileFunc.MatchString(id.Name) || digits.MatchString(id.Name)) {
			found = true
		}
		return !found
	})
	return found
}

var digits = regexp.MustCompile(`(?i)p(50|75|9)`)

// ranges notes the value variables of range loops.
func (c *checker) ranges(n ast.Node) bool {
	r, ok := n.(*ast.RangeStmt)
	if !ok || r.Value == nil {
		return true
	}
	if v := c.values.VarOf(r.Value); v != nil {
		c.elements[v] = r.X
	}
	return true
}

func (c *checker) node(n ast.Node, stack []ast.Node) {
	switch n := n.(type) {
	case *ast.BinaryExpr:
		if n.Op == token.ADD {
			c.addition(n, stack)
		}
	case *ast.AssignStmt:
		if n.Tok == token.ADD_ASSIGN && inLoop(stack) {
			if q, ok := c.quantile(n.Rhs[0], 0); ok {
				c.report(n, "sum", fmt.Sprintf("%s adds up %s", types.ExprString(n.Lhs[0])+" +=", q))
			}
		}
	case *ast.CallExpr:
		c.handed(n)
	}
}

// inLoop tells whether the innermost function around has a loop around the node.
func inLoop(stack []ast.Node) bool {
	for i := len(stack) - 1; i >= 0; i-- {
		switch stack[i].(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			return true
		case *ast.FuncLit, *ast.FuncDecl:
			return false
		}
	}
	return false
}

// addition judges a + b: two quantiles of the same kind, one of them in a loop, or weighted ones.
func (c *checker) addition(e *ast.BinaryExpr, stack []ast.Node) {
	if len(stack) > 0 {
		if outer, ok := stack[len(stack)-1].(*ast.BinaryExpr); ok && outer.Op == token.ADD {
			if _, x := c.quantile(e, 0); !x {
				if _, y := c.quantile(outer.Y, 0); y {
					return // the whole sum is reported
				}
			}
		}
	}
	x, isX := c.quantile(e.X, 0)
	y, isY := c.quantile(e.Y, 0)
	switch {
	case isX && isY && kind(x) == kind(y):
		c.report(e, "sum", fmt.Sprintf("%s + %s adds up quantiles", x, y))
	case isX != isY && inLoop(stack) && c.accumulates(e, stack):
		q := x
		if isY {
			q = y
		}
		c.report(e, "sum", "the loop adds up "+q)
	default:
		wx, isWX := c.weighted(e.X)
		wy, isWY := c.weighted(e.Y)
		if isWX && isWY && (wx != "" || wy != "") {
			q := wx
			if q == "" {
				q = wy
			}
			c.report(e, "weighted", q+" goes into a weighted mean")
		}
	}
}

// kind is the number in the name of a quantile, or "" for the result of a function.
func kind(q string) string {
	for _, t := range tokens(q[strings.LastIndexByte(q, '.')+1:]) {
		if quantileName.MatchString(t) {
			return strings.TrimSuffix(t, "s")
		}
	}
	return ""
}

// accumulates tells whether the sum is assigned to one of its own operands: sum = sum + x.
func (c *checker) accumulates(e *ast.BinaryExpr, stack []ast.Node) bool {
	as, ok := stack[len(stack)-1].(*ast.AssignStmt)
	if !ok || as.Tok != token.ASSIGN || len(as.Lhs) != 1 {
		return false
	}
	left := types.ExprString(as.Lhs[0])
	return left == types.ExprString(e.X) || left == types.ExprString(e.Y)
}

// weighted reads a product; q is the quantile in it, "" if there is none.
func (c *checker) weighted(e ast.Expr) (q string, ok bool) {
	b, ok := ast.Unparen(e).(*ast.BinaryExpr)
	if !ok || b.Op != token.MUL {
		return "", false
	}
	for _, x := range []ast.Expr{b.X, b.Y} {
		if q, ok := c.quantile(x, 0); ok {
			return q, true
		}
	}
	return "", true
}

// handed judges a call of a function that averages or sums.
func (c *checker) handed(call *ast.CallExpr) {
	fn, ok := typeutil.Callee(c.pass.TypesInfo, call).(*types.Func)
	if !ok || !meanFunc.MatchString(fn.Name()) {
		return
	}
	count := 0
	first := ""
	for _, arg := range call.Args {
		elems := []ast.Expr{arg}
		if lit, ok := ast.Unparen(arg).(*ast.CompositeLit); ok {
			elems = lit.Elts
		}
		for _, e := range elems {
			if q, ok := c.quantile(e, 0); ok {
				count++
				if first == "" {
					first = q
				}
				if _, slice := c.pass.TypesInfo.TypeOf(e).Underlying().(*types.Slice); slice {
					count++
				}
			}
		}
	}
	if count > 1 {
		c.report(call, "mean", fmt.Sprintf("%s is given quantiles (%s)", fn.Name(), first))
	}
}

// quantile tells whether e is a quantile, and how it is written.
func (c *checker) quantile(e ast.Expr, n int) (string, bool) {
	if e == nil || n > 6 {
		return "", false
	}
	e = ast.Unparen(e)
	switch e := e.(type) {
	case *ast.Ident:
		if c.named(e.Name, e) {
			return e.Name, true
		}
		v := c.values.VarOf(e)
		if v == nil {
			return "", false
		}
		if x := c.elements[v]; x != nil {
			if q, ok := c.quantile(x, n+1); ok {
				return q, true
			}
		}
		if value := c.values.Only(v); value != nil {
			if _, isCall := ast.Unparen(value).(*ast.CallExpr); isCall {
				return c.quantile(value, n+1)
			}
		}
	case *ast.SelectorExpr:
		if c.named(e.Sel.Name, e) {
			return types.ExprString(e), true
		}
	case *ast.IndexExpr:
		return c.quantile(e.X, n+1)
	case *ast.CallExpr:
		if c.pass.TypesInfo.Types[e.Fun].IsType() && len(e.Args) == 1 {
			return c.quantile(e.Args[0], n+1)
		}
		fn, ok := typeutil.Callee(c.pass.TypesInfo, e).(*types.Func)
		if !ok {
			return "", false
		}
		if quantileFunc.MatchString(fn.Name()) && isNumber(c.pass.TypesInfo.TypeOf(e)) {
			return types.ExprString(e.Fun), true
		}
		if sel, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr); ok && len(e.Args) == 0 {
			if c.named(sel.Sel.Name, e) { // a getter
				return types.ExprString(e.Fun), true
			}
			if fn.Pkg() != nil && fn.Pkg().Path() == "time" {
				return c.quantile(sel.X, n+1)
			}
		}
	}
	return "", false
}

// named tells whether a name says that the number, or each number of the slice, is a quantile.
func (c *checker) named(name string, e ast.Expr) bool {
	t := c.pass.TypesInfo.TypeOf(e)
	if s, ok := types.Unalias(t).(*types.Slice); ok {
		t = s.Elem()
	}
	if !isNumber(t) {
		return false
	}
	for _, tok := range tokens(name) {
		switch {
		case plainName.MatchString(tok):
			return true
		case quantileName.MatchString(tok):
			return timeWord.MatchString(types.ExprString(e)) || isDuration(t)
		}
	}
	return false
}

func isNumber(t types.Type) bool {
	if t == nil {
		return false
	}
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsNumeric != 0
}

func isDuration(t types.Type) bool { return t.String() == "time.Duration" }

var word = regexp.MustCompile(`[A-Z]?[a-z]*[0-9]+s?|[A-Z]?[a-z]+|[A-Z]+`)

// tokens splits a name at underscores and capitals, in lower case.
func tokens(name string) []string {
	var all []string
	for _, part := range strings.Split(name, "_") {
		for _, w := range word.FindAllString(part, -1) {
			all = append(all, strings.ToLower(w))
		}
	}
	return all
}

func (c *checker) report(n ast.Node, category, what string) {
	if c.told[n.Pos()] {
		return
	}
	c.told[n.Pos()] = true
	c.pass.Report(report.Finding{Pos: n.Pos(), End: n.End(), Category: category,
		Message: what + ": a mean or sum of quantiles is the quantile of nothing; merge the histograms and take the quantile of the whole, in PromQL histogram_quantile(q, sum by (le) (rate(…)))"})
}
