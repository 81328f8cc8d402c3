package omission

import (
	"go/ast"
	"go/constant"
	"go/types"
	"strings"
)

// This file finds what ends a request that takes too long: a stall that is cut off before the next request is due hides nothing.

// bounded tells whether a timeout in sight is not surely above the interval. Such timeouts stand in the functions of the loop, in the
// helper that sends, or in the client.
func (c *checker) bounded(bodies []*ast.BlockStmt, requests []*ast.CallExpr, interval ast.Expr) bool {
	var limits []ast.Expr
	for _, body := range bodies {
		limits = append(limits, c.timeouts(body)...)
	}
	for _, call := range requests {
		limits = append(limits, c.ofRequest(call, 0)...)
	}
	for _, limit := range limits {
		t, known := c.duration(limit)
		d, rated := c.duration(interval)
		if !known || !rated || t <= d {
			return true
		}
	}
	return false
}

// ofRequest lists the timeouts of the client that the call asks, and those in the helper that it is.
func (c *checker) ofRequest(call *ast.CallExpr, depth int) (limits []ast.Expr) {
	if body := c.m.FuncBody(call.Fun); body != nil && depth <= maxHelpers {
		limits = c.timeouts(body)
		c.calls(body, body.Pos(), body.End(), func(inner *ast.CallExpr, _ bool) {
			if c.sends(inner, depth+1) == sends {
				limits = append(limits, c.ofRequest(inner, depth+1)...)
			}
		})
		return limits
	}
	fn := c.m.Callee(call)
	if fn == nil || fn.Pkg() == nil {
		return nil
	}
	if strings.HasSuffix(fn.Name(), "Timeout") && len(call.Args) > 0 { // net.DialTimeout
		return []ast.Expr{call.Args[len(call.Args)-1]}
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || fn.Signature().Recv() == nil {
		return nil
	}
	switch t := types.TypeString(deref(fn.Signature().Recv().Type()), nil); t {
	case "net/http.Client", "net.Dialer":
		if lit := c.m.Literal(sel.X); lit != nil {
			return field(lit, "Timeout")
		}
		return c.allOf(t)
	}
	return nil
}

// allOf lists the timeouts of all clients that the package makes: one whose making is out of sight may be any of them.
func (c *checker) allOf(typ string) (limits []ast.Expr) {
	for _, f := range c.m.Files() {
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CompositeLit:
				if t := c.pass.TypesInfo.TypeOf(n); t != nil && types.TypeString(t, nil) == typ {
					limits = append(limits, field(n, "Timeout")...)
				}
			case *ast.AssignStmt:
				for i, l := range n.Lhs {
					if sel, ok := ast.Unparen(l).(*ast.SelectorExpr); ok && sel.Sel.Name == "Timeout" && i < len(n.Rhs) && types.TypeString(deref(c.pass.TypesInfo.TypeOf(sel.X)), nil) == typ {
						limits = append(limits, n.Rhs[i])
					}
				}
			}
			return true
		})
	}
	return limits
}

func field(lit *ast.CompositeLit, name string) []ast.Expr {
	for _, elt := range lit.Elts {
		if kv, ok := elt.(*ast.KeyValueExpr); ok {
			if id, ok := kv.Key.(*ast.Ident); ok && id.Name == name {
				return []ast.Expr{kv.Value}
			}
		}
	}
	return nil
}

// timeouts lists the timeouts that a body sets: of contexts, of connections, and in a select.
func (c *checker) timeouts(body *ast.BlockStmt) (limits []ast.Expr) {
	ast.Inspect(body, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if !ok {
			return true
		}
		fn := c.m.Callee(call)
		if fn == nil || fn.Pkg() == nil || len(call.Args) == 0 {
			return true
		}
		last := call.Args[len(call.Args)-1]
		switch name := fn.FullName(); {
		case name == "context.WithTimeout", name == "context.WithTimeoutCause" && len(call.Args) == 3:
			limits = append(limits, call.Args[1])
		case name == "context.WithDeadline", name == "context.WithDeadlineCause", fn.Pkg().Path() == "net" && strings.HasPrefix(fn.Name(), "Set") && strings.HasSuffix(fn.Name(), "Deadline"):
			if len(call.Args) > 1 {
				last = call.Args[1]
			}
			limits = append(limits, c.fromNow(last))
		}
		return true
	})
	return limits
}

// fromNow is d in time.Now().Add(d), else e.
func (c *checker) fromNow(e ast.Expr) ast.Expr {
	if call, ok := ast.Unparen(e).(*ast.CallExpr); ok && len(call.Args) == 1 {
		if fn := c.m.Callee(call); fn != nil && fn.FullName() == "(time.Time).Add" {
			return call.Args[0]
		}
	}
	return e
}

// duration is the constant that e stands for, in nanoseconds.
func (c *checker) duration(e ast.Expr) (int64, bool) {
	for range maxSteps {
		if e == nil {
			return 0, false
		}
		if v := c.pass.TypesInfo.Types[e].Value; v != nil {
			if v = constant.ToInt(v); v.Kind() == constant.Int {
				return constant.Int64Val(v)
			}
			return 0, false
		}
		v := c.m.Var(e)
		if v == nil {
			return 0, false
		}
		e = c.m.Value(v)
	}
	return 0, false
}
