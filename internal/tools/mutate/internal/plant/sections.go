package plant

// Critical sections, by syntax: what stands between Lock and Unlock in one list of statements, or behind a Lock with a deferred
// Unlock.

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"
)

// A section is one critical section.
type section struct {
	fn      ast.Node // *ast.FuncDecl or *ast.FuncLit
	decl    *ast.FuncDecl
	mutex   *types.Var    // the field or variable
	rw      bool          // an RWMutex
	read    bool          // RLock
	lock    *ast.CallExpr // of Lock or RLock
	locking ast.Stmt      // the statement of lock
	unlocks []unlock
	body    []ast.Stmt // what runs under the lock
}

// An unlock is one statement that gives the lock up.
type unlock struct {
	stmt ast.Stmt
	call *ast.CallExpr
}

func (s *section) contains(pos token.Pos) bool {
	return len(s.body) > 0 && s.body[0].Pos() <= pos && pos < s.body[len(s.body)-1].End()
}

// findSections returns the critical sections of the package in order of their locks. Those that cannot be undone as a whole, since
// the lock is given up and taken again inside, are left out.
func (f *finder) findSections() []*section {
	var all []*section
	for c := range f.root.Preorder((*ast.BlockStmt)(nil), (*ast.CaseClause)(nil), (*ast.CommClause)(nil)) {
		list := listOf(c.Node())
		for i := range list {
			if s := f.section(c, list, i); s != nil {
				all = append(all, s)
			}
		}
	}
	slices.SortFunc(all, func(a, b *section) int { return int(a.lock.Pos() - b.lock.Pos()) })
	return all
}

func listOf(n ast.Node) []ast.Stmt {
	switch n := n.(type) {
	case *ast.BlockStmt:
		return n.List
	case *ast.CaseClause:
		return n.Body
	case *ast.CommClause:
		return n.Body
	}
	return nil
}

// section reads the section that begins with list[i].
func (f *finder) section(c inspector.Cursor, list []ast.Stmt, i int) *section {
	call, method, mutex, rw := f.lockCall(list[i])
	undo, ok := map[string]string{"Lock": "Unlock", "RLock": "RUnlock"}[method]
	if !ok {
		return nil
	}
	s := &section{mutex: mutex, rw: rw, read: method == "RLock", lock: call, locking: list[i], body: list[i+1:]}
	s.fn, s.decl = function(c)
	holder := f.text(call.Fun.(*ast.SelectorExpr).X)
	is := func(stmt ast.Stmt, name string) *ast.CallExpr {
		call, method, _, _ := f.lockCall(stmt)
		if method != name || f.text(call.Fun.(*ast.SelectorExpr).X) != holder {
			return nil
		}
		return call
	}
	ended, deferred := false, false
	for j, stmt := range s.body {
		call := is(stmt, undo)
		if call == nil {
			continue
		}
		if _, ok := stmt.(*ast.DeferStmt); ok {
			deferred = true
			s.unlocks = append(s.unlocks, unlock{stmt, call})
			s.body = slices.Delete(slices.Clone(s.body), j, j+1)
		} else {
			s.unlocks = append(s.unlocks, unlock{stmt, call})
			s.body = s.body[:j]
		}
		ended = true
		break
	}
	if !ended {
		return nil
	}
	whole := true
	for _, stmt := range s.body {
		inspectBody(stmt, func(n ast.Node) {
			stmt, ok := n.(ast.Stmt)
			if !ok {
				return
			}
			if call := is(stmt, undo); call != nil {
				whole = whole && !deferred
				s.unlocks = append(s.unlocks, unlock{stmt, call})
			}
			whole = whole && is(stmt, method) == nil
		})
	}
	if !whole {
		return nil
	}
	return s
}

// inspectBody visits the nodes of a statement but those of function literals.
func inspectBody(n ast.Node, visit func(ast.Node)) {
	ast.Inspect(n, func(n ast.Node) bool {
		if _, ok := n.(*ast.FuncLit); ok || n == nil {
			return false
		}
		visit(n)
		return true
	})
}

