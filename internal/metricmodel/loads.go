package metricmodel

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// This file follows what is stored in variables, fields and maps, and what comes out of a pair.

// load follows what is stored at an address.
func (t *tracer) load(addr ssa.Value, at *ssa.UnOp, c *context) {
	switch a := t.f.prog.Variable(addr).(type) {
	case *ssa.Alloc:
		t.stores(a, c)
	case *ssa.FieldAddr:
		t.field(fieldOfStruct(a.X.Type(), a.Field), a.X, at.Pos(), c)
	case *ssa.IndexAddr:
		t.elements(a.X, at.Block(), c, nil)
	}
}

// stores follows all that is ever stored in a local variable.
func (t *tracer) stores(a *ssa.Alloc, c *context) {
	stores, _ := t.f.prog.Stores(a)
	for _, s := range stores {
		if s.Parent() == a.Parent() {
			t.value(s.Val, s.Block(), c)
		} else {
			t.value(s.Val, s.Block(), nil)
		}
	}
}

// field follows what the package stores in a field, unless the field itself is a source.
func (t *tracer) field(v *types.Var, base ssa.Value, pos token.Pos, c *context) {
	if v == nil {
		return
	}
	if o, ok := t.f.fieldSource(v, base, c); ok {
		o.Pos = pos
		if o.What != "" {
			t.emit(t.label, o)
		}
		return
	}
	stores := t.f.fieldStores(v)
	if t.hops < maxHops && len(stores) <= maxStores {
		t.hops++
		for _, s := range stores {
			t.value(s.Val, s.Block(), nil)
		}
		t.hops--
	}
	if o, ok := namedField(v, base.Type()); ok {
		o.Pos = pos
		t.emit(t.label, o)
	} else if len(stores) == 0 && !configured(v, base.Type()) {
		t.unknown(base)
	}
}

// unknown says that v cannot be followed.
func (t *tracer) unknown(v ssa.Value) {
	if t.opaque != nil {
		t.opaque(t.label, v)
	}
}

// lookup follows a value out of a map.
func (t *tracer) lookup(l *ssa.Lookup, c *context) {
	if _, ok := l.X.Type().Underlying().(*types.Map); !ok {
		return // a byte of a string
	}
	if o, ok := t.f.mapSource(l, c); ok {
		o.Pos = l.Pos()
		t.emit(t.label, o)
	} else if !t.f.static(l.X) {
		t.unknown(l)
	}
}

func (t *tracer) extract(e *ssa.Extract, c *context) {
	switch x := e.Tuple.(type) {
	case *ssa.Call:
		t.call(x, e.Index, c)
	case *ssa.TypeAssert:
		if e.Index == 0 {
			t.value(x.X, x.Block(), c)
		}
	case *ssa.Lookup:
		if e.Index == 0 {
			t.lookup(x, c)
		}
	case *ssa.Next:
		r, ok := x.Iter.(*ssa.Range)
		if !ok || e.Index == 0 {
			return
		}
		o, ok := t.f.rangeSource(r.X, c)
		if e.Index == 2 {
			o, ok = t.f.requestMap(r.X, nil, c)
		}
		if ok {
			o.Pos = r.Pos()
			t.emit(t.label, o)
		}
	}
}
