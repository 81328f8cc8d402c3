package copiedatomic

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rule"
)

// This file looks at functions that take counters by value: every call copies them.

// checkFunc reports, at the name of a function, its receiver and parameters of types made for atomic use. An old-style cell is
// reported only for a receiver, and only where some call copies a live one: what is passed as an argument is reported there.
func (c *checker) checkFunc(cur inspector.Cursor, decl *ast.FuncDecl) {
	fn, ok := c.info.Defs[decl.Name].(*types.Func)
	if !ok {
		return
	}
	f := report.Finding{Pos: decl.Name.Pos(), End: decl.Name.End(), Category: "value"}
	var what []string
	if recv := fn.Signature().Recv(); recv != nil {
		if h := c.cells.held(recv.Type()); h != nil && !c.callersCopyNew(param{fn, -1}) {
			if !h.old {
				what = append(what, fmt.Sprintf("receiver %s with its %s", c.typeString(recv.Type()), counterOf(h)))
				f.Fix = c.pointerReceiver(cur, decl, fn)
			} else if use, up := c.liveCall(fn, h); up != nil {
				c.reportOldReceiver(f, fn, h, use, up)
				return
			} else if load, up := c.loadOfCopy(decl, fn, h); up != nil {
				c.reportLoadOfCopy(f, fn, h, load, up)
				return
			}
		}
	}
	what = append(what, c.byValue(decl.Type.Params, fn)...)
	if len(what) == 0 {
		return
	}
	if decl.Recv != nil && c.vet.within(decl.Recv.Pos(), decl.Recv.End()) || c.vet.within(decl.Type.Params.Pos(), decl.Type.Params.End()) {
		f.Category = "copylocks"
	}
	f.Message = fmt.Sprintf("%s takes its %s by value: every call copies a live counter, and updates of the copy are lost; take a pointer",
		decl.Name.Name, strings.Join(what, " and its "))
	c.report(f)
}

// checkLiteral does the same for a literal, unless all that it is called with is known: that is looked at there.
func (c *checker) checkLiteral(cur inspector.Cursor, lit *ast.FuncLit) {
	what := c.byValue(lit.Type.Params, nil)
	if len(what) == 0 || c.calledWithNew(cur) {
		return
	}
	f := report.Finding{Pos: lit.Pos(), End: lit.Type.End(), Category: "value"}
	if c.vet.within(lit.Type.Params.Pos(), lit.Type.Params.End()) {
		f.Category = "copylocks"
	}
	f.Message = fmt.Sprintf("function literal takes its %s by value: every call copies a live counter, and updates of the copy are lost; take a pointer",
		strings.Join(what, " and its "))
	c.report(f)
}

// calledWithNew tells whether the literal at cur is called where it stands, or through the one local that holds it, and only with
// arguments that nobody else has seen.
func (c *checker) calledWithNew(cur inspector.Cursor) bool {
	up := cur.Parent()
	for {
		if _, ok := up.Node().(*ast.ParenExpr); !ok {
			break
		}
		up = up.Parent()
	}
	if _, ok := up.Node().(*ast.CallExpr); ok && up.Node().(*ast.CallExpr).Fun.Pos() == cur.Node().Pos() {
		return true
	}
	as, ok := up.Node().(*ast.AssignStmt)
	if !ok || len(as.Lhs) != 1 {
		return false
	}
	v := c.own.variable(as.Lhs[0])
	b := c.own.body(cur)
	if v == nil || v.IsField() || isPackageVar(v) || b == nil || len(b.defs[v]) != 1 {
		return false
	}
	for _, use := range b.mentions[v] {
		call, at := c.own.callOf(use)
		if call == nil || ast.Unparen(call.Fun) != use.Node() {
			return false
		}
		for _, arg := range call.Args {
			if c.cells.held(c.info.TypeOf(arg)) != nil && !c.own.value(arg, at) {
				return false
			}
		}
	}
	return len(b.mentions[v]) > 0
}

// byValue describes the parameters that hold a counter made for atomic use.
func (c *checker) byValue(params *ast.FieldList, fn *types.Func) (what []string) {
	index := 0
	for _, field := range params.List {
		n := max(len(field.Names), 1)
		if _, variadic := field.Type.(*ast.Ellipsis); !variadic {
			t := c.info.TypeOf(field.Type)
			for i := range n {
				h := c.cells.held(t)
				if h == nil || h.old || fn != nil && c.callersCopyNew(param{fn, index + i}) {
					continue
				}
				name := ""
				if len(field.Names) > 0 {
					name = " " + field.Names[i].Name
				}
				what = append(what, fmt.Sprintf("parameter%s of type %s with its %s", name, c.typeString(t), counterOf(h)))
			}
		}
		index += n
	}
	return what
}

// callersCopyNew tells whether every caller is known, there is one, and each passes a value that nobody else has seen.
func (c *checker) callersCopyNew(p param) bool {
	if c.own.exposed(p.fn) || len(c.own.usesOf(p.fn)) == 0 {
		return false
	}
	for _, use := range c.own.usesOf(p.fn) {
		call, cur := c.own.callOf(use)
		if call == nil {
			return false
		}
		var arg ast.Expr
		if p.index >= 0 && p.index < len(call.Args) {
			arg = call.Args[p.index]
		} else if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && p.index < 0 {
			arg = sel.X
		}
		if arg == nil {
			return false
		}
		if p.index < 0 && isPointer(c.info.TypeOf(arg)) {
			if !c.own.target(arg, cur) {
				return false
			}
		} else if !c.own.value(arg, cur) {
			return false
		}
	}
	return true
}

// liveCall returns a call of the method fn, whose receiver holds the old-style cell of h, that copies a live one.
func (c *checker) liveCall(fn *types.Func, h *holding) (*ast.CallExpr, *update) {
	for _, use := range c.own.usesOf(fn) {
		call, cur := c.own.callOf(use)
		if call == nil || !c.pass.Log.Evidence(call.Pos()) {
			continue
		}
		sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
		if !ok || c.info.Selections[sel] == nil || c.updates.loaded(h.cells, cur) {
			continue
		}
		if isPointer(c.info.TypeOf(sel.X)) && c.own.target(sel.X, cur) || !isPointer(c.info.TypeOf(sel.X)) && c.own.value(sel.X, cur) {
			continue
		}
		if up := c.updates.live(sel.X, h, cur, nil); up != nil {
			return call, up
		}
	}
	return nil, nil
}

func (c *checker) reportOldReceiver(f report.Finding, fn *types.Func, h *holding, use *ast.CallExpr, up *update) {
	f.Evidence = rule.Betrayed
	f.Related = []analysis.RelatedInformation{related(use, "this call copies it"), related(up.call, "updated atomically here")}
	if c.vet.within(fn.Signature().Recv().Pos(), f.Pos) {
		f.Category = "copylocks"
	}
	f.Message = fmt.Sprintf("%s takes its receiver %s by value: the call at %s copies the live counter %s (updated by %s at %s) with a plain read; use a pointer receiver",
		fn.Name(), c.typeString(fn.Signature().Recv().Type()), c.where(use.Pos()), h.path, types.ExprString(up.call.Fun), c.where(up.call.Pos()))
	c.report(f)
}

func counterOf(h *holding) string {
	if h.path == "" {
		return "live " + h.kind
	}
	return h.kind + " " + h.path
}

func (c *checker) typeString(t types.Type) string {
	return types.TypeString(t, func(p *types.Package) string {
		if p == c.pass.Pkg {
			return ""
		}
		return p.Name()
	})
}
