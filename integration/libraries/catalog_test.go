package libraries

import (
	"fmt"
	"go/types"
	"strings"
	"testing"

	"github.com/counterlint/counterlint/internal/metricmodel/catalog"
)

// catalogued are the packages whose rows are checked, with the least number of rows that each of them has a function for.
var catalogued = map[string]int{
	"expvar": 12,
	"github.com/DataDog/datadog-go/v5/statsd":                 25,
	"github.com/VictoriaMetrics/metrics":                      35,
	"github.com/armon/go-metrics":                             15,
	"github.com/go-kit/kit/metrics":                           6,
	"github.com/hashicorp/go-metrics":                         20,
	"github.com/prometheus/client_golang/prometheus":          80,
	"github.com/prometheus/client_golang/prometheus/promauto": 20,
	"github.com/prometheus/client_golang/prometheus/promhttp": 1,
	"github.com/rcrowley/go-metrics":                          15,
	"github.com/uber-go/tally":                                8,
	"github.com/uber-go/tally/v4":                             8,
	"go.opencensus.io/tag":                                    3,
	"go.opentelemetry.io/otel/metric":                         20,
	"google.golang.org/grpc/experimental/stats":               13,
	"k8s.io/component-base/metrics":                           30,
	"github.com/counterlint/counterlint/runtime/label":        1,
}

// TestCatalog: the arguments that the catalog names are there in the real functions, and can hold what it says. The catalog may have
// rows for functions that no version, or an older one, has: nobody looks those up. But a library that renames its functions has
// fewer rows than it had.
func TestCatalog(t *testing.T) {
	var paths []string
	for path := range catalogued {
		paths = append(paths, path)
	}
	w := newWorld(t, paths)
	for path, least := range catalogued {
		p, err := w.real.Import(path)
		if err != nil {
			t.Fatal(err)
		}
		rows := 0
		for _, key := range catalog.Keys() {
			bare, _, _ := strings.Cut(key, "#")
			name, ok := strings.CutPrefix(bare, catalog.Clean(path)+".")
			if !ok {
				continue
			}
			if fn := lookup(p, name); fn != nil {
				rows++
				for _, problem := range misfits(key, fn.Signature()) {
					t.Errorf("%s: %s of %v", key, problem, fn)
				}
			}
		}
		if rows < least {
			t.Errorf("%s: %d rows fit a function, want %d", path, rows, least)
		}
	}
}

// lookup finds "Func" or "Type.Method" in a package.
func lookup(p *types.Package, name string) *types.Func {
	typ, method, ok := strings.Cut(name, ".")
	obj := p.Scope().Lookup(typ)
	if ok && obj != nil {
		obj, _, _ = types.LookupFieldOrMethod(obj.Type(), true, p, method)
	}
	fn, _ := obj.(*types.Func)
	return fn
}

// misfits lists the arguments of the row that cannot be what it says.
func misfits(key string, sig *types.Signature) (problems []string) {
	check := func(what string, i int, can func(types.Type) bool) {
		if i == catalog.None {
			return
		}
		if i >= sig.Params().Len() || !can(sig.Params().At(i).Type()) {
			problems = append(problems, fmt.Sprintf("argument %d is no %s", i, what))
		}
	}
	if c, ok := catalog.CtorOf(key); ok {
		check("struct of options", c.Opts, isStruct)
		check("name", c.Name, isString)
		check("help", c.Help, isString)
		if !strings.Contains(key, "/prometheus.v2.") { // which has the labels in its options
			check("list of labels", c.Labels, isList)
		}
		check("map of labels", c.Const, isMap)
		check("callback", c.Callback, isFunc)
	}
	if m, ok := catalog.MethodOf(key); ok {
		check("number", m.Amount, isNumber)
		check("list of values", m.Values, isList)
		check("map of values", m.Map, isMap)
		check("name", m.Name, func(t types.Type) bool { return isString(t) || isList(t) })
	}
	if s, ok := catalog.SinkOf(key); ok {
		can := map[catalog.Form]func(types.Type) bool{
			catalog.Values: isList, catalog.Pairs: isList, catalog.Tags: isList, catalog.OneValue: isString, catalog.Options: isStruct, catalog.Result: isFunc,
			catalog.ByName:   func(t types.Type) bool { return isMap(t) || isList(t) },
			catalog.NamePart: func(t types.Type) bool { return isString(t) || isList(t) },
			catalog.Attrs:    func(t types.Type) bool { return isList(t) || isStruct(t) },
			catalog.Key:      func(types.Type) bool { return true },
		}[s.Form]
		if can == nil {
			return append(problems, fmt.Sprintf("form %d, of which nothing is known here", s.Form))
		}
		check(fmt.Sprintf("carrier of form %d", s.Form), s.Arg, can)
	}
	return problems
}

func isString(t types.Type) bool { return isBasic(t, types.IsString) }
func isNumber(t types.Type) bool { return isBasic(t, types.IsInteger|types.IsFloat) }

func isBasic(t types.Type, info types.BasicInfo) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&info != 0
}

func isList(t types.Type) bool { _, ok := t.Underlying().(*types.Slice); return ok }
func isMap(t types.Type) bool  { _, ok := t.Underlying().(*types.Map); return ok }
func isFunc(t types.Type) bool { _, ok := t.Underlying().(*types.Signature); return ok }

// isStruct takes pointers to structs too.
func isStruct(t types.Type) bool {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	_, ok := t.Underlying().(*types.Struct)
	return ok
}
