package metricunit

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"math"
	"strings"

	"github.com/counterlint/counterlint/internal/metricmodel"
)

// A dimension is what a number measures.
type dimension uint8

const (
	none dimension = iota
	duration
	size
	share
)

// A unit is a dimension and how many of the unit make one second, one byte or one whole.
type unit struct {
	dim    dimension
	factor float64
}

func (u unit) String() string {
	best := "another unit"
	for _, n := range names {
		if n.unit.dim == u.dim && math.Abs(n.unit.factor/u.factor-1) < 0.001 {
			return n.name
		}
	}
	return best
}

// names are the words for units at the end of metric names. The first one of a unit is the one to print.
var names = []struct {
	name string
	unit unit
}{
	{"seconds", unit{duration, 1}},
	{"milliseconds", unit{duration, 1e3}}, {"millis", unit{duration, 1e3}}, {"ms", unit{duration, 1e3}}, {"msec", unit{duration, 1e3}},
	{"microseconds", unit{duration, 1e6}}, {"micros", unit{duration, 1e6}}, {"us", unit{duration, 1e6}},
	{"nanoseconds", unit{duration, 1e9}}, {"nanos", unit{duration, 1e9}}, {"ns", unit{duration, 1e9}},
	{"minutes", unit{duration, 1.0 / 60}}, {"hours", unit{duration, 1.0 / 3600}}, {"days", unit{duration, 1.0 / 86400}},
	{"bytes", unit{size, 1}},
	{"kilobytes", unit{size, 1.0 / 1000}}, {"kibibytes", unit{size, 1.0 / 1024}},
	{"megabytes", unit{size, 1.0 / 1e6}}, {"mebibytes", unit{size, 1.0 / (1 << 20)}}, {"gigabytes", unit{size, 1.0 / 1e9}}, {"bits", unit{size, 8}},
	{"ratio", unit{share, 1}},
	{"percent", unit{share, 100}},
}

// short are the units of OpenTelemetry instruments.
var short = map[string]unit{
	"s": {duration, 1}, "ms": {duration, 1e3}, "us": {duration, 1e6}, "ns": {duration, 1e9}, "min": {duration, 1.0 / 60}, "h": {duration, 1.0 / 3600},
	"By": {size, 1}, "KiBy": {size, 1.0 / 1024}, "MiBy": {size, 1.0 / (1 << 20)}, "kBy": {size, 1.0 / 1000}, "MBy": {size, 1.0 / 1e6},
}

// promised is the unit that the name of the metric, or the unit it is given, promises.
func promised(d *metricmodel.Decl) unit {
	if d.Unit != "" {
		return short[d.Unit]
	}
	name := d.Family()
	if name == "" {
		name = d.Name.Tail
	}
	for _, suffix := range []string{"_total", "_sum", "_count"} {
		name = strings.TrimSuffix(name, suffix)
	}
	i := strings.LastIndexAny(name, "_.")
	if i < 0 {
		return unit{}
	}
	for _, n := range names {
		if n.name == name[i+1:] {
			return n.unit
		}
	}
	return unit{}
}

// methodScale are methods that yield a number of a known unit of time.
var methodScale = map[string]float64{
	"(time.Duration).Seconds": 1, "(time.Duration).Milliseconds": 1e3, "(time.Duration).Microseconds": 1e6, "(time.Duration).Nanoseconds": 1e9,
	"(time.Duration).Minutes": 1.0 / 60, "(time.Duration).Hours": 1.0 / 3600,
	"(time.Time).Unix": 1, "(time.Time).UnixMilli": 1e3, "(time.Time).UnixMicro": 1e6, "(time.Time).UnixNano": 1e9,
}

func isDuration(t types.Type) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Name() == "Duration" && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "time"
}

func (c *checker) fullName(call *ast.CallExpr) string {
	if fn := c.m.Callee(call); fn != nil {
		return fn.FullName()
	}
	return ""
}

// unit computes the unit of the number e, as far as it is certain.
func (c *checker) unit(e ast.Expr, n int) unit {
	if e == nil || n > 10 {
		return unit{}
	}
	e = ast.Unparen(e)
	tv := c.pass.TypesInfo.Types[e]
	if tv.Value != nil {
		return unit{}
	}
	var u unit
	switch e := e.(type) {
	case *ast.BinaryExpr:
		return c.binary(e, n)
	case *ast.CallExpr:
		u = c.call(e, n)
		if u.dim == none && c.pass.TypesInfo.Types[e.Fun].IsType() {
			return u // time.Duration(x) of a number that is not known
		}
	case *ast.Ident:
		if value := c.m.Value(c.m.Var(e)); value != nil {
			return c.unit(value, n+1)
		}
		if c.made(e) {
			return unit{}
		}
	case *ast.StarExpr, *ast.SelectorExpr, *ast.IndexExpr:
	default:
		return unit{}
	}
	if u.dim == none && tv.Type != nil && isDuration(tv.Type) {
		return unit{duration, 1e9}
	}
	return u
}

