package omission

import (
	"go/ast"
	"go/token"
	"go/types"
)

// This file finds the loop around a request, and what sets its rate.

// A pace is the intended rate of a loop.
type pace struct {
	at       ast.Node // what sets it
	interval ast.Expr // nil: not known
	bodies   []*ast.BlockStmt
}

// paced finds the loop that n runs in, in its function or in one that calls it, if the loop means to keep a rate.
func (c *checker) paced(n ast.Node, s span, depth int) (pace, bool) {
	child := n
	for p := c.m.Parent(n); p != nil; child, p = p, c.m.Parent(p) {
		switch p := p.(type) {
		case *ast.GoStmt:
			return pace{}, false // one goroutine for each request: the loop goes on
		case *ast.RangeStmt:
			if child == ast.Node(p.Body) {
				if d, ok := c.ticks(p.X); ok {
					return pace{at: p.X, interval: d}, true
				}
				if q, ok := c.waits(p.Body, n, s); ok {
					return q, true
				}
			}
		case *ast.ForStmt:
			if child == ast.Node(p.Body) {
				if q, ok := c.head(p); ok {
					return q, true
				}
				if q, ok := c.waits(p.Body, n, s); ok {
					return q, !c.untilReady(p.Body)
				}
			}
		case *ast.FuncLit:
			call, ok := c.m.Parent(p).(*ast.CallExpr)
			if !ok || call.Fun != ast.Expr(p) {
				return c.calledPaced(p, depth)
			}
		case *ast.FuncDecl:
			return c.calledPaced(p, depth)
		}
	}
	return pace{}, false
}

// head finds a wait in the condition of a loop, or behind its semicolons.
func (c *checker) head(loop *ast.ForStmt) (pace, bool) {
	if loop.Post != nil {
		if p, ok := c.wait(loop.Post); ok {
			return p, true
		}
	}
	if b, ok := loop.Cond.(*ast.BinaryExpr); ok { // for limiter.Wait(ctx) == nil
		return c.wait(&ast.ExprStmt{X: b.X})
	}
	return pace{}, false
}

// calledPaced looks for the loop in the functions that call the function fn.
func (c *checker) calledPaced(fn ast.Node, depth int) (pace, bool) {
	if depth >= maxHelpers {
		return pace{}, false
	}
	var body *ast.BlockStmt
	switch fn := fn.(type) {
	case *ast.FuncDecl:
		body = fn.Body
	case *ast.FuncLit:
		body = fn.Body
	}
	for _, site := range c.m.Calls() {
		if ast.Node(ast.Unparen(site.Fun)) == fn || c.m.FuncBody(site.Fun) != body {
			continue
		}
		// At the call everything is measured: what waits must not stand in it, which it does not.
		if p, ok := c.paced(site, span{end: site.End()}, depth+1); ok {
			if outer := c.m.Enclosing(site); outer != nil {
				p.bodies = append(p.bodies, outer)
			}
			return p, true
		}
	}
	return pace{}, false
}

// waits finds a wait for the next time to send in the body of a loop, which n stands in: at its own level, or in the clause of a select
// around n.
func (c *checker) waits(body *ast.BlockStmt, n ast.Node, s span) (pace, bool) {
	for _, stmt := range body.List {
		if s.from != nil && s.from.Pos() < stmt.Pos() && stmt.End() < s.end {
			continue // it waits for the answer
		}
		if stmt.Pos() <= n.Pos() && n.End() <= stmt.End() {
			if sel, ok := stmt.(*ast.SelectStmt); ok {
				if p, ok := c.clauseAround(sel, n); ok {
					return p, true
				}
			}
			continue
		}
		switch x := stmt.(type) {
		case *ast.SelectStmt:
			if p, ok := c.onlyWaits(x); ok {
				return p, true
			}
		case *ast.IfStmt: // if err := limiter.Wait(ctx); err != nil; if rest > 0 { time.Sleep(rest) }
			if x.Init != nil {
				if p, ok := c.wait(x.Init); ok {
					return p, true
				}
			}
			if b, ok := ast.Unparen(x.Cond).(*ast.BinaryExpr); ok && (b.Op == token.GTR || b.Op == token.LSS) && len(x.Body.List) == 1 {
				if p, ok := c.wait(x.Body.List[0]); ok {
					return p, true
				}
			}
		default:
			if p, ok := c.wait(stmt); ok {
				return p, true
			}
		}
	}
	return pace{}, false
}

