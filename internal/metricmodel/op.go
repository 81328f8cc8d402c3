package metricmodel

import (
	"go/ast"
	"go/types"

	"github.com/counterlint/counterlint/internal/metricmodel/catalog"
)

// An Op is one call of a method of a metric.
type Op struct {
	Call   *ast.CallExpr
	Row    catalog.Method
	Metric ast.Expr // what it is called on; nil where the library has no metric objects
	Amount ast.Expr // the number, or nil
	Body   *ast.BlockStmt
}

// operation reads a call as an operation.
func (m *Model) operation(call *ast.CallExpr) (*Op, bool) {
	for _, key := range m.keys(call) {
		row, ok := catalog.MethodOf(key)
		if !ok {
			continue
		}
		op := &Op{Call: call, Row: row}
		if sel, ok := unindex(call.Fun).(*ast.SelectorExpr); ok && row.Name == catalog.None {
			op.Metric = sel.X
		}
		if row.Amount != catalog.None && row.Amount < len(call.Args) {
			op.Amount = call.Args[row.Amount]
		}
		if b := m.enclosing(call); b != nil {
			op.Body = b.block
		}
		return op, true
	}
	return nil, false
}

// A Found is one metric that an expression may stand for.
type Found struct {
	*Decl
	Curried bool // some of its labels are fixed already
}

// Metrics lists the metrics that e may stand for, series of a family included. ok is false where some are not known.
func (m *Model) Metrics(e ast.Expr) (all []Found, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.metrics(e, nil)
}

func (m *Model) metrics(e ast.Expr, f *Frame) (all []Found, ok bool) {
	r := &resolver{m: m, seen: map[*types.Var]bool{}}
	ok = r.resolve(e, f, 0)
	return r.found, ok && len(r.found) > 0
}

// A resolver collects what an expression may stand for.
type resolver struct {
	m     *Model
	seen  map[*types.Var]bool
	found []Found
}

func (r *resolver) resolve(e ast.Expr, f *Frame, n int) bool {
	if e == nil || n > 20 {
		return false
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.Ident, *ast.SelectorExpr:
		if id, is := e.(*ast.Ident); is && id.Name == "nil" {
			return true
		}
		return r.variable(e, f, n)
	case *ast.TypeAssertExpr:
		return r.resolve(e.X, f, n+1)
	case *ast.StarExpr:
		return r.resolve(e.X, f, n+1)
	case *ast.UnaryExpr:
		return r.resolve(e.X, f, n+1)
	case *ast.CallExpr:
		return r.call(e, 0, f, n)
	}
	return false
}

func (r *resolver) call(call *ast.CallExpr, result int, f *Frame, n int) bool {
	if c, ok := r.m.ctor(call); ok {
		if result == 0 {
			r.found = append(r.found, Found{Decl: r.m.decl(call, c, f)})
		}
		return result == 0
	}
	if op, ok := r.m.operation(call); ok {
		if op.Metric == nil || op.Row.Op != catalog.With && op.Row.Op != catalog.Curry || result != 0 {
			return false
		}
		from := len(r.found)
		ok := r.resolve(op.Metric, f, n+1)
		if op.Row.Op == catalog.Curry {
			for i := range r.found[from:] {
				r.found[from+i].Curried = true
			}
		}
		return ok
	}
	fr, b := r.m.frame(call, f)
	if fr == nil {
		return false
	}
	rs := b.returns()
	for _, results := range rs {
		if result >= len(results) || !r.resolve(results[result], fr, n+1) {
			return false
		}
	}
	return len(rs) > 0
}

func (r *resolver) variable(e ast.Expr, f *Frame, n int) bool {
	v := r.m.defs.varOf(e)
	if v == nil {
		return false
	}
	if arg, up, ok := r.m.bound(v, f); ok {
		return r.resolve(arg, up, n+1)
	}
	return r.held(v, f, n)
}

// held resolves what the variable or field v may hold.
func (r *resolver) held(v *types.Var, f *Frame, n int) bool {
	if v.Pkg() != r.m.pass.Pkg {
		if d := r.m.facts.metric(v); d != nil {
			r.found = append(r.found, Found{Decl: d})
			return true
		}
		return false
	}
	ss := r.m.defs.sources[v]
	if len(ss) == 0 || r.m.defs.params[v] || r.seen[v] || len(ss) > 8 {
		return false
	}
	r.seen[v] = true
	defer delete(r.seen, v)
	for _, s := range ss {
		if s.Expr == nil {
			return false
		}
		if s.Wide {
			call, ok := ast.Unparen(s.Expr).(*ast.CallExpr)
			if !ok || !r.call(call, s.Result, f, n+1) {
				return false
			}
			continue
		}
		if !r.resolve(s.Expr, f, n+1) {
			return false
		}
	}
	return true
}
