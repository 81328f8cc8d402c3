package metricmodel

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// This file knows collections whose members are all known, and values that are the same.

// fixed tells whether v is a constant, or a package variable that never changes as far as its name goes: a sentinel.
func fixed(v ssa.Value) bool {
	switch x := v.(type) {
	case *ssa.Const:
		return true
	case *ssa.UnOp:
		_, ok := x.X.(*ssa.Global)
		return ok && x.Op == token.MUL
	case *ssa.MakeInterface:
		return fixed(x.X)
	}
	return false
}

// given tells whether v is an element of a list that the function is handed, or has around it: whoever calls it has the list, and what
// equals an element is one of those.
func (f *flow) given(v ssa.Value) bool {
	load, ok := v.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return false
	}
	ia, ok := load.X.(*ssa.IndexAddr)
	if !ok {
		return false
	}
	list := ia.X
	if u, ok := list.(*ssa.UnOp); ok && u.Op == token.MUL {
		list = u.X
	}
	switch list.(type) {
	case *ssa.Parameter, *ssa.FreeVar:
		return true
	}
	return false
}

// static tells whether v is a collection whose members are all written in the source and that nothing adds to.
func (f *flow) static(v ssa.Value) bool {
	switch x := v.(type) {
	case *ssa.UnOp:
		g, ok := x.X.(*ssa.Global)
		if !ok || x.Op != token.MUL {
			if a, ok := f.prog.Variable(x.X).(*ssa.Alloc); ok {
				if only := f.prog.Single(a); only != nil {
					return f.static(only)
				}
			}
			return false
		}
		obj, _ := g.Object().(*types.Var)
		return obj != nil && f.staticVar(obj)
	case *ssa.Slice:
		if g, ok := x.X.(*ssa.Global); ok {
			obj, _ := g.Object().(*types.Var)
			return obj != nil && f.staticVar(obj)
		}
		a, ok := x.X.(*ssa.Alloc)
		return ok && constElements(a)
	case *ssa.MakeMap:
		for _, ref := range *x.Referrers() {
			switch r := ref.(type) {
			case *ssa.MapUpdate:
				if _, ok := r.Key.(*ssa.Const); !ok {
					return false
				}
			case *ssa.Lookup, *ssa.Range, *ssa.DebugRef:
			default:
				return false
			}
		}
		return true
	case *ssa.ChangeType:
		return f.static(x.X)
	}
	return false
}

// staticVar tells whether the package variable holds one literal of constants, and nothing is put in.
func (f *flow) staticVar(v *types.Var) bool {
	if v.Pkg() != f.m.pass.Pkg {
		return true // a table of another package: its owner's business
	}
	s, ok := f.m.defs.only(v)
	if !ok || s.Wide {
		return false
	}
	switch e := ast.Unparen(s.Expr).(type) {
	case *ast.CompositeLit:
		return f.constLiteral(e)
	case *ast.CallExpr: // sets made of constants
		for _, a := range e.Args {
			if f.m.info.Types[a].Value == nil {
				return false
			}
		}
		return len(e.Args) > 0
	}
	return false
}

func (f *flow) constLiteral(lit *ast.CompositeLit) bool {
	for _, e := range lit.Elts {
		if kv, ok := e.(*ast.KeyValueExpr); ok {
			if _, isMap := f.m.info.TypeOf(lit).Underlying().(*types.Map); isMap {
				e = kv.Key
			} else {
				e = kv.Value
			}
		}
		if f.m.info.Types[e].Value == nil {
			return false
		}
	}
	return true
}

// constElements tells whether only constants are stored in the array behind a literal.
func constElements(a *ssa.Alloc) bool {
	for _, ref := range *a.Referrers() {
		if ia, ok := ref.(*ssa.IndexAddr); ok {
			for _, r := range *ia.Referrers() {
				if s, ok := r.(*ssa.Store); ok && s.Addr == ia {
					if _, ok := s.Val.(*ssa.Const); !ok {
						return false
					}
				}
			}
		}
	}
	return true
}

