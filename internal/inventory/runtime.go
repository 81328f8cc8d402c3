package inventory

import (
	"go/ast"
	"go/constant"
	"go/types"
	"strings"
)

// This file reads the counters of this project's runtime module: their zero value is ready, so it is their type that makes them, and a
// registry names them.

// A description is what a registration says of a metric.
type description struct{ Name, Help, Unit, Owner, Runbook string }

// runtimeType returns the type of the runtime module that a variable holds, itself or in a list; nil if it holds none that counts.
func runtimeType(t types.Type) *types.Named {
	n, ok := elementOf(t).(*types.Named)
	if !ok || n.Obj().Pkg() == nil || !strings.HasPrefix(n.Obj().Pkg().Path(), runtimePath+"/") || runtimeKind(n) == "" {
		return nil
	}
	return n
}

// runtimeKind is what a type of the runtime module counts; "" for one that holds or describes counters.
func runtimeKind(n *types.Named) Kind {
	pkg := n.Obj().Pkg().Path()
	switch name := n.Obj().Name(); pkg[strings.LastIndexByte(pkg, '/')+1:] {
	case "counter":
		switch name {
		case "UpDown", "Capped", "Latch":
			return UpDown
		case "Max", "Min":
			return Gauge
		}
		return Counter
	case "gauge":
		return Gauge
	case "histogram":
		if name == "HDR" || name == "Recorder" {
			return Histogram
		}
	case "label":
		return map[string]Kind{"Counter": Counter, "Gauge": Gauge, "Histogram": Histogram, "Set": Unknown}[name]
	case "durable", "ramp":
		if name == "Counter" {
			return Counter
		}
	}
	return ""
}

// runtimeCounters notes the package variables and fields of those types.
func (g *gatherer) runtimeCounters() {
	if strings.HasPrefix(g.pass.Pkg.Path(), runtimePath+"/") {
		return // parts of other counters
	}
	for _, v := range g.variables() {
		if n := runtimeType(v.Type()); n != nil {
			g.number(v, g.names.of(v), Item{Kind: runtimeKind(n), Library: n.Obj().Pkg().Path(), Primitive: primitive(n)})
		}
	}
}

// runtimeCall notes what a call of the runtime module does.
func (g *gatherer) runtimeCall(call *ast.CallExpr) {
	fn := callee(g.pass.TypesInfo, call)
	if fn == nil || fn.Pkg() == nil || !strings.HasPrefix(fn.Pkg().Path(), runtimePath+"/") || g.opAt(call) != nil {
		return
	}
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok || fn.Signature().Recv() == nil {
		return
	}
	if name := fn.Name(); name == "Register" || name == "MustRegister" {
		if len(call.Args) == 2 {
			t := touch{Role: exposes, Use: g.use(call, name), Description: g.description(call.Args[0])}
			g.touched(call.Args[1], t, call.Pos())
		}
		return
	}
	t := touch{Role: reads, Use: g.use(call, fn.Name())}
	switch fn.Name() {
	case "Inc", "Add", "Dec", "Sub", "Set", "Record", "RecordCorrected", "Observe", "Enter", "TryInc", "TryAdd", "Do", "Take", "Give", "Trip", "Swap", "Drain", "Reset", "Store":
		t.Role = writes
	}
	g.touched(sel.X, t, call.Pos())
}

// description reads a literal of registry.Desc.
func (g *gatherer) description(e ast.Expr) description {
	var d description
	lit, ok := ast.Unparen(e).(*ast.CompositeLit)
	if !ok {
		return d
	}
	into := map[string]*string{"Name": &d.Name, "Help": &d.Help, "Unit": &d.Unit, "Owner": &d.Owner, "Runbook": &d.Runbook}
	for _, x := range lit.Elts {
		kv, ok := x.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		key, _ := kv.Key.(*ast.Ident)
		v := g.pass.TypesInfo.Types[kv.Value].Value
		if key != nil && into[key.Name] != nil && v != nil && v.Kind() == constant.String {
			*into[key.Name] = constant.StringVal(v)
		}
	}
	return d
}
