package copiedatomic

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"
)

// This file knows the ways in which a local, or what it leads to, gets into the hands of others.

// published tells whether v, or what it leads to, has been handed out before cur, and no wait has ended that since.
func (o *ownership) published(v *types.Var, cur inspector.Cursor) bool {
	type question struct{ v *types.Var }
	b := o.body(cur)
	if b == nil || o.making || o.asking[question{v}] {
		return false
	}
	o.asking[question{v}] = true
	defer delete(o.asking, question{v})
	for _, ev := range b.handouts(v) {
		pos := ev.at.Node().Pos()
		before := pos < cur.Node().Pos() && (ev.start || !ev.at.Contains(cur)) || sharedLoop(ev.at, cur, v)
		if !before || ev.into != nil && o.value(ev.into, ev.at) {
			continue
		}
		if ev.start && !ev.at.Contains(cur) && b.joined(pos, cur.Node().Pos()) {
			continue
		}
		return true
	}
	return false
}

func (b *body) joined(from, to token.Pos) bool {
	for _, j := range b.joins {
		if from < j && j <= to {
			return true
		}
	}
	return false
}

// waited tells whether the function around cur has waited for others before cur.
func (o *ownership) waited(cur inspector.Cursor) bool {
	b := o.body(cur)
	return b != nil && b.joined(token.NoPos, cur.Node().Pos())
}

// sharedLoop tells whether a and b run again and again in one loop while v stays the same.
func sharedLoop(a, b inspector.Cursor, v *types.Var) bool {
	for loop := range a.Enclosing((*ast.ForStmt)(nil), (*ast.RangeStmt)(nil)) {
		if n := loop.Node(); loop.Contains(b) && (v.Pos() < n.Pos() || v.Pos() >= n.End()) {
			return true
		}
	}
	return false
}

// handedOut tells whether the mention of the local v at cur lets others reach it, or what it leads to.
func (o *ownership) handedOut(v *types.Var, cur inspector.Cursor) (event, bool) {
	if ev, ok := o.captured(v, cur); ok {
		return ev, true
	}
	// Climb from the mention as long as the expression is an address of v or leads to the same target.
	address := isReference(v.Type())
	for {
		up := cur.Parent()
		switch n := up.Node().(type) {
		case *ast.ParenExpr:
		case *ast.SelectorExpr:
			if sel := o.info.Selections[n]; sel != nil && sel.Kind() != types.FieldVal {
				fn := sel.Obj().(*types.Func)
				called := false
				if call, ok := up.Parent().Node().(*ast.CallExpr); ok && call.Fun == n {
					called = isPointer(fn.Signature().Recv().Type()) && o.publishes(param{fn.Origin(), -1})
				}
				return event{at: up, start: true}, called || o.asyncUse(up)
			}
			address = false // a field, of v or of what it leads to
		case *ast.IndexExpr:
			if n.X != cur.Node() {
				return event{}, false
			}
			address = false
		case *ast.SliceExpr:
			if n.X != cur.Node() {
				return event{}, false
			}
			address = true
		case *ast.UnaryExpr:
			if n.Op != token.AND {
				return event{}, false
			}
			address = true
		case *ast.KeyValueExpr, *ast.CompositeLit:
			if !address {
				return event{}, false
			}
		case *ast.CallExpr:
			if !address || n.Fun == cur.Node() {
				return event{}, false
			}
			if o.asyncUse(up) {
				return event{at: up, start: true}, true
			}
			switch fn := typeutil.Callee(o.info, n).(type) {
			case *types.Builtin:
				if fn.Name() != "append" || n.Ellipsis.IsValid() && n.Args[0] != cur.Node() {
					return event{}, false
				}
			case *types.Func:
				if publishers[fn.Origin().FullName()] {
					return event{at: up}, true
				}
				i := slices.IndexFunc(n.Args, func(arg ast.Expr) bool { return arg == cur.Node() })
				return event{at: up, start: true}, i >= 0 && o.publishes(param{fn.Origin(), i})
			default:
				return event{}, false
			}
		case *ast.SendStmt:
			return event{at: up}, address && n.Value == cur.Node()
		case *ast.AssignStmt:
			return o.storedBy(n, up, cur, address)
		default:
			return event{}, false
		}
		cur = up
	}
}

// publishers are functions elsewhere that put an argument where other goroutines find it.
var publishers = map[string]bool{
	"(*sync.Map).Store": true, "(*sync.Map).LoadOrStore": true, "(*sync.Map).Swap": true,
	"(*sync/atomic.Pointer[T]).Store": true, "(*sync/atomic.Pointer[T]).Swap": true, "(*sync/atomic.Pointer[T]).CompareAndSwap": true,
	"(*sync/atomic.Value).Store": true, "(*sync/atomic.Value).Swap": true, "(*sync/atomic.Value).CompareAndSwap": true,
	"expvar.Publish": true,
}

