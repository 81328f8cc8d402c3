package copiedatomic

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"
)

// This file reads one function, with the literals inside of it: what its locals are made from, where they are handed out, where
// the function waits for others, and where it holds a lock. Order is the order of the text.

type body struct {
	params   map[*types.Var]param
	defs     map[*types.Var][]def
	events   map[*types.Var][]event
	joins    []token.Pos // ends of waits and receives
	returned map[*types.Var]bool
	locks    []lockCall
}

// A def is one value that a local gets.
type def struct {
	from  ast.Expr
	index int // which result, if from is a call with several
	at    inspector.Cursor
}

// An event makes a local, or what it leads to, reachable for others.
type event struct {
	at    inspector.Cursor
	start bool     // a goroutine: a wait may end it
	into  ast.Expr // what it is stored in; nil if that is out of sight
}

type lockCall struct {
	pos      token.Pos
	recv     string // text of what is locked
	take     bool
	read     bool
	deferred bool
	leaves   ast.Node // the innermost block around an unlock, if it ends in a return or the like: it releases for that block alone
}

// function returns the outermost function around cur, or nil in the declaration of a package variable without literal.
func (o *ownership) function(cur inspector.Cursor) ast.Node {
	var outermost ast.Node
	for up := range cur.Enclosing((*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		outermost = up.Node()
	}
	return outermost
}

func (o *ownership) body(cur inspector.Cursor) *body {
	var outermost inspector.Cursor
	for up := range cur.Enclosing((*ast.FuncLit)(nil), (*ast.FuncDecl)(nil)) {
		outermost = up
	}
	if !outermost.Valid() {
		return nil
	}
	b := o.bodies[outermost.Node()]
	if b == nil {
		b = &body{params: map[*types.Var]param{}, defs: map[*types.Var][]def{}, events: map[*types.Var][]event{}, returned: map[*types.Var]bool{}}
		o.bodies[outermost.Node()] = b
		o.read(b, outermost)
	}
	return b
}

// receiverOf returns the method around cur whose receiver obj is, or nil.
func (o *ownership) receiverOf(obj types.Object, cur inspector.Cursor) *types.Func {
	v, ok := obj.(*types.Var)
	if !ok {
		return nil
	}
	if b := o.body(cur); b != nil {
		if p, ok := b.params[v]; ok && p.index < 0 {
			return p.fn
		}
	}
	return nil
}

func (o *ownership) read(b *body, fn inspector.Cursor) {
	if decl, ok := fn.Node().(*ast.FuncDecl); ok {
		obj, _ := o.info.Defs[decl.Name].(*types.Func)
		if decl.Recv != nil {
			o.params(b, decl.Recv, obj, -1)
		}
		o.params(b, decl.Type.Params, obj, 0)
	}
	for cur := range fn.Preorder((*ast.FuncLit)(nil), (*ast.AssignStmt)(nil), (*ast.ValueSpec)(nil), (*ast.RangeStmt)(nil),
		(*ast.TypeSwitchStmt)(nil), (*ast.Ident)(nil), (*ast.CallExpr)(nil), (*ast.UnaryExpr)(nil)) {
		switch n := cur.Node().(type) {
		case *ast.FuncLit:
			o.params(b, n.Type.Params, nil, 0)
		case *ast.AssignStmt:
			for i, lhs := range n.Lhs {
				o.define(b, lhs, n.Rhs, i, cur)
			}
		case *ast.ValueSpec:
			for i, name := range n.Names {
				if len(n.Values) > 0 {
					o.define(b, name, n.Values, i, cur)
				}
			}
		case *ast.RangeStmt:
			if n.Key != nil {
				o.define(b, n.Key, []ast.Expr{n.X}, 0, cur)
			}
			if n.Value != nil {
				o.define(b, n.Value, []ast.Expr{n.X}, 0, cur)
			}
			if _, ok := o.info.TypeOf(n.X).Underlying().(*types.Chan); ok {
				b.joins = append(b.joins, n.X.End())
			}
		case *ast.TypeSwitchStmt:
			o.defineSwitch(b, n, cur)
		case *ast.UnaryExpr:
			if n.Op == token.ARROW {
				b.joins = append(b.joins, n.End())
			}
		case *ast.CallExpr:
			o.readCall(b, n, cur)
		case *ast.Ident:
			if v, ok := o.info.Uses[n].(*types.Var); ok && !v.IsField() && !isPackageVar(v) {
				if _, ok := cur.Parent().Node().(*ast.ReturnStmt); ok {
					b.returned[v] = true
				}
				if ev, ok := o.handedOut(v, cur); ok {
					b.events[v] = append(b.events[v], ev)
				}
			}
		}
	}
}

func (o *ownership) params(b *body, list *ast.FieldList, fn *types.Func, index int) {
	for _, f := range list.List {
		for _, name := range f.Names {
			if v, ok := o.info.Defs[name].(*types.Var); ok {
				b.params[v] = param{fn, index}
			}
			index++
		}
		if len(f.Names) == 0 {
			index++
		}
	}
}

// define notes that lhs, the one with index i on its side, gets its value from list: from its own element, or from the only one.
func (o *ownership) define(b *body, lhs ast.Expr, list []ast.Expr, i int, cur inspector.Cursor) {
	id, ok := ast.Unparen(lhs).(*ast.Ident)
	if !ok {
		return
	}
	v, ok := o.info.ObjectOf(id).(*types.Var)
	if !ok || isPackageVar(v) {
		return
	}
	d := def{from: list[0], index: i, at: cur}
	if i > 0 && i < len(list) {
		d = def{from: list[i], at: cur}
	}
	b.defs[v] = append(b.defs[v], d)
}

func (o *ownership) defineSwitch(b *body, n *ast.TypeSwitchStmt, cur inspector.Cursor) {
	as, ok := n.Assign.(*ast.AssignStmt)
	if !ok {
		return
	}
	for _, clause := range n.Body.List {
		if v, ok := o.info.Implicits[clause].(*types.Var); ok {
			b.defs[v] = append(b.defs[v], def{from: as.Rhs[0], at: cur})
		}
	}
}

func (o *ownership) readCall(b *body, call *ast.CallExpr, cur inspector.Cursor) {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return
	}
	_, deferred := cur.Parent().Node().(*ast.DeferStmt)
	switch name := sel.Sel.Name; name {
	case "Wait":
		b.joins = append(b.joins, call.End())
	case "Lock", "RLock", "Unlock", "RUnlock":
		if len(call.Args) == 0 {
			b.locks = append(b.locks, lockCall{
				call.Pos(), types.ExprString(sel.X), !strings.Contains(name, "Unlock"), name[0] == 'R', deferred, leavingBlock(cur),
			})
		}
	}
}

