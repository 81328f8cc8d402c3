package avglatency

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"regexp"
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
	Analyzer:   &analysis.Analyzer{Name: "avglatency", Requires: []*analysis.Analyzer{metricmodel.Analyzer}},
	Group:      "latency",
	Severity:   finding.Warning,
	Since:      "0.1.0",
	Questions:  []string{"Ex10"},
	Categories: []rule.Category{{ID: "mean", Summary: "the mean of durations is published as the latency"}},
}, run)

// Analyzer is what other drivers import.
var Analyzer = Rule.Analyzer

func run(pass *report.Pass) error {
	c := &checker{pass: pass, m: metricmodel.For(pass.Pass), sums: map[*types.Var]*ast.BlockStmt{}, counts: map[*types.Var][]*ast.BlockStmt{}}
	for _, f := range c.m.Files() {
		ast.Inspect(f, c.raise)
	}
	if len(c.sums) == 0 {
		return nil
	}
	for _, f := range c.m.Files() {
		ast.Inspect(f, func(n ast.Node) bool {
			if div, ok := n.(*ast.BinaryExpr); ok && div.Op == token.QUO {
				c.division(div)
			}
			return true
		})
	}
	return nil
}

type checker struct {
	pass   *report.Pass
	m      *metricmodel.Model
	sums   map[*types.Var]*ast.BlockStmt   // fields and package variables that durations are added to, with the function that does so
	counts map[*types.Var][]*ast.BlockStmt // those that are raised by one
}

// raise notes what a statement or call adds to.
func (c *checker) raise(n ast.Node) bool {
	var target, amount ast.Expr
	switch n := n.(type) {
	case *ast.IncDecStmt:
		if n.Tok == token.INC {
			target = n.X
		}
	case *ast.AssignStmt:
		if n.Tok == token.ADD_ASSIGN && len(n.Lhs) == 1 {
			target, amount = n.Lhs[0], n.Rhs[0]
		}
	case *ast.CallExpr:
		fn := c.m.Callee(n)
		if fn == nil || fn.Pkg() == nil || fn.Pkg().Path() != "sync/atomic" || !strings.HasPrefix(fn.Name(), "Add") || len(n.Args) == 0 {
			return true
		}
		amount = n.Args[len(n.Args)-1]
		if sel, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr); ok && fn.Signature().Recv() != nil {
			target = sel.X
		} else if u, ok := ast.Unparen(n.Args[0]).(*ast.UnaryExpr); ok {
			target = u.X
		}
	}
	v := c.kept(target)
	body := ast.Node(nil)
	if v != nil {
		if b := c.m.Enclosing(n); b != nil {
			body = b
		}
	}
	if body == nil {
		return true
	}
	switch {
	case amount == nil || isOne(c.pass.TypesInfo.Types[amount].Value):
		c.counts[v] = append(c.counts[v], body.(*ast.BlockStmt))
	case c.isDuration(amount):
		if c.sums[v] == nil {
			c.sums[v] = body.(*ast.BlockStmt)
		}
	}
	return true
}

func isOne(v constant.Value) bool {
	return v != nil && v.Kind() == constant.Int && constant.Compare(v, token.EQL, constant.MakeInt64(1))
}

// kept returns the field or package variable that e names, or nil.
func (c *checker) kept(e ast.Expr) *types.Var {
	if e == nil {
		return nil
	}
	v := c.m.Var(e)
	if v == nil || v.Pkg() != c.pass.Pkg || !v.IsField() && v.Parent() != c.pass.Pkg.Scope() {
		return nil
	}
	return v
}

// isDuration tells whether the value is, or is computed from, a duration that was measured or handed in.
func (c *checker) isDuration(e ast.Expr) bool {
	found := false
	ast.Inspect(e, func(n ast.Node) bool {
		if x, ok := n.(ast.Expr); ok {
			if tv := c.pass.TypesInfo.Types[x]; tv.Value == nil && tv.IsValue() && tv.Type.String() == "time.Duration" {
				found = true
			}
		}
		return !found
	})
	return found
}

// division judges a quotient: a sum of durations by a count that the same function raises, on its way to readers.
func (c *checker) division(div *ast.BinaryExpr) {
	sum, count := c.read(div.X, 0), c.read(div.Y, 0)
	body := c.sums[sum]
	if sum == nil || count == nil || body == nil || c.observed(body) {
		return
	}
	together := false
	for _, b := range c.counts[count] {
		together = together || b == body
	}
	if !together || other.MatchString(c.around(div)) {
		return
	}
	how := c.published(div)
	if how == "" {
		return
	}
	c.pass.Report(report.Finding{
		Pos: div.Pos(), End: div.End(),
		Message: fmt.Sprintf("the mean %s / %s %s: it hides the slow ones, and moves less and less as the process lives on; observe the durations in a histogram", sum.Name(), count.Name(), how),
		Related: []analysis.RelatedInformation{{Pos: body.Pos(), End: body.Pos(), Message: "durations are added up here"}},
	})
}

