package inventory

import (
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/astx"
	"github.com/counterlint/counterlint/internal/conc"
	"github.com/counterlint/counterlint/internal/conc/ir"
	"github.com/counterlint/counterlint/internal/metricmodel"
	"github.com/counterlint/counterlint/internal/metricmodel/catalog"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rule"
)

// Analyzer gathers what one package says of counters, as bytes that [Collect] puts together. It reports nothing.
var Analyzer = &analysis.Analyzer{
	Name:       "counterlintinventory",
	Doc:        "gathers the counters of a package for counterlint's inventory",
	URL:        rule.URL("index"),
	Requires:   []*analysis.Analyzer{report.Analyzer, metricmodel.Analyzer, conc.Analyzer, ir.Analyzer},
	ResultType: reflect.TypeFor[[]byte](),
	Run: func(pass *analysis.Pass) (any, error) {
		g := &gatherer{
			pass: pass, names: newNames(pass.Fset, pass.Pkg), metrics: metricmodel.For(pass), conc: conc.For(pass), out: part{Package: pass.Pkg.Path()},
			ids: map[*ast.CallExpr][]string{},
		}
		g.run()
		return g.out.encode()
	},
}

// A gatherer looks at one package.
type gatherer struct {
	pass    *analysis.Pass
	names   *names
	metrics *metricmodel.Model
	conc    *conc.Model
	sites   *sites
	ops     map[*ast.CallExpr]*metricmodel.Op // nil: not indexed yet
	ids     map[*ast.CallExpr][]string        // what a call makes, seen through the helpers of the package
	numbers map[string]bool                   // hand-made counters that are noted
	out     part
}

func (g *gatherer) run() {
	g.sites = newSites(g)
	if len(g.metrics.Files()) > 0 {
		g.declarations()
		g.operations()
		g.labelValues()
	}
	g.flows()
	g.handmade()
	g.runtimeCounters()
}

func (g *gatherer) place(pos token.Pos) Place {
	p := g.pass.Fset.Position(pos)
	return Place{File: p.Filename, Line: p.Line}
}

// isTest tells whether pos stands in a test file.
func (g *gatherer) isTest(pos token.Pos) bool {
	return strings.HasSuffix(g.pass.Fset.Position(pos).Filename, "_test.go")
}

// use describes what a call does.
func (g *gatherer) use(call ast.Node, what string) Use {
	u := Use{Place: g.place(call.Pos()), What: what, Func: g.around(call.Pos())}
	u.Context, u.Locks = g.sites.at(call)
	return u
}

func (g *gatherer) around(pos token.Pos) string {
	for _, f := range g.pass.Files {
		if f.FileStart <= pos && pos <= f.FileEnd {
			return astx.DeclAt(f, pos)
		}
	}
	return ""
}

// touched notes a use of all that e may hold.
func (g *gatherer) touched(e ast.Expr, t touch, pos token.Pos) {
	if g.isTest(pos) {
		t.Role = tests
	}
	for _, of := range g.holders(e, 0) {
		t.Of = of
		g.out.Uses = append(g.out.Uses, t)
	}
}

// holders names what e takes its metric from: variables, results of functions, or what it makes itself.
func (g *gatherer) holders(e ast.Expr, depth int) []string {
	if e == nil || depth > 20 {
		return nil
	}
	one := func(s string) []string {
		if s == "" {
			return nil
		}
		return []string{s}
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		v, _ := g.pass.TypesInfo.ObjectOf(e).(*types.Var)
		return one(g.names.of(v))
	case *ast.SelectorExpr:
		v, _ := g.pass.TypesInfo.ObjectOf(e.Sel).(*types.Var)
		return one(g.names.of(v))
	case *ast.IndexExpr:
		return g.holders(e.X, depth+1)
	case *ast.StarExpr:
		return g.holders(e.X, depth+1)
	case *ast.UnaryExpr:
		return g.holders(e.X, depth+1)
	case *ast.TypeAssertExpr:
		return g.holders(e.X, depth+1)
	case *ast.CompositeLit: // a list or table; the fields of a struct are names of their own
		if _, ok := g.pass.TypesInfo.TypeOf(e).Underlying().(*types.Struct); ok {
			return nil
		}
		var all []string
		for _, x := range e.Elts {
			if kv, ok := x.(*ast.KeyValueExpr); ok {
				x = kv.Value
			}
			all = append(all, g.holders(x, depth+1)...)
		}
		return all
	case *ast.CallExpr:
		return g.called(e, depth)
	}
	return nil
}

// called names what a call yields.
func (g *gatherer) called(call *ast.CallExpr, depth int) []string {
	if ids := g.ids[call]; len(ids) > 0 {
		return ids
	}
	if tv := g.pass.TypesInfo.Types[call.Fun]; tv.IsType() && len(call.Args) == 1 {
		return g.holders(call.Args[0], depth+1)
	} else if tv.IsBuiltin() {
		var all []string
		if id, ok := ast.Unparen(call.Fun).(*ast.Ident); ok && id.Name == "append" {
			for _, a := range call.Args {
				all = append(all, g.holders(a, depth+1)...)
			}
		}
		return all
	}
	if op := g.opAt(call); op != nil && op.Metric != nil {
		return g.holders(op.Metric, depth+1)
	}
	fn := callee(g.pass.TypesInfo, call)
	if fn == nil {
		return nil
	}
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && fn.Signature().Recv() != nil && carries(g.pass.TypesInfo.TypeOf(sel.X)) && fn.Pkg() != nil && catalog.Of(fn.Pkg().Path()) != nil {
		return g.holders(sel.X, depth+1) // a series of it, in libraries that have no row for that
	}
	return []string{result(fn, 0)}
}
