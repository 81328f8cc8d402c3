package metricmodel

import (
	"cmp"
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// This file follows what slices, arrays, maps and structs hold.

// elements follows what a slice or array holds. names are the labels of its elements, if they have different ones.
func (t *tracer) elements(v ssa.Value, at *ssa.BasicBlock, c *context, names []string) {
	if t.budget <= 0 {
		return
	}
	t.budget--
	switch x := v.(type) {
	case *ssa.Slice:
		t.elements(x.X, at, c, names)
	case *ssa.Alloc:
		if _, ok := x.Type().Underlying().(*types.Pointer).Elem().Underlying().(*types.Array); ok {
			t.indexed(x, c, names)
			return
		}
		stores, _ := t.f.prog.Stores(x)
		for _, s := range stores {
			t.elements(s.Val, s.Block(), c, names)
		}
	case *ssa.MakeSlice:
		t.indexed(x, c, names)
	case *ssa.ChangeType:
		t.elements(x.X, at, c, names)
	case *ssa.Phi:
		for i, e := range x.Edges {
			if key := (traceKey{e, x.Block(), c, t.label}); !t.seen[key] {
				t.seen[key] = true
				t.elements(e, x.Block().Preds[i], c, names)
			}
		}
	case *ssa.Call:
		if b, ok := x.Call.Value.(*ssa.Builtin); ok && b.Name() == "append" {
			t.elements(x.Call.Args[0], at, c, names)
			if len(x.Call.Args) > 1 {
				t.within(x, func() { t.elements(x.Call.Args[1], at, c, nil) })
			}
			return
		}
		t.call(x, 0, c)
	case *ssa.Extract:
		t.extract(x, c)
	case *ssa.Lookup:
		t.lookup(x, c)
	case *ssa.Parameter:
		if c != nil && c.fn == x.Parent() {
			if arg := argument(c.call, x); arg != nil {
				t.elements(arg, c.at, c.up, names)
			}
			return
		}
		if t.param != nil {
			t.param(t.label, x)
		}
	case *ssa.FreeVar:
		if b := t.f.prog.Variable(x); b != x {
			t.elements(b, nil, c, names)
		}
	case *ssa.UnOp:
		if x.Op != token.MUL {
			return
		}
		switch a := t.f.prog.Variable(x.X).(type) {
		case *ssa.Alloc:
			stores, _ := t.f.prog.Stores(a)
			for _, s := range stores {
				if key := (traceKey{s.Val, s.Block(), c, t.label}); !t.seen[key] {
					t.seen[key] = true
					t.elements(s.Val, s.Block(), c, names)
				}
			}
		case *ssa.FieldAddr:
			v := fieldOfStruct(a.X.Type(), a.Field)
			for _, s := range t.f.fieldStores(v) {
				if key := (traceKey{s.Val, s.Block(), nil, t.label}); !t.seen[key] {
					t.seen[key] = true
					t.elements(s.Val, s.Block(), nil, names)
				}
			}
		}
	}
}

// indexed follows what is stored at the indices of an array or slice.
func (t *tracer) indexed(v ssa.Value, c *context, names []string) {
	refs := v.Referrers()
	if refs == nil {
		return
	}
	for _, ref := range *refs {
		ia, ok := ref.(*ssa.IndexAddr)
		if !ok {
			if s, ok := ref.(*ssa.Store); ok && s.Addr == v { // a literal, stored as a whole
				if load, ok := s.Val.(*ssa.UnOp); ok && load.X != v {
					t.indexed(load.X, c, names)
				}
			}
			continue
		}
		label := t.label
		if i, ok := constIndex(ia.Index); ok && i < len(names) {
			t.label = names[i]
		}
		for _, r := range *ia.Referrers() {
			switch r := r.(type) {
			case *ssa.Store:
				if a, ok := v.(*ssa.Alloc); r.Addr != ia {
					continue
				} else if ok && a.Comment == "varargs" { // made for one call
					t.element(r.Val, r.Block(), c)
				} else {
					t.within(r, func() { t.element(r.Val, r.Block(), c) })
				}
			case *ssa.FieldAddr: // a literal of a struct, in place
				t.structField(r, c)
			}
		}
		t.label = label
	}
}

func constIndex(v ssa.Value) (int, bool) {
	k, ok := v.(*ssa.Const)
	if !ok || k.Value == nil || k.Value.Kind() != constant.Int {
		return 0, false
	}
	i, exact := constant.Int64Val(k.Value)
	return int(i), exact && i >= 0
}

// mapValues follows what a map holds, each value under its key's name.
func (t *tracer) mapValues(v ssa.Value, at *ssa.BasicBlock, c *context) {
	switch x := v.(type) {
	case *ssa.MakeMap:
		for _, ref := range *x.Referrers() {
			if u, ok := ref.(*ssa.MapUpdate); ok && u.Map == x {
				label := t.label
				if s, ok := constString(u.Key); ok {
					t.label = s
				}
				t.within(u, func() { t.value(u.Value, u.Block(), c) })
				t.label = label
			}
		}
	case *ssa.ChangeType:
		t.mapValues(x.X, at, c)
	case *ssa.Phi:
		for i, e := range x.Edges {
			t.value(e, x.Block().Preds[i], c)
		}
	case *ssa.UnOp:
		if x.Op != token.MUL {
			return
		}
		switch a := t.f.prog.Variable(x.X).(type) {
		case *ssa.Alloc:
			t.stores(a, c)
			t.updatesThrough(a, c)
		case *ssa.FieldAddr:
			v := fieldOfStruct(a.X.Type(), a.Field)
			for _, s := range t.f.fieldStores(v) {
				t.value(s.Val, s.Block(), nil)
			}
		}
	case *ssa.Call:
		t.call(x, 0, c)
	case *ssa.Parameter:
		t.parameter(x, c)
	}
}

// updatesThrough follows updates of a map that a captured variable holds.
func (t *tracer) updatesThrough(a *ssa.Alloc, c *context) {
	for _, ref := range *a.Referrers() {
		load, ok := ref.(*ssa.UnOp)
		if !ok {
			continue
		}
		for _, r := range *load.Referrers() {
			if u, ok := r.(*ssa.MapUpdate); ok && u.Map == load {
				label := t.label
				if s, ok := constString(u.Key); ok {
					t.label = s
				}
				t.within(u, func() { t.value(u.Value, u.Block(), c) })
				t.label = label
			}
		}
	}
}

// within follows what an instruction puts into a map or slice.
func (t *tracer) within(put ssa.Instruction, follow func()) {
	if t.entry == nil {
		t.entry = put
		defer func() { t.entry = nil }()
	}
	follow()
}

func constString(v ssa.Value) (string, bool) {
	for {
		switch x := v.(type) {
		case *ssa.ChangeType:
			v = x.X
			continue
		case *ssa.Convert:
			v = x.X
			continue
		case *ssa.Const:
			if x.Value != nil && x.Value.Kind() == constant.String {
				return constant.StringVal(x.Value), true
			}
		}
		return "", false
	}
}

// element follows one element of a slice: a string, an attribute, a struct with a name and a value, something in an interface.
func (t *tracer) element(v ssa.Value, at *ssa.BasicBlock, c *context) {
	switch x := v.(type) {
	case *ssa.UnOp:
		if a, ok := x.X.(*ssa.Alloc); ok && x.Op == token.MUL && structOf(a.Type()) != nil {
			for _, ref := range *a.Referrers() {
				if fa, ok := ref.(*ssa.FieldAddr); ok {
					t.structField(fa, c)
				}
			}
			return
		}
	}
	t.value(v, at, c)
}

// structField follows the value of a label that is a struct of Name and Value.
func (t *tracer) structField(fa *ssa.FieldAddr, c *context) {
	v := fieldOfStruct(fa.X.Type(), fa.Field)
	if v == nil || v.Name() != "Value" {
		return
	}
	label := t.label
	if name := cmp.Or(siblingConst(fa, "Name"), siblingConst(fa, "Key")); name != "" {
		t.label = name
	}
	for _, r := range *fa.Referrers() {
		if s, ok := r.(*ssa.Store); ok && s.Addr == fa {
			t.value(s.Val, s.Block(), c)
		}
	}
	t.label = label
}

// siblingConst returns the constant that the field of that name gets in the same literal.
func siblingConst(fa *ssa.FieldAddr, name string) string {
	for _, ref := range *fa.X.Referrers() {
		other, ok := ref.(*ssa.FieldAddr)
		if !ok {
			continue
		}
		if v := fieldOfStruct(other.X.Type(), other.Field); v == nil || v.Name() != name {
			continue
		}
		for _, r := range *other.Referrers() {
			if s, ok := r.(*ssa.Store); ok && s.Addr == other {
				text, _ := constString(s.Val)
				return text
			}
		}
	}
	return ""
}

// keyed follows a key: a value, or the fields of a struct, each a label of that name.
func (t *tracer) keyed(v ssa.Value, at *ssa.BasicBlock) {
	if structOf(v.Type()) == nil {
		t.value(v, at, nil)
		return
	}
	load, ok := v.(*ssa.UnOp)
	if !ok {
		return
	}
	a, ok := t.f.prog.Variable(load.X).(*ssa.Alloc)
	if !ok {
		return
	}
	for _, ref := range *a.Referrers() {
		switch ref := ref.(type) {
		case *ssa.FieldAddr:
			for _, r := range *ref.Referrers() {
				if s, ok := r.(*ssa.Store); ok && s.Addr == ref {
					t.label = fieldOfStruct(ref.X.Type(), ref.Field).Name()
					t.value(s.Val, s.Block(), nil)
				}
			}
		case *ssa.Store: // a literal, stored in a variable
			if ref.Addr == a {
				t.keyed(ref.Val, ref.Block())
			}
		}
	}
}
