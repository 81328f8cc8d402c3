package metricmodel

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// This file follows what is printed into a text: by Sprintf, as a number, as an attribute.

// printed follows the arguments of Sprintf and its kin.
func (t *tracer) printed(name string, call *ssa.Call, c *context) {
	args := call.Call.Args
	var verbs []byte
	list := args[len(args)-1]
	if name == "fmt.Sprintf" || name == "fmt.Appendf" {
		format, ok := constString(args[len(args)-2])
		if !ok {
			t.value(args[len(args)-2], call.Block(), c)
		}
		verbs = verbsOf(format)
	}
	for i, v := range variadic(list) {
		if v == nil || i < len(verbs) && (verbs[i] == 'T' || verbs[i] == 't') {
			continue
		}
		t.boxed(v, call.Block(), c)
	}
}

// verbsOf lists the verbs of a format, one for each argument.
func verbsOf(format string) (verbs []byte) {
	for i := 0; i < len(format); i++ {
		if format[i] != '%' {
			continue
		}
		for i++; i < len(format) && strings.IndexByte("+-# 0123456789.[]", format[i]) >= 0; i++ {
		}
		if i < len(format) && format[i] != '%' {
			verbs = append(verbs, format[i])
		}
	}
	return verbs
}

// variadic lists what a call hands to its variadic parameter, in order, nil where that is not known.
func variadic(v ssa.Value) []ssa.Value {
	s, ok := v.(*ssa.Slice)
	if !ok {
		return nil
	}
	a, ok := s.X.(*ssa.Alloc)
	if !ok {
		return nil
	}
	var all []ssa.Value
	for _, ref := range *a.Referrers() {
		ia, ok := ref.(*ssa.IndexAddr)
		if !ok {
			continue
		}
		i, ok := constIndex(ia.Index)
		if !ok {
			continue
		}
		for len(all) <= i {
			all = append(all, nil)
		}
		for _, r := range *ia.Referrers() {
			if st, ok := r.(*ssa.Store); ok && st.Addr == ia {
				all[i] = st.Val
			}
		}
	}
	return all
}

// boxed follows a value that is printed, by its type.
func (t *tracer) boxed(v ssa.Value, at *ssa.BasicBlock, c *context) {
	x := unboxed(v)
	if ci, ok := v.(*ssa.ChangeInterface); ok {
		x = ci.X
	}
	if o, ok := t.f.typeSource(x, c); ok {
		if !t.f.closed(x, at) {
			o.Pos = x.Pos()
			t.emit(t.label, o)
		}
		return
	}
	switch u := x.Type().Underlying().(type) {
	case *types.Basic:
		if u.Info()&types.IsInteger != 0 {
			t.number(x, at, c)
			return
		}
		if u.Info()&types.IsString != 0 {
			t.value(x, at, c)
		}
	case *types.Slice, *types.Array:
		t.value(x, at, c)
	case *types.Interface:
		t.value(x, at, c)
	}
}

// number follows an integer that is formatted: only those whose names say that they name something, times and random ones have many
// values.
func (t *tracer) number(v ssa.Value, at *ssa.BasicBlock, c *context) {
	for range 10 {
		if t.f.closed(v, at) {
			return
		}
		if b, ok := v.Type().Underlying().(*types.Basic); ok && (b.Kind() == types.Int8 || b.Kind() == types.Uint8 || b.Kind() == types.Int16 || b.Kind() == types.Uint16) {
			return
		}
		switch x := v.(type) {
		case *ssa.Convert:
			v = x.X
			continue
		case *ssa.ChangeType:
			v = x.X
			continue
		case *ssa.MakeInterface:
			v = x.X
			continue
		case *ssa.Call:
			if fn := calleeOf(&x.Call); fn != nil && !x.Call.IsInvoke() {
				if o, ok := numberSource(fn); ok {
					o.Pos = x.Pos()
					t.emit(t.label, o)
				}
			}
			return
		case *ssa.UnOp:
			if fa, ok := t.f.prog.Variable(x.X).(*ssa.FieldAddr); ok {
				if o, ok := namedField(fieldOfStruct(fa.X.Type(), fa.Field), fa.X.Type()); ok {
					o.Pos = x.Pos()
					t.emit(t.label, o)
				}
			}
			return
		case *ssa.Parameter:
			if c != nil && c.fn == x.Parent() {
				if v = argument(c.call, x); v == nil {
					return
				}
				at, c = c.at, c.up
				continue
			}
			if t.param != nil && idName(x.Name(), "") {
				t.param(t.label, x)
			}
			return
		default:
			return
		}
	}
}

// attribute follows a call that puts a key and a value together, as OpenTelemetry's do.
func (t *tracer) attribute(call *ssa.Call, c *context) bool {
	fn := calleeOf(&call.Call)
	if fn == nil || fn.Pkg() == nil || !strings.HasPrefix(fn.Pkg().Path(), "go.opentelemetry.io/otel/") {
		return false
	}
	args := call.Call.Args
	label := t.label
	defer func() { t.label = label }()
	switch {
	case strings.HasPrefix(fn.Pkg().Path(), "go.opentelemetry.io/otel/semconv") && len(args) == 1:
		t.label = fn.Name()
	case fn.Pkg().Path() == "go.opentelemetry.io/otel/attribute" && len(args) == 1 && strings.HasSuffix(fn.Name(), "Value"): // StringValue(v)
	case fn.Pkg().Path() != "go.opentelemetry.io/otel/attribute" || len(args) != 2:
		return false
	default:
		if s, ok := constString(args[0]); ok {
			t.label = s
		}
		args = args[1:]
	}
	switch fn.Name() {
	case "Stringer":
		t.boxed(args[0], call.Block(), c)
	case "Int64", "Int", "Int64Value", "IntValue":
		t.number(args[0], call.Block(), c)
	default:
		t.value(args[0], call.Block(), c)
	}
	return true
}

// built follows what is written into a local builder or buffer.
func (t *tracer) built(v ssa.Value, c *context) {
	a, ok := t.f.prog.Variable(v).(*ssa.Alloc)
	if !ok {
		return
	}
	for _, ref := range *a.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Call: // b.WriteString(s)
			if args := ref.Call.Args; len(args) == 2 && args[0] == ssa.Value(a) {
				t.value(args[1], ref.Block(), c)
			}
		case *ssa.MakeInterface: // fmt.Fprintf(&b, …)
			for _, use := range *ref.Referrers() {
				call, ok := use.(*ssa.Call)
				if !ok || call.Call.Args[0] != ssa.Value(ref) {
					continue
				}
				switch fn := calleeOf(&call.Call); {
				case fn == nil || fn.Pkg() == nil || fn.Pkg().Path() != "fmt":
				case fn.Name() == "Fprintf":
					t.printed("fmt.Sprintf", call, c)
				default:
					t.printed(fn.FullName(), call, c)
				}
			}
		}
	}
}
