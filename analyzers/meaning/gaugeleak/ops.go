package gaugeleak

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/types/typeutil"
)

// An op is one call that raises or lowers a gauge. Place and amount are canonical texts, see names.
type op struct {
	call   *ast.CallExpr
	up     bool
	place  string
	amount string
	key    types.Object // the field or variable, whatever the instance
}

// kinds lists the types that count up and down. Others qualify by a name with Gauge in it.
var kinds = map[string]bool{
	"sync/atomic.Int32": true, "sync/atomic.Int64": true, "sync/atomic.Uint32": true, "sync/atomic.Uint64": true, "sync/atomic.Uintptr": true,
	"go.uber.org/atomic.Int32": true, "go.uber.org/atomic.Int64": true, "go.uber.org/atomic.Uint32": true, "go.uber.org/atomic.Uint64": true,
	"go.uber.org/atomic.Uintptr": true, "go.uber.org/atomic.Float64": true,
	"expvar.Int": true, "expvar.Float": true, "expvar.Map": true,
	"go.opentelemetry.io/otel/metric.Int64UpDownCounter": true, "go.opentelemetry.io/otel/metric.Float64UpDownCounter": true,
	"github.com/VictoriaMetrics/metrics.Counter":                  true, // which has a Dec, and is used as a gauge by those who call it
	"github.com/counterlint/counterlint/runtime/counter.Int":      true,
	"github.com/counterlint/counterlint/runtime/counter.UpDown":   true,
	"github.com/counterlint/counterlint/runtime/counter.Sharded":  true,
	"github.com/counterlint/counterlint/runtime/counter.PerP":     true,
	"github.com/counterlint/counterlint/runtime/counter.Adaptive": true,
}

// isGauge tells whether values of type t count up and down.
func isGauge(t types.Type) bool {
	kind, name := typeName(t)
	return kinds[kind] || strings.Contains(strings.ToLower(name), "gauge")
}

// mayMove tells by its name alone whether a call can move a gauge: most calls of a package are done with here.
func mayMove(call *ast.CallExpr) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return false
	}
	switch name := sel.Sel.Name; name {
	case "Add", "Sub", "Inc", "Dec", "AddFloat", "Set", "Store", "Swap", "CompareAndSwap", "CAS", "Reset":
		return true
	default:
		return strings.HasPrefix(name, "Add") || strings.HasPrefix(name, "Store") || strings.HasPrefix(name, "Swap") || strings.HasPrefix(name, "CompareAndSwap")
	}
}

// opAt reads a call as an operation on a gauge; set tells that it puts a value there instead, so that what is lost comes back.
func (p *gauges) opAt(call *ast.CallExpr) (o op, set, ok bool) {
	if !mayMove(call) {
		return o, false, false
	}
	fn, _ := typeutil.Callee(p.info, call).(*types.Func)
	if fn == nil || fn.Pkg() == nil {
		return o, false, false
	}
	recv := fn.Signature().Recv()
	if recv == nil {
		return p.functionAt(call, fn)
	}
	sel := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	selection := p.info.Selections[sel]
	if selection == nil || !isGauge(recv.Type()) {
		return o, false, false
	}
	where, args := p.names.receiver(sel, selection), call.Args
	if selection.Kind() == types.MethodExpr { // (*atomic.Int64).Add(&n, 1)
		if len(args) == 0 {
			return o, false, false
		}
		where, args = p.names.place(args[0]), args[1:]
	}
	if where.text == "" || where.key == nil {
		return o, false, false
	}
	return p.methodAt(op{call: call, place: where.text, key: where.key}, fn, args)
}

