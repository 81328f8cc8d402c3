package runtimelink

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/counterlint/counterlint/internal/astx"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/typex"
)

// A threads looks for functions that lock their thread for the sake of a cell. It speaks only where every call of the
// function is known to care for no thread: one call into foreign code, an interface or a function value may be the reason.
type threads struct {
	pass   *report.Pass
	values *astx.Values
	decls  map[*types.Func]*ast.FuncDecl
	easy   map[*types.Func]bool // of functions of this package: they need no thread; true while in progress
}

func checkThreads(pass *report.Pass) {
	var t *threads
	seen := map[*ast.CallExpr]bool{} // a literal that is called in place belongs to two functions
	for _, file := range pass.Files {
		if !pass.Log.Reported(file.Package) || !mentions(file, "LockOSThread") {
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			body := bodyOf(n)
			if body == nil {
				return true
			}
			lock := directCall(pass.TypesInfo, body, "runtime.LockOSThread")
			if lock == nil || seen[lock] {
				return true
			}
			seen[lock] = true
			if t == nil {
				t = newThreads(pass)
			}
			t.check(body, lock)
			return true
		})
	}
}

// mentions tells whether file imports runtime and says name. It spares most files the closer look.
func mentions(file *ast.File, name string) bool {
	if !slices.ContainsFunc(file.Imports, func(spec *ast.ImportSpec) bool { return spec.Path.Value == `"runtime"` }) {
		return false
	}
	found := false
	ast.Inspect(file, func(n ast.Node) bool {
		id, ok := n.(*ast.Ident)
		found = found || ok && id.Name == name
		return !found
	})
	return found
}

func newThreads(pass *report.Pass) *threads {
	files := slices.DeleteFunc(slices.Clone(pass.Files), func(f *ast.File) bool { return !pass.Log.Evidence(f.Package) })
	t := &threads{pass: pass, values: astx.NewValues(pass.TypesInfo, files), decls: map[*types.Func]*ast.FuncDecl{}, easy: map[*types.Func]bool{}}
	for _, file := range files {
		for _, d := range file.Decls {
			if decl, ok := d.(*ast.FuncDecl); ok {
				if fn, ok := pass.TypesInfo.Defs[decl.Name].(*types.Func); ok {
					t.decls[fn] = decl
				}
			}
		}
	}
	return t
}

func (t *threads) check(body *ast.BlockStmt, lock *ast.CallExpr) {
	cell, at := t.ownCell(body)
	if cell == nil || !t.needsNoThread(body) {
		return
	}
	where := t.pass.Fset.Position(at.Pos())
	t.pass.Report(report.Finding{
		Pos: lock.Pos(), End: lock.End(), Category: "lockosthread",
		Message: fmt.Sprintf("the thread is locked only to add to the worker's own cell %s (%s:%d), which needs no thread: "+
			"who holds the index owns the cell; remove LockOSThread", types.ExprString(cell), filepath.Base(where.Filename), where.Line),
		Related: []analysis.RelatedInformation{{Pos: at.Pos(), End: at.End(), Message: "the update of the cell"}},
	})
}

// ownCell returns an element of a shared array of cells that body adds to, whose index stays the same throughout body, and
// where it does so.
func (t *threads) ownCell(body *ast.BlockStmt) (cell *ast.IndexExpr, at ast.Node) {
	inspectDirect(body, func(n ast.Node) {
		target := t.added(n)
		if cell != nil || target == nil {
			return
		}
		e := astx.ElementOf(t.pass.TypesInfo, t.values, target)
		if e == nil || !t.shared(e.X, body) || !t.ownIndex(e.Index, body) {
			return
		}
		if _, ok := typex.CellOf(typex.ArrayElem(t.pass.TypesInfo.TypeOf(e.X))); ok {
			cell, at = e, n
		}
	})
	return cell, at
}