// made tells whether something is assigned to the local variable that may be no true duration: a quotient of durations.
func (c *checker) made(id *ast.Ident) bool {
	v := c.m.Var(id)
	if v == nil {
		return true
	}
	body := c.m.Enclosing(id)
	if body == nil {
		return false
	}
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		if as, ok := n.(*ast.AssignStmt); ok {
			for i, lhs := range as.Lhs {
				if c.m.Var(lhs) == v && (as.Tok == token.QUO_ASSIGN || as.Tok == token.MUL_ASSIGN || len(as.Rhs) == len(as.Lhs) && isQuotient(as.Rhs[i])) {
					found = true
				}
			}
		}
		return !found
	})
	return found
}

func isQuotient(e ast.Expr) bool {
	b, ok := ast.Unparen(e).(*ast.BinaryExpr)
	return ok && (b.Op == token.QUO || b.Op == token.MUL)
}

func (c *checker) binary(e *ast.BinaryExpr, n int) unit {
	info := c.pass.TypesInfo
	x, y := c.unit(e.X, n+1), c.unit(e.Y, n+1)
	cx, cy := number(info.Types[e.X].Value), number(info.Types[e.Y].Value)
	switch e.Op {
	case token.ADD, token.SUB:
		if x == y {
			return x
		}
		if x.dim != none && cy != 0 {
			return x
		}
	case token.MUL:
		k, u := cy, x
		if cx != 0 {
			k, u = cx, y
		}
		switch {
		case k == 0:
		case u.dim != none:
			return unit{u.dim, u.factor * k}
		case isDuration(info.TypeOf(e)) && info.TypeOf(e) != nil && k >= 1000: // time.Duration(n) * time.Second
			return unit{duration, 1e9}
		case k == 100 && c.quotient(e.X, e.Y):
			return unit{share, 100}
		}
	case token.QUO:
		switch {
		case cy != 0 && x.dim != none:
			return unit{x.dim, x.factor / cy}
		case x.dim == share && x.factor == 100 && cy == 0 && y.dim == none:
			return x
		}
	}
	return unit{}
}

// quotient tells whether one of the two is a quotient of two numbers that are no constants: a share.
func (c *checker) quotient(es ...ast.Expr) bool {
	for _, e := range es {
		if b, ok := ast.Unparen(e).(*ast.BinaryExpr); ok && b.Op == token.QUO && c.pass.TypesInfo.Types[b.X].Value == nil && c.pass.TypesInfo.Types[b.Y].Value == nil {
			return true
		}
	}
	return false
}

// number is the value of a constant, or 0.
func number(v constant.Value) float64 {
	if v == nil {
		return 0
	}
	f := constant.ToFloat(v)
	if f.Kind() != constant.Float {
		return 0
	}
	x, _ := constant.Float64Val(f)
	return x
}

func (c *checker) call(call *ast.CallExpr, n int) unit {
	info := c.pass.TypesInfo
	if tv := info.Types[call.Fun]; tv.IsType() && len(call.Args) == 1 {
		return c.unit(call.Args[0], n+1)
	}
	if id, ok := ast.Unparen(call.Fun).(*ast.Ident); ok && id.Name == "len" && info.Types[call.Fun].IsBuiltin() {
		switch t := info.TypeOf(call.Args[0]).Underlying().(type) {
		case *types.Basic:
			return unit{size, 1}
		case *types.Slice:
			if b, ok := t.Elem().Underlying().(*types.Basic); ok && b.Kind() == types.Uint8 {
				return unit{size, 1}
			}
		}
		return unit{}
	}
	name := c.fullName(call)
	if s := methodScale[name]; s != 0 {
		if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && isDuration(info.TypeOf(sel.X)) {
			if x := c.unit(sel.X, n+1); x.dim == duration && x.factor != 1e9 {
				return unit{} // the quotient of two durations, taken for one
			}
		}
		return unit{duration, s}
	}
	switch name {
	case "math.Round", "math.Floor", "math.Ceil", "math.Trunc", "math.Abs":
		return c.unit(call.Args[0], n+1)
	case "(io/fs.FileInfo).Size", "(os.FileInfo).Size":
		return unit{size, 1}
	}
	if e := c.m.Returned(call); e != nil {
		return c.unit(e, n+1)
	}
	return unit{}
}
