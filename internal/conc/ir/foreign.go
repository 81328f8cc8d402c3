package ir

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// A Run says where a function runs that is handed to a call.
type Run uint8

const (
	SomehowRun  Run = iota // not known: in place, later, or elsewhere
	InPlace                // before the call returns, on the same goroutine
	OnceInPlace            // the same, at most once in the life of the receiver
	Elsewhere              // on another goroutine, once for each call
	Handler                // on many goroutines: a handler or a callback
)

// inPlacePackages only ever run what they are handed before they return.
var inPlacePackages = map[string]bool{
	"bytes": true, "container/ring": true, "encoding/csv": true, "flag": true, "go/ast": true, "io/fs": true, "iter": true, "maps": true,
	"path/filepath": true, "runtime/pprof": true, "slices": true, "sort": true, "strings": true, "unicode": true,
}

// runners are functions that run what they are handed in a known way.
var runners = map[string]Run{
	"(*sync.Once).Do":                                  OnceInPlace,
	"sync.OnceValue":                                   OnceInPlace,
	"sync.OnceValues":                                  OnceInPlace,
	"(*sync.Map).Range":                                InPlace,
	"(*expvar.Map).Do":                                 InPlace,
	"expvar.Do":                                        InPlace,
	"(*sync.WaitGroup).Go":                             Elsewhere,
	"time.AfterFunc":                                   Elsewhere,
	"context.AfterFunc":                                Elsewhere,
	"(*net/http.Server).RegisterOnShutdown":            Elsewhere,
	"runtime.SetFinalizer":                             Elsewhere,
	"runtime.AddCleanup":                               Elsewhere,
	"(*golang.org/x/sync/errgroup.Group).Go":           Elsewhere,
	"(*golang.org/x/sync/errgroup.Group).TryGo":        Elsewhere,
	"(*golang.org/x/sync/singleflight.Group).Do":       InPlace,
	"(*golang.org/x/sync/singleflight.Group).DoChan":   Elsewhere,
	"(*testing.T).Run":                                 InPlace,
	"(*testing.B).Run":                                 InPlace,
	"(*testing.B).RunParallel":                         Handler,
	"(*testing.F).Fuzz":                                InPlace,
	"(net/http.HandlerFunc).ServeHTTP":                 InPlace,
	"net/http.HandleFunc":                              Handler,
	"net/http.Handle":                                  Handler,
	"(*net/http.ServeMux).HandleFunc":                  Handler,
	"(*net/http.ServeMux).Handle":                      Handler,
	"net/http.ListenAndServe":                          Handler,
	"net/http.ListenAndServeTLS":                       Handler,
	"net/http.Serve":                                   Handler,
	"(*net/rpc.Server).Register":                       Handler,
	"net/rpc.Register":                                 Handler,
	"expvar.Publish":                                   Handler,
	"(*google.golang.org/grpc.Server).RegisterService": Handler,

	// Pools, and schedules that start each run on a goroutine of its own.
	"(*github.com/alitto/pond.WorkerPool).Submit":              Elsewhere,
	"(*github.com/gammazero/workerpool.WorkerPool).Submit":     Elsewhere,
	"(*github.com/panjf2000/ants/v2.Pool).Submit":              Elsewhere,
	"github.com/panjf2000/ants/v2.Submit":                      Elsewhere,
	"(*github.com/robfig/cron.Cron).AddFunc":                   Elsewhere,
	"(*github.com/robfig/cron/v3.Cron).AddFunc":                Elsewhere,
	"(*github.com/sourcegraph/conc.WaitGroup).Go":              Elsewhere,
	"(*github.com/sourcegraph/conc/pool.ContextPool).Go":       Elsewhere,
	"(*github.com/sourcegraph/conc/pool.ErrorPool).Go":         Elsewhere,
	"(*github.com/sourcegraph/conc/pool.Pool).Go":              Elsewhere,
	"(*github.com/oklog/run.Group).Add":                        Elsewhere,
	"(*gopkg.in/tomb.v2.Tomb).Go":                              Elsewhere,
	"(go.opentelemetry.io/otel/metric.Meter).RegisterCallback": Handler,

	// Scrapes: one can begin while another one is under way.
	"github.com/prometheus/client_golang/prometheus.NewGaugeFunc":                      Handler,
	"github.com/prometheus/client_golang/prometheus.NewCounterFunc":                    Handler,
	"github.com/prometheus/client_golang/prometheus.NewUntypedFunc":                    Handler,
	"github.com/prometheus/client_golang/prometheus/promauto.NewGaugeFunc":             Handler,
	"github.com/prometheus/client_golang/prometheus/promauto.NewCounterFunc":           Handler,
	"github.com/prometheus/client_golang/prometheus/promauto.NewUntypedFunc":           Handler,
	"(github.com/prometheus/client_golang/prometheus/promauto.Factory).NewGaugeFunc":   Handler,
	"(github.com/prometheus/client_golang/prometheus/promauto.Factory).NewCounterFunc": Handler,
	"(github.com/prometheus/client_golang/prometheus/promauto.Factory).NewUntypedFunc": Handler,
	"github.com/VictoriaMetrics/metrics.NewGauge":                                      Handler,
	"github.com/VictoriaMetrics/metrics.GetOrCreateGauge":                              Handler,
	"(*github.com/VictoriaMetrics/metrics.Set).NewGauge":                               Handler,
	"(*github.com/VictoriaMetrics/metrics.Set).GetOrCreateGauge":                       Handler,
	"go.opentelemetry.io/otel/metric.WithInt64Callback":                                Handler,
	"go.opentelemetry.io/otel/metric.WithFloat64Callback":                              Handler,
	"github.com/rcrowley/go-metrics.NewFunctionalGauge":                                Handler,
	"github.com/rcrowley/go-metrics.NewRegisteredFunctionalGauge":                      Handler,
}