// same tells whether two values are surely the same: the same SSA value, or the same field of the same object, read twice.
func same(a, b ssa.Value) bool {
	if a == b {
		return true
	}
	switch x := a.(type) {
	case *ssa.UnOp:
		y, ok := b.(*ssa.UnOp)
		return ok && x.Op == y.Op && x.Op == token.MUL && same(x.X, y.X)
	case *ssa.FieldAddr:
		y, ok := b.(*ssa.FieldAddr)
		return ok && x.Field == y.Field && same(x.X, y.X)
	case *ssa.Field:
		y, ok := b.(*ssa.Field)
		return ok && x.Field == y.Field && same(x.X, y.X)
	case *ssa.Convert:
		y, ok := b.(*ssa.Convert)
		return ok && types.Identical(x.Type(), y.Type()) && same(x.X, y.X)
	case *ssa.ChangeType:
		y, ok := b.(*ssa.ChangeType)
		return ok && types.Identical(x.Type(), y.Type()) && same(x.X, y.X)
	case *ssa.Const:
		y, ok := b.(*ssa.Const)
		return ok && x.Value != nil && y.Value != nil && x.Value.ExactString() == y.Value.ExactString()
	case *ssa.Call: // a getter, asked twice
		y, ok := b.(*ssa.Call)
		if !ok || x.Call.IsInvoke() != y.Call.IsInvoke() || len(x.Call.Args) != len(y.Call.Args) {
			return false
		}
		if x.Call.IsInvoke() {
			if x.Call.Method != y.Call.Method || !same(x.Call.Value, y.Call.Value) {
				return false
			}
		} else if fx := x.Call.StaticCallee(); fx == nil || fx != y.Call.StaticCallee() {
			return false
		}
		for i := range x.Call.Args {
			if !same(x.Call.Args[i], y.Call.Args[i]) {
				return false
			}
		}
		return true
	}
	return false
}

// sameFolded tells whether a is v, or v in another case or without blanks around it: what is found so is one of as many, as far as a
// collection goes.
func sameFolded(a, v ssa.Value) bool {
	if same(a, v) {
		return true
	}
	call, ok := a.(*ssa.Call)
	if !ok || len(call.Call.Args) != 1 {
		return false
	}
	fn := calleeOf(&call.Call)
	if fn == nil {
		return false
	}
	switch fn.FullName() {
	case "strings.ToLower", "strings.ToUpper", "strings.TrimSpace":
		return same(call.Call.Args[0], v)
	}
	return false
}

// element tells whether v is an element of a static collection, as a loop over it finds one.
func (f *flow) element(v ssa.Value) bool {
	switch x := v.(type) {
	case *ssa.UnOp:
		ia, ok := x.X.(*ssa.IndexAddr)
		return ok && x.Op == token.MUL && f.static(ia.X)
	case *ssa.Extract:
		next, ok := x.Tuple.(*ssa.Next)
		if !ok || x.Index != 1 {
			return false
		}
		r, ok := next.Iter.(*ssa.Range)
		return ok && (f.static(r.X) || f.registry(r.X))
	}
	return false
}

// capped tells whether the function of v counts the different values that it lets through: it looks v up in a map whose size it
// compares with a limit.
func (f *flow) capped(v ssa.Value, fn *ssa.Function) bool {
	if fn == nil {
		return false
	}
	looked := has(fn, func(i ssa.Instruction) bool {
		switch i := i.(type) {
		case *ssa.Lookup:
			_, isMap := i.X.Type().Underlying().(*types.Map)
			return isMap && same(i.Index, v)
		case *ssa.MapUpdate:
			return same(i.Key, v)
		}
		return false
	})
	return looked && has(fn, func(i ssa.Instruction) bool {
		b, ok := i.(*ssa.BinOp)
		if !ok {
			return false
		}
		switch b.Op {
		case token.LSS, token.LEQ, token.GTR, token.GEQ:
			return isMapLen(b.X) || isMapLen(b.Y)
		}
		return false
	})
}

func isMapLen(v ssa.Value) bool {
	call, ok := v.(*ssa.Call)
	if !ok {
		return false
	}
	b, ok := call.Call.Value.(*ssa.Builtin)
	if !ok || b.Name() != "len" {
		return false
	}
	_, isMap := call.Call.Args[0].Type().Underlying().(*types.Map)
	return isMap
}
