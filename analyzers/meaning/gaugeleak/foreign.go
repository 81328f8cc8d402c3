package gaugeleak

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/counterlint/counterlint/internal/ways"
)

// isForeign tells whether a call runs code that the package does not choose: a function value, a method of an interface, a handler.
// Interfaces whose implementations are a library's own, such as readers, errors, contexts, loggers and metrics, do not count.
func (p *gauges) isForeign(call *ast.CallExpr) bool {
	if p.info.Types[call.Fun].IsType() || p.info.Types[call.Fun].IsBuiltin() {
		return false
	}
	if _, lit := ast.Unparen(call.Fun).(*ast.FuncLit); lit {
		return false
	}
	switch callee := typeutil.Callee(p.info, call).(type) {
	case *types.Func:
		recv := callee.Signature().Recv()
		if recv == nil {
			return false
		}
		if full, name := typeName(recv.Type()); full == "net/http.HandlerFunc" {
			return name != ""
		}
		return types.IsInterface(recv.Type()) && p.runsUserCode(recv.Type(), callee)
	case *types.Var:
		return p.closures[callee] == nil && !p.isOwnLiteral(callee) && isWork(callee)
	case nil: // what a call or an index expression yields
		t := p.info.TypeOf(call.Fun)
		if t == nil {
			return false
		}
		_, fn := t.Underlying().(*types.Signature)
		return fn
	}
	return false
}

// runsUserCode tells whether implementations of the interface are written by those who use the package.
func (p *gauges) runsUserCode(t types.Type, method *types.Func) bool {
	if types.Identical(t, errorType) || method.Pkg() == nil {
		return false
	}
	full, name := typeName(t)
	switch full {
	case "net/http.Handler", "net/http.RoundTripper":
		return true
	case "":
		return false // a type parameter, or an interface without a name
	}
	path := method.Pkg().Path()
	if standard(path) {
		return false
	}
	for _, quiet := range []string{"metric", "prometheus", "log", "trace", "tracing", "otel", "zap", "atomic"} {
		if strings.Contains(strings.ToLower(path[strings.LastIndex(path, "/")+1:]), quiet) {
			return false
		}
	}
	for _, quiet := range []string{"Log", "Metric", "Gauge", "Counter", "Histogram", "Clock", "Span", "Context", "Conn", "Reader", "Writer", "Error"} {
		if strings.Contains(name, quiet) {
			return false
		}
	}
	return true
}

// standard tells whether a path is of the standard library. Other paths without a dot exist, so that the first elements are listed.
func standard(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return slices.Contains([]string{
		"archive", "bufio", "bytes", "compress", "container", "context", "crypto", "database", "encoding", "expvar", "flag", "fmt", "go", "hash", "html", "image", "io",
		"log", "math", "mime", "net", "os", "reflect", "regexp", "runtime", "sort", "strings", "sync", "testing", "text", "time",
	}, first)
}

// isWork tells whether a function value does something that may go wrong: cancel functions, clocks and loggers do not.
func isWork(v *types.Var) bool {
	name := strings.ToLower(v.Name())
	if slices.ContainsFunc([]string{"log", "print", "debug", "trace", "now", "clock"}, func(word string) bool { return strings.Contains(name, word) }) {
		return false
	}
	if full, _ := typeName(v.Type()); full == "context.CancelFunc" || full == "context.CancelCauseFunc" {
		return false
	}
	sig, ok := v.Type().Underlying().(*types.Signature)
	if !ok {
		return false
	}
	if sig.Params().Len() == 0 && sig.Results().Len() == 1 {
		full, _ := typeName(sig.Results().At(0).Type())
		return full != "time.Time"
	}
	return true
}

// isOwnLiteral tells whether a variable only ever holds a literal or function of the package.
func (p *gauges) isOwnLiteral(v *types.Var) bool {
	switch e := ast.Unparen(p.names.values.Only(v)).(type) {
	case *ast.FuncLit:
		return true
	case *ast.Ident:
		_, fn := p.info.Uses[e].(*types.Func)
		return fn
	}
	return false
}

// survives says why the process outlives a panic in the body: "" if nothing says so.
func (p *gauges) survives(b *body) string {
	seen := map[*body]bool{}
	level := []*body{b}
	for len(level) > 0 {
		var next []*body
		for _, b := range level {
			if seen[b] {
				continue
			}
			seen[b] = true
			if p.isHandler(b) {
				return "net/http recovers from panics of handlers"
			}
			if p.recovers(b) {
				return "it is recovered from at " + p.where(p.recoverAt(b))
			}
			next = append(next, p.callersOf(b)...)
		}
		level = next
	}
	return ""
}

