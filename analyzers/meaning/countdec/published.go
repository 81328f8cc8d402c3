package countdec

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"regexp"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/metricmodel/catalog"
)

// An exposure is the place where a variable is published as a counter.
type exposure struct {
	at   ast.Node
	name string // "" if it is not known; then the kind says that it is a counter
}

func (x exposure) String() string {
	if x.name == "" {
		return "as a counter"
	}
	return "as " + x.name
}

// published finds variables that are published as counters, and what lowers them.
func (c *checker) published() {
	as := c.exposures()
	if len(as) == 0 {
		return
	}
	for _, file := range c.m.Files() {
		ast.Inspect(file, func(n ast.Node) bool {
			v, how := c.lowers(n)
			x, ok := as[v]
			if v == nil || !ok || c.builds(n) || c.raisedIn(v, c.m.Enclosing(n)) {
				return true
			}
			c.add(n, "published", fmt.Sprintf("%s %s, which %s publishes %s: readers take the fall for a restart and see a burst that never happened; publish it as a gauge",
				how, v.Name(), where(c.pass.Pass, x.at), x), analysis.RelatedInformation{Pos: x.at.Pos(), End: x.at.End(), Message: "published as a counter here"})
			return true
		})
	}
}

func where(pass *analysis.Pass, n ast.Node) string {
	p := pass.Fset.Position(n.Pos())
	return fmt.Sprintf("line %d of %s", p.Line, p.Filename[strings.LastIndexByte(p.Filename, '/')+1:])
}

// exposures lists the variables that are published as counters. A name is evidence where it is the published one and ends in
// _total; otherwise the kind of the metric is.
func (c *checker) exposures() map[*types.Var]exposure {
	as := map[*types.Var]exposure{}
	note := func(e ast.Expr, x exposure) {
		if v := c.read(e); v != nil {
			if _, known := as[v]; !known {
				as[v] = x
			}
		}
	}
	noteBody := func(fn ast.Expr, x exposure) {
		body := c.m.FuncBody(fn)
		if body == nil || len(body.List) == 0 {
			return
		}
		if ret, ok := body.List[len(body.List)-1].(*ast.ReturnStmt); ok && len(ret.Results) == 1 {
			note(ret.Results[0], x)
		}
	}
	for _, call := range c.m.Calls() {
		if d, ok := c.m.CtorAt(call); ok {
			total := strings.HasSuffix(d.Family(), "_total")
			x := exposure{at: call, name: d.Family()}
			switch cb := d.Ctor.Callback; {
			case cb != catalog.None && cb < len(call.Args) && (d.Ctor.Kind == catalog.Counter || total):
				noteBody(call.Args[cb], x)
			case d.Ctor.Lib.Name == "expvar" && total && len(call.Args) == 2:
				if v := c.m.Var(deref(call.Args[1])); v != nil && isExpvarNumber(v.Type()) {
					as[v] = x
				} else {
					noteBody(call.Args[1], x)
				}
			case d.Ctor.Lib.Name == "expvar" && total:
				if v := c.assignedTo(call); v != nil {
					as[v] = x
				}
			case d.Ctor.Lib.Name == "OpenTelemetry" && d.Ctor.Kind == catalog.Counter:
				c.observable(call, x, note)
			}
			continue
		}
		fn := c.m.Callee(call)
		if fn == nil {
			continue
		}
		switch {
		case strings.HasSuffix(fn.FullName(), "client_golang/prometheus.MustNewConstMetric") && len(call.Args) >= 3, strings.HasSuffix(fn.FullName(), "client_golang/prometheus.NewConstMetric") && len(call.Args) >= 3:
			if v := c.constName(call.Args[1]); v == "CounterValue" {
				note(call.Args[2], exposure{at: call, name: c.descName(call.Args[0])})
			}
		case fn.FullName() == "fmt.Fprintf" && len(call.Args) == 3:
			if m := exposition.FindStringSubmatch(c.m.Fold(call.Args[1]).Value); m != nil {
				note(call.Args[2], exposure{at: call, name: m[1]})
			}
		}
	}
	return as
}

// exposition is a line of the text format with one value.
var exposition = regexp.MustCompile(`^([a-zA-Z_:][a-zA-Z0-9_:]*_total)(?:\{[^%]*\})? %[dv]\n?$`)

func isExpvarNumber(t types.Type) bool {
	switch strings.TrimPrefix(t.String(), "*") {
	case "expvar.Int", "expvar.Float":
		return true
	}
	return false
}

func (c *checker) constName(e ast.Expr) string {
	switch e := ast.Unparen(e).(type) {
	case *ast.SelectorExpr:
		return e.Sel.Name
	case *ast.Ident:
		return e.Name
	}
	return ""
}

// descName is the name in the description that e stands for, or "".
func (c *checker) descName(e ast.Expr) string {
	if found, ok := c.m.Metrics(e); ok && len(found) == 1 {
		return found[0].Name.Value
	}
	return ""
}

// observable reads the callback of an observable counter.
func (c *checker) observable(call *ast.CallExpr, x exposure, note func(ast.Expr, exposure)) {
	for _, arg := range call.Args {
		option, ok := ast.Unparen(arg).(*ast.CallExpr)
		if !ok || len(option.Args) != 1 {
			continue
		}
		body := c.m.FuncBody(option.Args[0])
		if body == nil {
			continue
		}
		ast.Inspect(body, func(n ast.Node) bool {
			if o, ok := n.(*ast.CallExpr); ok && len(o.Args) > 0 {
				if fn := c.m.Callee(o); fn != nil && fn.Name() == "Observe" {
					note(o.Args[0], x)
				}
			}
			return true
		})
	}
}