// runnerNames are the names of the runners without what they belong to: a look at them spares most calls the making of a full name.
var runnerNames = func() map[string]bool {
	names := map[string]bool{}
	for full := range runners {
		names[full[strings.LastIndexByte(full, '.')+1:]] = true
	}
	return names
}()

// RunsArg tells where a function of another package, or one that the user has a row for, runs the function that it is handed.
func (p *Program) RunsArg(c *ssa.CallCommon) (run Run, by *types.Func) {
	if run, by = p.userRun(c); run != SomehowRun {
		return run, by
	}
	obj := c.Method
	if fn := c.StaticCallee(); fn != nil {
		obj, _ = fn.Object().(*types.Func)
	}
	if obj == nil || obj.Pkg() == nil {
		return SomehowRun, nil
	}
	if runnerNames[obj.Name()] {
		if r, ok := runners[obj.Origin().FullName()]; ok {
			return r, obj
		}
	}
	if inPlacePackages[obj.Pkg().Path()] {
		return InPlace, obj
	}
	return SomehowRun, obj
}

// userRun is what a row of the user says of the function that c calls.
func (p *Program) userRun(c *ssa.CallCommon) (Run, *types.Func) {
	if p.rows == nil {
		return SomehowRun, nil
	}
	obj := c.Method
	if fn := c.StaticCallee(); fn != nil {
		obj, _ = fn.Object().(*types.Func)
	}
	if obj == nil {
		return SomehowRun, nil
	}
	row, ok := p.rows.ContextOf(obj)
	switch {
	case !ok:
		return SomehowRun, nil
	case row.Runs == "many":
		return Handler, obj
	}
	return Elsewhere, obj
}

// Follows tells whether what becomes of the arguments of c is to be seen in the body of the callee: it is one of the package, and no row
// of the user speaks for it.
func (p *Program) Follows(callee Callee, c *ssa.CallCommon) bool {
	if callee.Fn == nil || !p.known[callee.Fn] {
		return false
	}
	run, _ := p.userRun(c)
	return run == SomehowRun
}
