package copiedatomic

import (
	_ "embed"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"

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
	Analyzer:  &analysis.Analyzer{Name: "copiedatomic", Requires: []*analysis.Analyzer{inspect.Analyzer, conc.Analyzer}},
	Group:     "race",
	Severity:  finding.Error,
	Since:     "0.1.0",
	Fix:       finding.Safe,
	Questions: []string{"Q9"},
	Overlaps:  []string{"copylocks"},
	Categories: []rule.Category{
		{ID: "value", Summary: "a counter without a noCopy field is copied: old-style cells, atomic.Value, the result of a getter"},
		{ID: "copylocks", Upstream: "copylocks", Summary: "a value that holds an atomic is copied where vet's copylocks says so too"},
		{ID: "send", Summary: "a live counter is sent on a channel by value"},
		{ID: "bulk", Summary: "copy, append, slices or maps copy or move live counters"},
		{ID: "growth", Summary: "append moves counters whose addresses are in use"},
		{ID: "overwrite", Summary: "a live counter is overwritten as a whole"},
		{ID: "generic", Summary: "generic code copies the counters that it is instantiated with"},
	},
}, run)

// Analyzer is what other drivers import.
var Analyzer = Rule.Analyzer

// A checker looks at one package.
type checker struct {
	pass    *report.Pass
	info    *types.Info
	in      *inspector.Inspector
	own     *ownership
	updates *updates
	cells   *cells
	vet     *upstream
	lines   map[string]bool // on which something is reported already

	addresses map[*types.Var][]address // where an element's address is handed out, by slice; nil until needed
	roomy     map[*types.Var]bool      // slices made with a capacity of their own
	pools     map[*types.TypeName]bool // types whose objects go through a sync.Pool; nil until needed
	generic   map[*types.Func][]copied // what the generic functions of the package copy; nil until needed
}

func run(pass *report.Pass) error {
	in := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
	own := newOwnership(pass, in)
	updates := newUpdates(pass, in, own)
	c := &checker{
		pass: pass, info: pass.TypesInfo, in: in, own: own, updates: updates,
		cells: &cells{pass: pass, updates: updates, known: map[types.Type]*holding{}},
		vet:   &upstream{pass: pass}, lines: map[string]bool{},
	}
	for cur := range in.Root().Preorder((*ast.FuncDecl)(nil), (*ast.FuncLit)(nil), (*ast.AssignStmt)(nil), (*ast.ValueSpec)(nil),
		(*ast.CompositeLit)(nil), (*ast.ReturnStmt)(nil), (*ast.CallExpr)(nil), (*ast.RangeStmt)(nil), (*ast.SendStmt)(nil)) {
		if pass.Log.Reported(cur.Node().Pos()) {
			c.check(cur)
		}
	}
	return nil
}

func (c *checker) check(cur inspector.Cursor) {
	switch n := cur.Node().(type) {
	case *ast.FuncDecl:
		c.checkFunc(cur, n)
	case *ast.FuncLit:
		c.checkLiteral(cur, n)
	case *ast.AssignStmt:
		for i, lhs := range n.Lhs {
			if len(n.Rhs) != len(n.Lhs) && i > 0 {
				break // v, ok := m[k]
			}
			if id, ok := lhs.(*ast.Ident); !ok || id.Name != "_" {
				c.checkCopy(cur, n.Rhs[i], "assignment to "+types.ExprString(lhs))
			}
			if n.Tok == token.ASSIGN && len(n.Rhs) == len(n.Lhs) {
				c.checkOverwrite(cur, lhs, n.Rhs[i])
			}
		}
	case *ast.ValueSpec:
		for i, x := range n.Values {
			if n.Names[i].Name != "_" {
				c.checkCopy(cur, x, "declaration of "+n.Names[i].Name)
			}
		}
	case *ast.CompositeLit:
		for _, x := range n.Elts {
			if kv, ok := x.(*ast.KeyValueExpr); ok {
				x = kv.Value
			}
			c.checkCopy(cur, x, "literal")
		}
	case *ast.ReturnStmt:
		for _, x := range n.Results {
			c.checkCopy(cur, x, "return")
		}
	case *ast.SendStmt:
		c.checkCopy(cur, n.Value, "send")
	case *ast.CallExpr:
		c.checkCall(cur, n)
	case *ast.RangeStmt:
		c.checkRange(cur, n)
	}
}

// checkCopy reports x where it names a live counter and is copied by what stands around it.
func (c *checker) checkCopy(cur inspector.Cursor, x ast.Expr, form string) {
	x = c.unwrap(x)
	t := c.valueType(x)
	h := c.cells.held(t)
	if h == nil {
		h = c.arrayOfCells(x, t)
	}
	if h == nil || c.isNew(x) || c.own.value(x, cur) {
		return
	}
	f := report.Finding{Pos: x.Pos(), End: x.End()}
	up, ok := c.evidence(&f, x, h, cur)
	if !ok {
		return
	}
	switch {
	case form == "send":
		f.Category = "send"
	case c.vet.reports(x):
		f.Category = "copylocks"
	}
	f.Message = fmt.Sprintf("%s copies %s: updates of either copy are lost to the other; %s", form, c.describe(x, h, up), remedy(form))
	c.report(f)
}

func remedy(form string) string {
	switch form {
	case "send":
		return "send a pointer, or the loaded numbers"
	case "return":
		return "return a pointer, or the loaded numbers"
	}
	return "use a pointer, or load the numbers one by one"
}

