package bad

import (
	"expvar"
	"net/http"

	vm "github.com/VictoriaMetrics/metrics"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

const prefix = "app_"

// Two package variables, one name built in another way.
var (
	hits      = expvar.NewInt("app_hits")
	hitsAgain = expvar.NewInt(prefix + "hits") // want twice/error:`"app_hits" is registered twice \(first at line 16; both run in one execution\): expvar ends the process`
)

var opts = prometheus.CounterOpts{Namespace: "app", Name: "calls_total", Help: "Calls."}

var (
	calls  = promauto.NewCounter(opts)
	calls2 = prometheus.NewCounter(prometheus.CounterOpts{Name: prometheus.BuildFQName("app", "", "calls_total"), Help: "Calls."})
)

func init() {
	prometheus.MustRegister(calls2) // want `"app_calls_total" is registered twice .*client_golang panics`
}

// Two calls in one function.
func both() {
	a := prometheus.NewGauge(prometheus.GaugeOpts{Name: "a", Help: "A."})
	b := prometheus.NewGauge(prometheus.GaugeOpts{Name: "a", Help: "Another."})
	prometheus.MustRegister(a)
	prometheus.MustRegister(b) // want `"a" is registered twice`
}

// The same one twice, through the default registerer.
func same() {
	c := prometheus.NewCounter(prometheus.CounterOpts{Name: "same_total", Help: "S."})
	prometheus.MustRegister(c)
	if err := prometheus.DefaultRegisterer.Register(c); err != nil { // want `"same_total" is registered twice`
		println(err)
	}
}

// A function that registers, called twice.
type cache struct{ size *expvar.Int }

func newCache() *cache { return &cache{size: expvar.NewInt("cache_size")} }

func caches() (a, b *cache) {
	a = newCache()
	b = newCache() // want `"cache_size" is registered twice \(first at line \d+`
	return a, b
}

// A helper that is called with one name twice, and a closure.
func counter(name string) prometheus.Counter {
	c := prometheus.NewCounter(prometheus.CounterOpts{Subsystem: "h", Name: name, Help: "H."})
	prometheus.MustRegister(c)
	return c
}

func helpers() {
	_ = counter("x_total")
	_ = counter("y_total")
	_ = counter("x_total") // want `"h_x_total" is registered twice`
	gauge := func(n string) *vm.Gauge { return vm.NewGauge(n, nil) }
	_ = gauge("vm_a")
	_ = gauge("vm_a") // want `"vm_a" is registered twice .*: the second New panics`
}

// In a loop.
func perShard(n int) []*expvar.Int {
	var all []*expvar.Int
	for range n {
		all = append(all, expvar.NewInt("shard")) // want `the loop comes here again`
	}
	return all
}

func perName(names []string) {
	for _, name := range names {
		_ = name
		prometheus.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "fixed", Help: "F."}, func() float64 { return 1 })) // want `"fixed" is registered twice`
	}
}

// In a handler.
func handle(w http.ResponseWriter, r *http.Request) {
	n := expvar.NewInt("handled") // want `the handler runs for every request`
	n.Add(1)
}

type api struct{}

func (api) ServeHTTP(http.ResponseWriter, *http.Request) {
	promauto.NewCounter(prometheus.CounterOpts{Name: "served_total", Help: "S."}).Inc() // want `"served_total" is registered twice`
}

func routes(mux *http.ServeMux) {
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		newQueue() // want `"queue_size" is registered twice`
	})
}

func newQueue() { expvar.Publish("queue_size", expvar.Func(func() any { return 0 })) }

// One registry of its own, twice.
func own() *prometheus.Registry {
	reg := prometheus.NewRegistry()
	f := promauto.With(reg)
	_ = f.NewGauge(prometheus.GaugeOpts{Name: "g", Help: "G."})
	_ = promauto.With(reg).NewGauge(prometheus.GaugeOpts{Name: "g", Help: "G."}) // want `"g" is registered twice`
	return reg
}

// A registry that the caller hands in.
func into(reg prometheus.Registerer) {
	reg.MustRegister(prometheus.NewCounter(prometheus.CounterOpts{Name: "into_total", Help: "I."}))
}

func twiceInto(reg prometheus.Registerer) {
	into(reg)
	into(reg) // want `"into_total" is registered twice`
}

// After the initialisation of the package has registered the name.
func Late() {
	_ = expvar.NewInt("app_hits") // want `the first runs when the package is initialised`
}