// other are names of means that are no latency.
var other = regexp.MustCompile(`(?i)(^|[^a-z])eta([^a-z]|$)|remaining|estimat|batch|predict|left`)

// around names the function around n and the variable that n is assigned to.
func (c *checker) around(n ast.Node) string {
	var names []string
	for p := n; p != nil; p = c.m.Parent(p) {
		switch p := p.(type) {
		case *ast.AssignStmt:
			for _, l := range p.Lhs {
				names = append(names, types.ExprString(l))
			}
		case *ast.FuncDecl:
			names = append(names, p.Name.Name)
		}
	}
	return strings.Join(names, " ")
}

// observed tells whether the function observes something in a histogram as well.
func (c *checker) observed(body *ast.BlockStmt) bool {
	for _, op := range c.m.Ops {
		if op.Body == body && op.Row.Op == catalog.Observe {
			return true
		}
	}
	return false
}

// read returns the field or package variable whose value e is, through conversions, loads, methods of durations and local variables.
func (c *checker) read(e ast.Expr, n int) *types.Var {
	if e == nil || n > 8 {
		return nil
	}
	switch x := ast.Unparen(e).(type) {
	case *ast.Ident, *ast.SelectorExpr:
		if v := c.kept(x); v != nil {
			return v
		}
		if v := c.m.Var(x); v != nil {
			return c.read(c.m.Value(v), n+1)
		}
	case *ast.CallExpr:
		if c.pass.TypesInfo.Types[x.Fun].IsType() && len(x.Args) == 1 {
			return c.read(x.Args[0], n+1)
		}
		fn := c.m.Callee(x)
		if fn == nil || fn.Pkg() == nil {
			return nil
		}
		switch {
		case fn.Pkg().Path() == "sync/atomic" && strings.HasPrefix(fn.Name(), "Load") && len(x.Args) == 1:
			if u, ok := ast.Unparen(x.Args[0]).(*ast.UnaryExpr); ok {
				return c.kept(u.X)
			}
		case fn.Pkg().Path() == "sync/atomic" && fn.Name() == "Load", fn.Pkg().Path() == "time" && fn.Signature().Recv() != nil && len(x.Args) == 0:
			if sel, ok := ast.Unparen(x.Fun).(*ast.SelectorExpr); ok {
				return c.read(sel.X, n+1)
			}
		}
	case *ast.BinaryExpr: // scaled by a constant
		if c.pass.TypesInfo.Types[x.Y].Value != nil && (x.Op == token.QUO || x.Op == token.MUL) {
			return c.read(x.X, n+1)
		}
	}
	return nil
}

var logName = regexp.MustCompile(`^(Print|Printf|Println|Log|Logf|Info|Infof|Infow|Debug|Debugf|Warn|Warnf|Error|Errorf|Fprintf|Fprint|Fprintln|InfoContext|DebugContext)$`)

// published says how the quotient reaches readers, or "".
func (c *checker) published(n ast.Node) string {
	if c.m.RunsAt(n)&metricmodel.Scrape != 0 {
		return "is computed whenever metrics are read"
	}
	if how := c.handed(n); how != "" {
		return how
	}
	as, ok := c.enclosingAssign(n)
	if !ok {
		return ""
	}
	v := c.m.Var(as)
	if v == nil || v.IsField() {
		return ""
	}
	for _, id := range c.m.Uses(v) {
		if how := c.handed(id); how != "" {
			return how
		}
	}
	return ""
}

// enclosingAssign returns the variable that the value around n is assigned to.
func (c *checker) enclosingAssign(n ast.Node) (ast.Expr, bool) {
	for p := c.m.Parent(n); p != nil; p = c.m.Parent(p) {
		switch p := p.(type) {
		case *ast.AssignStmt:
			if len(p.Lhs) == 1 && len(p.Rhs) == 1 {
				return p.Lhs[0], true
			}
			return nil, false
		case *ast.CallExpr, *ast.BinaryExpr, *ast.ParenExpr:
		default:
			return nil, false
		}
	}
	return nil, false
}

// handed tells whether n is part of an argument of a call that publishes or logs.
func (c *checker) handed(n ast.Node) string {
	for p := c.m.Parent(n); p != nil; p = c.m.Parent(p) {
		switch p := p.(type) {
		case *ast.CallExpr:
			for _, op := range c.m.Ops {
				if op.Call == p && op.Row.Op == catalog.Set {
					return "is published as a gauge"
				}
			}
			if fn := c.m.Callee(p); fn != nil && logName.MatchString(fn.Name()) {
				return "is logged or printed"
			}
		case ast.Stmt, *ast.FuncLit:
			return ""
		}
	}
	return ""
}