// isHandler tells whether the body works on a request of net/http, by its parameters: the server runs it, or something that the server
// runs.
func (p *gauges) isHandler(b *body) bool {
	var sig *types.Signature
	if b.obj != nil {
		sig = b.obj.Signature()
	} else if t, ok := p.info.TypeOf(b.node.(*ast.FuncLit)).(*types.Signature); ok {
		sig = t
	}
	if sig == nil {
		return false
	}
	var writer, request bool
	for v := range sig.Params().Variables() {
		full, _ := typeName(v.Type())
		writer = writer || full == "net/http.ResponseWriter"
		request = request || full == "net/http.Request"
	}
	return writer && request
}

func (p *gauges) recovers(b *body) bool { return p.recoverAt(b) != nil }

// recoverAt returns the deferred call of the body that recovers and does not panic again.
func (p *gauges) recoverAt(b *body) ast.Node {
	var at ast.Node
	ast.Inspect(b.block, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false
		case *ast.DeferStmt:
			if lit, ok := ast.Unparen(n.Call.Fun).(*ast.FuncLit); ok && p.catches(lit.Body) {
				at = n
			}
			if fn, ok := typeutil.Callee(p.info, n.Call).(*types.Func); ok {
				if d := p.decls[fn.Origin()]; d != nil && p.catches(d.block) {
					at = n
				}
			}
			return false
		}
		return at == nil
	})
	return at
}

// catches tells whether a deferred body calls recover, and then goes on: no second panic, no exit.
func (p *gauges) catches(block *ast.BlockStmt) bool {
	catches, goesOn := false, true
	ast.Inspect(block, func(n ast.Node) bool {
		if _, lit := n.(*ast.FuncLit); lit {
			return false
		}
		if call, ok := n.(*ast.CallExpr); ok {
			if id, ok := ast.Unparen(call.Fun).(*ast.Ident); ok {
				if b, ok := p.info.Uses[id].(*types.Builtin); ok && b.Name() == "recover" {
					catches = true
				}
			}
			goesOn = goesOn && !ways.NeverReturns(p.info, call)
		}
		return true
	})
	return catches && goesOn
}

// callersOf lists the bodies that call b on the same goroutine.
func (p *gauges) callersOf(b *body) []*body {
	if p.callers == nil {
		p.callers = map[*body][]*body{}
		for _, from := range p.bodies {
			for _, call := range from.calls {
				if p.started[call] {
					continue
				}
				to := p.bodyOf(call)
				if to == nil {
					continue
				}
				p.callers[to] = append(p.callers[to], from)
				for i, arg := range call.Args {
					if handed := p.bodyNamed(arg); handed != nil {
						p.callers[handed] = append(p.callers[handed], p.runners(to, i)...)
					}
				}
			}
		}
	}
	return p.callers[b]
}

func (p *gauges) bodyOf(call *ast.CallExpr) *body { return p.bodyNamed(call.Fun) }

// bodyNamed returns the body of the function that e is, if it is one of the package.
func (p *gauges) bodyNamed(e ast.Expr) *body {
	var id *ast.Ident
	switch e := ast.Unparen(e).(type) {
	case *ast.FuncLit:
		return p.lits[e]
	case *ast.Ident:
		id = e
	case *ast.SelectorExpr:
		id = e.Sel
	default:
		return nil
	}
	switch obj := p.info.Uses[id].(type) {
	case *types.Func:
		return p.decls[obj.Origin()]
	case *types.Var:
		return p.closures[obj]
	}
	return nil
}

// runners lists the bodies in the function to that call its parameter number i: its own, or that of a literal in it.
func (p *gauges) runners(to *body, i int) []*body {
	if to.obj == nil || i >= to.obj.Signature().Params().Len() {
		return nil
	}
	param := to.obj.Signature().Params().At(i)
	return slices.DeleteFunc(slices.Clone(p.bodies), func(b *body) bool {
		return !inside(b, to) || !slices.ContainsFunc(b.calls, func(call *ast.CallExpr) bool {
			id, ok := ast.Unparen(call.Fun).(*ast.Ident)
			return ok && p.info.Uses[id] == param
		})
	})
}
