// Package typex holds small questions about types that several rules ask. It knows no syntax and no rule.
package typex

import (
	"go/types"
	"strings"
)

// A Cell is what the element type of a hand-made sharded counter consists of: numbers, perhaps a lock for them, and padding.
type Cell struct {
	Atomic bool // holds typed atomics
	Locked bool // holds a mutex
	Plain  bool // holds plain integers or floats
	Padded bool // holds padding
}

// CellOf tells whether t, or what it points to, is such a type. A struct that holds anything else, such as a name, a
// connection or a channel, is an object of its own and no cell.
func CellOf(t types.Type) (Cell, bool) {
	if t == nil {
		return Cell{}, false
	}
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	var c Cell
	ok := c.collect(t, 0)
	return c, ok && (c.Atomic || c.Plain)
}

func (c *Cell) collect(t types.Type, depth int) bool {
	if depth > 8 {
		return false
	}
	if named, ok := types.Unalias(t).(*types.Named); ok {
		switch kind := wellKnown(named.Obj()); kind {
		case "atomic":
			c.Atomic = true
			return true
		case "lock":
			c.Locked = true
			return true
		case "pad":
			c.Padded = true
			return true
		case "no number":
			return false
		}
	}
	if p, ok := types.Unalias(t).(*types.TypeParam); ok {
		c.Plain = true
		return numeric(p.Constraint())
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		c.Plain = true
		return numeric(u)
	case *types.Array:
		return c.collect(u.Elem(), depth+1)
	case *types.Struct:
		for f := range u.Fields() {
			if isPad(f) {
				c.Padded = c.Padded || pads(f.Type())
			} else if !c.collect(f.Type(), depth+1) {
				return false
			}
		}
		return true
	}
	return false
}

// numeric tells whether every type of the type set of t is a number.
func numeric(t types.Type) bool {
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return u.Info()&(types.IsInteger|types.IsFloat) != 0
	case *types.Union:
		for term := range u.Terms() {
			if !numeric(term.Type()) {
				return false
			}
		}
		return true
	case *types.Interface: // what all of the embedded ones allow
		for e := range u.EmbeddedTypes() {
			if numeric(e) {
				return true
			}
		}
	}
	return false
}

func wellKnown(obj *types.TypeName) string {
	if obj.Pkg() == nil {
		return ""
	}
	switch obj.Pkg().Path() {
	case "sync":
		if obj.Name() == "Mutex" || obj.Name() == "RWMutex" {
			return "lock"
		}
	case "sync/atomic", "go.uber.org/atomic":
		switch obj.Name() {
		case "Int32", "Int64", "Uint32", "Uint64", "Uintptr", "Float64":
			return "atomic"
		}
		return "no number"
	case "golang.org/x/sys/cpu", "internal/cpu":
		if obj.Name() == "CacheLinePad" {
			return "pad"
		}
	}
	return ""
}

// isPad tells whether f holds no value: a blank field, an array of no length, or one that is named so.
func isPad(f *types.Var) bool {
	if f.Name() == "_" {
		return true
	}
	a, ok := f.Type().Underlying().(*types.Array)
	return ok && (a.Len() == 0 || strings.Contains(strings.ToLower(f.Name()), "pad"))
}

// pads tells whether a field of type t takes up room, as the markers for vet and the compiler do not.
func pads(t types.Type) bool {
	if named, ok := types.Unalias(t).(*types.Named); ok && wellKnown(named.Obj()) == "pad" {
		return true
	}
	a, ok := t.Underlying().(*types.Array)
	return ok && a.Len() >= 4
}

// ArrayElem returns the element type of an array, a slice or a pointer to an array, or nil.
func ArrayElem(t types.Type) types.Type {
	if t == nil {
		return nil
	}
	switch u := t.Underlying().(type) {
	case *types.Slice:
		return u.Elem()
	case *types.Array:
		return u.Elem()
	case *types.Pointer:
		if a, ok := u.Elem().Underlying().(*types.Array); ok {
			return a.Elem()
		}
	}
	return nil
}

// InAtomicPackage tells whether fn is a function or method of sync/atomic or of its best known wrapper.
func InAtomicPackage(fn *types.Func) bool {
	if fn == nil || fn.Pkg() == nil {
		return false
	}
	path := fn.Pkg().Path()
	return path == "sync/atomic" || path == "go.uber.org/atomic"
}
