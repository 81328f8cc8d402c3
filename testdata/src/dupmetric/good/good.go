package good

import (
	"errors"
	"expvar"
	"fmt"
	"net/http"
	"sync"

	vm "github.com/VictoriaMetrics/metrics"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// Other names, other constant labels.
var (
	a = promauto.NewGauge(prometheus.GaugeOpts{Name: "up", Help: "U.", ConstLabels: prometheus.Labels{"side": "a"}})
	b = promauto.NewGauge(prometheus.GaugeOpts{Name: "up", Help: "U.", ConstLabels: prometheus.Labels{"side": "b"}})
	c = promauto.NewGauge(prometheus.GaugeOpts{Subsystem: "x", Name: "up", Help: "U."})
	d = promauto.NewGauge(prometheus.GaugeOpts{Subsystem: "y", Name: "up", Help: "U."})
	e = vm.NewCounter(`hits{path="/a"}`)
	f = vm.NewCounter(`hits{path="/b"}`)
)

// Other registries.
func registries() {
	one, two := prometheus.NewRegistry(), prometheus.NewRegistry()
	g := prometheus.NewGauge(prometheus.GaugeOpts{Name: "g", Help: "G."})
	one.MustRegister(g)
	two.MustRegister(g)
	prometheus.MustRegister(g)
}

// Each call makes a registry for itself.
func fresh() *prometheus.Registry {
	reg := prometheus.NewRegistry()
	reg.MustRegister(prometheus.NewGauge(prometheus.GaugeOpts{Name: "fresh", Help: "F."}))
	return reg
}

func two() (x, y *prometheus.Registry) { return fresh(), fresh() }

// The same in a handler: a probe.
func probe(w http.ResponseWriter, r *http.Request) {
	reg := prometheus.NewRegistry()
	success := prometheus.NewGauge(prometheus.GaugeOpts{Name: "probe_success", Help: "P."})
	reg.MustRegister(success)
}

// A registry for each round of a loop.
func rounds() {
	for range 3 {
		reg := prometheus.NewRegistry()
		reg.MustRegister(prometheus.NewGauge(prometheus.GaugeOpts{Name: "round", Help: "R."}))
	}
}

// The refusal is handled.
func reuse() prometheus.Counter {
	c := prometheus.NewCounter(prometheus.CounterOpts{Name: "reused_total", Help: "R."})
	if err := prometheus.Register(c); err != nil {
		var are prometheus.AlreadyRegisteredError
		if errors.As(err, &are) {
			return are.ExistingCollector.(prometheus.Counter)
		}
	}
	return c
}

func reuses() { reuse(); reuse() }

// Asked before.
func get(name string) *expvar.Int {
	if v, ok := expvar.Get("asked").(*expvar.Int); ok {
		return v
	}
	return expvar.NewInt("asked")
}

func gets() { get("a"); get("b") }

// Once.
var once sync.Once

func register() { once.Do(func() { expvar.NewInt("once") }) }

func registers() { register(); register() }

// Behind a flag of its own.
var done bool

func setup() {
	if done {
		return
	}
	done = true
	expvar.NewInt("setup")
}

func setups() { setup(); setup() }

// Either or.
func either(debug bool) {
	if debug {
		expvar.NewInt("either")
	} else {
		expvar.NewInt("either")
	}
	switch debug {
	case true:
		expvar.NewInt("other")
	case false:
		expvar.NewInt("other")
	}
}

// Computed names.
func computed(n int) {
	for i := range n {
		name := fmt.Sprintf("shard_%d", i)
		expvar.NewInt(name)
	}
	for _, name := range []string{"p", "q"} {
		expvar.NewInt(name)
	}
}

// A loop that ends with the first success.
func retry(dial func() error) {
	for {
		if dial() == nil {
			expvar.NewInt("dialled")
			return
		}
	}
}

// Taken out in between.
func swap() {
	g := prometheus.NewGauge(prometheus.GaugeOpts{Name: "swap", Help: "S."})
	prometheus.MustRegister(g)
	prometheus.Unregister(g)
	prometheus.MustRegister(g)
}

// An existing one is returned.
func getOrCreate() {
	vm.GetOrCreateCounter("goc").Inc()
	vm.GetOrCreateCounter("goc").Inc()
}

// Nobody calls it, and it is not exported.
func never() { expvar.NewInt("once") }

// A literal that is called on the spot.
var cache = func() *vm.Gauge {
	vm.NewCounter("on_the_spot")
	return vm.NewGauge("on_the_spot_size", nil)
}()

// What init alone calls registers once.

var (
	setUpOnce  = prometheus.NewCounter(prometheus.CounterOpts{Name: "set_up_total"})
	setUpLater = prometheus.NewCounter(prometheus.CounterOpts{Name: "set_up_later_total"})
	ours       = prometheus.NewRegistry()
)

func init() { setUp() }

func setUp() {
	ours.MustRegister(setUpOnce)
	setUpMore()
}

func setUpMore() { ours.MustRegister(setUpLater) }
