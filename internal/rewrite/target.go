package rewrite

import (
	"go/types"
	"strings"
)

// A Target is the type that a variable gets: a named type whose zero value is a zero, used through methods on its address.
// Methods that it lacks have the name "".
type Target struct {
	Package string // import path
	Name    string
	Elem    types.BasicKind // of what its methods take and return

	Load, Store, Add, Swap, CompareAndSwap, Or, And string

	NoSum  bool   // Add returns nothing
	Go     string // the release that brought the type, such as "go1.19"; "" if any will do
	BitsGo string // the one that brought Or and And
}

// atomics are the types of sync/atomic by the kind of the plain type that they take the place of.
var atomics = map[types.BasicKind]Target{
	types.Bool:    {Name: "Bool", Elem: types.Bool},
	types.Int:     {Name: "Int64", Elem: types.Int64},
	types.Int32:   {Name: "Int32", Elem: types.Int32},
	types.Int64:   {Name: "Int64", Elem: types.Int64},
	types.Uint:    {Name: "Uint64", Elem: types.Uint64},
	types.Uint32:  {Name: "Uint32", Elem: types.Uint32},
	types.Uint64:  {Name: "Uint64", Elem: types.Uint64},
	types.Uintptr: {Name: "Uintptr", Elem: types.Uintptr},
}

// Atomic returns the type of sync/atomic that takes the place of t, a boolean or an integer of a word at least, named or not.
func Atomic(t types.Type) (Target, bool) {
	basic, ok := t.Underlying().(*types.Basic)
	if !ok {
		return Target{}, false
	}
	to, ok := atomics[basic.Kind()]
	if !ok {
		return Target{}, false
	}
	to.Package, to.Go, to.BitsGo = "sync/atomic", "go1.19", "go1.23"
	to.Load, to.Store, to.Swap, to.CompareAndSwap = "Load", "Store", "Swap", "CompareAndSwap"
	if to.Elem != types.Bool {
		to.Add, to.Or, to.And = "Add", "Or", "And"
	}
	return to, true
}

// method returns the method that does what the function of sync/atomic does, for numbers of the target's kind; "" if there is none.
func (t Target) method(function string) string {
	elem := types.Typ[t.Elem].Name()
	op, ok := strings.CutSuffix(function, strings.ToUpper(elem[:1])+elem[1:])
	if !ok {
		return ""
	}
	switch op {
	case "Load":
		return t.Load
	case "Store":
		return t.Store
	case "Add":
		return t.Add
	case "Swap":
		return t.Swap
	case "CompareAndSwap":
		return t.CompareAndSwap
	case "Or":
		return t.Or
	case "And":
		return t.And
	}
	return ""
}

// takes tells whether values of type t go through Elem and back unchanged, and wrap around as they did.
func (t Target) takes(old types.Type) bool {
	from, ok := old.Underlying().(*types.Basic)
	to := types.Typ[t.Elem]
	if !ok {
		return false
	}
	const kinds = types.IsBoolean | types.IsInteger | types.IsUnsigned | types.IsFloat
	if from.Kind() == to.Kind() {
		return from.Info()&kinds != 0
	}
	return from.Info()&types.IsInteger != 0 && from.Info()&kinds == to.Info()&kinds && width[from.Kind()] <= width[to.Kind()]
}

// width is the greatest size in bits that a kind has on any machine.
var width = map[types.BasicKind]int{
	types.Int: 64, types.Int8: 8, types.Int16: 16, types.Int32: 32, types.Int64: 64,
	types.Uint: 64, types.Uint8: 8, types.Uint16: 16, types.Uint32: 32, types.Uint64: 64, types.Uintptr: 64,
}
