package metricapi

import (
	"fmt"
	"go/ast"
	"go/types"
	"regexp"
	"slices"

	"github.com/counterlint/counterlint/internal/metricmodel"
	"github.com/counterlint/counterlint/internal/metricmodel/catalog"
)

// created finds metrics that are made for each request, and those that are registered nowhere.
func (c *checker) created() {
	told := map[ast.Node]bool{}
	for _, dup := range c.m.Duplicates() {
		told[dup.At] = true // dupmetric speaks of them
	}
	seen := map[*ast.CallExpr]bool{}
	for _, d := range c.m.Decls {
		if !d.Ctor.Lib.Promlike || d.Ctor.Desc || seen[d.Call] || told[d.Call] {
			continue
		}
		seen[d.Call] = true
		switch {
		case c.m.EachRequest(d.Call) && !c.ownRegistry(d.Call):
			c.add(d.Call, "per-request", fmt.Sprintf("%s is created anew for each request: it starts at zero each time, and a second registration of its name fails; create it once, at package level", name(d)), nil)
		case d.Ctor.Home == catalog.Nowhere && d.Frame == nil && d.Name.Value != "" && !placeholder.MatchString(d.Name.Value) && c.orphan(d):
			c.add(d.Call, "unregistered", fmt.Sprintf("%s is counted on, but registered nowhere: no scrape ever shows it; register it, or create it with promauto", name(d)), nil)
		}
	}
}

// placeholder are names of metrics that are meant to count for nobody.
var placeholder = regexp.MustCompile(`(?i)noop|no_op|dummy|discard|unused|fake|stub`)

func name(d *metricmodel.Decl) string {
	if d.Name.Value != "" {
		return d.Name.Value
	}
	return "the " + d.Ctor.Kind.String()
}

// ownRegistry tells whether the function around n makes a registry, as probes do.
func (c *checker) ownRegistry(n ast.Node) bool {
	fd := c.m.EnclosingDecl(n)
	if fd == nil {
		return true
	}
	found := false
	ast.Inspect(fd, func(n ast.Node) bool {
		if call, ok := n.(*ast.CallExpr); ok {
			if fn := c.m.Callee(call); fn != nil && (fn.Name() == "NewRegistry" || fn.Name() == "NewPedanticRegistry") {
				found = true
			}
		}
		return !found
	})
	return found
}

// orphan tells whether nothing but counting ever happens to the metric: nobody can have registered it.
func (c *checker) orphan(d *metricmodel.Decl) bool {
	if len(c.pass.IgnoredFiles) > 0 {
		return false // one of the files for other systems may register it
	}
	switch p := c.m.Parent(d.Call).(type) {
	case *ast.SelectorExpr:
		return c.counts(d.Call)
	case *ast.ValueSpec:
		return len(p.Names) == len(p.Values) && c.onlyCounted(c.m.Var(p.Names[slices.Index(p.Values, ast.Expr(d.Call))]))
	case *ast.AssignStmt:
		return len(p.Lhs) == len(p.Rhs) && c.onlyCounted(c.m.Var(p.Lhs[slices.Index(p.Rhs, ast.Expr(d.Call))]))
	case *ast.KeyValueExpr:
		if id, ok := p.Key.(*ast.Ident); ok {
			if v := c.m.Var(id); v != nil && v.IsField() {
				return c.onlyCounted(v)
			}
		}
	}
	return false
}

// onlyCounted tells whether v is counted on and nothing else ever happens to it.
func (c *checker) onlyCounted(v *types.Var) bool {
	if v == nil || v.Pkg() != c.pass.Pkg || v.Embedded() || v.Exported() && (v.IsField() || v.Parent() == c.pass.Pkg.Scope()) {
		return false
	}
	if v.IsField() && c.looksInside() {
		return false
	}
	counted := false
	for _, id := range c.m.Uses(v) {
		var holder ast.Expr = id
		if sel, ok := c.m.Parent(id).(*ast.SelectorExpr); ok && sel.Sel == id {
			holder = sel
		}
		if c.assigned(holder) {
			continue
		}
		if !c.counts(holder) {
			return false
		}
		counted = true
	}
	return counted
}

// assigned tells whether a metric is assigned to e.
func (c *checker) assigned(e ast.Expr) bool {
	as, ok := c.m.Parent(e).(*ast.AssignStmt)
	return ok && slices.Contains(as.Lhs, e)
}

// counts tells whether e is the receiver of a method that counts or picks a series.
func (c *checker) counts(e ast.Expr) bool {
	sel, ok := c.m.Parent(e).(*ast.SelectorExpr)
	if !ok || sel.X != e {
		return false
	}
	call, ok := c.m.Parent(sel).(*ast.CallExpr)
	if !ok || call.Fun != ast.Expr(sel) {
		return false
	}
	return slices.ContainsFunc(c.m.Ops, func(op *metricmodel.Op) bool {
		return op.Call == call && op.Row.Op != catalog.Curry && op.Row.Op != catalog.Read
	})
}

// looksInside tells whether the package uses reflection, which may register the fields of a struct.
func (c *checker) looksInside() bool {
	return slices.ContainsFunc(c.pass.Pkg.Imports(), func(p *types.Package) bool { return p.Path() == "reflect" })
}
