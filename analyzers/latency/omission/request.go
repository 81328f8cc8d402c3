package omission

import (
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"strings"
)

// This file knows what sends a request to something else and waits for the answer.

// exchange finds the one request between two positions of a body. ok is false where there is none, or more: then the time is that of a
// piece of work, no response time.
func (c *checker) exchange(body *ast.BlockStmt, from, to token.Pos) (requests []*ast.CallExpr, ok bool) {
	job := false
	writes := 0
	c.calls(body, from, to, func(call *ast.CallExpr, loop bool) {
		switch how := c.sends(call, 0); how {
		case sends:
			job = job || loop
			requests = append(requests, call)
		case writesTo:
			writes++
		case readsFrom:
			if writes > 0 {
				job = job || loop
				requests = append(requests, call)
				writes = 0
			}
		case works:
			job = true
		}
	})
	return requests, len(requests) == 1 && !job
}

// calls visits the calls between two positions that run where they stand. loop says that one stands in a loop which begins there too.
func (c *checker) calls(body *ast.BlockStmt, from, to token.Pos, visit func(call *ast.CallExpr, loop bool)) {
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt, *ast.DeferStmt:
			return false
		case *ast.FuncLit:
			call, ok := c.m.Parent(n).(*ast.CallExpr)
			return ok && call.Fun == ast.Expr(n)
		case *ast.CallExpr:
			if from <= n.Pos() && n.End() <= to {
				visit(n, c.loops(n, from))
			}
		}
		return true
	})
}

func (c *checker) loops(n ast.Node, from token.Pos) bool {
	for p := c.m.Parent(n); p != nil && p.Pos() >= from; p = c.m.Parent(p) {
		switch p.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			return true
		}
	}
	return false
}

// A deed is what a call does for the response time.
type deed int

const (
	trifles   deed = iota
	sends          // a request, and waits for the answer
	writesTo       // a connection
	readsFrom      // a connection
	works          // something else that takes its time
)

const (
	maxHelpers   = 2  // calls between the loop and the request
	maxTrifle    = 12 // lines of a function that is no work of its own
	maxRequester = 60 // lines of a helper that sends a request
)

// sends judges a call, that of a helper by what the helper does.
func (c *checker) sends(call *ast.CallExpr, depth int) deed {
	fn := c.m.Callee(call)
	if fn == nil {
		if id, ok := ast.Unparen(call.Fun).(*ast.Ident); ok && requesting.MatchString(id.Name) {
			if _, isVar := c.pass.TypesInfo.Uses[id].(*types.Var); isVar && c.m.FuncBody(call.Fun) == nil {
				return sends
			}
		}
	} else if how := c.library(call, fn); how != trifles {
		return how
	}
	body := c.m.FuncBody(call.Fun)
	if body == nil || depth > maxHelpers {
		return trifles
	}
	lines := c.pass.Fset.Position(body.End()).Line - c.pass.Fset.Position(body.Pos()).Line
	requests, work := 0, false
	c.calls(body, body.Pos(), body.End(), func(inner *ast.CallExpr, loop bool) {
		switch c.sends(inner, depth+1) {
		case sends, readsFrom:
			requests++
			work = work || loop
		case works:
			work = true
		}
	})
	switch {
	case requests == 1 && !work && lines <= maxRequester:
		return sends
	case requests > 0 || work || lines > maxTrifle:
		return works
	}
	return trifles
}

// requesting are names of function values that send a request.
var requesting = regexp.MustCompile(`^(?i:send|request|call|query|ping|probe|send_?request|do_?request|call_?target)$`)

// clients are names of interfaces behind which something else answers.
var clients = regexp.MustCompile(`(Client|Stub|Target|Upstream|Backend|Pinger|Prober)$|^(client|stub|target|upstream|backend|pinger|prober)$`)

