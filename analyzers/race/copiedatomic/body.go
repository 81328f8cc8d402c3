package copiedatomic

import (
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ast/inspector"
)

// This file reads one function, with the literals inside of it: what its locals are made from, where they are handed out, where
// the function waits for others, and where it holds a lock. Order is the order of the text.

type body struct {
	params   map[*types.Var]param
	defs     map[*types.Var][]def
	mentions map[*types.Var][]inspector.Cursor // where a local is named, but not where it is declared
	events   map[*types.Var][]event
	aliases  map[*types.Var][]*types.Var // locals that point into a local
	returned map[*types.Var]bool
	joins    []token.Pos // ends of waits and receives
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
		b = &body{
			params: map[*types.Var]param{}, defs: map[*types.Var][]def{}, mentions: map[*types.Var][]inspector.Cursor{},
			events: map[*types.Var][]event{}, aliases: map[*types.Var][]*types.Var{}, returned: map[*types.Var]bool{},
		}
		o.bodies[outermost.Node()] = b
		o.read(b, outermost)
		o.findAliases(b)
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
				b.mentions[v] = append(b.mentions[v], cur)
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
