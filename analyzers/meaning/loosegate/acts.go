package loosegate

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strings"
)

// acts tells whether any of the statements does more than to report: it admits or refuses, closes, frees, starts, waits or changes a
// state. fn is where the body of the function begins. Arithmetic, local variables and early returns of a number are part of a report, as in a mean that has nothing to divide by.
func (p *pkg) acts(fn token.Pos, stmts ...ast.Stmt) bool {
	found := false
	for _, s := range stmts {
		ast.Inspect(s, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.FuncLit:
				return false
			case *ast.GoStmt, *ast.DeferStmt, *ast.SendStmt, *ast.IncDecStmt:
				found = found || p.actsAlone(n)
			case *ast.ReturnStmt:
				found = found || p.refuses(n)
			case *ast.AssignStmt:
				found = found || n.Tok == token.ASSIGN && p.changesState(n, fn)
			case *ast.CallExpr:
				found = found || p.isAct(n)
			}
			return !found
		})
	}
	return found
}

func (p *pkg) actsAlone(n ast.Node) bool {
	if inc, ok := n.(*ast.IncDecStmt); ok {
		_, field := ast.Unparen(inc.X).(*ast.SelectorExpr)
		return field
	}
	_, deferred := n.(*ast.DeferStmt)
	return !deferred
}

// refuses tells whether a return statement hands back an error or a verdict.
func (p *pkg) refuses(ret *ast.ReturnStmt) bool {
	for _, e := range ret.Results {
		tv := p.info.Types[e]
		if tv.Type == nil || tv.IsNil() {
			continue
		}
		if tv.Value != nil && tv.Value.Kind() == constant.Bool {
			return true
		}
		if types.Implements(tv.Type, errorType) {
			return true
		}
	}
	return false
}

var errorType = types.Universe.Lookup("error").Type().Underlying().(*types.Interface)

// changesState tells whether an assignment changes more than a number or text to be shown: a flag, or what an object holds that was
// there before.
func (p *pkg) changesState(a *ast.AssignStmt, fn token.Pos) bool {
	for _, left := range a.Lhs {
		sel, ok := ast.Unparen(left).(*ast.SelectorExpr)
		if !ok {
			continue
		}
		t := p.info.TypeOf(sel)
		if isBool(t) || holds(t) && p.rootBefore(sel, fn) {
			return true
		}
	}
	return false
}

// holds tells whether a value of type t leads to other things. Texts and lists of texts are for people.
func holds(t types.Type) bool {
	switch t := t.Underlying().(type) {
	case *types.Slice:
		basic, ok := t.Elem().Underlying().(*types.Basic)
		return !ok || basic.Info()&types.IsString == 0
	case *types.Map, *types.Pointer, *types.Chan, *types.Signature, *types.Interface:
		return true
	}
	return false
}

// rootBefore tells whether the object at the beginning of a selector was there before the body of the function that begins at fn.
func (p *pkg) rootBefore(e ast.Expr, fn token.Pos) bool {
	for {
		switch x := ast.Unparen(e).(type) {
		case *ast.SelectorExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.Ident:
			v, ok := p.info.ObjectOf(x).(*types.Var)
			return ok && v.Pos() < fn
		default:
			return false
		}
	}
}

// reporting lists the beginnings of the names of functions that tell somebody something, or only compute.
var reporting = []string{
	"log", "print", "fprint", "sprint", "append", "write", "debug", "info", "warn", "error", "fatal", "trace", "report", "record", "observe", "publish",
	"export", "emit", "dump", "format", "string", "marshal", "encode", "alert", "notify", "value", "sum", "total", "persecond", "percent", "ratio", "avg", "average",
	"mean", "round",
}

// isAct tells whether a call changes the course of things.
func (p *pkg) isAct(call *ast.CallExpr) bool {
	if tv := p.info.Types[call.Fun]; tv.IsType() {
		return false
	}
	var id *ast.Ident
	switch fun := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		id = fun
	case *ast.SelectorExpr:
		id = fun.Sel
	default:
		return true
	}
	switch obj := p.info.Uses[id].(type) {
	case *types.Builtin:
		return obj.Name() == "close" || obj.Name() == "delete" || obj.Name() == "clear" || obj.Name() == "panic"
	case *types.Func:
		if obj.Pkg() == nil {
			return false
		}
		switch obj.Pkg().Path() {
		case "fmt", "log", "log/slog", "strings", "strconv", "bytes", "math", "math/bits", "errors", "sort", "slices", "maps", "unicode", "io", "bufio", "encoding/json", "expvar", "testing", "math/rand", "math/rand/v2":
			return false
		case "time":
			return obj.Name() == "Sleep" || obj.Name() == "AfterFunc"
		case "net/http":
			return obj.Name() == "Error" || obj.Name() == "WriteHeader" || obj.Name() == "Redirect" || obj.Name() == "ServeHTTP"
		}
		if recv := obj.Signature().Recv(); isMetric(obj.Pkg().Path()) || recv != nil && p.kindOf(recv.Type()) != "" && obj.Name() != "Drain" && obj.Name() != "Reset" {
			return false
		}
	}
	name := strings.ToLower(id.Name)
	for _, prefix := range reporting {
		if strings.HasPrefix(name, prefix) {
			return false
		}
	}
	return true
}

func isMetric(path string) bool {
	for _, word := range []string{"sync/atomic", "prometheus", "metric", "otel", "zap", "zerolog", "logrus", "statsd"} {
		if strings.Contains(path, word) {
			return true
		}
	}
	return false
}