// evidence completes f with what makes e, which holds h, live, and tells whether anything does. A type made for atomic use
// needs nothing more; an old-style cell needs an atomic update of the same instance, which is returned.
func (c *checker) evidence(f *report.Finding, e ast.Expr, h *holding, cur inspector.Cursor) (*update, bool) {
	if !h.old {
		return nil, true
	}
	if c.updates.loaded(h.cells, cur) || c.own.waited(cur) {
		return nil, false
	}
	renewed := c.resetAfter(cur, e)
	up := c.updates.live(e, h, cur, func(up *update) bool { return !slices.Contains(renewed, up.cell) })
	if up == nil {
		return nil, false
	}
	f.Evidence = rule.Betrayed
	f.Related = append(f.Related, related(up.call, "updated atomically here"))
	return up, true
}

// resetAfter returns the cells that the function sets anew in the local that x is copied to.
func (c *checker) resetAfter(cur inspector.Cursor, x ast.Expr) (cells []*types.Var) {
	as, ok := cur.Node().(*ast.AssignStmt)
	if !ok || len(as.Lhs) != len(as.Rhs) {
		return nil
	}
	i := slices.IndexFunc(as.Rhs, func(r ast.Expr) bool { return r.Pos() <= x.Pos() && x.End() <= r.End() })
	if i < 0 {
		return nil
	}
	dst := c.own.variable(as.Lhs[i])
	for fn := range cur.Enclosing((*ast.FuncDecl)(nil), (*ast.FuncLit)(nil)) {
		for set := range fn.Preorder((*ast.AssignStmt)(nil)) {
			for _, lhs := range set.Node().(*ast.AssignStmt).Lhs {
				if sel, ok := ast.Unparen(lhs).(*ast.SelectorExpr); ok && set.Node().Pos() > as.Pos() && dst != nil && c.own.variable(sel.X) == dst {
					cells = append(cells, c.own.variable(sel))
				}
			}
		}
		break
	}
	return cells
}

// isNew tells whether x, unwrapped, yields a value that nobody else can have seen. What a call returns by value counts as new;
// what a returned pointer leads to does not have to be.
func (c *checker) isNew(x ast.Expr) bool {
	switch x.(type) {
	case *ast.Ident, *ast.SelectorExpr, *ast.IndexExpr, *ast.StarExpr:
		return false
	}
	return true
}

// unwrap removes parentheses and conversions, which copy nothing by themselves.
func (c *checker) unwrap(x ast.Expr) ast.Expr {
	for {
		x = ast.Unparen(x)
		call, ok := x.(*ast.CallExpr)
		if !ok || !c.own.conversion(call) || types.IsInterface(c.info.TypeOf(call)) {
			return x
		}
		x = call.Args[0]
	}
}

// valueType returns the type of x if it is a value; for m[k] in a comma-ok form, that of the element.
func (c *checker) valueType(x ast.Expr) types.Type {
	tv, ok := c.info.Types[x]
	if !ok {
		if id, isIdent := x.(*ast.Ident); isIdent {
			if v, isVar := c.info.ObjectOf(id).(*types.Var); isVar {
				return v.Type()
			}
		}
		return nil
	}
	if !tv.IsValue() && tv.Type == nil {
		return nil
	}
	if tuple, ok := tv.Type.(*types.Tuple); ok && tuple.Len() > 0 {
		return tuple.At(0).Type()
	}
	if tv.IsType() {
		return nil
	}
	return tv.Type
}

// arrayOfCells tells whether x names an array of plain integers whose elements are updated through sync/atomic.
func (c *checker) arrayOfCells(x ast.Expr, t types.Type) *holding {
	if t == nil {
		return nil
	}
	if _, ok := t.Underlying().(*types.Array); !ok {
		return nil
	}
	return c.elements(x, t)
}

func (c *checker) elements(x ast.Expr, t types.Type) *holding {
	if v := c.own.variable(x); v != nil && c.updates.old[v] {
		return &holding{kind: "counters", old: true, cells: []*types.Var{v}}
	}
	return nil
}

// report hands f in, unless something is reported on its line already.
func (c *checker) report(f report.Finding) {
	p := c.pass.Fset.Position(f.Pos)
	key := fmt.Sprintf("%s:%d", p.Filename, p.Line)
	if c.lines[key] {
		return
	}
	c.lines[key] = true
	c.pass.Report(f)
}

// describe names x and the counter in it, and for an old-style cell the update that makes it one.
func (c *checker) describe(x ast.Expr, h *holding, up *update) string {
	text := types.ExprString(x)
	switch {
	case up != nil:
		where := fmt.Sprintf("updated by %s at %s", types.ExprString(up.call.Fun), c.where(up.call.Pos()))
		if h.path == "" {
			return fmt.Sprintf("the live %s %s (%s)", h.kind, text, where)
		}
		return fmt.Sprintf("%s with its live counter %s (%s)", text, h.path, where)
	case h.path == "":
		return fmt.Sprintf("the live %s %s", h.kind, text)
	}
	return fmt.Sprintf("%s with its live %s %s", text, h.kind, h.path)
}

func (c *checker) where(pos token.Pos) string {
	p := c.pass.Fset.Position(pos)
	return fmt.Sprintf("%s:%d", filepath.Base(p.Filename), p.Line)
}

func related(n ast.Node, message string) analysis.RelatedInformation {
	return analysis.RelatedInformation{Pos: n.Pos(), End: n.End(), Message: message}
}
