package misaligned64

import (
	_ "embed"
	"fmt"
	"go/ast"
	"go/types"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/counterlint/counterlint/internal/conc"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rewrite"
	"github.com/counterlint/counterlint/internal/rule"
)

//go:embed doc.go
var doc string

// Rule is the analyzer with what is known of it.
var Rule = report.NewRule(doc, rule.Rule{
	Analyzer:  &analysis.Analyzer{Name: "misaligned64", Requires: []*analysis.Analyzer{inspect.Analyzer, conc.Analyzer, rewrite.Analyzer}},
	Group:     "race",
	Severity:  finding.Error, // info where nothing shows that the module is built for 32 bits: see builds.go
	Since:     "0.1.0",
	Fix:       finding.Safe,
	Questions: []string{"Ex1"},
	Overlaps:  []string{"atomicalign", "SA1027"},
	Categories: []rule.Category{
		{ID: "field", Summary: "a 64-bit field that is no multiple of eight bytes from the start of its allocation"},
		{ID: "element", Summary: "elements whose size is no multiple of eight bytes"},
		{ID: "helper", Summary: "a misaligned address is passed to a function that uses it atomically"},
	},
}, run)

// Analyzer is what other drivers import.
var Analyzer = Rule.Analyzer

// A checker looks at one package.
type checker struct {
	pass   *report.Pass
	info   *types.Info
	layout *layout
	needs  map[param][]need
	needy  map[*types.Func]bool // the functions that need something of a parameter
	done   map[ast.Node]bool    // what is reported
	fixed  map[*types.Var]bool
	builds func() string // what shows that the module is built for 32 bits
}

// A need says that what a parameter leads to, with off added, must be a multiple of eight.
type need struct {
	off  int64
	path string        // names of the fields on the way, as "stats.n"; "" if the parameter points to the integer itself
	name string        // of the function of sync/atomic
	at   *ast.CallExpr // nil in another package
}

func run(pass *report.Pass) error {
	in := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
	c := &checker{pass: pass, info: pass.TypesInfo, needs: map[param][]need{}, needy: map[*types.Func]bool{}, done: map[ast.Node]bool{}, fixed: map[*types.Var]bool{}}
	var atomics, others []inspector.Cursor
	foreign := false
	for cur := range in.Root().Preorder((*ast.CallExpr)(nil), (*ast.SelectorExpr)(nil)) {
		if !pass.Log.Evidence(cur.Node().Pos()) {
			continue
		}
		switch n := cur.Node().(type) {
		case *ast.SelectorExpr: // a method value
			if call, ok := cur.Parent().Node().(*ast.CallExpr); !ok || call.Fun != n {
				others = append(others, cur)
			}
		case *ast.CallExpr:
			if c.atomic64(n) != "" {
				atomics = append(atomics, cur)
				continue
			}
			others = append(others, cur)
			foreign = foreign || c.foreign(n) != nil
		}
	}
	if len(atomics) == 0 && !foreign {
		return nil
	}
	c.layout = newLayout(pass, in)
	c.builds = builds32(pass)
	for _, cur := range atomics {
		call := cur.Node().(*ast.CallExpr)
		c.check(cur, c.layout.pointee(call.Args[0]), need{name: c.atomic64(call), at: call})
	}
	c.followHelpers(others)
	return nil
}

// atomic64 returns the name of the function of sync/atomic on a 64-bit integer that call calls, or "".
func (c *checker) atomic64(call *ast.CallExpr) string {
	fn := c.callee(call)
	if fn == nil || fn.Pkg() == nil || fn.Pkg().Path() != "sync/atomic" || fn.Signature().Recv() != nil || len(call.Args) == 0 {
		return ""
	}
	if name := fn.Name(); strings.HasSuffix(name, "Int64") || strings.HasSuffix(name, "Uint64") {
		return name
	}
	return ""
}

func (c *checker) callee(call *ast.CallExpr) *types.Func { return c.named(ast.Unparen(call.Fun)) }

// named returns the function that an expression names, or nil.
func (c *checker) named(fun ast.Expr) *types.Func {
	switch e := fun.(type) {
	case *ast.IndexExpr:
		fun = ast.Unparen(e.X)
	case *ast.IndexListExpr:
		fun = ast.Unparen(e.X)
	}
	var id *ast.Ident
	switch fun := fun.(type) {
	case *ast.SelectorExpr:
		id = fun.Sel
	case *ast.Ident:
		id = fun
	default:
		return nil
	}
	fn, _ := c.info.Uses[id].(*types.Func)
	return fn
}

// check reports what stands at cur if the place p that it uses, or passes on to a function that does, is misaligned. If that is up
// to the caller, p being reached through a parameter, the callers are looked at later.
func (c *checker) check(cur inspector.Cursor, p *place, n need) {
	if p == nil || !c.layout.built32(cur.Node().Pos()) || c.guarded(cur) {
		return
	}
	p.off += n.off
	if n.path != "" {
		p.path = append(p.path, n.path)
	}
	if c.layout.misaligned(p) {
		c.report(cur.Node().(ast.Expr), p, n)
		return
	}
	if p.param != nil && p.step == 0 {
		passed := need{off: p.off, path: strings.Join(p.path, "."), name: n.name, at: n.at}
		if !slices.Contains(c.needs[*p.param], passed) {
			c.needs[*p.param] = append(c.needs[*p.param], passed)
			c.needy[p.param.fn] = true
		}
	}
}

