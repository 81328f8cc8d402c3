package copiedatomic

import (
	"go/types"
	"strings"

	"github.com/counterlint/counterlint/internal/report"
)

// This file knows which types hold counters.

// A holding says how a type holds counters.
type holding struct {
	path  string       // names of the fields that lead to the first one; "" if the type is the counter itself
	kind  string       // its type: "atomic.Int64", "int64"
	old   bool         // all of them are old-style cells, or of types that may be copied: only evidence makes them live
	cells []*types.Var // the fields that are counters
}

type cells struct {
	pass    *report.Pass
	updates *updates
	known   map[types.Type]*holding
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
		if h == nil && c.updates.old[f.Origin()] && !isReference(f.Type()) {
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
