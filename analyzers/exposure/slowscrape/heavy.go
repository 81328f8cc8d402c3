package slowscrape

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"
)

// work maps functions to what they do.
var work = map[string]string{
	"os.Open": "file I/O", "os.OpenFile": "file I/O", "os.Create": "file I/O", "os.ReadFile": "file I/O", "os.WriteFile": "file I/O", "os.ReadDir": "file I/O",
	"os.Stat": "file I/O", "os.Lstat": "file I/O", "(*os.File).Read": "file I/O", "(*os.File).ReadAt": "file I/O", "(*os.File).Readdir": "file I/O",
	"(*os.File).ReadDir": "file I/O", "(*os.File).Stat": "file I/O", "(*os.File).Sync": "file I/O", "io/ioutil.ReadFile": "file I/O", "io/ioutil.ReadDir": "file I/O",
	"path/filepath.Walk": "a walk through the file system", "path/filepath.WalkDir": "a walk through the file system", "path/filepath.Glob": "a walk through the file system",
	"(*os/exec.Cmd).Run": "another program", "(*os/exec.Cmd).Output": "another program", "(*os/exec.Cmd).CombinedOutput": "another program", "(*os/exec.Cmd).Start": "another program",
	"net.Dial": "network I/O", "net.DialTimeout": "network I/O", "(*net.Dialer).Dial": "network I/O", "(*net.Dialer).DialContext": "network I/O",
	"net.LookupHost": "a name look-up", "net.LookupIP": "a name look-up", "net.LookupAddr": "a name look-up", "net.LookupCNAME": "a name look-up", "net.LookupTXT": "a name look-up",
	"(*net.Resolver).LookupHost": "a name look-up", "net/http.Get": "network I/O", "net/http.Post": "network I/O", "net/http.Head": "network I/O",
	"(*net/http.Client).Do": "network I/O", "(*net/http.Client).Get": "network I/O", "(*net/http.Client).Post": "network I/O", "(*net/http.Client).Head": "network I/O",
	"time.Sleep": "a sleep", "runtime.GC": "a garbage collection", "runtime/debug.FreeOSMemory": "a garbage collection", "runtime.ReadMemStats": "a stop of the world",
}

// sql are the methods of database/sql that go to the database.
var sql = []string{"Query", "QueryContext", "QueryRow", "QueryRowContext", "Exec", "ExecContext", "Ping", "PingContext", "Prepare", "PrepareContext", "Begin", "BeginTx"}

// heavy says what heavy work n is, or "".
func (c *checker) heavy(n ast.Node) (category, what string) {
	switch n := n.(type) {
	case *ast.CallExpr:
		if w := c.work(n); w != "" {
			return "work", w
		}
		if v := c.locked(n); v != nil {
			if c.locks == nil {
				c.findLocks()
			}
			if at := c.locks[v]; at != nil {
				return "wait", fmt.Sprintf("the lock of %s, which is held during %s at line %d,", v.Name(), types.ExprString(at.Fun), c.pass.Fset.Position(at.Pos()).Line)
			}
		}
	case *ast.UnaryExpr:
		if n.Op == token.ARROW && c.served(n) {
			return "wait", "a wait for " + types.ExprString(n.X)
		}
	}
	return "", ""
}

// work says what heavy work a call does, or "".
func (c *checker) work(call *ast.CallExpr) string {
	fn := c.m.Callee(call)
	if fn == nil || fn.Pkg() == nil {
		return ""
	}
	name := fn.FullName()
	if name == "runtime.ReadMemStats" && len(c.m.MemStats(call)) > 0 {
		return "" // memstats speaks
	}
	if w := work[name]; w != "" {
		if w == "file I/O" && c.kernel(call) {
			return ""
		}
		return fmt.Sprintf("%s (%s)", w, short(call))
	}
	if fn.Pkg().Path() == "database/sql" && fn.Signature().Recv() != nil {
		for _, m := range sql {
			if fn.Name() == m {
				return fmt.Sprintf("a query of the database (%s)", short(call))
			}
		}
	}
	return ""
}

func short(call *ast.CallExpr) string { return types.ExprString(call.Fun) }

// kernel tells whether the call reads what the kernel keeps in memory, or an open handle of which nothing is known.
func (c *checker) kernel(call *ast.CallExpr) bool {
	if len(call.Args) == 0 {
		return false
	}
	path := c.m.Fold(call.Args[0])
	return strings.HasPrefix(path.Head, "/proc") || strings.HasPrefix(path.Head, "/sys") || strings.HasPrefix(path.Head, "/dev")
}

// served tells whether a receive waits for other code: the channel is a field, a package variable or a parameter, it comes from a
// call, or it was made here and sent away. A receive in a select has its alternatives.
func (c *checker) served(recv *ast.UnaryExpr) bool {
	for p := c.m.Parent(recv); p != nil; p = c.m.Parent(p) {
		if _, ok := p.(*ast.CommClause); ok {
			return false
		}
		if _, ok := p.(*ast.BlockStmt); ok {
			break
		}
	}
	switch x := ast.Unparen(recv.X).(type) {
	case *ast.SelectorExpr:
		return true
	case *ast.CallExpr:
		fn := c.m.Callee(x)
		return fn != nil && fn.FullName() == "time.After"
	case *ast.Ident:
		v := c.m.Var(x)
		if v == nil {
			return false
		}
		if v.Pkg() != nil && v.Parent() == v.Pkg().Scope() {
			return true
		}
		for _, use := range c.m.Uses(v) {
			if send, ok := c.m.Parent(use).(*ast.SendStmt); ok && send.Value == ast.Expr(use) {
				return true
			}
			if kv, ok := c.m.Parent(use).(*ast.KeyValueExpr); ok && kv.Value == ast.Expr(use) && c.isSent(kv) {
				return true
			}
		}
	}
	return false
}

