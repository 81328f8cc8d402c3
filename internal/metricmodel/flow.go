package metricmodel

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// An Origin is where a value that reaches a label comes from.
type Origin struct {
	What     string // "the path of the request"
	Personal string // what personal data it is: "an email address"; "" if none
	Bounded  bool   // it is personal data, and nothing says that it is unbounded
	Raw      bool   // any bytes that a client sends
	Fresh    bool   // a new value whenever it is asked for: one alone is made when the process starts
	Pos      token.Pos
}

// A tracer follows one value backwards to where it comes from. Where it cannot follow, nothing is said.
type tracer struct {
	f      *flow
	label  string // the label that the value is for, or ""
	emit   func(label string, o Origin)
	param  func(label string, p *ssa.Parameter) // a parameter of the function that the sink stands in
	opaque func(label string, v ssa.Value)      // something that cannot be followed
	seen   map[traceKey]bool
	budget int
	hops   int // fields and helpers between here and the label: far ones are mixed up with others of the kind
}

// Bounds on what is followed through fields: a field that many places set is a property of all kinds of things.
const (
	maxHops   = 3
	maxStores = 4
)

type traceKey struct {
	v     ssa.Value
	at    *ssa.BasicBlock
	up    *context
	label string
}

// A context is a call that the tracer has entered.
type context struct {
	call *ssa.CallCommon
	at   *ssa.BasicBlock
	fn   *ssa.Function
	up   *context
}

func (c *context) depth() int {
	n := 0
	for ; c != nil; c = c.up {
		n++
	}
	return n
}

const maxTrace = 400 // values that one trace looks at

// value follows v, which is used in the block at.
func (t *tracer) value(v ssa.Value, at *ssa.BasicBlock, c *context) {
	if v == nil || t.budget <= 0 {
		return
	}
	key := traceKey{v, at, c, t.label}
	if t.seen[key] {
		return
	}
	t.seen[key] = true
	t.budget--
	if at != nil && t.f.closed(v, at) {
		return
	}
	switch u := v.Type().Underlying().(type) {
	case *types.Slice, *types.Array:
		if !isBytes(u) {
			t.elements(v, at, c, nil)
			return
		}
	case *types.Map:
		t.mapValues(v, at, c)
		return
	case *types.Basic:
		if u.Info()&types.IsString == 0 && u.Kind() != types.UnsafePointer {
			return
		}
	}
	if call, ok := v.(*ssa.Call); ok && t.attribute(call, c) {
		return
	}
	if isSQL(v) {
		t.emit(t.label, Origin{What: "the text of an SQL statement", Pos: v.Pos()})
		return
	}
	if isNamed(v.Type(), "k8s.io/apimachinery/pkg/types", "UID") {
		t.emit(t.label, Origin{What: "the UID of an object", Pos: v.Pos()})
		return
	}
	t.follow(v, at, c)
}

// isSQL tells whether v is also handed to the database as a statement, and is no constant.
func isSQL(v ssa.Value) bool {
	refs := v.Referrers()
	if refs == nil {
		return false
	}
	for _, ref := range *refs {
		call, ok := ref.(ssa.CallInstruction)
		if !ok {
			continue
		}
		fn := calleeOf(call.Common())
		if fn == nil || fn.Pkg() == nil || fn.Pkg().Path() != "database/sql" {
			continue
		}
		switch fn.Name() {
		case "Query", "QueryRow", "Exec", "Prepare":
			return len(call.Common().Args) > 1 && call.Common().Args[1] == v
		case "QueryContext", "QueryRowContext", "ExecContext", "PrepareContext":
			return len(call.Common().Args) > 2 && call.Common().Args[2] == v
		}
	}
	return false
}

func isBytes(t types.Type) bool {
	var elem types.Type
	switch t := t.(type) {
	case *types.Slice:
		elem = t.Elem()
	case *types.Array:
		elem = t.Elem()
	default:
		return false
	}
	b, ok := elem.Underlying().(*types.Basic)
	return ok && b.Kind() == types.Uint8
}

