package main

import (
	"net/http"
	"runtime"
	"slices"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// What Prometheus sees of the service.
var (
	requests = promauto.NewCounterVec(prometheus.CounterOpts{Name: "shortlink_requests_total", Help: "Requests."}, []string{"path"})
	failures = promauto.NewCounterVec(prometheus.CounterOpts{Name: "shortlink_failures_total", Help: "Requests that were refused."}, []string{"cause"})
	targets  = promauto.NewHistogram(prometheus.HistogramOpts{
		Name: "shortlink_target_kilobytes", Help: "Length of new targets.", Buckets: prometheus.ExponentialBuckets(1.0/64, 2, 12),
	})
	heap = prometheus.NewDesc("shortlink_heap_bytes", "Memory in use.", nil, nil)
)

func init() { prometheus.MustRegister(memory{}) }

// counted counts the requests by path.
func counted(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r)
		requests.WithLabelValues(r.URL.Path).Inc()
	})
}

func failed(err error) { failures.WithLabelValues(err.Error()).Inc() }

// publish shows how many requests are in. Tests make many servers, so a name that is taken is no failure.
func (l *limiter) publish() {
	prometheus.Register(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "shortlink_inflight_requests", Help: "Requests in flight.",
	}, func() float64 { return float64(l.inflight.Load()) }))
}

// memory tells how much of it is in use.
type memory struct{}

func (memory) Describe(ch chan<- *prometheus.Desc) { ch <- heap }

func (memory) Collect(ch chan<- prometheus.Metric) {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	ch <- prometheus.MustNewConstMetric(heap, prometheus.GaugeValue, float64(m.HeapInuse))
}

// recent is how long the requests since the last report took.
type recent struct {
	mu    sync.Mutex
	times []time.Duration
	p99   time.Duration // at the last report
}

func (r *recent) observe(d time.Duration) {
	r.mu.Lock()
	r.times = append(r.times, d)
	r.mu.Unlock()
}

// turn returns the time that 99 of 100 requests stay below, without jumps from one report to the next.
func (r *recent) turn() time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	p99 := quantile(r.times, 0.99)
	smooth := (r.p99 + p99) / 2
	r.times, r.p99 = nil, p99
	return smooth
}

func quantile(sample []time.Duration, q float64) time.Duration {
	if len(sample) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(sample))
	return sorted[min(int(q*float64(len(sorted))), len(sorted)-1)]
}