// lockCall returns the call of a method of a mutex that a statement consists of, perhaps deferred.
func (f *finder) lockCall(stmt ast.Stmt) (call *ast.CallExpr, method string, mutex *types.Var, rw bool) {
	switch stmt := stmt.(type) {
	case *ast.ExprStmt:
		call, _ = stmt.X.(*ast.CallExpr)
	case *ast.DeferStmt:
		call = stmt.Call
	}
	if call == nil {
		return nil, "", nil, false
	}
	sel, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || !f.plainPath(sel.X) {
		return nil, "", nil, false
	}
	fn, ok := f.TypesInfo.Uses[sel.Sel].(*types.Func)
	if !ok || fn.Pkg() == nil || fn.Pkg().Path() != "sync" || fn.Signature().Recv() == nil {
		return nil, "", nil, false
	}
	recv := fn.Signature().Recv().Type()
	if p, ok := recv.(*types.Pointer); ok {
		recv = p.Elem()
	}
	named, ok := recv.(*types.Named)
	if !ok || named.Obj().Name() != "Mutex" && named.Obj().Name() != "RWMutex" {
		return nil, "", nil, false
	}
	return call, fn.Name(), f.mutexOf(sel), named.Obj().Name() == "RWMutex"
}

// mutexOf returns the field or variable whose method is called: for an embedded mutex the embedded field.
func (f *finder) mutexOf(sel *ast.SelectorExpr) *types.Var {
	selection := f.TypesInfo.Selections[sel]
	path := selection.Index()
	if len(path) == 1 {
		return f.varOf(sel.X)
	}
	t := selection.Recv()
	var field *types.Var
	for _, i := range path[:len(path)-1] {
		if p, ok := t.Underlying().(*types.Pointer); ok {
			t = p.Elem()
		}
		field = t.Underlying().(*types.Struct).Field(i)
		t = field.Type()
	}
	return field.Origin()
}

// A write is a statement that writes a number under a lock.
type write struct {
	stmt   ast.Stmt
	to     ast.Expr // a number, or an element of a map of numbers
	holder *types.Var
	mapped bool // holder is the map
	update bool // what is written depends on what was there
}

// writes lists what s writes to fields and variables that others can see.
func (f *finder) writes(s *section) []write {
	var all []write
	add := func(stmt ast.Stmt, to ast.Expr, update bool) {
		w := write{stmt: stmt, to: to, update: update, holder: f.varOf(to)}
		if index, ok := ast.Unparen(to).(*ast.IndexExpr); ok {
			if t := f.TypesInfo.TypeOf(index.X); t == nil || !isMap(t) {
				return
			}
			w.holder, w.mapped = f.varOf(index.X), true
		}
		if w.holder == nil || !f.numeric(to) || f.owned(s.fn, to) {
			return
		}
		all = append(all, w)
	}
	for _, stmt := range s.body {
		inspectBody(stmt, func(n ast.Node) {
			switch n := n.(type) {
			case *ast.IncDecStmt:
				add(n, n.X, true)
			case *ast.AssignStmt:
				for i, lhs := range n.Lhs {
					add(n, lhs, n.Tok != token.ASSIGN || len(n.Lhs) == len(n.Rhs) && f.mentions(n.Rhs[i], lhs))
				}
			}
		})
	}
	return all
}

func isMap(t types.Type) bool {
	_, ok := t.Underlying().(*types.Map)
	return ok
}

// mentions tells whether e holds the expression what, by its text.
func (f *finder) mentions(e, what ast.Expr) bool {
	found, text := false, f.text(what)
	ast.Inspect(e, func(n ast.Node) bool {
		if sub, ok := n.(ast.Expr); ok && !found {
			found = f.text(sub) == text
		}
		return !found
	})
	return found
}

// nested tells whether s lies in another section of its function, or holds one: a lock is left when its own goes.
func (f *finder) nested(s *section) bool {
	return slices.ContainsFunc(f.sections, func(o *section) bool {
		return o != s && o.fn == s.fn && (o.contains(s.lock.Pos()) || s.contains(o.lock.Pos()))
	})
}