// follow goes one step back.
func (t *tracer) follow(v ssa.Value, at *ssa.BasicBlock, c *context) {
	switch v := v.(type) {
	case *ssa.Phi:
		for i, e := range v.Edges {
			t.edge(v, i, e, c)
		}
	case *ssa.BinOp:
		if v.Op == token.ADD {
			t.value(v.X, v.Block(), c)
			t.value(v.Y, v.Block(), c)
		}
	case *ssa.Convert:
		t.value(v.X, v.Block(), c)
	case *ssa.ChangeType:
		t.value(v.X, v.Block(), c)
	case *ssa.ChangeInterface:
		t.value(v.X, v.Block(), c)
	case *ssa.MakeInterface:
		t.value(v.X, v.Block(), c)
	case *ssa.TypeAssert:
		t.value(v.X, v.Block(), c)
	case *ssa.Slice:
		t.value(v.X, v.Block(), c)
	case *ssa.Extract:
		t.extract(v, c)
	case *ssa.Call:
		t.call(v, 0, c)
	case *ssa.Parameter:
		t.parameter(v, c)
	case *ssa.FreeVar:
		if b := t.f.prog.Binding(v); b != nil {
			t.value(b, nil, c)
		}
	case *ssa.UnOp:
		if v.Op == token.MUL {
			t.load(v.X, v, c)
		}
	case *ssa.Field:
		t.field(fieldOfStruct(v.X.Type(), v.Field), v.X, v.Pos(), c)
	case *ssa.Lookup:
		t.lookup(v, c)
	case *ssa.Alloc: // an array of bytes, behind a slice of it
		t.stores(v, c)
	}
}

// edge follows one way into a phi, unless the way itself proves the value closed: the phi of a switch.
func (t *tracer) edge(phi *ssa.Phi, i int, e ssa.Value, c *context) {
	pred := phi.Block().Preds[i]
	if t.f.closedOnEdge(e, pred, phi.Block()) {
		return
	}
	t.value(e, pred, c)
}

func fieldOfStruct(t types.Type, i int) *types.Var {
	st := structOf(t)
	if st == nil || i >= st.NumFields() {
		return nil
	}
	return st.Field(i).Origin()
}

// parameter steps out to the argument of the call that was entered, or tells the sink's owner.
func (t *tracer) parameter(p *ssa.Parameter, c *context) {
	if c != nil && c.fn == p.Parent() {
		if arg := argument(c.call, p); arg != nil {
			t.value(arg, c.at, c.up)
		}
		return
	}
	if t.param != nil {
		t.param(t.label, p)
	}
}

// argument returns what the call hands to the parameter.
func argument(call *ssa.CallCommon, p *ssa.Parameter) ssa.Value {
	i := slices.Index(p.Parent().Params, p)
	if i < 0 || i >= len(call.Args) {
		return nil
	}
	return call.Args[i]
}

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
		if e.Index == 1 {
			if o, ok := t.f.rangeSource(r.X, c); ok {
				o.Pos = r.Pos()
				t.emit(t.label, o)
			}
		}
	}
}

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
				t.elements(x.Call.Args[1], at, c, nil)
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
	for _, ref := range *v.Referrers() {
		ia, ok := ref.(*ssa.IndexAddr)
		if !ok {
			if s, ok := ref.(*ssa.Slice); ok && v == s.X {
				continue
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
				if r.Addr == ia {
					t.element(r.Val, r.Block(), c)
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
				t.value(u.Value, u.Block(), c)
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
		if a, ok := t.f.prog.Variable(x.X).(*ssa.Alloc); ok && x.Op == token.MUL {
			t.stores(a, c)
			t.updatesThrough(a, c)
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
				t.value(u.Value, u.Block(), c)
				t.label = label
			}
		}
	}
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
	if name := siblingConst(fa, "Name"); name != "" {
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
