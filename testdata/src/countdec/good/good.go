package good

import (
	"context"
	"expvar"
	"fmt"
	"io"
	"sync/atomic"

	vm "github.com/VictoriaMetrics/metrics"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	rc "github.com/rcrowley/go-metrics"
	"go.opentelemetry.io/otel/metric"
)

var (
	total = promauto.NewCounter(prometheus.CounterOpts{Name: "all_total", Help: "All."})
	open  = promauto.NewGauge(prometheus.GaugeOpts{Name: "open", Help: "Open."})
	vec   = promauto.NewCounterVec(prometheus.CounterOpts{Name: "vec_total", Help: "V."}, []string{"a"})
	gvec  = promauto.NewGaugeVec(prometheus.GaugeOpts{Name: "gvec", Help: "V."}, []string{"a"})
	hits  = vm.NewCounter("hits_total")

	requestsTotal atomic.Int64 // a name alone is no evidence
	bits          atomic.Uint32
	inFlight      = expvar.NewInt("in_flight")
	served        = expvar.NewInt("served_total")
)

// A gauge may fall.
func leave() {
	open.Add(-1)
	open.Dec()
	gvec.Reset()
	inFlight.Add(-1)
}

// The sign is not known.
func unknown(delta float64, n int) {
	total.Add(delta)
	total.Add(float64(n))
	total.Add(-delta)
}

// A helper that looks at the sign.
func guarded(delta float64) {
	if delta < 0 {
		return
	}
	total.Add(delta)
}

func callsGuarded() { guarded(-1) }

// Clamped.
func clamped(now, before float64) {
	total.Add(max(0, now-before))
	total.Add(max(now-before, 0))
}

// Minus a negative constant, and products of two of them.
func positive(items []int) {
	total.Add(- -2.0)
	total.Add(-1 * -3.0)
	total.Add(float64(len(items)))
}

// The function takes back what it has added, and the library does not panic.
func rollback(ctx context.Context, c metric.Int64Counter, ok bool) {
	c.Add(ctx, 1)
	hits.Inc()
	if !ok {
		c.Add(ctx, -1)
		hits.Dec()
	}
}

// An up-down counter may fall.
func updown(ctx context.Context, c metric.Int64UpDownCounter) { c.Add(ctx, -1) }

// These counters may fall by contract.
func other(c rc.Counter) { c.Dec(1) }

// Not published.
func flags() {
	requestsTotal.Add(-1)
	bits.Add(^uint32(0))
}

// Taken back by the function that has added.
func serve(fail bool) {
	served.Add(1)
	if fail {
		served.Add(-1)
	}
}

// Filled again with totals.
func mirror(totals map[string]float64) {
	vec.Reset()
	for k, v := range totals {
		vec.WithLabelValues(k).Add(v)
	}
}

// A total that something else keeps.
func mirrorTotal(n uint64) { hits.Set(n) }

// One label set is dropped, not the counter.
func dropOne() { vec.DeleteLabelValues("a") }

// Registered again as it is.
func again(reg prometheus.Registerer) {
	reg.Unregister(total)
	reg.MustRegister(total)
}

type pool struct{ size, made int64 }

func newPool() *pool {
	p := &pool{}
	p.made = 0
	return p
}

func (p *pool) write(w io.Writer) {
	fmt.Fprintf(w, "pool_size %d\n", p.size)
	fmt.Fprintf(w, "pool_made_total %d\n", p.made)
}

func (p *pool) grow() { p.size++; p.made++ }

func (p *pool) shrink() { p.size-- }

// A population, published as one.
func register(p *pool) {
	prometheus.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "size", Help: "S."}, func() float64 { return float64(p.size) }))
}

var readers = vm.NewCounter("readers")

// A population: the name promises no total, and the library publishes no types.
func reading(f func()) {
	readers.Inc()
	go func() {
		f()
	}()
}

func read() { readers.Dec() }

type watcher struct{ objects *vm.Counter }

func newWatcher(role string) *watcher {
	return &watcher{vm.GetOrCreateCounter(fmt.Sprintf(`objects{role=%q}`, role))}
}

func (w *watcher) gone(n map[string]int) {
	w.objects.Add(-len(n))
	w.objects.Set(0)
}

// Once: what a command has found.
func found(tenants []string) { hits.Set(uint64(len(tenants))) }
