package copiedatomic

import (
	"go/ast"
	"go/token"
	"go/types"

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
	for _, ev := range b.events[v] {
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
				if o.asyncUse(up) {
					return event{at: up, start: true}, true
				}
				return event{}, false
			}
			if address {
				return event{}, false // a field of what v leads to
			}
		case *ast.IndexExpr:
			if address || n.X != cur.Node() {
				return event{}, false
			}
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
				return event{at: up}, publishers[fn.Origin().FullName()]
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