// methodAt completes the operation by what the method does.
func (p *gauges) methodAt(o op, fn *types.Func, args []ast.Expr) (_ op, set, ok bool) {
	kind, _ := typeName(fn.Signature().Recv().Type())
	switch name := fn.Name(); {
	case name == "Set" || name == "Store" || name == "Swap" || name == "CompareAndSwap" || name == "CAS" || name == "Reset":
		return o, true, true
	case (name == "Inc" || name == "Dec") && len(args) == 0:
		o.amount, o.up = "1", true
	case name == "Inc" || name == "Dec": // some want to be told by how much
		o.amount, o.up = p.amountOf(args[0])
	case name != "Add" && name != "Sub" && name != "AddFloat" || len(args) == 0:
		return o, false, false
	case kind == "expvar.Map" && len(args) == 2:
		o.place += "[" + p.names.text(args[0]) + "]"
		o.amount, o.up = p.amountOf(args[1])
	case strings.HasPrefix(kind, "go.opentelemetry.io/") && len(args) >= 2: // a context comes first
		o.amount, o.up = p.amountOf(args[1])
	default:
		o.amount, o.up = p.amountOf(args[0])
	}
	if fn.Name() == "Dec" || fn.Name() == "Sub" {
		o.up = !o.up
	}
	return o, false, o.amount != ""
}

// functionAt reads a call of a function of sync/atomic on an address.
func (p *gauges) functionAt(call *ast.CallExpr, fn *types.Func) (o op, set, ok bool) {
	if fn.Pkg().Path() != "sync/atomic" || len(call.Args) < 2 {
		return o, false, false
	}
	where := p.names.place(call.Args[0])
	if where.text == "" || where.key == nil {
		return o, false, false
	}
	o = op{call: call, place: where.text, key: where.key}
	if !strings.HasPrefix(fn.Name(), "Add") {
		return o, true, true
	}
	o.amount, o.up = p.amountOf(call.Args[1])
	return o, false, o.amount != ""
}

// amountOf returns the text of an amount without its sign, and whether it is positive; "" where it is zero or no text says which.
func (p *gauges) amountOf(e ast.Expr) (text string, up bool) {
	e = ast.Unparen(e)
	if tv := p.info.Types[e]; tv.Value != nil {
		return constantAmount(tv)
	}
	switch e := e.(type) {
	case *ast.UnaryExpr:
		switch e.Op {
		case token.SUB:
			text, up = p.amountOf(e.X)
			return text, !up
		case token.XOR: // ^(n - 1) is -n
			if less, ok := p.stripped(e.X).(*ast.BinaryExpr); ok && less.Op == token.SUB && p.isOne(less.Y) {
				text, up = p.amountOf(less.X)
				return text, !up
			}
		}
	case *ast.CallExpr:
		if inner := p.stripped(e); inner != e {
			return p.amountOf(inner)
		}
	}
	return p.names.text(e), true
}

func constantAmount(tv types.TypeAndValue) (text string, up bool) {
	v := constant.ToInt(tv.Value)
	if v.Kind() != constant.Int {
		if v = constant.ToFloat(tv.Value); v.Kind() != constant.Float {
			return "", false
		}
	}
	if basic, ok := tv.Type.Underlying().(*types.Basic); ok && basic.Info()&types.IsUnsigned != 0 {
		bits := uint(64)
		if basic.Kind() == types.Uint32 {
			bits = 32
		}
		if whole := constant.Shift(constant.MakeInt64(1), token.SHL, bits); constant.Compare(v, token.GEQ, constant.Shift(whole, token.SHR, 1)) {
			v = constant.BinaryOp(v, token.SUB, whole)
		}
	}
	switch constant.Sign(v) {
	case 0:
		return "", false
	case -1:
		return constant.UnaryOp(token.SUB, v, 0).ExactString(), false
	}
	return v.ExactString(), true
}

// stripped takes parentheses and conversions off.
func (p *gauges) stripped(e ast.Expr) ast.Expr {
	for {
		e = ast.Unparen(e)
		call, ok := e.(*ast.CallExpr)
		if !ok || len(call.Args) != 1 || !p.info.Types[call.Fun].IsType() {
			return e
		}
		e = call.Args[0]
	}
}

func (p *gauges) isOne(e ast.Expr) bool {
	v := p.info.Types[e].Value
	return v != nil && v.ExactString() == "1"
}

// typeName names a type, or what it points to, with and without its package.
func typeName(t types.Type) (full, name string) {
	if ptr, ok := types.Unalias(t).(*types.Pointer); ok {
		t = ptr.Elem()
	}
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return "", ""
	}
	return named.Obj().Pkg().Path() + "." + named.Obj().Name(), named.Obj().Name()
}