// followHelpers looks at calls and method values of functions that use a parameter atomically, or pass theirs on to one that does.
func (c *checker) followHelpers(uses []inspector.Cursor) {
	type step struct {
		use ast.Node
		arg int
		n   need
	}
	seen := map[step]bool{}
	for again := true; again; {
		again = false
		for _, cur := range uses {
			use := cur.Node().(ast.Expr)
			if !c.mayNeed(use) {
				continue
			}
			fn, args := c.passed(use)
			for i, arg := range args {
				if arg == nil {
					continue
				}
				for _, n := range c.needsOf(fn, i-1, use) {
					if s := (step{use, i, n}); !seen[s] {
						seen[s] = true
						again = true
						c.check(cur, arg(), n)
					}
				}
			}
		}
	}
}

// mayNeed tells whether the function that use names or calls can need anything of what it is passed: most do not.
func (c *checker) mayNeed(use ast.Expr) bool {
	fun := use
	if call, ok := use.(*ast.CallExpr); ok {
		fun = ast.Unparen(call.Fun)
	}
	fn := c.named(fun)
	return fn != nil && (fn.Pkg() != c.pass.Pkg || c.needy[fn.Origin()])
}

// needsOf returns what the function fn that use names or calls needs of its parameter.
func (c *checker) needsOf(fn *types.Func, index int, use ast.Expr) []need {
	if fn.Pkg() == c.pass.Pkg {
		return c.needs[param{fn.Origin(), index}]
	}
	if call, ok := use.(*ast.CallExpr); ok {
		return c.foreignNeeds(call, index)
	}
	return nil
}

// passed returns the function that use calls, or binds as a method value, and how to find the place that each of its pointers leads
// to: the receiver's first, then the arguments'; nil for what is no pointer.
func (c *checker) passed(use ast.Expr) (*types.Func, []func() *place) {
	fun := use
	var given []ast.Expr
	if call, ok := use.(*ast.CallExpr); ok {
		fun, given = ast.Unparen(call.Fun), call.Args
	}
	fn := c.named(fun)
	if fn == nil {
		return nil, nil
	}
	args := []func() *place{nil}
	if sel, ok := fun.(*ast.SelectorExpr); ok {
		s := c.info.Selections[sel]
		if s != nil && s.Kind() != types.MethodVal {
			return nil, nil // a method expression
		}
		if s != nil && isPointer(fn.Signature().Recv().Type()) {
			args[0] = func() *place { return c.layout.receiver(sel, s) }
		}
	}
	for _, x := range given {
		if isPointer(c.info.TypeOf(x)) {
			args = append(args, func() *place { return c.layout.pointee(x) })
		} else {
			args = append(args, nil)
		}
	}
	return fn, args
}

// guarded tells whether cur stands below a condition that is constant: one on the size of words, as a rule.
func (c *checker) guarded(cur inspector.Cursor) bool {
	for up := range cur.Enclosing((*ast.IfStmt)(nil), (*ast.CaseClause)(nil)) {
		switch n := up.Node().(type) {
		case *ast.IfStmt:
			if c.info.Types[n.Cond].Value != nil {
				return true
			}
		case *ast.CaseClause:
			if sw, ok := up.Parent().Parent().Node().(*ast.SwitchStmt); ok && (sw.Tag == nil || c.info.Types[sw.Tag].Value != nil) {
				for _, x := range n.List {
					if c.info.Types[x].Value != nil {
						return true
					}
				}
			}
		}
	}
	return false
}

func (c *checker) report(use ast.Expr, p *place, n need) {
	if c.done[use] {
		return // a helper that uses it twice
	}
	c.done[use] = true
	f := report.Finding{Pos: use.Pos(), End: use.End(), Category: "field", Severity: finding.Info}
	subject := "atomic." + n.name
	switch {
	case n.at != use:
		f.Category = "helper"
		fun := use
		if call, ok := use.(*ast.CallExpr); ok {
			fun = call.Fun
		}
		subject = types.ExprString(fun) + " calls " + subject
		if n.at != nil {
			subject += " at " + c.where(n.at)
			f.Related = append(f.Related, analysis.RelatedInformation{Pos: n.at.Pos(), End: n.at.End(), Message: "used atomically here"})
		}
		subject += ", which"
	case p.step != 0:
		f.Category = "element"
	}
	evidence := ""
	if b := c.builds(); b != "" {
		f.Severity = finding.Error
		evidence = " (" + b + ")"
	}
	typ := "Int64"
	if strings.HasSuffix(n.name, "Uint64") {
		typ = "Uint64"
	}
	if n.at == nil {
		typ += " of sync/atomic" // other packages have types of that name, which are not aligned
	}
	f.Message = fmt.Sprintf("%s panics on 386, arm and mips unless the address is a multiple of 8, and there %s%s; make it an atomic.%s, or %s",
		subject, c.layout.describe(p), evidence, typ, c.layout.remedy(p))
	f.Fix = c.fix(use)
	c.pass.Report(f)
}

func (c *checker) where(n ast.Node) string {
	p := c.pass.Fset.Position(n.Pos())
	return fmt.Sprintf("%s:%d", filepath.Base(p.Filename), p.Line)
}
