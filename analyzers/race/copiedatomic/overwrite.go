package copiedatomic

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rule"
)

// This file looks at assignments that overwrite a counter as a whole: *s = Stats{}, s.hits = atomic.Int64{}.
//
// Before an object is shared this is how it is set up, and most such assignments in real code are that. So beside the usual
// question (can others reach it?) something must say that its life has begun: see alive.

func (c *checker) checkOverwrite(cur inspector.Cursor, lhs, from ast.Expr) {
	lhs = ast.Unparen(lhs)
	t := c.valueType(lhs)
	h := c.cells.held(t)
	if h == nil {
		h = c.arrayOfCells(lhs, t)
	}
	if h == nil || c.own.value(lhs, cur) {
		return
	}
	for _, p := range c.targets(lhs, cur) {
		why, up := c.alive(cur, p, h)
		if why == "" {
			continue
		}
		f := report.Finding{Pos: cur.Node().Pos(), End: cur.Node().End(), Category: "overwrite", Evidence: rule.Betrayed}
		f.Related = []analysis.RelatedInformation{related(up.call, "updated atomically here")}
		f.Fix = c.storeZero(cur, lhs, from)
		f.Message = fmt.Sprintf("plain assignment overwrites %s %s, while %s at %s updates it: what comes in between is lost; store to each counter atomically",
			c.describe(lhs, h, nil), why, types.ExprString(up.call.Fun), c.where(up.call.Pos()))
		c.report(f)
		return
	}
}

// A place is what an expression names at some point of the program.
type place struct {
	e   ast.Expr
	cur inspector.Cursor
}

// targets returns what lhs may name: itself; for *p, what the local p points to, or what callers pass for the parameter p.
func (c *checker) targets(lhs ast.Expr, cur inspector.Cursor) []place {
	star, ok := lhs.(*ast.StarExpr)
	if !ok {
		return []place{{lhs, cur}}
	}
	if addr, ok := c.own.resolve(star.X, cur).(*ast.UnaryExpr); ok && addr.Op == token.AND {
		return []place{{ast.Unparen(addr.X), cur}}
	}
	found := []place{{lhs, cur}}
	v := c.own.variable(star.X)
	if b := c.own.body(cur); v != nil && b != nil {
		if p, ok := b.params[v]; ok && p.fn != nil && p.index >= 0 {
			for _, use := range c.own.usesOf(p.fn) {
				call, at := c.own.callOf(use)
				if call == nil || p.index >= len(call.Args) {
					continue
				}
				if addr, ok := c.own.resolve(call.Args[p.index], at).(*ast.UnaryExpr); ok && addr.Op == token.AND && !c.own.value(addr.X, at) {
					found = append(found, place{ast.Unparen(addr.X), at})
				}
			}
		}
	}
	return found
}

// Names of functions that set an object up, before it is shared, and of those that take one back to its beginning.
var (
	setup = regexp.MustCompile(`^(?i:new|make|init|setup|set|open|create|build|start|begin|prepare|configure|config|unmarshal|decode|parse|read|scan|restore|load|clone|copy|apply|with|update|refresh|reload|from)`)
	reset = regexp.MustCompile(`(?i:reset|clear|zero|flush|drain|rotate|roll)`)
)

// exclusive matches a doc comment that says when not to call a function.
var exclusive = regexp.MustCompile(`(?i)\bnot\b.{0,40}\b(safe|concurren|while|thread|goroutine)|\bno (other|concurrent)\b|\bonly\b.{0,40}\b(when|while|before|after)\b|single[- ]?thread|exclusive`)

