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
	"github.com/counterlint/counterlint/internal/rule"
)

//go:embed doc.go
var doc string

// Rule is the analyzer with what is known of it.
var Rule = report.NewRule(doc, rule.Rule{
	Analyzer:  &analysis.Analyzer{Name: "misaligned64", Requires: []*analysis.Analyzer{inspect.Analyzer, conc.Analyzer}},
	Group:     "race",
	Severity:  finding.Error, // info where nothing shows that the module is built for 32 bits: see builds.go
	Since:     "0.1.0",
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
	builds func() string // what shows that the module is built for 32 bits
}

// A need says that what a parameter leads to, with off added, must be a multiple of eight.
type need struct {
	off  int64
	name string // of the function of sync/atomic
	at   *ast.CallExpr
}

func run(pass *report.Pass) error {
	in := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
	c := &checker{pass: pass, info: pass.TypesInfo, needs: map[param][]need{}}
	var atomics, others []inspector.Cursor
	foreign := false
	for cur := range in.Root().Preorder((*ast.CallExpr)(nil)) {
		call := cur.Node().(*ast.CallExpr)
		if !pass.Log.Evidence(call.Pos()) {
			continue
		}
		if c.atomic64(call) != "" {
			atomics = append(atomics, cur)
		} else {
			others = append(others, cur)
			foreign = foreign || c.foreign(call) != nil
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

func (c *checker) callee(call *ast.CallExpr) *types.Func {
	fun := ast.Unparen(call.Fun)
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

// check reports the call at cur if the place p that it uses, or passes on to a function that does, is misaligned. If that is up
// to the caller, p being reached through a parameter, the callers are looked at later.
func (c *checker) check(cur inspector.Cursor, p *place, n need) {
	call := cur.Node().(*ast.CallExpr)
	if p == nil || !c.layout.built32(call.Pos()) || c.guarded(cur) {
		return
	}
	p.off += n.off
	if c.layout.misaligned(p) {
		c.report(call, p, n)
		return
	}
	if p.param != nil && p.step == 0 {
		passed := need{off: p.off, name: n.name, at: n.at}
		if !slices.Contains(c.needs[*p.param], passed) {
			c.needs[*p.param] = append(c.needs[*p.param], passed)
		}
	}
}

// followHelpers looks at calls of functions that use a parameter atomically, or pass theirs on to one that does.
func (c *checker) followHelpers(calls []inspector.Cursor) {
	type step struct {
		call *ast.CallExpr
		arg  int
		n    need
	}
	seen := map[step]bool{}
	for again := true; again; {
		again = false
		for _, cur := range calls {
			call := cur.Node().(*ast.CallExpr)
			for i, arg := range c.arguments(call) {
				if arg == nil {
					continue
				}
				for _, n := range c.needsOf(call, i-1) {
					if s := (step{call, i, n}); !seen[s] {
						seen[s] = true
						again = true
						c.check(cur, arg(), n)
					}
				}
			}
		}
	}
}

// needsOf returns what the function that call calls needs of its parameter.
func (c *checker) needsOf(call *ast.CallExpr, index int) []need {
	fn := c.callee(call)
	if fn == nil {
		return nil
	}
	if fn.Pkg() != c.pass.Pkg {
		return c.foreignNeeds(call, index)
	}
	return c.needs[param{fn.Origin(), index}]
}

// arguments returns, for the receiver and the arguments of a call, how to find the place that each leads to. The first is nil
// for a function, and so is that of an argument which is no pointer.
func (c *checker) arguments(call *ast.CallExpr) []func() *place {
	args := []func() *place{nil}
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
		s := c.info.Selections[sel]
		if s != nil && s.Kind() != types.MethodVal {
			return nil // a method expression or a function in a field
		}
		if s != nil && isPointer(s.Obj().(*types.Func).Signature().Recv().Type()) {
			args[0] = func() *place { return c.layout.receiver(sel, s) }
		}
	}
	for _, x := range call.Args {
		if isPointer(c.info.TypeOf(x)) {
			args = append(args, func() *place { return c.layout.pointee(x) })
		} else {
			args = append(args, nil)
		}
	}
	return args
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

func (c *checker) report(call *ast.CallExpr, p *place, n need) {
	f := report.Finding{Pos: call.Pos(), End: call.End(), Category: "field", Severity: finding.Info}
	subject := "atomic." + n.name
	switch {
	case n.at != call:
		f.Category = "helper"
		subject = types.ExprString(call.Fun) + " calls " + subject
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
		evidence = " (the module is built for 32 bits: " + b + ")"
	}
	typ := "Int64"
	if strings.HasSuffix(n.name, "Uint64") {
		typ = "Uint64"
	}
	f.Message = fmt.Sprintf("%s panics on 386, arm and mips unless the address is a multiple of 8, and there %s%s; make it an atomic.%s, or %s",
		subject, c.layout.describe(p), evidence, typ, c.layout.remedy(p))
	c.pass.Report(f)
}

func (c *checker) where(n ast.Node) string {
	p := c.pass.Fset.Position(n.Pos())
	return fmt.Sprintf("%s:%d", filepath.Base(p.Filename), p.Line)
}
