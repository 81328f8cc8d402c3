package inventory

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/types"
	"strings"

	"github.com/counterlint/counterlint/internal/metricmodel"
	"github.com/counterlint/counterlint/internal/metricmodel/catalog"
)

// This file reads the metrics of libraries: what the package creates, and what is done to it.

var kinds = map[catalog.Kind]Kind{
	catalog.Untyped: Unknown, catalog.Counter: Counter, catalog.UpDown: UpDown, catalog.Gauge: Gauge, catalog.Histogram: Histogram, catalog.Summary: Summary,
}

// declarations notes the metrics that the package creates; those of tests are none of the program's.
func (g *gatherer) declarations() {
	for _, d := range g.metrics.Decls {
		if d.Call == nil || g.isTest(d.Outer().Pos()) {
			continue
		}
		id := fmt.Sprintf("%s=%d", g.pass.Pkg.Path(), len(g.out.Items))
		g.out.Items = append(g.out.Items, made{ID: id, Item: g.item(d), PerCall: labelsPerCall(d.Ctor.Lib)})
		for call := range callsAround(d) {
			g.ids[call] = append(g.ids[call], id)
		}
		if what, at := home(d); what != "" {
			g.out.Uses = append(g.out.Uses, touch{Of: id, Role: exposes, Use: g.use(at, what)})
		}
	}
}

// labelsPerCall tells whether a library takes labels with each call, and is told of none before.
func labelsPerCall(lib *catalog.Library) bool {
	switch lib.Name {
	case "OpenTelemetry", "go-kit", "tally":
		return true
	}
	return false
}

// callsAround yields the calls that stand for just this metric: of the constructor, and of the helpers around it.
func callsAround(d *metricmodel.Decl) func(yield func(*ast.CallExpr) bool) {
	return func(yield func(*ast.CallExpr) bool) {
		if outer := d.Outer(); outer != d.Call && !yield(outer) {
			return
		}
		yield(d.Call)
	}
}

// home says where the constructor publishes what it makes.
func home(d *metricmodel.Decl) (what string, at ast.Node) {
	switch d.Ctor.Home {
	case catalog.Default:
		return "made in the global registry", d.Outer()
	case catalog.Receiver:
		return "made in " + types.ExprString(receiver(d.Call)), d.Outer()
	}
	return "", nil
}

func receiver(call *ast.CallExpr) ast.Expr {
	fun := ast.Unparen(call.Fun)
	if x, ok := fun.(*ast.IndexExpr); ok {
		fun = x.X
	}
	if sel, ok := fun.(*ast.SelectorExpr); ok {
		return sel.X
	}
	return fun
}

// item describes a metric.
func (g *gatherer) item(d *metricmodel.Decl) Item {
	it := Item{
		Kind: kinds[d.Ctor.Kind], Library: g.library(d), Primitive: primitive(g.pass.TypesInfo.TypeOf(d.Call)),
		Help: d.Help.Value, Package: g.pass.Pkg.Path(), Place: g.place(d.Outer().Pos()),
	}
	if d.Ctor.Lib.Name == "expvar" && len(d.Call.Args) == 2 { // Publish
		it.Primitive = primitive(g.pass.TypesInfo.TypeOf(d.Call.Args[1]))
	}
	it.Name, it.Expr = g.name(d)
	it.Unit = cmp.Or(d.Unit, unitOf(it.Name))
	it.Labels = g.labelsOf(d)
	return it
}

// library is the import path by which the library of a metric is known; of go-kit, which stands for several, that of the one behind it.
func (g *gatherer) library(d *metricmodel.Decl) string {
	if fn := g.metrics.Callee(d.Call); fn != nil && d.Ctor.Lib.Name == "go-kit" {
		return catalog.Clean(fn.Pkg().Path())
	}
	return d.Ctor.Lib.Paths[0]
}

// notKnown stands in the place of a name that is computed from what nobody knows before the program runs.
const notKnown = "not known"

// name is what the outside sees of a metric, with "…" for pieces that are not known, and the expression of a name that is not known as a whole.
func (g *gatherer) name(d *metricmodel.Decl) (name, expr string) {
	if d.Name.Known {
		return d.Family(), ""
	}
	if e := g.nameExpr(d); e != nil {
		expr = types.ExprString(e)
	}
	if strings.Trim(d.Name.Head+d.Name.Tail, "_./") == "" {
		return notKnown, expr
	}
	return d.Name.Head + "…" + d.Name.Tail, expr
}

// nameExpr is the argument or the field of the options that makes the name.
func (g *gatherer) nameExpr(d *metricmodel.Decl) ast.Expr {
	if d.Opts != nil {
		for _, x := range d.Opts.Elts {
			if kv, ok := x.(*ast.KeyValueExpr); ok {
				if key, ok := kv.Key.(*ast.Ident); ok && key.Name == "Name" {
					return kv.Value
				}
			}
		}
	}
	for _, i := range []int{d.Ctor.Name, d.Ctor.Opts} {
		if i != catalog.None && i < len(d.Call.Args) {
			return d.Call.Args[i]
		}
	}
	return nil
}

