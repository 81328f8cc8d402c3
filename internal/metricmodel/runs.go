package metricmodel

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"github.com/counterlint/counterlint/internal/metricmodel/catalog"
)

// A Run says on which occasions code runs, again and again. Zero: nothing is known.
type Run uint8

const (
	Request  Run = 1 << iota // once for each request that a server answers
	Scrape                   // whenever the metrics are read
	Periodic                 // on a timer
)

func (r Run) String() string {
	switch {
	case r&Scrape != 0:
		return "whenever the metrics are read"
	case r&Request != 0:
		return "for each request"
	case r&Periodic != 0:
		return "on a timer"
	}
	return "at times that are not known"
}

// RunsAt says on which occasions the code at n runs: because of the function around it, those that call it, or a loop with a timer.
func (m *Model) RunsAt(n ast.Node) Run {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.runsAt(n)
}

func (m *Model) runsAt(n ast.Node) Run {
	var r Run
	for p := m.parent[n]; p != nil; p = m.parent[p] {
		switch p := p.(type) {
		case *ast.ForStmt:
			if (p.Post == nil || p.Cond == nil) && m.waits(p.Body) { // one that counts up to something comes to its end
				r |= Periodic
			}
		case *ast.RangeStmt:
			if isTicks(m.info, p.X) { // one that sleeps between its elements is a walk, no timer
				r |= Periodic
			}
		}
		if b := m.byNode[p]; b != nil {
			return r | m.runOf(b)
		}
	}
	return r
}

// waits tells whether the body of a loop waits for a ticker or sleeps, itself and not in a nested function or a deeper loop.
func (m *Model) waits(body *ast.BlockStmt) bool {
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit, *ast.ForStmt, *ast.RangeStmt:
			return false
		case *ast.UnaryExpr:
			found = found || isTicks(m.info, n.X) && n.Op == token.ARROW
		case *ast.CallExpr:
			fn := m.callee(n)
			found = found || fn != nil && fn.FullName() == "time.Sleep"
		}
		return !found
	})
	return found
}

// isTicks tells whether e is the channel of a ticker: t.C, time.Tick(d).
func isTicks(info *types.Info, e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.SelectorExpr:
		return e.Sel.Name == "C" && isNamed(info.TypeOf(e.X), "time", "Ticker")
	case *ast.CallExpr:
		sel, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr)
		if !ok {
			return false
		}
		fn, ok := info.Uses[sel.Sel].(*types.Func)
		return ok && (fn.FullName() == "time.Tick" || fn.FullName() == "time.After")
	}
	return false
}

// isNamed tells whether t, or what it points to, is the type of that name.
func isNamed(t types.Type, path, name string) bool {
	if t == nil {
		return false
	}
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Name() == name && n.Obj().Pkg() != nil && catalog.Clean(n.Obj().Pkg().Path()) == path
}

func (m *Model) runOf(b *body) Run {
	if r, ok := m.runs[b]; ok {
		return r
	}
	m.runs[b] = 0 // while it is being found: recursion adds nothing
	r := m.root(b)
	if b.obj != nil {
		for _, site := range m.sites[b.obj] {
			r |= m.runsAt(site)
		}
	}
	if lit, ok := b.node.(*ast.FuncLit); ok && m.runsHere(lit) {
		r |= m.runsAt(lit)
	}
	m.runs[b] = r
	return r
}

// runsHere tells whether the literal runs where it stands: called on the spot, or handed to a call that is no sync.Once.
func (m *Model) runsHere(lit *ast.FuncLit) bool {
	call, ok := m.parent[lit].(*ast.CallExpr)
	if !ok {
		return false
	}
	if call.Fun == ast.Expr(lit) {
		return true
	}
	fn := m.callee(call)
	if fn == nil || fn.Pkg() == nil {
		return false
	}
	switch fn.Pkg().Path() {
	case "sync":
		return fn.Name() == "Range" || fn.Name() == "Go"
	case "sort", "slices", "maps", "strings", "golang.org/x/sync/errgroup", "path/filepath", "io/fs":
		return true
	}
	return false
}

