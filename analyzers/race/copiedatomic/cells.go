package copiedatomic

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ast/inspector"

	"github.com/counterlint/counterlint/internal/conc"
	"github.com/counterlint/counterlint/internal/report"
)

// This file answers two questions. Which types hold a counter that must not be copied? And which instances are known to be
// updated atomically, by what?
//
// A type of sync/atomic says by itself that it is shared. An old-style cell, a plain integer that functions of sync/atomic
// update, does not: one struct type often lives twice, as the counters of a server and as the frozen numbers of a report. So an
// instance counts as updated only where it is reached through the same holder as an atomic update elsewhere in the package.

// A holding says how a type holds counters.
type holding struct {
	path  string       // names of the fields that lead to the first one; "" if the type is the counter itself
	kind  string       // its type: "atomic.Int64", "int64"
	old   bool         // all of them are old-style cells, or of types that may be copied: only evidence makes them live
	cells []*types.Var // the fields that are counters
}

// An update is an atomic write to a cell, seen from one struct (or array) that holds the cell.
type update struct {
	call   *ast.CallExpr
	cell   *types.Var
	holder holder
	locked bool // a lock is held around it
	sets   bool // it stores a value without regard to the old one
}

type effect struct {
	cell *types.Var
	sets bool
}

// A holder names what a value is reached through: a variable, a field (whatever struct it is in), or, with only typ set, some
// pointer to typ. elem tells an element of the holder from the holder itself.
type holder struct {
	v    *types.Var
	typ  *types.TypeName
	elem bool
}

type cells struct {
	pass    *report.Pass
	engine  *conc.Model // for what other packages do to their fields
	own     *ownership
	known   map[types.Type]*holding
	updates map[*types.Var][]update // by cell: a field or variable, for arrays and slices of cells the container
	loads   map[*types.Var][]*ast.CallExpr
	byFunc  map[*types.Func][]effect // what a method updates below its receiver
	oldVars map[*types.Var]bool      // cells that functions of sync/atomic update
}

func newCells(pass *report.Pass, in *inspector.Inspector, own *ownership) *cells {
	c := &cells{
		pass: pass, engine: conc.For(pass.Pass), own: own, known: map[types.Type]*holding{},
		updates: map[*types.Var][]update{}, loads: map[*types.Var][]*ast.CallExpr{}, byFunc: map[*types.Func][]effect{}, oldVars: map[*types.Var]bool{},
	}
	c.gather(in)
	return c
}

// gather finds the atomic operations of the package: functions and methods of sync/atomic first, then methods that call them.
func (c *cells) gather(in *inspector.Inspector) {
	var calls []inspector.Cursor
	for cur := range in.Root().Preorder((*ast.CallExpr)(nil)) {
		call := cur.Node().(*ast.CallExpr)
		if !c.pass.Log.Evidence(call.Pos()) {
			continue
		}
		if place, name := c.operand(call, cur); place != nil {
			c.operation(cur, call, place, name)
		} else if c.method(call) != nil {
			calls = append(calls, cur)
		} else {
			c.foreignUpdate(cur, call)
		}
	}
	// A method that updates a cell of its receiver stands for the update at each call, and so do methods that call it.
	for changed := len(c.updates) > 0; changed; {
		changed = false
		rest := calls[:0]
		for _, cur := range calls {
			call := cur.Node().(*ast.CallExpr)
			effects := c.byFunc[c.method(call)]
			if effects == nil {
				rest = append(rest, cur)
				continue
			}
			changed = true
			base := ast.Unparen(call.Fun).(*ast.SelectorExpr).X
			for _, e := range effects {
				c.record(cur, call, e.cell, base, e.sets)
			}
		}
		calls = rest
	}
}

// operand returns the place that call works on atomically and the name of the function or method, or nil.
func (c *cells) operand(call *ast.CallExpr, cur inspector.Cursor) (place ast.Expr, name string) {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil, ""
	}
	fn, ok := c.pass.TypesInfo.Uses[sel.Sel].(*types.Func)
	if !ok || fn.Pkg() == nil {
		return nil, ""
	}
	if recv := fn.Signature().Recv(); recv != nil {
		if s := c.pass.TypesInfo.Selections[sel]; s == nil || len(s.Index()) > 1 {
			return nil, "" // a method expression, or an embedded atomic, which has no name of its own here
		}
		t := recv.Type()
		if p, ok := t.(*types.Pointer); ok {
			t = p.Elem()
		}
		if n, ok := t.(*types.Named); ok && namedKind(n) == counter {
			return ast.Unparen(sel.X), fn.Name()
		}
		return nil, ""
	}
	if fn.Pkg().Path() != "sync/atomic" || len(call.Args) == 0 {
		return nil, ""
	}
	addr, ok := c.own.resolve(call.Args[0], cur).(*ast.UnaryExpr)
	if !ok || addr.Op != token.AND {
		return nil, ""
	}
	return ast.Unparen(addr.X), fn.Name()
}

