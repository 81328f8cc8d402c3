package loosegate

import (
	"go/ast"
	"go/types"
	"strings"

	"golang.org/x/tools/go/types/typeutil"

	"github.com/counterlint/counterlint/internal/astx"
	"github.com/counterlint/counterlint/internal/report"
)

const (
	ours = "github.com/counterlint/counterlint/runtime/"
	line = "go.linecorp.com/garr/adder" // where go-adder lives now
)

// kinds says what the counters are whose values are sums of cells, read one by one while others write. Our own are the statistics
// family of the runtime module; those of its control family are exact.
var kinds = map[string]string{
	ours + "counter.Counter":    "a statistics counter",
	ours + "counter.UpDown":     "a statistics counter",
	ours + "counter.Resettable": "a statistics counter",
	ours + "counter.Float64":    "a statistics counter",
	ours + "counter.Rate":       "a rate over a window",
	ours + "counter.Group":      "a group of per-P counters",
	ours + "counter.Sharded":    "a sharded counter",
	ours + "counter.PerP":       "a per-P counter",
	ours + "counter.Adaptive":   "an adaptive counter",
	ours + "counter.NUMA":       "a counter with one cell for each node",
	ours + "counter.Sloppy":     "a sloppy counter",
	ours + "counter.Local":      "a sloppy counter",
	ours + "gauge.Gauge":        "a statistics gauge",
	ours + "label.Counter":      "a statistics counter",
	ours + "label.Gauge":        "a statistics gauge",

	"github.com/puzpuzpuz/xsync.Counter":          "a striped counter",
	"github.com/linxGnu/go-adder.LongAdder":       "a striped adder",
	"github.com/linxGnu/go-adder.JDKAdder":        "a striped adder",
	line + ".LongAdder":                           "a striped adder",
	line + ".JDKAdder":                            "a striped adder",
	line + ".JDKF64Adder":                         "a striped adder",
	line + ".Float64Adder":                        "a striped adder",
	line + ".RandomCellAdder":                     "a striped adder",
	"github.com/linxGnu/go-adder.JDKF64Adder":     "a striped adder",
	"github.com/linxGnu/go-adder.Float64Adder":    "a striped adder",
	"github.com/linxGnu/go-adder.RandomCellAdder": "a striped adder",
}

// usesLoose tells whether the package may hold such a counter: it, or a package that it imports, imports one.
func usesLoose(pass *report.Pass) bool {
	for _, imp := range pass.Pkg.Imports() {
		if loosePackage(imp.Path()) {
			return true
		}
	}
	for _, sel := range pass.TypesInfo.Selections {
		if pkg := sel.Obj().Pkg(); pkg != nil && loosePackage(pkg.Path()) {
			return true
		}
	}
	return false
}

func loosePackage(path string) bool {
	return strings.HasPrefix(path, ours) || strings.HasPrefix(path, "github.com/puzpuzpuz/xsync") || path == "github.com/linxGnu/go-adder" || path == line
}

func newPackage(pass *report.Pass) *pkg {
	p := &pkg{pass: pass, info: pass.TypesInfo, values: astx.NewValues(pass.TypesInfo, pass.Files), decls: map[*types.Func]*ast.FuncDecl{}}
	for _, file := range pass.Files {
		for _, decl := range file.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok && fn.Body != nil {
				if obj, ok := p.info.Defs[fn.Name].(*types.Func); ok {
					p.decls[obj] = fn
				}
			}
		}
	}
	for id, obj := range p.info.Uses {
		if obj.Pkg() == nil || !loosePackage(obj.Pkg().Path()) || !pass.Log.Evidence(id.Pos()) {
			continue
		}
		name := obj.Name()
		p.exact = p.exact || strings.Contains(name, "AtomicAdder") || strings.Contains(name, "MutexAdder") || strings.Contains(name, "AtomicF64")
	}
	return p
}

// kindOf says what kind of loose counter t is, or "".
func (p *pkg) kindOf(t types.Type) string {
	if ptr, ok := types.Unalias(t).(*types.Pointer); ok {
		t = ptr.Elem()
	}
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return ""
	}
	path := named.Obj().Pkg().Path()
	if major := strings.LastIndex(path, "/v"); major > 0 && len(path) <= major+4 { // xsync/v4
		path = path[:major]
	}
	if p.exact && types.IsInterface(named) {
		return ""
	}
	return kinds[path+"."+named.Obj().Name()]
}

func (p *pkg) callee(call *ast.CallExpr) *types.Func {
	fn, _ := typeutil.Callee(p.info, call).(*types.Func)
	return fn
}
