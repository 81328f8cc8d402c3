package unflushed

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/types/typeutil"
)

// sinkIn returns the statement of a list that adds acc to a shared counter, and that counter; nil, "" if there is none.
func (p *pkg) sinkIn(list []ast.Stmt, acc *types.Var) (ast.Stmt, string) {
	for _, s := range list {
		if sink := p.sinkAt(s, acc); sink != "" {
			return s, sink
		}
	}
	return nil, ""
}

// flushed tells whether a block adds acc to a shared counter.
func (p *pkg) flushed(block *ast.BlockStmt, acc *types.Var) bool {
	_, sink := p.sinkIn(block.List, acc)
	return sink != ""
}

// sinkAt returns the shared counter that a simple statement adds acc to, or "".
func (p *pkg) sinkAt(s ast.Node, acc *types.Var) string {
	switch s := s.(type) {
	case *ast.AssignStmt: // shared += acc, shared = shared + acc
		if len(s.Lhs) == 1 && (s.Tok == token.ADD_ASSIGN || s.Tok == token.ASSIGN && p.isSum(s.Rhs[0], s.Lhs[0])) &&
			p.mentions(s.Rhs[0], acc) && p.isShared(s.Lhs[0], acc) {
			return types.ExprString(s.Lhs[0])
		}
		if len(s.Rhs) == 1 { // x := shared.Add(acc)
			return p.sinkCall(s.Rhs[0], acc)
		}
	case *ast.ExprStmt:
		return p.sinkCall(s.X, acc)
	case *ast.SendStmt: // to whoever adds up
		if p.mentions(s.Value, acc) {
			return "the sum behind " + types.ExprString(s.Chan)
		}
	}
	return ""
}

func (p *pkg) isSum(e, x ast.Expr) bool {
	b, ok := ast.Unparen(e).(*ast.BinaryExpr)
	return ok && b.Op == token.ADD && (types.ExprString(b.X) == types.ExprString(x) || types.ExprString(b.Y) == types.ExprString(x))
}

// isShared tells whether others can see the number that e names: a field, an element, a package variable, what a pointer leads to, or
// a variable of the function around the one that owns acc.
func (p *pkg) isShared(e ast.Expr, acc *types.Var) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident:
		v, ok := p.info.ObjectOf(e).(*types.Var)
		return ok && (isGlobal(v) || !acc.IsField() && v.Parent() != nil && acc.Parent() != nil && v.Pos() < p.startOf(acc))
	case *ast.SelectorExpr, *ast.StarExpr:
		return true
	case *ast.IndexExpr:
		return p.isShared(e.X, acc)
	}
	return false
}

// startOf is where the innermost function around the declaration of a local variable begins.
func (p *pkg) startOf(v *types.Var) token.Pos {
	pos := token.NoPos
	for _, file := range p.pass.Files {
		if file.FileStart > v.Pos() || v.Pos() >= file.FileEnd {
			continue
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n.(type) {
			case *ast.FuncDecl, *ast.FuncLit:
				if n.Pos() <= v.Pos() && v.Pos() < n.End() {
					pos = n.Pos()
				}
			}
			return true
		})
	}
	return pos
}

// sinkCall returns the counter that a call adds acc to: an atomic, a metric, or a helper of the package that adds.
func (p *pkg) sinkCall(e ast.Expr, acc *types.Var) string {
	call, ok := ast.Unparen(e).(*ast.CallExpr)
	if !ok {
		return ""
	}
	fn, ok := typeutil.Callee(p.info, call).(*types.Func)
	if !ok || fn.Pkg() == nil {
		return ""
	}
	at := -1
	for i, arg := range call.Args {
		if p.mentions(arg, acc) {
			at = i
		}
	}
	if at < 0 {
		return ""
	}
	if fn.Signature().Recv() == nil {
		if fn.Pkg().Path() == "sync/atomic" && strings.HasPrefix(fn.Name(), "Add") {
			return strings.TrimPrefix(types.ExprString(call.Args[0]), "&")
		}
	} else if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && isCounter(fn) {
		return types.ExprString(sel.X)
	}
	if p.addsParam(fn.Origin(), at) {
		return "a counter by " + fn.Name()
	}
	return ""
}

// isCounter tells whether a method adds to a counter: by its package, or the name of its type.
func isCounter(fn *types.Func) bool {
	if !strings.HasPrefix(fn.Name(), "Add") && !strings.HasPrefix(fn.Name(), "Inc") && fn.Name() != "Observe" && fn.Name() != "Count" {
		return false
	}
	switch path := fn.Pkg().Path(); path {
	case "sync/atomic", "go.uber.org/atomic", "expvar", "github.com/prometheus/client_golang/prometheus",
		"go.opentelemetry.io/otel/metric", "github.com/VictoriaMetrics/metrics":
		return true
	}
	t := fn.Signature().Recv().Type()
	if ptr, ok := types.Unalias(t).(*types.Pointer); ok {
		t = ptr.Elem()
	}
	named, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return false
	}
	name := strings.ToLower(named.Obj().Name())
	for _, word := range []string{"counter", "gauge", "meter", "adder", "total", "stats"} {
		if strings.Contains(name, word) {
			return true
		}
	}
	return strings.HasPrefix(fn.Pkg().Path(), "github.com/counterlint/counterlint/runtime/")
}

// addsParam tells whether a function of the package adds its parameter number i to a shared counter.
func (p *pkg) addsParam(fn *types.Func, i int) bool {
	decl := p.decls[fn]
	if decl == nil || i >= fn.Signature().Params().Len() {
		return false
	}
	param := fn.Signature().Params().At(i)
	adds := false
	ast.Inspect(decl.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			adds = adds || n.Tok == token.ADD_ASSIGN && p.mentions(n.Rhs[0], param) && p.isShared(n.Lhs[0], param)
		case *ast.CallExpr:
			callee, ok := typeutil.Callee(p.info, n).(*types.Func)
			if !ok || callee.Pkg() == nil || callee.Origin() == fn {
				return true
			}
			for _, arg := range n.Args {
				if p.mentions(arg, param) {
					recv := callee.Signature().Recv()
					adds = adds || recv == nil && callee.Pkg().Path() == "sync/atomic" && strings.HasPrefix(callee.Name(), "Add") || recv != nil && isCounter(callee)
				}
			}
		}
		return !adds
	})
	return adds
}