// publishes tells whether a function of the package hands out what it is given for p, so that it stays reachable for others.
func (o *ownership) publishes(p param) bool {
	type question struct{ published param }
	decl, ok := o.declOf(p.fn)
	if !ok || o.asking[question{p}] {
		return false
	}
	o.asking[question{p}] = true
	defer delete(o.asking, question{p})
	b := o.body(decl)
	for v, at := range b.params {
		if at == p {
			return slices.ContainsFunc(b.handouts(v), func(ev event) bool { return ev.into == nil || o.root(ev.into) != v })
		}
	}
	return false
}

// root returns the local that a path of fields, elements and dereferences begins with, or nil.
func (o *ownership) root(e ast.Expr) *types.Var {
	for {
		switch x := ast.Unparen(e).(type) {
		case *ast.Ident:
			v := o.variable(x)
			if v == nil || isPackageVar(v) {
				return nil
			}
			return v
		case *ast.SelectorExpr:
			if o.info.Selections[x] == nil {
				return nil
			}
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.SliceExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		default:
			return nil
		}
	}
}

// findAliases notes which locals point into which others.
func (o *ownership) findAliases(b *body) {
	for v, defs := range b.defs {
		for _, d := range defs {
			if addr, ok := ast.Unparen(d.from).(*ast.UnaryExpr); ok && addr.Op == token.AND {
				if r := o.root(addr.X); r != nil && r != v {
					b.aliases[r] = append(b.aliases[r], v)
				}
			}
		}
	}
}

// handouts returns all events that concern v or a pointer into it.
func (b *body) handouts(v *types.Var) []event {
	var all []event
	seen := map[*types.Var]bool{}
	for todo := []*types.Var{v}; len(todo) > 0; {
		x := todo[0]
		todo = todo[1:]
		if !seen[x] {
			seen[x] = true
			all = append(all, b.events[x]...)
			todo = append(todo, b.aliases[x]...)
		}
	}
	return all
}

func (o *ownership) storedBy(n *ast.AssignStmt, at, cur inspector.Cursor, address bool) (event, bool) {
	if !address || len(n.Lhs) != len(n.Rhs) {
		return event{}, false
	}
	for i, x := range n.Rhs {
		if x != cur.Node() {
			continue
		}
		if id, ok := ast.Unparen(n.Lhs[i]).(*ast.Ident); ok {
			v := o.variable(id)
			return event{at: at}, v != nil && isPackageVar(v)
		}
		return event{at: at, into: n.Lhs[i]}, true
	}
	return event{}, false
}

// captured tells whether cur stands in a literal, not that of v itself, that runs on another goroutine or is kept.
func (o *ownership) captured(v *types.Var, cur inspector.Cursor) (event, bool) {
	for lit := range cur.Enclosing((*ast.FuncLit)(nil)) {
		n := lit.Node()
		if v.Pos() >= n.Pos() && v.Pos() < n.End() {
			return event{}, false
		}
		up := lit.Parent()
		for {
			if _, ok := up.Node().(*ast.ParenExpr); !ok {
				break
			}
			up = up.Parent()
		}
		switch p := up.Node().(type) {
		case *ast.CallExpr:
			if o.asyncUse(up) {
				return event{at: up, start: true}, true
			}
		case *ast.AssignStmt:
			for i, x := range p.Rhs {
				if x == n && len(p.Lhs) == len(p.Rhs) {
					if _, ok := p.Lhs[i].(*ast.Ident); !ok {
						return event{at: up, into: p.Lhs[i]}, true
					}
				}
			}
		case *ast.SendStmt:
			return event{at: up}, true
		}
	}
	return event{}, false
}

// asyncCalls are names of methods and functions that run an argument on another goroutine, or keep it for later calls.
var asyncCalls = map[string]bool{"Go": true, "TryGo": true, "AfterFunc": true, "Handle": true, "HandleFunc": true, "Submit": true}

// asyncUse tells whether the expression at cur is called by a go statement or an argument of a call that starts it elsewhere.
func (o *ownership) asyncUse(cur inspector.Cursor) bool {
	for depth := 0; depth < 4; depth++ {
		switch n := cur.Node().(type) {
		case *ast.GoStmt:
			return true
		case *ast.CallExpr:
			name := ""
			switch f := ast.Unparen(n.Fun).(type) {
			case *ast.SelectorExpr:
				name = f.Sel.Name
			case *ast.Ident:
				name = f.Name
			}
			if asyncCalls[name] {
				return true
			}
		case *ast.SelectorExpr, *ast.ParenExpr, *ast.UnaryExpr:
		default:
			return false
		}
		cur = cur.Parent()
	}
	return false
}