// operation records an atomic operation on a field, a variable or an element.
func (c *cells) operation(cur inspector.Cursor, call *ast.CallExpr, place ast.Expr, name string) {
	if ix, ok := place.(*ast.IndexExpr); ok {
		place = ast.Unparen(ix.X)
	}
	cell := c.own.variable(place)
	if cell == nil {
		return
	}
	if strings.HasPrefix(name, "Load") || strings.HasPrefix(name, "Swap") {
		c.loads[cell] = append(c.loads[cell], call)
	}
	if strings.HasPrefix(name, "Load") {
		return
	}
	if c.pass.TypesInfo.Selections[ast.Unparen(call.Fun).(*ast.SelectorExpr)] == nil {
		c.oldVars[cell] = true
	}
	if sel, ok := place.(*ast.SelectorExpr); ok && cell.IsField() {
		c.record(cur, call, cell, sel.X, strings.HasPrefix(name, "Store"))
		return
	}
	c.updates[cell] = append(c.updates[cell], update{call, cell, holder{v: cell}, c.own.locked(cur) != "", strings.HasPrefix(name, "Store")})
}

// foreignUpdate records the call of a method of another package that updates a cell of its receiver, as the engine knows.
func (c *cells) foreignUpdate(cur inspector.Cursor, call *ast.CallExpr) {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || c.pass.TypesInfo.Selections[sel] == nil {
		return
	}
	op := c.engine.OpAt(call)
	if op == nil || !op.Kind.Writes() || op.Key.Var == nil || !op.Key.Var.IsField() {
		return
	}
	cell := op.Key.Var.Origin()
	c.oldVars[cell] = c.oldVars[cell] || op.Form == conc.Func
	c.record(cur, call, cell, sel.X, op.Kind == conc.Store)
}

// record notes that call updates cell somewhere below base, once for each struct on the way that holds the next one by value.
func (c *cells) record(cur inspector.Cursor, call *ast.CallExpr, cell *types.Var, base ast.Expr, sets bool) {
	locked := c.own.locked(cur) != ""
	for {
		base = ast.Unparen(base)
		c.updates[cell] = append(c.updates[cell], update{call, cell, c.holder(base, cur), locked, sets})
		next := c.enclosing(base)
		if next == nil {
			break
		}
		base = next
	}
	// The outermost base: is it the receiver of the enclosing method?
	if id, ok := base.(*ast.Ident); ok {
		if fn := c.own.receiverOf(c.pass.TypesInfo.ObjectOf(id), cur); fn != nil && isPointer(c.pass.TypesInfo.TypeOf(id)) {
			if e := (effect{cell, sets}); !slices.Contains(c.byFunc[fn], e) {
				c.byFunc[fn] = append(c.byFunc[fn], e)
			}
		}
	}
}

// enclosing returns the struct or array that holds the value that e names, or nil.
func (c *cells) enclosing(e ast.Expr) ast.Expr {
	switch e := e.(type) {
	case *ast.SelectorExpr:
		if c.pass.TypesInfo.Selections[e] != nil && !isPointer(c.pass.TypesInfo.TypeOf(e)) {
			return e.X
		}
	case *ast.IndexExpr:
		if _, ok := c.pass.TypesInfo.TypeOf(e.X).Underlying().(*types.Array); ok {
			return e.X
		}
	}
	return nil
}

// method returns the method of this package that call calls on something, or nil.
func (c *cells) method(call *ast.CallExpr) *types.Func {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	fn, ok := c.pass.TypesInfo.Uses[sel.Sel].(*types.Func)
	if !ok || fn.Pkg() != c.pass.Pkg || fn.Signature().Recv() == nil {
		return nil
	}
	return fn.Origin()
}

// holder names what e, a struct, an array or a pointer to one, is reached through.
func (c *cells) holder(e ast.Expr, cur inspector.Cursor) holder {
	e = ast.Unparen(e)
	if ix, ok := e.(*ast.IndexExpr); ok {
		h := c.holder(ix.X, cur)
		h.elem = true
		return h
	}
	if star, ok := e.(*ast.StarExpr); ok {
		e = ast.Unparen(star.X)
	}
	e = c.own.resolve(e, cur)
	if addr, ok := e.(*ast.UnaryExpr); ok && addr.Op == token.AND {
		return c.holder(addr.X, cur)
	}
	v := c.own.variable(e)
	t := c.pass.TypesInfo.TypeOf(e)
	if v != nil && (v.IsField() || isPackageVar(v) || !isPointer(t)) {
		return holder{v: v}
	}
	return holder{typ: typeName(t)}
}

// live returns an atomic update of a counter of h through the holder of e that runs without a lock and that keep wants (nil:
// any), or nil. An update under a lock proves nothing: the callers of what happens to e may hold it. Nor does an old-style cell
// that is only stored to: it is a flag or a setting, and no count.
func (c *cells) live(e ast.Expr, h *holding, cur inspector.Cursor, keep func(*update) bool) *update {
	at := c.holder(e, cur)
	if v := c.own.container(e); h.path == "" && v != nil {
		at, h = holder{}, &holding{old: h.old, cells: []*types.Var{v}} // e is the counter itself: any update of that field or variable
	} else if at == (holder{}) {
		return nil
	}
	for _, cell := range h.cells {
		for i := range c.updates[cell] {
			up := &c.updates[cell][i]
			if (at == holder{} || up.holder == at) && !up.locked && !(up.sets && c.oldVars[cell]) && (keep == nil || keep(up)) {
				return up
			}
		}
	}
	return nil
}

