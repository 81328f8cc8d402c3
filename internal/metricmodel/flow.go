package metricmodel

import (
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
	entry  ssa.Instruction // that puts the value into the outermost map or slice on the way from the label; or nil
	hops   int             // fields and helpers between here and the label: far ones are mixed up with others of the kind

	throughSwitches bool // goes on where a check bounds the value unless a setting opens it
	switches        int  // of such checks between here and the label
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
	switch t.f.proofAt(v, at) {
	case proven:
		return
	case bySwitch:
		if !t.throughSwitches {
			return
		}
		t.switches++
		defer func() { t.switches-- }()
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
	switch t.f.proofOnEdge(e, pred, phi.Block()) {
	case proven:
		return
	case bySwitch:
		if !t.throughSwitches {
			return
		}
		t.switches++
		defer func() { t.switches-- }()
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
