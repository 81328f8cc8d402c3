package conc

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/ir"
)

// A spec is what the name of a function or method says about an atomic operation.
type spec struct {
	kind Kind
	form Form
	elem types.Type
}

var kindNames = []struct {
	name string
	kind Kind
}{{"Load", Load}, {"Store", Store}, {"Add", Add}, {"Swap", Swap}, {"CompareAndSwap", CompareAndSwap}, {"And", And}, {"Or", Or}}

// classify recognises the operations of sync/atomic and expvar. The place is always argument 0 of the SSA call.
func classify(c *ssa.CallCommon) (spec, bool) {
	fn := ir.Origin(c.StaticCallee())
	if fn == nil || len(c.Args) == 0 || fn.Synthetic != "" && fn.Blocks != nil { // a wrapper, read like a helper
		return spec{}, false
	}
	obj, ok := fn.Object().(*types.Func)
	if !ok || obj.Pkg() == nil {
		return spec{}, false
	}
	recv := obj.Signature().Recv()
	switch obj.Pkg().Path() {
	case "sync/atomic":
		name := obj.Name()
		for _, k := range kindNames {
			rest, ok := strings.CutPrefix(name, k.name)
			if !ok || recv != nil && rest != "" || recv == nil && rest == "" {
				continue
			}
			if recv == nil {
				p, ok := c.Args[0].Type().Underlying().(*types.Pointer)
				if !ok {
					return spec{}, false
				}
				return spec{k.kind, Func, p.Elem()}, true
			}
			return spec{k.kind, Method, methodElem(k.kind, c)}, true
		}
	case "expvar":
		if recv == nil || !isNamed(recv.Type(), "Int", "Float") {
			return spec{}, false
		}
		switch obj.Name() {
		case "Add":
			return spec{Add, Expvar, c.Args[1].Type()}, true
		case "Set":
			return spec{Store, Expvar, c.Args[1].Type()}, true
		case "Value":
			return spec{Load, Expvar, c.Signature().Results().At(0).Type()}, true
		}
	}
	return spec{}, false
}

// methodElem is the type of the value that a method of an atomic type works on.
func methodElem(k Kind, c *ssa.CallCommon) types.Type {
	if k == Load {
		return c.Signature().Results().At(0).Type()
	}
	return c.Args[1].Type()
}

func isNamed(t types.Type, names ...string) bool {
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return false
	}
	for _, name := range names {
		if n.Obj().Name() == name {
			return true
		}
	}
	return false
}

// isAtomicType tells whether t is one of the types of sync/atomic that hold a value.
func isAtomicType(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	if !ok || n.Obj().Pkg() == nil || n.Obj().Pkg().Path() != "sync/atomic" {
		return false
	}
	switch n.Obj().Name() {
	case "Int32", "Int64", "Uint32", "Uint64", "Uintptr", "Bool", "Pointer", "Value":
		return true
	}
	return false
}
