package gaugeleak

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/counterlint/counterlint/internal/report"
)

// gauges knows which calls of one package raise and lower gauges, helpers of the package included.
type gauges struct {
	pass   *report.Pass
	info   *types.Info
	names  *names
	bodies []*body
	lits   map[*ast.FuncLit]*body
	decls  map[*types.Func]*body

	helpers    map[*types.Func][]op
	closures   map[types.Object]*body // local variables that only ever hold this literal
	referred   map[*types.Func]bool
	put        map[types.Object]bool  // keys that something stores a value in
	reassigned map[types.Object]bool  // variables that change
	called     map[*ast.Ident]bool    // names of what is called
	started    map[*ast.CallExpr]bool // by go statements
	deferred   map[*ast.CallExpr]bool
	callers    map[*body][]*body // found on demand
}

// A body is that of a function or a literal, without the literals in it.
type body struct {
	node   ast.Node // *ast.FuncDecl or *ast.FuncLit
	typ    *ast.FuncType
	block  *ast.BlockStmt
	obj    *types.Func
	parent *body
	ops    []op // in source order
	calls  []*ast.CallExpr
}

// newGauges looks for operations; it returns nil if no gauge of the package goes both ways.
func newGauges(pass *report.Pass) *gauges {
	p := &gauges{
		pass: pass, info: pass.TypesInfo, lits: map[*ast.FuncLit]*body{}, decls: map[*types.Func]*body{}, helpers: map[*types.Func][]op{},
		closures: map[types.Object]*body{}, referred: map[*types.Func]bool{}, put: map[types.Object]bool{}, reassigned: map[types.Object]bool{},
		called: map[*ast.Ident]bool{}, started: map[*ast.CallExpr]bool{}, deferred: map[*ast.CallExpr]bool{},
	}
	if !p.any() {
		return nil
	}
	p.names = newNames(p.info, pass.Files)
	for _, file := range pass.Files {
		if !pass.Log.Evidence(file.Package) {
			continue
		}
		for _, decl := range file.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Body != nil {
				obj, _ := p.info.Defs[fn.Name].(*types.Func)
				b := p.add(&body{node: fn, typ: fn.Type, block: fn.Body, obj: obj})
				p.decls[obj] = b
			} else {
				p.inspect(decl, nil)
			}
		}
	}
	for range 2 { // helpers of helpers
		for _, b := range p.bodies {
			if b.obj != nil {
				p.summarize(b)
			}
		}
	}
	for _, b := range p.bodies {
		for _, call := range b.calls {
			for _, o := range p.events(call) {
				if !slices.ContainsFunc(b.ops, func(have op) bool { return have.call == call && have.place == o.place }) {
					b.ops = append(b.ops, o)
				}
			}
		}
	}
	return p
}

// any tells whether the package moves a gauge at all: most do not.
func (p *gauges) any() bool {
	found := false
	for _, file := range p.pass.Files {
		ast.Inspect(file, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok && !found && mayMove(call) {
				fn, _ := typeutil.Callee(p.info, call).(*types.Func)
				found = fn != nil && p.moves(fn)
			}
			return !found
		})
	}
	return found
}

// moves tells whether a function or method may move a gauge.
func (p *gauges) moves(fn *types.Func) bool {
	if recv := fn.Signature().Recv(); recv != nil {
		return isGauge(recv.Type())
	}
	return fn.Pkg() != nil && fn.Pkg().Path() == "sync/atomic"
}

// add takes a body in, and those of the literals in it.
func (p *gauges) add(b *body) *body {
	p.bodies = append(p.bodies, b)
	p.inspect(b.block, b)
	return b
}

// inspect reads what stands in n; the literals in it become bodies below b.
func (p *gauges) inspect(n ast.Node, b *body) {
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			if p.lits[n] == nil {
				inner := &body{node: n, typ: n.Type, block: n.Body, parent: b}
				p.lits[n] = inner
				p.add(inner)
			}
			return false
		case *ast.GoStmt:
			p.started[n.Call] = true
		case *ast.DeferStmt:
			p.deferred[n.Call] = true
		case *ast.CallExpr:
			if id := calledName(n); id != nil {
				p.called[id] = true
			}
			if b == nil {
				return true
			}
			b.calls = append(b.calls, n)
			if o, set, ok := p.opAt(n); set {
				p.put[o.key] = true
			} else if ok {
				b.ops = append(b.ops, o)
			}
		case *ast.Ident:
			if fn, ok := p.info.Uses[n].(*types.Func); ok {
				p.referred[fn.Origin()] = true
			}
		case *ast.AssignStmt:
			p.assign(n, b)
		case *ast.IncDecStmt:
			p.change(n.X)
		}
		return true
	})
}

// calledName is the name of what is called, if it has one.
func calledName(call *ast.CallExpr) *ast.Ident {
	switch fun := ast.Unparen(call.Fun).(type) {
	case *ast.Ident:
		return fun
	case *ast.SelectorExpr:
		return fun.Sel
	}
	return nil
}

func (p *gauges) assign(n *ast.AssignStmt, b *body) {
	for i, left := range n.Lhs {
		id, ok := ast.Unparen(left).(*ast.Ident)
		if !ok || n.Tok == token.DEFINE && p.info.Defs[id] != nil {
			if ok && len(n.Lhs) == len(n.Rhs) {
				p.closure(id, n.Rhs[i], b)
			}
			continue
		}
		p.change(left)
	}
}

// closure notes that a new variable holds a literal.
func (p *gauges) closure(id *ast.Ident, value ast.Expr, parent *body) {
	lit, ok := ast.Unparen(value).(*ast.FuncLit)
	v, isVar := p.info.Defs[id].(*types.Var)
	if !ok || !isVar || p.names.values.Only(v) == nil {
		return
	}
	inner := &body{node: lit, typ: lit.Type, block: lit.Body, parent: parent}
	p.lits[lit] = inner
	p.closures[v] = inner
	p.add(inner)
}

// change notes that a variable changes.
func (p *gauges) change(e ast.Expr) {
	if id, ok := ast.Unparen(e).(*ast.Ident); ok {
		v, ok := p.info.ObjectOf(id).(*types.Var)
		if !ok {
			return
		}
		if _, basic := v.Type().Underlying().(*types.Basic); basic || !isGlobal(v) { // a gauge in a package variable is set once
			p.reassigned[v] = true
		}
	}
}

// elsewhere returns a body that lowers the gauge and raises it nowhere around: whoever was raised may have been handed over to it.
func (p *gauges) elsewhere(key types.Object) *body {
	for _, b := range p.bodies {
		if moves(b, key, false) && !p.raisedAround(b, key) && !p.isCalledHelper(b, key) {
			return b
		}
	}
	return nil
}

func (p *gauges) raisedAround(b *body, key types.Object) bool {
	for ; b != nil; b = b.parent {
		if moves(b, key, true) {
			return true
		}
	}
	return false
}

func moves(b *body, key types.Object, up bool) bool {
	return slices.ContainsFunc(b.ops, func(o op) bool { return o.key == key && o.up == up })
}

func (p *gauges) isCalledHelper(b *body, key types.Object) bool {
	for obj, c := range p.closures {
		if c == b {
			return obj != nil // judged where it is called
		}
	}
	return b.obj != nil && p.referred[b.obj] && slices.ContainsFunc(p.helpers[b.obj], func(o op) bool { return o.key == key })
}

// closureOf returns the body of a literal that a local variable holds.
func (p *gauges) closureOf(lit *ast.FuncLit) *body {
	for _, b := range p.closures {
		if b.node == lit {
			return b
		}
	}
	return nil
}
