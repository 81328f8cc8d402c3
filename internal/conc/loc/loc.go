// Package loc names places in memory: from an SSA value to the root object and the steps that lead from it to the place.
//
// Two names of one place are an equal [Path], instance by instance. A [Key] forgets the instance and keeps which field or
// variable of the program it is. What is not seen: places reached by arithmetic on unsafe.Pointer, by reflection or through
// results of code that is not in the package.
package loc

import (
	"fmt"
	"go/constant"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// A StepKind is one way to get from an object to a part of it.
type StepKind uint8

const (
	Field  StepKind = iota // a field of a struct
	Elem                   // an element of an array or slice
	Entry                  // the value of a map, or sync.Map, under a key
	Deref                  // what a pointer, slice, map or interface that is stored there leads to
	Loaded                 // what one load of the atomic pointer there yields; each load is an object of its own
	Sliced                 // the same elements, counted from another one
)

// A Step leads from an object to a part of it.
type Step struct {
	Kind  StepKind
	Field *types.Var     // Field: as its generic origin declares it
	Owner types.Type     // Field: the struct type that it was selected from
	Const constant.Value // Elem, Entry: a constant index or key, or nil
	Value ssa.Value      // Elem, Entry: an index or key that is not constant; Loaded, Sliced: the load, the slice expression
}

// same tells whether two steps lead to the same part.
func (s Step) same(t Step) bool {
	if s.Kind != t.Kind || s.Field != t.Field || s.Value != t.Value || (s.Const == nil) != (t.Const == nil) {
		return false
	}
	return s.Const == nil || s.Const.Kind() == t.Const.Kind() && s.Const.ExactString() == t.Const.ExactString()
}

// A Path is the place that Steps lead to from Root. Root stands for itself: the address of a global or a local variable, a
// parameter, an allocation, the result of a call. The zero Path is no place.
type Path struct {
	Root  ssa.Value
	Steps []Step
}

// Valid tells whether the path is a place at all.
func (p Path) Valid() bool { return p.Root != nil }

// Equal tells whether p and q are the same place, provided that nothing on the way was reassigned in between.
func (p Path) Equal(q Path) bool {
	return p.Root == q.Root && p.Root != nil && sameSteps(p.Steps, q.Steps)
}

func sameSteps(a, b []Step) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !a[i].same(b[i]) {
			return false
		}
	}
	return true
}

// After returns the steps that lead from the place q to p, if p lies at or below q.
func (p Path) After(q Path) ([]Step, bool) {
	if p.Root != q.Root || len(q.Steps) > len(p.Steps) || !sameSteps(p.Steps[:len(q.Steps)], q.Steps) {
		return nil, false
	}
	return p.Steps[len(q.Steps):], true
}

// With returns p followed by one more step.
func (p Path) With(s Step) Path {
	return Path{p.Root, append(p.Steps[:len(p.Steps):len(p.Steps)], s)}
}

// Join returns p followed by steps.
func (p Path) Join(steps []Step) Path {
	return Path{p.Root, append(p.Steps[:len(p.Steps):len(p.Steps)], steps...)}
}

// String is a text for dumps and error messages: "s.stats.n", "m[k].n".
func (p Path) String() string {
	if p.Root == nil {
		return "?"
	}
	var b strings.Builder
	b.WriteString(rootName(p.Root))
	for _, s := range p.Steps {
		switch s.Kind {
		case Field:
			b.WriteString("." + s.Field.Name())
		case Elem, Entry:
			switch {
			case s.Const != nil:
				fmt.Fprintf(&b, "[%s]", s.Const)
			case s.Value != nil:
				fmt.Fprintf(&b, "[%s]", s.Value.Name())
			default:
				b.WriteString("[]")
			}
		case Deref:
			b.WriteString("^")
		case Loaded:
			fmt.Fprintf(&b, "^%s", s.Value.Name())
		case Sliced:
			b.WriteString("[:]")
		}
	}
	return b.String()
}

func rootName(v ssa.Value) string {
	switch v := v.(type) {
	case *ssa.Alloc:
		if v.Comment != "" && !strings.ContainsAny(v.Comment, " ") {
			return v.Comment
		}
	case *ssa.Global:
		return v.Name()
	}
	return v.Name()
}

// Values calls f with each SSA value that the identity of the place hangs on.
func (p Path) Values(f func(ssa.Value)) {
	if p.Root != nil {
		f(p.Root)
	}
	for _, s := range p.Steps {
		if s.Value != nil {
			f(s.Value)
		}
	}
}