// assignedTo returns the variable that the result of the call is assigned to.
func (c *checker) assignedTo(call *ast.CallExpr) *types.Var {
	switch p := c.m.Parent(call).(type) {
	case *ast.ValueSpec:
		if len(p.Names) == 1 {
			return c.m.Var(p.Names[0])
		}
	case *ast.AssignStmt:
		if len(p.Lhs) == 1 {
			return c.m.Var(p.Lhs[0])
		}
	case *ast.KeyValueExpr:
		if id, ok := p.Key.(*ast.Ident); ok {
			return c.m.Var(id)
		}
	}
	return nil
}

func deref(e ast.Expr) ast.Expr {
	if u, ok := ast.Unparen(e).(*ast.UnaryExpr); ok && u.Op == token.AND {
		return u.X
	}
	return e
}

// read returns the variable whose value e is, through conversions and atomic loads.
func (c *checker) read(e ast.Expr) *types.Var {
	for range 5 {
		call, ok := ast.Unparen(e).(*ast.CallExpr)
		if !ok {
			v := c.m.Var(e)
			if v == nil {
				return nil
			}
			if b, ok := v.Type().Underlying().(*types.Basic); ok && b.Info()&types.IsNumeric != 0 {
				return v
			}
			return nil
		}
		if c.pass.TypesInfo.Types[call.Fun].IsType() && len(call.Args) == 1 {
			e = call.Args[0]
			continue
		}
		fn := c.m.Callee(call)
		if fn == nil || fn.Pkg() == nil {
			return nil
		}
		if fn.Pkg().Path() == "sync/atomic" && strings.HasPrefix(fn.Name(), "Load") {
			if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && len(call.Args) == 0 {
				return c.m.Var(sel.X)
			}
			if len(call.Args) == 1 {
				return c.m.Var(deref(call.Args[0]))
			}
		}
		if fn.Pkg().Path() == "expvar" && fn.Name() == "Value" {
			if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
				return c.m.Var(sel.X)
			}
		}
		return nil
	}
	return nil
}

// change reads n as an atomic or plain change of a variable: by how much, or to what.
func (c *checker) change(n ast.Node) (v *types.Var, op string, amount ast.Expr) {
	switch n := n.(type) {
	case *ast.IncDecStmt:
		return c.m.Var(n.X), n.Tok.String(), nil
	case *ast.AssignStmt:
		if len(n.Lhs) == 1 && len(n.Rhs) == 1 && n.Tok != token.DEFINE {
			return c.m.Var(n.Lhs[0]), n.Tok.String(), n.Rhs[0]
		}
	case *ast.CallExpr:
		fn := c.m.Callee(n)
		if fn == nil || fn.Pkg() == nil || fn.Pkg().Path() != "sync/atomic" && fn.Pkg().Path() != "expvar" || len(n.Args) == 0 {
			return nil, "", nil
		}
		target := ast.Expr(nil)
		if fn.Signature().Recv() == nil {
			target = deref(n.Args[0])
		} else if sel, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr); ok {
			target = sel.X
		}
		if target == nil {
			return nil, "", nil
		}
		for _, name := range []string{"Add", "Store", "Swap", "Set"} {
			if strings.HasPrefix(fn.Name(), name) {
				return c.m.Var(target), name, n.Args[len(n.Args)-1]
			}
		}
	}
	return nil, "", nil
}

// lowers tells which variable n lowers for certain, and how.
func (c *checker) lowers(n ast.Node) (*types.Var, string) {
	v, op, amount := c.change(n)
	if v == nil {
		return nil, ""
	}
	switch op {
	case "--":
		return v, "-- lowers"
	case "Add", "+=":
		if c.sign(amount, 0) == negative {
			return v, "a negative amount lowers"
		}
	case "-=":
		if c.sign(amount, 0) == positive {
			return v, "-= lowers"
		}
	case "Store", "Swap", "Set", "=":
		if value := c.pass.TypesInfo.Types[amount].Value; value != nil && (value.Kind() == constant.Int || value.Kind() == constant.Float) && constant.Sign(value) == 0 {
			return v, op + " of zero resets"
		}
	}
	return nil, ""
}

// raisedIn tells whether the body raises the variable: what it lowers there it takes back.
func (c *checker) raisedIn(v *types.Var, body *ast.BlockStmt) bool {
	if body == nil {
		return true // an initialisation
	}
	found := false
	ast.Inspect(body, func(n ast.Node) bool {
		if n == nil || found {
			return !found
		}
		w, op, amount := c.change(n)
		found = w == v && (op == "++" || (op == "Add" || op == "+=") && c.sign(amount, 0) != negative)
		return !found
	})
	return found
}

// builds tells whether n stands in a function that makes the object or starts its life.
func (c *checker) builds(n ast.Node) bool {
	fd := c.m.EnclosingDecl(n)
	if fd == nil {
		return true
	}
	for _, prefix := range []string{"New", "new", "init", "Init", "main"} {
		if strings.HasPrefix(fd.Name.Name, prefix) {
			return true
		}
	}
	return false
}
