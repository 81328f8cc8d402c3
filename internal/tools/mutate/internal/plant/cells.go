package plant

// Operations of sync/atomic, in the form of methods and of functions.

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ast/inspector"
)

// An op is one call of sync/atomic on a field or variable.
type op struct {
	call  *ast.CallExpr
	at    inspector.Cursor // of call
	verb  string           // Add, Load, Store, Swap, CompareAndSwap
	width string           // of a function, what follows its verb: Int64
	cell  ast.Expr         // the atomic, without &
	args  []ast.Expr       // without the address
	obj   *types.Var       // the field or variable
}

// function tells whether the op is a function, whose cell is a plain number.
func (o *op) function() bool { return o.width != "" }

// rewritten is the source of another op on the same cell.
func (f *finder) rewritten(o *op, verb string, args ...string) string {
	if o.function() {
		fun := o.call.Fun.(*ast.SelectorExpr)
		return f.text(fun.X) + "." + verb + o.width + "(" + strings.Join(append([]string{f.text(o.call.Args[0])}, args...), ", ") + ")"
	}
	return f.text(o.call.Fun.(*ast.SelectorExpr).X) + "." + verb + "(" + strings.Join(args, ", ") + ")"
}

// cells holds the ops of a package in order, and by cell.
type cells struct {
	ops   []*op
	byVar map[*types.Var][]*op
}

func (f *finder) findCells() cells {
	c := cells{byVar: map[*types.Var][]*op{}}
	for cur := range f.root.Preorder((*ast.CallExpr)(nil)) {
		if o := f.op(cur); o != nil {
			c.ops = append(c.ops, o)
			c.byVar[o.obj] = append(c.byVar[o.obj], o)
		}
	}
	return c
}

var verbs = []string{"Add", "Load", "Store", "Swap", "CompareAndSwap"}

func (f *finder) op(cur inspector.Cursor) *op {
	call := cur.Node().(*ast.CallExpr)
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return nil
	}
	fn, ok := f.TypesInfo.Uses[sel.Sel].(*types.Func)
	if !ok || fn.Pkg() == nil || fn.Pkg().Path() != "sync/atomic" {
		return nil
	}
	o := &op{call: call, at: cur, args: call.Args}
	if fn.Signature().Recv() != nil {
		o.verb, o.cell = fn.Name(), sel.X
	} else if len(call.Args) > 0 {
		i := slices.IndexFunc(verbs, func(v string) bool { return strings.HasPrefix(fn.Name(), v) })
		addr, ok := ast.Unparen(call.Args[0]).(*ast.UnaryExpr)
		if i < 0 || !ok || addr.Op != token.AND {
			return nil
		}
		o.verb, o.width, o.cell, o.args = verbs[i], strings.TrimPrefix(fn.Name(), verbs[i]), addr.X, call.Args[1:]
	}
	if o.cell == nil || !slices.Contains(verbs, o.verb) || !f.plainPath(o.cell) {
		return nil
	}
	o.obj = f.varOf(o.cell)
	if o.obj == nil {
		return nil
	}
	return o
}

// integer tells whether the cell of o is one.
func (o *op) integer() bool {
	if o.function() {
		return strings.HasPrefix(o.width, "Int") || strings.HasPrefix(o.width, "Uint")
	}
	named, ok := types.Unalias(deref(o.obj.Type())).(*types.Named)
	return ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "sync/atomic" && slices.Contains([]string{"Int32", "Int64", "Uint32", "Uint64", "Uintptr"}, named.Obj().Name())
}

func deref(t types.Type) types.Type {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

// shared lists the ops of integers in functions that run beside others, on objects that others can see, unless one lock is around
// all of them.
func (f *finder) shared() []*op {
	return slices.DeleteFunc(slices.Clone(f.cells.ops), func(o *op) bool {
		fn, decl := function(o.at)
		return fn == nil || initial(decl) || !o.integer() || f.owned(fn, o.cell) || f.sameLock(o)
	})
}

// sameLock tells whether all ops on the cell of o lie in sections of one lock: there nobody gets in between.
func (f *finder) sameLock(o *op) bool {
	return slices.ContainsFunc(f.sections, func(s *section) bool {
		return s.mutex != nil && !s.read && s.contains(o.call.Pos()) && f.others(o, func(p *op) bool {
			return !slices.ContainsFunc(f.sections, func(t *section) bool { return t.mutex == s.mutex && !t.read && t.contains(p.call.Pos()) })
		}) == 0
	})
}

// others counts the ops on the same field or variable but o itself that ok holds for.
func (f *finder) others(o *op, ok func(*op) bool) int {
	n := 0
	for _, p := range f.cells.byVar[o.obj] {
		if p != o && ok(p) {
			n++
		}
	}
	return n
}

// constant returns the value of an integer constant.
func (f *finder) constant(e ast.Expr) (int64, bool) {
	v := f.TypesInfo.Types[e].Value
	if v == nil || v.Kind() != constant.Int {
		return 0, false
	}
	n, exact := constant.Int64Val(v)
	if !exact { // the largest unsigned numbers stand for negative ones
		u, _ := constant.Uint64Val(v)
		n = int64(u)
	}
	return n, true
}