// added returns what n adds to: the target of an addition, or the receiver of a method of this package that adds to it.
func (t *threads) added(n ast.Node) ast.Expr {
	if add, ok := astx.AdditionAt(t.pass.TypesInfo, n); ok {
		return add.Target
	}
	call, ok := n.(*ast.CallExpr)
	if !ok {
		return nil
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	decl := t.declOf(call)
	if !ok || decl == nil || decl.Recv == nil || decl.Body == nil || len(decl.Recv.List[0].Names) == 0 {
		return nil
	}
	recv := t.pass.TypesInfo.Defs[decl.Recv.List[0].Names[0]]
	adds := false
	inspectDirect(decl.Body, func(n ast.Node) {
		if add, ok := astx.AdditionAt(t.pass.TypesInfo, n); ok {
			root := rootOf(add.Target)
			adds = adds || root != nil && t.pass.TypesInfo.Uses[root] == recv
		}
	})
	if !adds {
		return nil
	}
	return sel.X
}

// shared tells whether the array e outlives body: it is no local variable of body, or one that stands for something else.
func (t *threads) shared(e ast.Expr, body *ast.BlockStmt) bool {
	for range 8 {
		root := rootOf(e)
		if root == nil {
			return false
		}
		v, ok := t.pass.TypesInfo.ObjectOf(root).(*types.Var)
		if !ok {
			return false
		}
		if !within(v.Pos(), body) {
			return true
		}
		if e = t.values.Only(v); e == nil {
			return false
		}
	}
	return false
}

// ownIndex tells whether the index e is the worker's own: made of parameters, captured variables, fields, the thread's id or a
// number drawn from an atomic, and of nothing that a loop or an unknown call gives.
func (t *threads) ownIndex(e ast.Expr, body *ast.BlockStmt) bool {
	own := false
	var walk func(e ast.Expr, depth int) bool
	walk = func(e ast.Expr, depth int) bool {
		if e == nil || depth > 8 {
			return false
		}
		if t.pass.TypesInfo.Types[e].Value != nil {
			return true
		}
		switch e := e.(type) {
		case *ast.ParenExpr:
			return walk(e.X, depth)
		case *ast.BinaryExpr:
			return walk(e.X, depth+1) && walk(e.Y, depth+1)
		case *ast.SelectorExpr:
			own = true
			return t.values.VarOf(e) != nil
		case *ast.Ident:
			v, ok := t.pass.TypesInfo.ObjectOf(e).(*types.Var)
			if !ok {
				return false
			}
			if within(v.Pos(), body) {
				return walk(t.values.Only(v), depth+1)
			}
			own = true
			return true
		case *ast.CallExpr:
			if t.pass.TypesInfo.Types[e.Fun].IsType() {
				return walk(e.Args[0], depth+1)
			}
			if id, ok := ast.Unparen(e.Fun).(*ast.Ident); ok && id.Name == "len" {
				return true
			}
			fn := typeutil.StaticCallee(t.pass.TypesInfo, e)
			own = true
			return typex.InAtomicPackage(fn) || givesThreadID(fn)
		}
		return false
	}
	return walk(e, 0) && own
}

// needsNoThread tells whether all that n calls, on any goroutine, is known to run on any thread.
func (t *threads) needsNoThread(n ast.Node) bool {
	ok := true
	ast.Inspect(n, func(n ast.Node) bool {
		if call, isCall := n.(*ast.CallExpr); isCall && ok {
			ok = t.easyCall(call)
		}
		return ok
	})
	return ok
}

func (t *threads) easyCall(call *ast.CallExpr) bool {
	info := t.pass.TypesInfo
	fun := ast.Unparen(call.Fun)
	if info.Types[fun].IsType() || info.Types[fun].IsBuiltin() {
		return true
	}
	if _, ok := fun.(*ast.FuncLit); ok {
		return true // its body is part of what is inspected
	}
	if id, ok := fun.(*ast.Ident); ok {
		if v, ok := info.Uses[id].(*types.Var); ok {
			lit, ok := t.values.Only(v).(*ast.FuncLit)
			return ok && within(call.Pos(), lit) || ok && t.needsNoThread(lit.Body)
		}
	}
	fn, ok := typeutil.Callee(info, call).(*types.Func)
	if !ok {
		return false
	}
	fn = fn.Origin()
	if fn.Pkg() == nil {
		return true // error.Error
	}
	if fn.Pkg() != t.pass.Pkg {
		dynamic := fn.Signature().Recv() != nil && types.IsInterface(fn.Signature().Recv().Type())
		return givesThreadID(fn) || easyPackages[fn.Pkg().Path()] && (!dynamic || fn.Pkg().Path() == "context")
	}
	decl := t.decls[fn]
	if decl == nil || decl.Body == nil {
		return false
	}
	easy, known := t.easy[fn]
	if !known {
		t.easy[fn] = true // a recursive call adds nothing
		easy = t.needsNoThread(decl.Body)
		t.easy[fn] = easy
	}
	return easy
}

// easyPackages are packages of the standard library in which nothing depends on the thread. Those that reach the operating
// system are left out: namespaces, signals, priorities and a child's death signal belong to a thread.
var easyPackages = map[string]bool{
	"bytes": true, "cmp": true, "context": true, "encoding/binary": true, "encoding/json": true, "errors": true, "expvar": true, "fmt": true,
	"hash/crc32": true, "hash/fnv": true, "hash/maphash": true, "log": true, "log/slog": true, "maps": true, "math": true, "math/bits": true,
	"math/rand": true, "math/rand/v2": true, "runtime": true, "slices": true, "sort": true, "strconv": true, "strings": true, "sync": true,
	"sync/atomic": true, "time": true, "unicode": true, "unicode/utf8": true,
}

func givesThreadID(fn *types.Func) bool {
	if fn == nil {
		return false
	}
	switch fn.FullName() {
	case "syscall.Gettid", "golang.org/x/sys/unix.Gettid", "golang.org/x/sys/windows.GetCurrentThreadId":
		return true
	}
	return false
}

func (t *threads) declOf(call *ast.CallExpr) *ast.FuncDecl {
	fn := typeutil.StaticCallee(t.pass.TypesInfo, call)
	if fn == nil {
		return nil
	}
	return t.decls[fn.Origin()]
}

// rootOf returns the identifier at the left end of a path such as s.shards[i].n, or nil.
func rootOf(e ast.Expr) *ast.Ident {
	for {
		switch x := ast.Unparen(e).(type) {
		case *ast.Ident:
			return x
		case *ast.SelectorExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.UnaryExpr:
			if x.Op != token.AND {
				return nil
			}
			e = x.X
		default:
			return nil
		}
	}
}

func bodyOf(n ast.Node) *ast.BlockStmt {
	switch n := n.(type) {
	case *ast.FuncDecl:
		return n.Body
	case *ast.FuncLit:
		return n.Body
	}
	return nil
}

// inspectDirect calls f for each node of body but those of function literals, unless the literal is deferred or called in place.
func inspectDirect(body *ast.BlockStmt, f func(ast.Node)) {
	called := map[*ast.FuncLit]bool{}
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			return false
		case *ast.CallExpr:
			if lit, ok := ast.Unparen(n.Fun).(*ast.FuncLit); ok {
				called[lit] = true
			}
		case *ast.FuncLit:
			return called[n]
		}
		if n != nil {
			f(n)
		}
		return true
	})
}

func directCall(info *types.Info, body *ast.BlockStmt, name string) *ast.CallExpr {
	var found *ast.CallExpr
	inspectDirect(body, func(n ast.Node) {
		if call, ok := n.(*ast.CallExpr); ok && found == nil {
			if fn := typeutil.StaticCallee(info, call); fn != nil && fn.FullName() == name {
				found = call
			}
		}
	})
	return found
}

func within(pos token.Pos, n ast.Node) bool { return n.Pos() <= pos && pos < n.End() }