// primitive names the type of a metric.
func primitive(t types.Type) string {
	if tuple, ok := t.(*types.Tuple); ok && tuple.Len() > 0 {
		t = tuple.At(0).Type()
	}
	if t == nil {
		return ""
	}
	return strings.TrimPrefix(types.TypeString(t, func(*types.Package) string { return "" }), "*")
}

var units = []string{"seconds", "milliseconds", "microseconds", "nanoseconds", "bytes", "ratio", "percent", "celsius", "meters", "joules", "volts", "amperes", "grams"}

// unitOf is the unit that a name ends with, before _total.
func unitOf(name string) string {
	name = strings.TrimSuffix(name, "_total")
	for _, u := range units {
		if strings.HasSuffix(name, "_"+u) || strings.HasSuffix(name, "."+u) {
			return u
		}
	}
	return ""
}

var opNames = map[catalog.Op]role{
	catalog.Inc: writes, catalog.Dec: writes, catalog.Add: writes, catalog.Sub: writes, catalog.Set: writes, catalog.Observe: writes,
	catalog.Reset: writes, catalog.Delete: writes, catalog.Read: reads, catalog.With: labels, catalog.Curry: labels,
}

// operations notes what is done to metrics.
func (g *gatherer) operations() {
	for _, op := range g.metrics.Ops {
		what := methodName(op.Call)
		if op.Metric == nil {
			continue
		}
		t := touch{Role: opNames[op.Row.Op], Use: g.use(op.Call, what)}
		if o := g.conc.OpAt(op.Call); o != nil {
			t.Use.What, t.Effect = opText(o), effectOf(o)
		}
		g.touched(op.Metric, t, op.Call.Pos())
	}
	for _, call := range g.metrics.Calls() {
		g.constants(call)
		g.registrations(call)
	}
}

// constants notes the metrics that a collector makes from a description at each scrape: what they are, the call says.
func (g *gatherer) constants(call *ast.CallExpr) {
	row, ok := g.metrics.Sink(call)
	if !ok || row.Form != catalog.Values || row.Arg == 0 || len(call.Args) < 3 {
		return
	}
	name := methodName(call)
	t := touch{Role: writes, Use: g.use(call, name)}
	switch {
	case strings.HasSuffix(name, "Histogram"):
		t.Kind = Histogram
	case strings.HasSuffix(name, "Summary"):
		t.Kind = Summary
	default:
		switch t.Use.What += "(" + types.ExprString(call.Args[1]) + ")"; methodOf(call.Args[1]) {
		case "CounterValue":
			t.Kind = Counter
		case "GaugeValue":
			t.Kind = Gauge
		}
	}
	g.touched(call.Args[0], t, call.Pos())
	if fd := g.metrics.EnclosingDecl(call); fd != nil && fd.Recv != nil {
		if fn, ok := g.pass.TypesInfo.Defs[fd.Name].(*types.Func); ok {
			g.edges(collector(fn.Signature().Recv().Type()), call.Args[0])
		}
	}
}

// collector names a type that makes constant metrics; "" for a type without a name.
func collector(t types.Type) string {
	n, ok := elementOf(t).(*types.Named)
	if !ok || n.Obj().Pkg() == nil {
		return ""
	}
	return "type " + n.Obj().Pkg().Path() + "." + n.Obj().Name()
}

// methodOf is the last name of an expression.
func methodOf(e ast.Expr) string {
	if sel, ok := ast.Unparen(e).(*ast.SelectorExpr); ok {
		return sel.Sel.Name
	}
	return types.ExprString(e)
}

// registrations notes what is put into a registry, or handed to a function of the library that uses it: a timer, a middleware.
func (g *gatherer) registrations(call *ast.CallExpr) {
	fn := g.metrics.Callee(call)
	if fn == nil || fn.Pkg() == nil || catalog.Of(fn.Pkg().Path()) == nil || g.opAt(call) != nil || len(g.ids[call]) > 0 {
		return
	}
	what, role := types.ExprString(call.Fun), exposes
	switch {
	case fn.Name() == "Register" || fn.Name() == "MustRegister" || fn.Name() == "RegisterCallback":
	case strings.HasPrefix(fn.Name(), "Instrument") || fn.Name() == "NewTimer":
		role = writes
	case g.isTest(call.Pos()):
		role = tests
	default:
		return
	}
	for _, a := range call.Args {
		if carries(g.pass.TypesInfo.TypeOf(a)) {
			g.touched(a, touch{Role: role, Use: g.use(call, what)}, call.Pos())
		} else if of := collector(g.pass.TypesInfo.TypeOf(a)); of != "" && role == exposes && !g.isTest(call.Pos()) {
			g.out.Uses = append(g.out.Uses, touch{Of: of, Role: role, Use: g.use(call, what)})
		}
	}
}

func methodName(call *ast.CallExpr) string { return methodOf(call.Fun) }

// opAt returns the operation that call is, or nil.
func (g *gatherer) opAt(call *ast.CallExpr) *metricmodel.Op {
	if g.ops == nil {
		g.ops = map[*ast.CallExpr]*metricmodel.Op{}
		for _, op := range g.metrics.Ops {
			g.ops[op.Call] = op
		}
	}
	return g.ops[call]
}
