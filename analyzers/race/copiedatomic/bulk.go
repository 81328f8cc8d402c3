package copiedatomic

import (
	"fmt"
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/counterlint/counterlint/internal/report"
)

// This file looks at calls: arguments by value, and functions that copy or move many elements at once.
//
// Moving elements under an exclusive lock is how a table of counters grows, and right as long as nobody holds the address of an
// element: such calls are reported only where an address is handed out.

func (c *checker) checkCall(cur inspector.Cursor, call *ast.CallExpr) {
	if c.own.conversion(call) {
		if types.IsInterface(c.info.TypeOf(call)) {
			c.checkCopy(cur, call.Args[0], "conversion to "+c.typeString(c.info.TypeOf(call)))
		}
		return // any other conversion copies nothing by itself
	}
	switch fn := typeutil.Callee(c.info, call).(type) {
	case *types.Builtin:
		c.checkBuiltin(cur, call, fn.Name())
		return
	case *types.Func:
		if fn.Pkg() != nil {
			if moved, ok := movers[fn.Pkg().Name()+"."+fn.Name()]; ok && moverPackages[fn.Pkg().Path()] {
				for _, i := range moved {
					if i < len(call.Args) {
						c.checkBulk(cur, call, call.Args[i], types.ExprString(call.Fun))
					}
				}
			}
		}
		c.checkGeneric(cur, call, fn)
	}
	for _, x := range call.Args {
		c.checkCopy(cur, x, "call of "+types.ExprString(call.Fun))
	}
}

func (c *checker) checkBuiltin(cur inspector.Cursor, call *ast.CallExpr, name string) {
	switch name {
	case "append":
		if call.Ellipsis.IsValid() && len(call.Args) == 2 {
			c.checkBulk(cur, call, call.Args[1], "append")
		}
		for _, x := range call.Args[1:] {
			c.checkCopy(cur, x, "append")
		}
		c.checkGrowth(cur, call)
	case "copy":
		c.checkBulk(cur, call, call.Args[1], "copy")
		c.checkBulk(cur, call, call.Args[0], "copy")
	case "panic", "print", "println":
		for _, x := range call.Args {
			c.checkCopy(cur, x, name)
		}
	}
}

// movers lists functions that copy or move the elements of the arguments with these indexes.
var movers = map[string][]int{
	"slices.Clone": {0}, "slices.Concat": {0, 1, 2, 3}, "slices.Grow": {0}, "slices.Insert": {0}, "slices.Delete": {0},
	"slices.DeleteFunc": {0}, "slices.Replace": {0}, "slices.Compact": {0}, "slices.CompactFunc": {0}, "slices.Reverse": {0},
	"slices.Repeat": {0}, "slices.SortFunc": {0}, "slices.SortStableFunc": {0}, "slices.Collect": {0}, "slices.AppendSeq": {1},
	"slices.SortedFunc": {0}, "sort.Slice": {0}, "sort.SliceStable": {0},
	"maps.Clone": {0}, "maps.Copy": {1}, "maps.Insert": {1}, "maps.Collect": {0},
}

var moverPackages = map[string]bool{
	"slices": true, "maps": true, "sort": true, "golang.org/x/exp/slices": true, "golang.org/x/exp/maps": true,
}

// checkBulk reports call where it copies or moves live counters that are elements of x, a slice, a map or an iterator over one.
func (c *checker) checkBulk(cur inspector.Cursor, call *ast.CallExpr, x ast.Expr, form string) {
	x = ast.Unparen(x)
	if inner, ok := x.(*ast.SliceExpr); ok {
		x = ast.Unparen(inner.X) // a part of it
	}
	h := c.elementsHeld(x)
	if h == nil || c.own.target(x, cur) && c.ownArray(x, cur) {
		return
	}
	f := report.Finding{Pos: call.Pos(), End: call.End(), Category: "bulk"}
	up, ok := c.evidence(&f, x, h, cur)
	if !ok {
		return
	}
	if c.own.locked(cur) == "write" && len(c.handedOut(x)) == 0 {
		return
	}
	f.Message = fmt.Sprintf("%s copies %s: updates of either copy are lost to the other; keep pointers, or load the numbers one by one",
		form, c.describeElements(x, h, up))
	c.report(f)
}

// ownArray tells whether x, if it is an array, is out of reach for others; true for anything else.
func (c *checker) ownArray(x ast.Expr, cur inspector.Cursor) bool {
	if _, ok := c.info.TypeOf(x).Underlying().(*types.Array); ok {
		return c.own.value(x, cur)
	}
	return true
}

// elementsHeld returns how the elements of x hold a counter.
func (c *checker) elementsHeld(x ast.Expr) *holding {
	t := c.info.TypeOf(x)
	if t == nil {
		return nil
	}
	var elem types.Type
	switch u := t.Underlying().(type) {
	case *types.Slice:
		elem = u.Elem()
	case *types.Array:
		elem = u.Elem()
	case *types.Map:
		elem = u.Elem()
	case *types.Signature: // an iterator: its yield function takes the elements
		if u.Params().Len() != 1 {
			return nil
		}
		yield, ok := u.Params().At(0).Type().Underlying().(*types.Signature)
		if !ok || yield.Params().Len() == 0 {
			return nil
		}
		elem = yield.Params().At(yield.Params().Len() - 1).Type()
	default:
		return nil
	}
	if h := c.cells.held(elem); h != nil {
		return h
	}
	return c.elements(x, t)
}

func (c *checker) describeElements(x ast.Expr, h *holding, up *update) string {
	if up == nil {
		if h.path == "" {
			return fmt.Sprintf("the live %s elements of %s", h.kind, types.ExprString(x))
		}
		return fmt.Sprintf("the elements of %s with their live %s %s", types.ExprString(x), h.kind, h.path)
	}
	return c.describe(x, h, up)
}

// checkRange reports a range whose key or value variable copies a live counter.
func (c *checker) checkRange(cur inspector.Cursor, n *ast.RangeStmt) {
	for i, v := range []ast.Expr{n.Key, n.Value} {
		if v == nil {
			continue
		}
		if id, ok := v.(*ast.Ident); ok && id.Name == "_" {
			continue
		}
		h := c.cells.held(c.info.TypeOf(v))
		if h == nil || c.own.target(n.X, cur) && c.ownArray(n.X, cur) {
			continue
		}
		f := report.Finding{Pos: v.Pos(), End: v.End(), Category: "value"}
		up, ok := c.evidence(&f, n.X, h, cur)
		if !ok {
			continue
		}
		if c.vet.reports(v) {
			f.Category = "copylocks"
		}
		if i == 1 {
			f.Fix = c.indexLoop(cur, n)
		}
		f.Message = fmt.Sprintf("range variable %s copies %s: updates of either copy are lost to the other; range over the index and take the element's address",
			types.ExprString(v), c.describeElements(n.X, h, up))
		c.report(f)
	}
}