// leavingBlock returns the innermost block around cur if control cannot run out of its end, else nil.
func leavingBlock(cur inspector.Cursor) ast.Node {
	for up := range cur.Enclosing((*ast.BlockStmt)(nil), (*ast.CaseClause)(nil), (*ast.CommClause)(nil)) {
		var list []ast.Stmt
		switch n := up.Node().(type) {
		case *ast.BlockStmt:
			list = n.List
		case *ast.CaseClause:
			list = n.Body
		case *ast.CommClause:
			list = n.Body
		}
		switch last := list[len(list)-1].(type) {
		case *ast.ReturnStmt, *ast.BranchStmt:
			return up.Node()
		case *ast.ExprStmt:
			if call, ok := last.X.(*ast.CallExpr); ok {
				if id, ok := call.Fun.(*ast.Ident); ok && id.Name == "panic" {
					return up.Node()
				}
			}
		}
		return nil
	}
	return nil
}

// locked tells what lock is held at cur: "write", "read" or "". A function named …Locked says that its caller holds one, and so
// do all the callers of an unexported function if they all do.
func (o *ownership) locked(cur inspector.Cursor) string {
	if mode := o.lockedHere(cur); mode != "" {
		return mode
	}
	for up := range cur.Enclosing((*ast.FuncDecl)(nil)) {
		decl := up.Node().(*ast.FuncDecl)
		if strings.HasSuffix(decl.Name.Name, "Locked") {
			return "write"
		}
		fn, ok := o.info.Defs[decl.Name].(*types.Func)
		if !ok || o.exposed(fn) || len(o.usesOf(fn)) == 0 {
			return ""
		}
		mode := "write"
		for _, use := range o.usesOf(fn) {
			call, at := o.callOf(use)
			if call == nil {
				return ""
			}
			switch o.lockedHere(at) {
			case "":
				return ""
			case "read":
				mode = "read"
			}
		}
		return mode
	}
	return ""
}

func (o *ownership) lockedHere(cur inspector.Cursor) string {
	b := o.body(cur)
	if b == nil {
		return ""
	}
	held := map[string]string{}
	for _, l := range b.locks {
		switch {
		case l.pos >= cur.Node().Pos():
		case l.take && l.read:
			held[l.recv] = "read"
		case l.take:
			held[l.recv] = "write"
		case !l.deferred && (l.leaves == nil || l.leaves.Pos() <= cur.Node().Pos() && cur.Node().Pos() < l.leaves.End()):
			delete(held, l.recv)
		}
	}
	mode := ""
	for _, m := range held {
		if mode == "" || m == "write" {
			mode = m
		}
	}
	return mode
}

// resolve follows a local that is set once to what it is set to.
func (o *ownership) resolve(e ast.Expr, cur inspector.Cursor) ast.Expr {
	e = ast.Unparen(e)
	id, ok := e.(*ast.Ident)
	if !ok {
		return e
	}
	v, ok := o.info.ObjectOf(id).(*types.Var)
	b := o.body(cur)
	if !ok || b == nil || len(b.defs[v]) != 1 {
		return e
	}
	d := b.defs[v][0]
	switch d.at.Node().(type) {
	case *ast.AssignStmt, *ast.ValueSpec:
		if from := ast.Unparen(d.from); types.Identical(o.info.TypeOf(from), v.Type()) {
			return from
		}
	}
	return e
}

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
