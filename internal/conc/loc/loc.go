// Package loc names places in memory: from an SSA value to the root object and the steps that lead from it to the place.
//
// Two names of one place compare equal as a [Path] (instance by instance); a [Key] forgets the instance and keeps which field or
// variable of the program it is.
package loc

import (
	"go/constant"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// A StepKind is one way to get from an object to a part of it.
type StepKind uint8

const (
	Field  StepKind = iota // a field of a struct
	Elem                   // an element of an array or slice
	Entry                  // the value of a map under a key
	Deref                  // what a pointer, slice, map or interface that is stored there leads to
	Loaded                 // what an atomic load of the pointer stored there yields; each load is a new object
)

// A Step leads from an object to a part of it.
type Step struct {
	Kind  StepKind
	Field *types.Var     // Field: the field, as its generic origin declares it
	Const constant.Value // Elem, Entry: a constant index or key, or nil
	Value ssa.Value      // Elem, Entry: an index or key that is not constant; Loaded: the load
}

// A Path is the place that Steps lead to from Root. Root is a value that stands for itself: a global, a parameter, an
// allocation, the result of a call. The zero Path is no place.
type Path struct {
	Root  ssa.Value
	Steps []Step
}

// A Key says which counter of the program a place is, whatever the instance: the field or variable, and how it is reached.
// Keys compare with ==; the zero Key is no counter.
type Key struct {
	Var  *types.Var // the innermost field, package variable or local variable; nil if there is none
	Name string     // such as "Server.stats.hits", "hits", "shards[].n"; for messages, and part of the identity
	Root ssa.Value  // the variable itself where it is local to a function; nil for fields and package variables
}
