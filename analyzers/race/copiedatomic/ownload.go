package copiedatomic

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"github.com/counterlint/counterlint/internal/rule"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/report"
)

// An exported method may have all its callers elsewhere. Its own body betrays it where it loads a cell of its receiver atomically: that
// makes sense for the live counter alone, and a value receiver is a copy of it.

// loadOfCopy returns the atomic load by which the exported method at decl, which nobody in the package calls, reads a cell of its receiver,
// and the update that a pointer method of the same type makes to that cell. A type of which functions return values also lives as a
// snapshot: there is none.
func (c *checker) loadOfCopy(decl *ast.FuncDecl, fn *types.Func, h *holding) (load *ast.CallExpr, up *update) {
	recv := fn.Signature().Recv()
	if !fn.Exported() || len(c.own.usesOf(fn)) > 0 || decl.Body == nil || c.hasResult(recv.Type()) {
		return nil, nil
	}
	for _, cell := range h.cells {
		i := slices.IndexFunc(c.updates.loads[cell], func(call *ast.CallExpr) bool {
			return decl.Body.Pos() <= call.Pos() && call.End() <= decl.Body.End() && c.speaksOf(call, recv)
		})
		if i < 0 {
			continue
		}
		for j, u := range c.updates.byCell[cell] {
			if !u.sets && c.inPointerMethod(u.call.Pos(), recv.Type()) {
				return c.updates.loads[cell][i], &c.updates.byCell[cell][j]
			}
		}
	}
	return nil, nil
}

// hasResult tells whether a function of the package has a result of type t.
func (c *checker) hasResult(t types.Type) bool {
	for _, obj := range c.info.Defs {
		fn, ok := obj.(*types.Func)
		if !ok {
			continue
		}
		for r := range fn.Signature().Results().Variables() {
			if types.Identical(r.Type(), t) {
				return true
			}
		}
	}
	return false
}

// speaksOf tells whether the node speaks of v.
func (c *checker) speaksOf(n ast.Node, v *types.Var) bool {
	found := false
	ast.Inspect(n, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && c.info.Uses[id] == v
		return !found
	})
	return found
}

// inPointerMethod tells whether pos lies in a method with a pointer to t as its receiver.
func (c *checker) inPointerMethod(pos token.Pos, t types.Type) bool {
	for _, file := range c.pass.Files {
		for _, d := range file.Decls {
			decl, ok := d.(*ast.FuncDecl)
			if !ok || pos < decl.Pos() || decl.End() <= pos {
				continue
			}
			fn, ok := c.info.Defs[decl.Name].(*types.Func)
			return ok && fn.Signature().Recv() != nil && types.Identical(fn.Signature().Recv().Type(), types.NewPointer(t))
		}
	}
	return false
}

func (c *checker) reportLoadOfCopy(f report.Finding, fn *types.Func, h *holding, load *ast.CallExpr, up *update) {
	f.Evidence = rule.Betrayed
	f.Related = []analysis.RelatedInformation{related(load, "this loads the copy"), related(up.call, "updated atomically here")}
	if c.vet.within(fn.Signature().Recv().Pos(), f.Pos) {
		f.Category = "copylocks"
	}
	f.Message = fn.Name() + " takes its receiver " + c.typeString(fn.Signature().Recv().Type()) + " by value: every call copies the live counter " + h.path +
		" (updated by " + types.ExprString(up.call.Fun) + " at " + c.where(up.call.Pos()) + ") with a plain read, and the atomic load at " + c.where(load.Pos()) + " reads the copy; use a pointer receiver"
	c.report(f)
}
