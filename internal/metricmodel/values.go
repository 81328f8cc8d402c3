package metricmodel

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/ir"
	"github.com/counterlint/counterlint/internal/metricmodel/catalog"
)

// This file says of every label, not of the suspicious ones alone, which values it takes. It claims no more than it can show: what is not
// followed is left open.

// A LabelValue is what one call says of one label.
type LabelValue struct {
	Name  string // of the label; "" where Index tells
	Index int    // among the labels of the declaration; -1 where Name tells, AllLabels for labels that are put together elsewhere
	Domain
}

// AllLabels is the index of a value that stands for labels of which not even the names are known here.
const AllLabels = -2

// A Domain is the set of values that a label takes at one place.
type Domain struct {
	Known   []string // sorted
	More    int      // further values, of which only the number is known
	Why     string   // where the number is from, or what proves that there is one: "constants of the type Outcome"
	Proven  bool     // a check lets a finite set through, of how many is not known
	Params  []Param  // what callers of exported functions hand in
	Open    string   // the first thing of which nothing is known; "" if there is none
	OpenPos token.Pos
}

// A Param is a parameter of a function that other packages can call, the receiver counted.
type Param struct {
	Fn    *types.Func
	Index int
}

// Values lists what a call says of the labels of the metric that it picks a series of; instr is the same call in SSA. carriers are the
// calls whose metric the values belong to: the call itself, or those that it makes an option for.
func (m *Model) Values(call *ast.CallExpr, instr ssa.CallInstruction) (values []LabelValue, carriers []*ast.CallExpr) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.defs == nil {
		return nil, nil
	}
	rows := m.sinksOf(call)
	if op, ok := m.operation(call); ok && len(rows) == 0 && op.Row.Values != catalog.None {
		rows = []catalog.Sink{{Lib: op.Row.Lib, Arg: op.Row.Values, Form: catalog.Values}}
	}
	if len(rows) == 0 {
		return nil, nil
	}
	prog, err := ir.For(m.pass)
	if err != nil {
		return nil, nil
	}
	s := &setter{f: m.valueFlow(prog)}
	com := instr.Common()
	for _, row := range rows {
		i := row.Arg
		if !com.IsInvoke() && com.Signature().Recv() != nil {
			i++
		}
		if i < len(com.Args) {
			s.carrier(row, com.Args[i], instr.Block())
		}
	}
	return s.values, m.carriers(call)
}

// Handed lists what a call hands to those parameters of a function of another package that reach labels, in their order.
func (m *Model) Handed(call *ast.CallExpr, instr ssa.CallInstruction) (params []Param, domains []Domain) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.defs == nil || instr.Common().IsInvoke() {
		return nil, nil
	}
	fn := m.callee(call)
	fact := m.facts.sinks[fn]
	if fact == nil {
		return nil, nil
	}
	prog, err := ir.For(m.pass)
	if err != nil {
		return nil, nil
	}
	f := m.valueFlow(prog)
	told := map[int]bool{}
	for _, p := range fact.Params {
		if p.Index < len(instr.Common().Args) && !told[p.Index] {
			told[p.Index] = true
			params = append(params, Param{fn, p.Index})
			domains = append(domains, f.domain(instr.Common().Args[p.Index], instr.Block()))
		}
	}
	return params, domains
}

// valueFlow is the flow that questions about values share.
func (m *Model) valueFlow(prog *ir.Program) *flow {
	if m.values == nil {
		m.values = newFlow(m, prog)
	}
	return m.values
}

// A setter takes the carriers of a call apart.
type setter struct {
	f      *flow
	values []LabelValue
}

func (s *setter) add(name string, index int, v ssa.Value, at *ssa.BasicBlock) {
	if v != nil && (name != "" || index >= 0) {
		s.values = append(s.values, LabelValue{name, index, s.f.domain(v, at)})
	}
}