// loaded tells whether the function around cur reads one of the cells atomically.
func (c *cells) loaded(cells []*types.Var, cur inspector.Cursor) bool {
	fn := c.own.function(cur)
	for _, cell := range cells {
		for _, load := range c.loads[cell] {
			if fn != nil && fn.Pos() <= load.Pos() && load.End() <= fn.End() {
				return true
			}
		}
	}
	return false
}

// held returns how a value of type t holds a counter, or nil.
func (c *cells) held(t types.Type) *holding {
	switch t.(type) {
	case nil, *types.Basic, *types.Pointer, *types.Slice, *types.Map, *types.Chan, *types.Signature, *types.Interface, *types.TypeParam:
		return nil
	}
	if h, ok := c.known[t]; ok {
		return h
	}
	c.known[t] = nil // a type that is being looked at holds nothing new
	h := c.look(t)
	c.known[t] = h
	return h
}

func (c *cells) look(t types.Type) *holding {
	if named, ok := types.Unalias(t).(*types.Named); ok && named.Obj().Pkg() != nil {
		switch kind := namedKind(named); kind {
		case foreign:
			return nil
		case counter:
			return &holding{kind: named.Obj().Pkg().Name() + "." + named.Obj().Name(), old: mayBeCopied(named.Obj())}
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Array:
		if u.Len() > 0 {
			return c.held(u.Elem())
		}
	case *types.Struct:
		return c.lookStruct(u)
	}
	return nil
}

// lookStruct names a field made for atomic use first, which needs no further evidence.
func (c *cells) lookStruct(s *types.Struct) *holding {
	var all *holding
	for f := range s.Fields() {
		h := c.held(f.Type())
		if h != nil && h.kind == "atomic.Value" && f.Pkg() != c.pass.Pkg {
			h = nil // a cache inside a type of another package, which copies it if it likes
		}
		if h == nil && c.oldVars[f.Origin()] && !isReference(f.Type()) {
			h = &holding{kind: types.TypeString(f.Type(), types.RelativeTo(c.pass.Pkg)), old: true}
		}
		if h == nil {
			continue
		}
		path, cells := f.Name(), h.cells
		if h.path != "" {
			path += "." + h.path
		} else {
			cells = []*types.Var{f.Origin()}
		}
		switch {
		case all == nil:
			all = &holding{path: path, kind: h.kind, old: h.old}
		case all.old && !h.old:
			all.path, all.kind, all.old = path, h.kind, false
		}
		all.cells = append(all.cells, cells...)
	}
	return all
}

// What a named type is to this rule.
const (
	plain   = iota
	counter // made for atomic use: the type itself says that it is shared
	foreign // not a counter, whatever it holds inside
)

// counterPackages are packages all of whose exported structs are counters made for atomic use.
var counterPackages = map[string]bool{"sync/atomic": true, uberAtomic: true}

const uberAtomic = "go.uber.org/atomic"

// mayBeCopied tells of a counter type whether a copy is wrong only while others update it: it has no noCopy field.
func mayBeCopied(t *types.TypeName) bool { return t.Pkg().Path() == uberAtomic || t.Name() == "Value" }

const runtimePrefix = "github.com/counterlint/counterlint/runtime/"

func namedKind(t *types.Named) int {
	path := t.Obj().Pkg().Path()
	_, isStruct := t.Underlying().(*types.Struct)
	switch {
	case !isStruct:
		return plain
	case counterPackages[path]:
		if t.Obj().Exported() {
			return counter
		}
		return foreign
	case path == "sync" || path == "internal/sync":
		// Locks, pools and once flags hold atomics, but are not counters; vet's copylocks speaks of them.
		return foreign
	case strings.HasPrefix(path, runtimePrefix) && hasNoCopy(t):
		return counter
	}
	return plain
}

func hasNoCopy(t *types.Named) bool {
	for f := range t.Underlying().(*types.Struct).Fields() {
		if n, ok := types.Unalias(f.Type()).(*types.Named); ok && strings.EqualFold(n.Obj().Name(), "nocopy") {
			return true
		}
	}
	return false
}

func isPointer(t types.Type) bool {
	if t == nil {
		return false
	}
	_, ok := t.Underlying().(*types.Pointer)
	return ok
}

// isReference tells whether copying a value of type t shares what is behind it.
func isReference(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Slice, *types.Map, *types.Chan, *types.Signature, *types.Interface:
		return true
	}
	return false
}

func isPackageVar(v *types.Var) bool {
	return v.Pkg() != nil && v.Parent() == v.Pkg().Scope()
}

// typeName returns the name of the struct type of t or of what t points to, or nil.
func typeName(t types.Type) *types.TypeName {
	if t == nil {
		return nil
	}
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := types.Unalias(t).(*types.Named); ok {
		return n.Origin().Obj()
	}
	return nil
}
