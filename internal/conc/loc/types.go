package loc

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// fieldOf is the step to field i of the struct that t is or points to.
func fieldOf(t types.Type, i int) (Step, bool) {
	if p, ok := core(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	s, ok := core(t).(*types.Struct)
	if !ok || i >= s.NumFields() {
		return Step{}, false
	}
	return Step{Kind: Field, Field: s.Field(i).Origin(), Owner: t}, true
}

// core is the underlying type, of a type parameter that of the first term of its constraint.
func core(t types.Type) types.Type {
	tp, ok := types.Unalias(t).(*types.TypeParam)
	if !ok {
		return t.Underlying()
	}
	iface, ok := tp.Constraint().Underlying().(*types.Interface)
	if !ok {
		return nil
	}
	for i := range iface.NumEmbeddeds() {
		switch e := iface.EmbeddedType(i).(type) {
		case *types.Union:
			if e.Len() > 0 {
				return e.Term(0).Type().Underlying()
			}
		default:
			if _, ok := e.Underlying().(*types.Interface); !ok {
				return e.Underlying()
			}
		}
	}
	return nil
}

// isRef tells whether values of t lead to an object: pointers, slices, maps, channels, functions, interfaces.
func isRef(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Pointer, *types.Slice, *types.Map, *types.Chan, *types.Signature, *types.Interface:
		return true
	case *types.Basic:
		return u.Kind() == types.UnsafePointer
	}
	return false
}

func isAddress(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Pointer:
		return true
	case *types.Basic:
		return u.Kind() == types.UnsafePointer
	}
	return false
}

// methodOf returns the receiver of a static call of one of the named methods of pkg.typ (typ "" means any), or nil.
func methodOf(c *ssa.CallCommon, pkg, typ string, names ...string) ssa.Value {
	fn := c.StaticCallee()
	if fn == nil || len(c.Args) == 0 {
		return nil
	}
	obj, ok := fn.Object().(*types.Func)
	if !ok || obj.Pkg() == nil || obj.Pkg().Path() != pkg {
		return nil
	}
	recv := obj.Signature().Recv()
	if recv == nil {
		return nil
	}
	if typ != "" {
		t := recv.Type()
		if p, ok := t.(*types.Pointer); ok {
			t = p.Elem()
		}
		if n, ok := types.Unalias(t).(*types.Named); !ok || n.Obj().Name() != typ {
			return nil
		}
	}
	for _, name := range names {
		if obj.Name() == name {
			return c.Args[0]
		}
	}
	return nil
}
