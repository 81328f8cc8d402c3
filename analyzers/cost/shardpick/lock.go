package shardpick

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/counterlint/counterlint/internal/astx"
)

// ownLock says which lock the shared generator rng is used under at e, or "". The generator is shared if it is a package
// variable, or a field of the object that holds the cells too: that of a worker is its own.
func (w *walker) ownLock(e *ast.CallExpr, rng ast.Expr) string {
	if !w.shared(rng) {
		return ""
	}
	if name := w.lockedSource(w.values.VarOf(rng)); name != "" {
		return "the lock in " + name
	}
	if name := w.heldAt(e); name != "" {
		return "the lock " + name
	}
	return ""
}

// shared tells whether the generator e, or a receiver through which the walk came to it, is as widely known as the cells.
func (w *walker) shared(e ast.Expr) bool {
	cells, _ := w.holder(w.pick.X)
	for _, x := range append([]ast.Expr{e}, w.via...) {
		switch holder, global := w.holder(x); {
		case global:
			return true
		case holder != nil && holder == cells:
			return true
		}
	}
	return false
}

// holder returns the type whose field e is, or whose embedded part it means, and whether e is a package variable instead.
func (w *walker) holder(e ast.Expr) (holder *types.TypeName, global bool) {
	v := w.values.VarOf(e)
	if v == nil {
		return nil, false
	}
	if sel, ok := ast.Unparen(e).(*ast.SelectorExpr); ok && v.IsField() {
		return typeName(w.info.TypeOf(sel.X)), false
	}
	if v.Parent() == w.pass.Pkg.Scope() {
		return nil, true
	}
	return typeName(v.Type()), false
}

// heldAt names the mutex that the function around e has locked and not unlocked when it comes to e, or returns "". It reads
// statements in the order of the text. The mutex must be a package variable or part of an object.
func (w *walker) heldAt(e *ast.CallExpr) string {
	held := map[string]bool{}
	last := ""
	ast.Inspect(w.function(e.Pos()), func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.DeferStmt:
			return false
		case *ast.FuncLit:
			return within(e.Pos(), n)
		case *ast.CallExpr:
			if n.Pos() >= e.Pos() {
				return false
			}
			sel, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr)
			fn := typeutil.StaticCallee(w.info, n)
			if !ok || fn == nil || fn.Pkg() == nil || fn.Pkg().Path() != "sync" {
				return true
			}
			name := types.ExprString(sel.X)
			switch fn.Name() {
			case "Lock":
				if holder, global := w.holder(sel.X); holder != nil || global {
					held[name], last = true, name
				}
			case "Unlock":
				delete(held, name)
			}
		}
		return true
	})
	if held[last] {
		return last
	}
	return ""
}

// function returns the innermost function around pos.
func (p *picker) function(pos token.Pos) ast.Node {
	var found ast.Node
	ast.Inspect(astx.FileOf(p.pass.Pass, pos), func(n ast.Node) bool {
		if n == nil || !within(pos, n) {
			return false
		}
		switch n.(type) {
		case *ast.FuncDecl, *ast.FuncLit:
			found = n
		}
		return true
	})
	return found
}

// lockedSource names the type of this package that the generator v draws from if drawing takes a lock, or returns "".
func (w *walker) lockedSource(v *types.Var) string {
	call, ok := w.values.Only(v).(*ast.CallExpr)
	if !ok || len(call.Args) != 1 {
		return ""
	}
	if fn := typeutil.StaticCallee(w.info, call); fn == nil || fn.Name() != "New" || fn.Pkg() == nil || fn.Pkg().Path() != "math/rand" && fn.Pkg().Path() != "math/rand/v2" {
		return ""
	}
	name := typeName(w.info.TypeOf(call.Args[0]))
	if name == nil {
		return ""
	}
	for fn, decl := range w.decls {
		if recv := fn.Signature().Recv(); recv == nil || typeName(recv.Type()) != name || fn.Name() != "Int63" && fn.Name() != "Uint64" {
			continue
		}
		locks := false
		ast.Inspect(decl.Body, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				fn := typeutil.StaticCallee(w.info, call)
				locks = locks || fn != nil && fn.Pkg() != nil && fn.Pkg().Path() == "sync" && fn.Name() == "Lock"
			}
			return !locks
		})
		if locks {
			return name.Name()
		}
	}
	return ""
}
