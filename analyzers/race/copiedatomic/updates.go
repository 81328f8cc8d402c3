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

// This file knows which counters are updated atomically, by what, and through which holder.
//
// A type of sync/atomic says by itself that it is shared. An old-style cell, a plain integer that functions of sync/atomic
// update, does not: one struct type often lives twice, as the counters of a server and as the frozen numbers of a report. So an
// instance counts as updated only where it is reached through the same holder as an atomic update elsewhere in the package.

type updates struct {
	pass   *report.Pass
	own    *ownership
	engine *conc.Model                    // for what methods of other packages do
	byCell map[*types.Var][]update        // by field or variable; for arrays and slices of cells the container
	loads  map[*types.Var][]*ast.CallExpr // atomic ones
	byFunc map[*types.Func][]effect       // what a method updates below its receiver
	old    map[*types.Var]bool            // cells that functions of sync/atomic update
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

func newUpdates(pass *report.Pass, in *inspector.Inspector, own *ownership) *updates {
	u := &updates{
		pass: pass, own: own, engine: conc.For(pass.Pass), byCell: map[*types.Var][]update{}, loads: map[*types.Var][]*ast.CallExpr{},
		byFunc: map[*types.Func][]effect{}, old: map[*types.Var]bool{},
	}
	u.gather(in)
	return u
}

// gather finds the atomic operations of the package: functions and methods of sync/atomic first, then methods that call them.
func (u *updates) gather(in *inspector.Inspector) {
	var calls []inspector.Cursor
	for cur := range in.Root().Preorder((*ast.CallExpr)(nil)) {
		call := cur.Node().(*ast.CallExpr)
		if !u.pass.Log.Evidence(call.Pos()) {
			continue
		}
		if place, name := u.operand(call, cur); place != nil {
			u.operation(cur, call, place, name)
		} else if u.method(call) != nil {
			calls = append(calls, cur)
		} else {
			u.foreignUpdate(cur, call)
		}
	}
	// A method that updates a cell of its receiver stands for the update at each call, and so do methods that call it.
	for changed := len(u.byCell) > 0; changed; {
		changed = false
		rest := calls[:0]
		for _, cur := range calls {
			call := cur.Node().(*ast.CallExpr)
			effects := u.byFunc[u.method(call)]
			if effects == nil {
				rest = append(rest, cur)
				continue
			}
			changed = true
			base := ast.Unparen(call.Fun).(*ast.SelectorExpr).X
			for _, e := range effects {
				u.record(cur, call, e.cell, base, e.sets)
			}
		}
		calls = rest
	}
}

// operand returns the place that call works on atomically and the name of the function or method, or nil.
func (u *updates) operand(call *ast.CallExpr, cur inspector.Cursor) (place ast.Expr, name string) {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil, ""
	}
	fn, ok := u.pass.TypesInfo.Uses[sel.Sel].(*types.Func)
	if !ok || fn.Pkg() == nil {
		return nil, ""
	}
	if recv := fn.Signature().Recv(); recv != nil {
		if s := u.pass.TypesInfo.Selections[sel]; s == nil || len(s.Index()) > 1 {
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
	addr, ok := u.own.resolve(call.Args[0], cur).(*ast.UnaryExpr)
	if !ok || addr.Op != token.AND {
		return nil, ""
	}
	return ast.Unparen(addr.X), fn.Name()
}

// operation records an atomic operation on a field, a variable or an element.
func (u *updates) operation(cur inspector.Cursor, call *ast.CallExpr, place ast.Expr, name string) {
	if ix, ok := place.(*ast.IndexExpr); ok {
		place = ast.Unparen(ix.X)
	}
	cell := u.own.variable(place)
	if cell == nil {
		return
	}
	if strings.HasPrefix(name, "Load") || strings.HasPrefix(name, "Swap") {
		u.loads[cell] = append(u.loads[cell], call)
	}
	if strings.HasPrefix(name, "Load") {
		return
	}
	if u.pass.TypesInfo.Selections[ast.Unparen(call.Fun).(*ast.SelectorExpr)] == nil {
		u.old[cell] = true
	}
	if sel, ok := place.(*ast.SelectorExpr); ok && cell.IsField() {
		u.record(cur, call, cell, sel.X, strings.HasPrefix(name, "Store"))
		return
	}
	u.byCell[cell] = append(u.byCell[cell], update{call, cell, holder{v: cell}, u.own.locked(cur) != "", strings.HasPrefix(name, "Store")})
}

// foreignUpdate records the call of a method of another package that updates a cell of its receiver, as the engine knows.
func (u *updates) foreignUpdate(cur inspector.Cursor, call *ast.CallExpr) {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || u.pass.TypesInfo.Selections[sel] == nil {
		return
	}
	op := u.engine.OpAt(call)
	if op == nil || !op.Kind.Writes() || op.Key.Var == nil || !op.Key.Var.IsField() {
		return
	}
	cell := op.Key.Var.Origin()
	u.old[cell] = u.old[cell] || op.Form == conc.Func
	u.record(cur, call, cell, sel.X, op.Kind == conc.Store)
}

// record notes that call updates cell somewhere below base, once for each struct on the way that holds the next one by value.
func (u *updates) record(cur inspector.Cursor, call *ast.CallExpr, cell *types.Var, base ast.Expr, sets bool) {
	locked := u.own.locked(cur) != ""
	for {
		base = ast.Unparen(base)
		u.byCell[cell] = append(u.byCell[cell], update{call, cell, u.holder(base, cur), locked, sets})
		next := u.enclosing(base)
		if next == nil {
			break
		}
		base = next
	}
	// The outermost base: is it the receiver of the enclosing method?
	if id, ok := base.(*ast.Ident); ok {
		if fn := u.own.receiverOf(u.pass.TypesInfo.ObjectOf(id), cur); fn != nil && isPointer(u.pass.TypesInfo.TypeOf(id)) {
			if e := (effect{cell, sets}); !slices.Contains(u.byFunc[fn], e) {
				u.byFunc[fn] = append(u.byFunc[fn], e)
			}
		}
	}
}

// enclosing returns the struct or array that holds the value that e names, or nil.
func (u *updates) enclosing(e ast.Expr) ast.Expr {
	switch e := e.(type) {
	case *ast.SelectorExpr:
		if u.pass.TypesInfo.Selections[e] != nil && !isPointer(u.pass.TypesInfo.TypeOf(e)) {
			return e.X
		}
	case *ast.IndexExpr:
		if _, ok := u.pass.TypesInfo.TypeOf(e.X).Underlying().(*types.Array); ok {
			return e.X
		}
	}
	return nil
}

// method returns the method of this package that call calls on something, or nil.
func (u *updates) method(call *ast.CallExpr) *types.Func {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	fn, ok := u.pass.TypesInfo.Uses[sel.Sel].(*types.Func)
	if !ok || fn.Pkg() != u.pass.Pkg || fn.Signature().Recv() == nil {
		return nil
	}
	return fn.Origin()
}

// holder names what e, a struct, an array or a pointer to one, is reached through.
func (u *updates) holder(e ast.Expr, cur inspector.Cursor) holder {
	e = ast.Unparen(e)
	if ix, ok := e.(*ast.IndexExpr); ok {
		h := u.holder(ix.X, cur)
		h.elem = true
		return h
	}
	if star, ok := e.(*ast.StarExpr); ok {
		e = ast.Unparen(star.X)
	}
	e = u.own.resolve(e, cur)
	if addr, ok := e.(*ast.UnaryExpr); ok && addr.Op == token.AND {
		return u.holder(addr.X, cur)
	}
	v := u.own.variable(e)
	t := u.pass.TypesInfo.TypeOf(e)
	if v != nil && (v.IsField() || isPackageVar(v) || !isPointer(t)) {
		return holder{v: v}
	}
	return holder{typ: typeName(t)}
}

// live returns an atomic update of a counter of h through the holder of e that runs without a lock and that keep wants (nil:
// any), or nil. An update under a lock proves nothing: the callers of what happens to e may hold it. Nor does an old-style cell
// that is only stored to: it is a flag or a setting, and no count.
func (u *updates) live(e ast.Expr, h *holding, cur inspector.Cursor, keep func(*update) bool) *update {
	at := u.holder(e, cur)
	if v := u.own.container(e); h.path == "" && v != nil {
		at, h = holder{}, &holding{old: h.old, cells: []*types.Var{v}} // e is the counter itself: any update of that field or variable
	} else if at == (holder{}) {
		return nil
	}
	for _, cell := range h.cells {
		for i := range u.byCell[cell] {
			up := &u.byCell[cell][i]
			if (at == holder{} || up.holder == at) && !up.locked && !(up.sets && u.old[cell]) && (keep == nil || keep(up)) {
				return up
			}
		}
	}
	return nil
}

// loaded tells whether the function around cur reads one of the cells atomically.
func (u *updates) loaded(cells []*types.Var, cur inspector.Cursor) bool {
	fn := u.own.function(cur)
	for _, cell := range cells {
		for _, load := range u.loads[cell] {
			if fn != nil && fn.Pos() <= load.Pos() && load.End() <= fn.End() {
				return true
			}
		}
	}
	return false
}