// alive tells what shows that the life of p has begun when the function around cur runs: "" if nothing does. The update is one
// that goes on meanwhile.
func (c *checker) alive(cur inspector.Cursor, p place, h *holding) (why string, up *update) {
	name := ""
	for decl := range cur.Enclosing((*ast.FuncDecl)(nil)) {
		d := decl.Node().(*ast.FuncDecl)
		if name = d.Name.Name; exclusive.MatchString(strings.Join(strings.Fields(d.Doc.Text()), " ")) {
			return "", nil // its callers see to it
		}
	}
	if v := c.own.container(p.e); h.path == "" && v != nil {
		h = &holding{kind: h.kind, old: h.old, cells: []*types.Var{v}} // the counter itself
	}
	// Only a count is lost, not a value that is set anew. And an update that only follows in the same function shows a beginning,
	// unless that is a loop.
	fn := c.own.function(cur)
	up = c.updates.live(p.e, h, p.cur, func(up *update) bool {
		return !up.sets && (up.call.Pos() < fn.Pos() || up.call.End() > fn.End() || c.periodic(cur))
	})
	if up == nil || setup.MatchString(name) && !reset.MatchString(name) || c.pooled(p.e) {
		return "", nil
	}
	switch {
	case c.own.locked(cur) == "write":
		return "under a lock that not all updates take", up
	case !c.onlyCounters(c.valueType(p.e)):
		// Plain fields are overwritten as well: the author must have meant a time when nobody else uses the object.
		return "", nil
	case c.updates.loaded(h.cells, cur):
		return "after it has been read", up
	case reset.MatchString(name):
		return "in " + name, up
	case c.periodic(cur):
		return "in a loop that waits for a channel", up
	case name != "main" && c.own.global(p.e):
		return "at package level", up
	}
	return "", nil
}

// onlyCounters tells whether t holds nothing but counters, locks and padding.
func (c *checker) onlyCounters(t types.Type) bool {
	if n, ok := types.Unalias(t).(*types.Named); ok && n.Obj().Pkg() != nil && namedKind(n) != plain {
		return true
	}
	switch u := t.Underlying().(type) {
	case *types.Array:
		return c.onlyCounters(u.Elem())
	case *types.Struct:
		for f := range u.Fields() {
			if f.Name() != "_" && !c.updates.old[f.Origin()] && !c.onlyCounters(f.Type()) {
				return false
			}
		}
		return true
	}
	return false
}

// periodic tells whether cur stands in a loop that receives from a channel on each round.
func (c *checker) periodic(cur inspector.Cursor) bool {
	for loop := range cur.Enclosing((*ast.ForStmt)(nil), (*ast.RangeStmt)(nil)) {
		if r, ok := loop.Node().(*ast.RangeStmt); ok {
			if _, ok := c.info.TypeOf(r.X).Underlying().(*types.Chan); ok {
				return true
			}
		}
		for recv := range loop.Preorder((*ast.UnaryExpr)(nil)) {
			if recv.Node().(*ast.UnaryExpr).Op == token.ARROW {
				return true
			}
		}
	}
	return false
}

// pooled tells whether objects like the one that lhs belongs to go through a sync.Pool: who takes one out owns it.
func (c *checker) pooled(lhs ast.Expr) bool {
	if c.pools == nil {
		c.pools = map[*types.TypeName]bool{}
		for cur := range c.in.Root().Preorder((*ast.CallExpr)(nil)) {
			call := cur.Node().(*ast.CallExpr)
			fn, ok := typeutil.Callee(c.info, call).(*types.Func)
			if ok && fn.FullName() == "(*sync.Pool).Put" && len(call.Args) == 1 {
				c.pools[typeName(c.info.TypeOf(call.Args[0]))] = true
			}
		}
	}
	for {
		if name := typeName(c.info.TypeOf(lhs)); name != nil && c.pools[name] {
			return true
		}
		switch e := lhs.(type) {
		case *ast.SelectorExpr:
			lhs = e.X
		case *ast.IndexExpr:
			lhs = e.X
		case *ast.StarExpr:
			lhs = e.X
		case *ast.ParenExpr:
			lhs = e.X
		default:
			return false
		}
	}
}
