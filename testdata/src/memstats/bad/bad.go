package bad

import (
	"context"
	"expvar"
	"fmt"
	"net/http"
	"runtime"
	"time"

	vm "github.com/VictoriaMetrics/metrics"
	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/metric"
)

var heap = prometheus.NewGauge(prometheus.GaugeOpts{Name: "heap_bytes", Help: "H."})

// A collector.
type collector struct {
	desc *prometheus.Desc
	ms   runtime.MemStats
}

func (c *collector) Describe(chan<- *prometheus.Desc) {}

func (c *collector) Collect(ch chan<- prometheus.Metric) {
	runtime.ReadMemStats(&c.ms) // want again/warning:`runs whenever the metrics are read here; /memory/classes/total:bytes, /gc/heap/goal:bytes in runtime/metrics`
	ch <- prometheus.MustNewConstMetric(c.desc, prometheus.GaugeValue, float64(c.ms.Sys))
	ch <- prometheus.MustNewConstMetric(c.desc, prometheus.GaugeValue, float64(c.ms.NextGC))
}

// Callbacks: a literal, a function, a helper.
func init() {
	expvar.Publish("mallocs", expvar.Func(func() any {
		ms := new(runtime.MemStats)
		runtime.ReadMemStats(ms) // want `/gc/heap/allocs:objects, /gc/heap/frees:objects`
		return ms.Mallocs - ms.Frees
	}))
	prometheus.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "alloc_bytes", Help: "A."}, alloc))
	vm.NewGauge("heap_objects", func() float64 { return objects() })
}

func alloc() float64 {
	var ms runtime.MemStats
	runtime.ReadMemStats(&ms) // want `whenever the metrics are read`
	return float64(ms.Alloc)
}

func objects() float64 {
	var ms runtime.MemStats
	runtime.ReadMemStats((&ms)) // want `/gc/heap/objects:objects`
	return float64(ms.HeapObjects)
}

func observe(meter metric.Meter) {
	_, _ = meter.Int64ObservableGauge("gc", metric.WithInt64Callback(func(_ context.Context, o metric.Int64Observer) error {
		var ms runtime.MemStats
		runtime.ReadMemStats(&ms) // want `/gc/cycles/total:gc-cycles`
		o.Observe(int64(ms.NumGC))
		return nil
	}))
}

// On a timer.
func loop(ctx context.Context) {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			sample()
		}
	}
}

func sample() {
	var ms runtime.MemStats
	runtime.ReadMemStats(&ms) // want `runs on a timer here`
	heap.Set(float64(ms.HeapInuse))
}

func sleeper() {
	go func() {
		var ms runtime.MemStats
		for {
			runtime.ReadMemStats(&ms) // want `runs on a timer here`
			heap.Set(float64(ms.HeapAlloc))
			time.Sleep(time.Minute)
		}
	}()
}

func ticks() {
	for range time.Tick(time.Second) {
		var ms runtime.MemStats
		runtime.ReadMemStats(&ms) // want `runs on a timer here`
		fmt.Println(ms.StackInuse)
	}
}

// For each request.
type api struct{ limit uint64 }

func (a api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if a.tooLarge() {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
}

func (a api) tooLarge() bool {
	var ms runtime.MemStats
	runtime.ReadMemStats(&ms) // want `runs for each request here`
	return ms.HeapAlloc > a.limit
}

// Two snapshots by turns.
func turns() {
	stats := make([]*runtime.MemStats, 2)
	for i := range stats {
		stats[i] = new(runtime.MemStats)
	}
	for i := 1; ; i++ {
		now, prev := i%2, (i-1)%2
		runtime.ReadMemStats(stats[now]) // want `runs on a timer here`
		heap.Set(float64(stats[now].Mallocs - stats[prev].Mallocs))
		time.Sleep(time.Second)
	}
}

func turnsInArray() {
	var stats [2]runtime.MemStats
	for i := 0; ; i++ {
		runtime.ReadMemStats(&stats[i%2]) // want `runs on a timer here`
		heap.Set(float64(stats[i%2].HeapAlloc))
		time.Sleep(time.Second)
	}
}