// library knows the functions of libraries.
func (c *checker) library(call *ast.CallExpr, fn *types.Func) deed {
	if fn.Pkg() == nil {
		return trifles
	}
	recv := ""
	sig := fn.Signature()
	onConn := len(call.Args) > 0 && c.isConn(call.Args[0])
	if r := sig.Recv(); r != nil {
		if n, ok := types.Unalias(deref(r.Type())).(*types.Named); ok {
			recv = n.Obj().Name()
		}
	}
	name := fn.Name()
	switch path := fn.Pkg().Path(); {
	case path == "net/http":
		if recv == "" && oneOf(name, "Get Post PostForm Head") || recv == "Client" && oneOf(name, "Do Get Post PostForm Head") || name == "RoundTrip" {
			return sends
		}
	case path == "net":
		switch {
		case strings.HasPrefix(name, "Dial"), recv == "Resolver" && strings.HasPrefix(name, "Lookup"), recv == "" && strings.HasPrefix(name, "Lookup"):
			return sends
		case strings.HasSuffix(recv, "Conn") && strings.HasPrefix(name, "Write"):
			return writesTo
		case strings.HasSuffix(recv, "Conn") && strings.HasPrefix(name, "Read"):
			return readsFrom
		}
	case path == "fmt" && onConn && strings.HasPrefix(name, "Fprint"), path == "io" && onConn && name == "WriteString":
		return writesTo
	case path == "io" && onConn && strings.HasPrefix(name, "Read"), path == "bufio" && (recv == "Reader" && strings.HasPrefix(name, "Read") || recv == "Scanner" && name == "Scan"):
		return readsFrom
	case path == "net/rpc":
		if recv == "Client" && name == "Call" {
			return sends
		}
	case path == "database/sql":
		if oneOf(recv, "DB Conn Tx Stmt") && (strings.HasPrefix(name, "Query") || strings.HasPrefix(name, "Exec") || strings.HasPrefix(name, "Ping")) {
			return sends
		}
	case strings.HasPrefix(path, "github.com/redis/go-redis"), strings.HasPrefix(path, "github.com/go-redis/redis"):
		if n := sig.Params().Len(); n > 0 && isContext(sig.Params().At(0).Type()) {
			return sends
		}
	case strings.HasPrefix(path, "github.com/valyala/fasthttp"):
		if oneOf(name, "Do DoTimeout DoDeadline Get GetTimeout Post") {
			return sends
		}
	case strings.HasPrefix(path, "github.com/jackc/pgx"):
		if oneOf(name, "Query QueryRow Exec Ping") {
			return sends
		}
	}
	if n := sig.Params().Len(); sig.Variadic() && n > 0 { // a generated client of gRPC
		if s, ok := sig.Params().At(n - 1).Type().(*types.Slice); ok && types.TypeString(s.Elem(), nil) == "google.golang.org/grpc.CallOption" {
			return sends
		}
	}
	if c.asksClient(call, sig) {
		return sends
	}
	return trifles
}

// asksClient tells whether the call is one of an interface which is called like a client, and may fail.
func (c *checker) asksClient(call *ast.CallExpr, sig *types.Signature) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || sig.Results().Len() == 0 || !types.Identical(sig.Results().At(sig.Results().Len()-1).Type(), types.Universe.Lookup("error").Type()) {
		return false
	}
	n, ok := types.Unalias(c.pass.TypesInfo.TypeOf(sel.X)).(*types.Named)
	return ok && types.IsInterface(n) && clients.MatchString(n.Obj().Name()) && sel.Sel.Name != "Close"
}

// isConn tells whether e is a connection of package net.
func (c *checker) isConn(e ast.Expr) bool {
	n, ok := types.Unalias(deref(c.pass.TypesInfo.TypeOf(e))).(*types.Named)
	return ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "net" && strings.HasSuffix(n.Obj().Name(), "Conn")
}

func isContext(t types.Type) bool { return types.TypeString(t, nil) == "context.Context" }

func deref(t types.Type) types.Type {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

// oneOf tells whether the word is one of a list with blanks in between.
func oneOf(word, list string) bool {
	for _, w := range strings.Fields(list) {
		if w == word {
			return true
		}
	}
	return false
}