func (s *setter) carrier(row catalog.Sink, v ssa.Value, at *ssa.BasicBlock) {
	switch row.Form {
	case catalog.Values:
		list := variadic(v)
		if len(list) == 0 {
			s.opaque(v)
		}
		for i, e := range list {
			s.add("", i, e, at)
		}
	case catalog.Pairs:
		list := variadic(v)
		if len(list) == 0 {
			s.opaque(v)
		}
		for i := 1; i < len(list); i += 2 {
			name, _ := constString(list[i-1])
			s.add(name, -1, list[i], at)
		}
	case catalog.ByName:
		s.byName(v, at, 0)
	case catalog.Attrs:
		if isNamed(v.Type(), "go.opentelemetry.io/otel/attribute", "Set") {
			if call, ok := v.(*ssa.Call); ok && len(call.Call.Args) == 1 { // NewSet
				v = call.Call.Args[0]
			}
		}
		list := variadic(v)
		if len(list) == 0 {
			s.opaque(v)
		}
		for _, e := range list {
			if call, ok := e.(*ssa.Call); !ok || !s.attribute(call) {
				s.opaque(v)
			}
		}
	}
}

// opaque notes labels that are put together elsewhere. No labels at all are a nil list.
func (s *setter) opaque(v ssa.Value) {
	if k, ok := v.(*ssa.Const); ok && k.IsNil() {
		return
	}
	s.values = append(s.values, LabelValue{Index: AllLabels, Domain: Domain{Open: "labels that are put together elsewhere", OpenPos: v.Pos()}})
}

// byName follows a map of labels, or a slice of structs with a name and a value.
func (s *setter) byName(v ssa.Value, at *ssa.BasicBlock, depth int) {
	if depth > 4 {
		s.opaque(v)
		return
	}
	switch x := v.(type) {
	case *ssa.ChangeType:
		s.byName(x.X, at, depth+1)
	case *ssa.MakeMap:
		for _, ref := range *x.Referrers() {
			if u, ok := ref.(*ssa.MapUpdate); ok && u.Map == ssa.Value(x) {
				name, _ := constString(u.Key)
				s.add(name, -1, u.Value, u.Block())
			}
		}
	case *ssa.UnOp:
		if a, ok := s.f.prog.Variable(x.X).(*ssa.Alloc); ok && x.Op == token.MUL {
			if only := s.f.prog.Single(a); only != nil {
				s.byName(only, at, depth+1)
				return
			}
		}
		s.opaque(v)
	case *ssa.Slice:
		a, ok := x.X.(*ssa.Alloc)
		if !ok {
			s.opaque(v)
			return
		}
		for _, ref := range *a.Referrers() {
			if ia, ok := ref.(*ssa.IndexAddr); ok {
				s.pair(ia)
			}
		}
	default:
		s.opaque(v)
	}
}

// pair reads a struct of Name and Value in a slice.
func (s *setter) pair(ia *ssa.IndexAddr) {
	for _, ref := range *ia.Referrers() {
		fa, ok := ref.(*ssa.FieldAddr)
		if !ok {
			continue
		}
		if v := fieldOfStruct(fa.X.Type(), fa.Field); v == nil || v.Name() != "Value" {
			continue
		}
		for _, r := range *fa.Referrers() {
			if st, ok := r.(*ssa.Store); ok && st.Addr == ssa.Value(fa) {
				s.add(siblingConst(fa, "Name"), -1, st.Val, st.Block())
			}
		}
	}
}

// attribute reads a call that puts a key and a value together, and reports whether it is one.
func (s *setter) attribute(call *ssa.Call) bool {
	fn := calleeOf(&call.Call)
	if fn == nil || fn.Pkg() == nil || len(call.Call.Args) != 2 || fn.Pkg().Path() != "go.opentelemetry.io/otel/attribute" {
		return false
	}
	name, ok := constString(call.Call.Args[0])
	s.add(name, -1, call.Call.Args[1], call.Block())
	return ok
}