// requestParams are the types by which a function is known to answer requests.
var requestParams = map[string]string{
	"github.com/gin-gonic/gin":    "Context",
	"github.com/labstack/echo":    "Context",
	"github.com/gofiber/fiber":    "Ctx",
	"github.com/valyala/fasthttp": "RequestCtx",
}

// root says what the function is by its own form: a handler, a collector, a callback.
func (m *Model) root(b *body) Run {
	var r Run
	name, typ := "", types.Type(nil)
	switch n := b.node.(type) {
	case *ast.FuncDecl:
		name, typ = n.Name.Name, m.info.TypeOf(n.Name)
	case *ast.FuncLit:
		typ = m.info.TypeOf(n)
	}
	sig, ok := typ.(*types.Signature)
	if !ok {
		return 0
	}
	params := sig.Params()
	for i := range params.Len() {
		t := params.At(i).Type()
		for path, typ := range requestParams {
			if isNamed(t, path, typ) && params.Len() == 1 && sig.Results().Len() <= 1 {
				r |= Request
			}
		}
		if isNamed(t, "net/http", "ResponseWriter") && i+1 < params.Len() && isNamed(params.At(i+1).Type(), "net/http", "Request") {
			r |= Request
		}
		if isNamed(t, "google.golang.org/grpc", "UnaryServerInfo") || isNamed(t, "google.golang.org/grpc", "StreamServerInfo") {
			r |= Request
		}
		if ch, ok := t.Underlying().(*types.Chan); ok && name == "Collect" && params.Len() == 1 && isNamed(ch.Elem(), "github.com/prometheus/client_golang/prometheus", "Metric") {
			r |= Scrape
		}
	}
	if m.scraped[b] {
		r |= Scrape
	}
	return r
}

// callbacks finds the functions that are handed to a library to be called when the metrics are read.
func (m *Model) callbacks() {
	m.scraped = map[*body]bool{}
	mark := func(e ast.Expr) {
		if b := m.valueBody(e); b != nil {
			m.scraped[b] = true
		}
	}
	for _, call := range m.calls {
		if tv := m.info.Types[call.Fun]; tv.IsType() && len(call.Args) == 1 && isNamed(tv.Type, "expvar", "Func") {
			mark(call.Args[0])
			continue
		}
		if c, ok := m.ctor(call); ok && c.Callback != catalog.None && c.Callback < len(call.Args) {
			mark(call.Args[c.Callback])
			continue
		}
		fn := m.callee(call)
		if fn == nil || fn.Pkg() == nil || catalog.Of(fn.Pkg().Path()) == nil {
			continue
		}
		if name := fn.Name(); len(call.Args) > 0 && (name == "RegisterCallback" || name == "RegisterMetricsWriter" || strings.HasPrefix(name, "With") && strings.HasSuffix(name, "Callback")) {
			mark(call.Args[0])
		}
		if fn.FullName() == "expvar.Publish" && len(call.Args) == 2 {
			m.published(call.Args[1])
		}
	}
}

// published marks the String method of a type of the package that is published as an expvar.Var.
func (m *Model) published(e ast.Expr) {
	obj, _, _ := types.LookupFieldOrMethod(m.info.TypeOf(e), true, m.pass.Pkg, "String")
	if fn, ok := obj.(*types.Func); ok && m.bodies[fn] != nil {
		m.scraped[m.bodies[fn]] = true
	}
}

// valueBody returns the body of the package that a function value stands for: a literal, a function, a method value, a variable
// that is assigned once.
func (m *Model) valueBody(e ast.Expr) *body {
	switch e := ast.Unparen(e).(type) {
	case *ast.FuncLit:
		return m.byNode[e]
	case *ast.Ident:
		if fn, ok := m.info.Uses[e].(*types.Func); ok {
			return m.bodies[fn.Origin()]
		}
		if v := m.defs.varOf(e); v != nil {
			return m.bodies[v]
		}
	case *ast.SelectorExpr:
		if fn, ok := m.info.Uses[e.Sel].(*types.Func); ok {
			return m.bodies[fn.Origin()]
		}
	case *ast.CallExpr: // expvar.Func(f), a conversion
		if m.info.Types[e.Fun].IsType() && len(e.Args) == 1 {
			return m.valueBody(e.Args[0])
		}
	}
	return nil
}