// clauseAround finds the tick that the clause of the select around n receives.
func (c *checker) clauseAround(sel *ast.SelectStmt, n ast.Node) (pace, bool) {
	for _, clause := range sel.Body.List {
		cc := clause.(*ast.CommClause)
		if cc.Pos() <= n.Pos() && n.End() <= cc.End() && cc.Comm != nil {
			return c.wait(cc.Comm)
		}
	}
	return pace{}, false
}

// onlyWaits finds the tick of a select all of whose other clauses leave the loop.
func (c *checker) onlyWaits(sel *ast.SelectStmt) (p pace, ok bool) {
	for _, clause := range sel.Body.List {
		cc := clause.(*ast.CommClause)
		if cc.Comm != nil {
			if q, is := c.wait(cc.Comm); is {
				p, ok = q, true
				continue
			}
		}
		if len(cc.Body) == 0 {
			return pace{}, false
		}
		switch cc.Body[len(cc.Body)-1].(type) {
		case *ast.ReturnStmt, *ast.BranchStmt:
		default:
			return pace{}, false
		}
	}
	return p, ok
}

// wait judges one statement: a receive of a tick, a sleep, a limiter.
func (c *checker) wait(stmt ast.Stmt) (pace, bool) {
	var e ast.Expr
	switch s := stmt.(type) {
	case *ast.ExprStmt:
		e = s.X
	case *ast.AssignStmt:
		if len(s.Rhs) == 1 {
			e = s.Rhs[0]
		}
	}
	switch x := ast.Unparen(e).(type) {
	case *ast.UnaryExpr:
		if x.Op == token.ARROW {
			if d, ok := c.ticks(x.X); ok {
				return pace{at: x, interval: d}, true
			}
		}
	case *ast.CallExpr:
		fn := c.m.Callee(x)
		if fn == nil {
			break
		}
		switch fn.FullName() {
		case "time.Sleep":
			return pace{at: x, interval: c.minuend(x.Args[0])}, true
		case "(*golang.org/x/time/rate.Limiter).Wait", "(*golang.org/x/time/rate.Limiter).WaitN", "(go.uber.org/ratelimit.Limiter).Take":
			return pace{at: x}, true
		}
	}
	return pace{}, false
}

// minuend is the interval in time.Sleep(interval - elapsed), else e itself.
func (c *checker) minuend(e ast.Expr) ast.Expr {
	for range maxSteps {
		switch x := ast.Unparen(e).(type) {
		case *ast.BinaryExpr:
			if x.Op == token.SUB {
				return x.X
			}
			return x
		case *ast.Ident:
			value := c.m.Value(c.m.Var(x))
			if b, ok := value.(*ast.BinaryExpr); ok && b.Op == token.SUB {
				e = b
				continue
			}
		}
		return e
	}
	return e
}

// ticks tells whether e is a channel of times, and finds the interval of the ticker behind it.
func (c *checker) ticks(e ast.Expr) (interval ast.Expr, ok bool) {
	ch, is := c.pass.TypesInfo.TypeOf(e).Underlying().(*types.Chan)
	if !is || types.TypeString(ch.Elem(), nil) != "time.Time" {
		return nil, false
	}
	x := ast.Unparen(e)
	for range maxSteps {
		switch y := x.(type) {
		case *ast.SelectorExpr:
			if y.Sel.Name == "C" {
				x = ast.Unparen(y.X)
				continue
			}
			value := c.m.Value(c.m.Var(y))
			if value == nil {
				return nil, true
			}
			x = ast.Unparen(value)
			continue
		case *ast.Ident:
			value := c.m.Value(c.m.Var(y))
			if value == nil {
				return nil, true
			}
			x = ast.Unparen(value)
			continue
		case *ast.CallExpr:
			if fn := c.m.Callee(y); fn != nil && fn.Pkg() != nil && fn.Pkg().Path() == "time" && len(y.Args) == 1 {
				return y.Args[0], true
			}
		}
		break
	}
	return nil, true
}

// untilReady tells whether the loop ends with the first answer that is good: it waits for something to come up.
func (c *checker) untilReady(body *ast.BlockStmt) bool {
	for _, stmt := range body.List {
		ifs, ok := stmt.(*ast.IfStmt)
		if !ok || len(ifs.Body.List) == 0 {
			continue
		}
		good := false
		ast.Inspect(ifs.Cond, func(n ast.Node) bool {
			b, ok := n.(*ast.BinaryExpr)
			good = good || ok && b.Op == token.EQL
			return !good
		})
		switch last := ifs.Body.List[len(ifs.Body.List)-1].(type) {
		case *ast.ReturnStmt:
			if good {
				return true
			}
		case *ast.BranchStmt:
			if good && last.Tok == token.BREAK {
				return true
			}
		}
	}
	return false
}