// isSent tells whether the literal around the element goes into a channel.
func (c *checker) isSent(kv *ast.KeyValueExpr) bool {
	for p := c.m.Parent(kv); p != nil; p = c.m.Parent(p) {
		switch p.(type) {
		case *ast.SendStmt:
			return true
		case *ast.CompositeLit, *ast.UnaryExpr, *ast.ParenExpr:
		default:
			return false
		}
	}
	return false
}

// locked returns the mutex that a call locks: a field or variable of the package.
func (c *checker) locked(call *ast.CallExpr) *types.Var {
	fn := c.m.Callee(call)
	if fn == nil || fn.Pkg() == nil || fn.Pkg().Path() != "sync" || fn.Name() != "Lock" && fn.Name() != "RLock" {
		return nil
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	v := c.m.Var(sel.X)
	if v == nil || !isMutex(v.Type()) {
		return nil
	}
	return v
}

func isMutex(t types.Type) bool {
	s := strings.TrimPrefix(t.String(), "*")
	return s == "sync.Mutex" || s == "sync.RWMutex"
}

// findLocks finds the mutexes that some function holds during I/O: locked before it and unlocked after it, or when the function ends.
// A read lock keeps only writers waiting, and is no matter here.
func (c *checker) findLocks() {
	c.locks = map[*types.Var]*ast.CallExpr{}
	for _, lock := range c.m.Calls() {
		v := c.locked(lock)
		body := c.m.Enclosing(lock)
		if v == nil || body == nil || c.locks[v] != nil || strings.HasPrefix(c.m.Callee(lock).Name(), "R") {
			continue
		}
		if _, ok := c.m.Parent(lock).(*ast.ExprStmt); !ok {
			continue
		}
		end := c.unlocked(v, lock, body)
		ast.Inspect(body, func(n ast.Node) bool {
			if _, ok := n.(*ast.FuncLit); ok {
				return false
			}
			if call, ok := n.(*ast.CallExpr); ok && lock.End() <= call.Pos() && call.Pos() < end && c.locks[v] == nil {
				if w := c.work(call); w != "" {
					c.locks[v] = call
				}
			}
			return true
		})
	}
}

// unlocked is the place of the first Unlock after the lock, or the end of the body where that is deferred.
func (c *checker) unlocked(v *types.Var, lock *ast.CallExpr, body *ast.BlockStmt) token.Pos {
	end := body.End()
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit, *ast.DeferStmt:
			return false
		case *ast.CallExpr:
			sel, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr)
			if ok && strings.HasSuffix(sel.Sel.Name, "Unlock") && c.m.Var(sel.X) == v && n.Pos() > lock.Pos() && n.Pos() < end {
				end = n.Pos()
			}
		}
		return true
	})
	return end
}

// cached tells whether n runs only where a cache is empty or too old: below a condition that looks at the time, at nil or at a name that
// speaks of a cache; or in a literal for sync.Once.
func (c *checker) cached(n ast.Node) bool {
	child := n
	for p := c.m.Parent(n); p != nil; child, p = p, c.m.Parent(p) {
		switch p := p.(type) {
		case *ast.FuncDecl, *ast.FuncLit:
			return false
		case *ast.IfStmt:
			if child == ast.Node(p.Body) && c.looksAtCache(p.Cond) {
				return true
			}
		case *ast.BlockStmt:
			for _, s := range p.List { // if fresh { return cached }
				if s.Pos() >= child.Pos() {
					break
				}
				if guard, ok := s.(*ast.IfStmt); ok && leaves(guard.Body) && c.looksAtCache(guard.Cond) {
					return true
				}
			}
		}
	}
	return false
}

func leaves(b *ast.BlockStmt) bool {
	if len(b.List) == 0 {
		return false
	}
	_, ok := b.List[len(b.List)-1].(*ast.ReturnStmt)
	return ok
}

func (c *checker) looksAtCache(cond ast.Expr) bool {
	found := false
	ast.Inspect(cond, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if fn := c.m.Callee(n); fn != nil && fn.Pkg() != nil && fn.Pkg().Path() == "time" {
				found = true
			}
		case *ast.Ident:
			name := strings.ToLower(n.Name)
			for _, word := range []string{"cache", "last", "expire", "fresh", "stale", "ttl", "valid"} {
				found = found || strings.Contains(name, word)
			}
		case *ast.BinaryExpr:
			if n.Op == token.EQL && c.pass.TypesInfo.Types[n.Y].IsNil() {
				if t := c.pass.TypesInfo.TypeOf(n.X); t != nil && !types.Identical(t, types.Universe.Lookup("error").Type()) {
					found = true
				}
			}
		}
		return !found
	})
	return found
}
