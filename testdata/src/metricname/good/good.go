package good

import (
	"expvar"

	vm "github.com/VictoriaMetrics/metrics"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"go.opentelemetry.io/otel/metric"
)

func names() {
	promauto.NewCounter(prometheus.CounterOpts{Namespace: "app", Subsystem: "http", Name: "requests_total", Help: "R."})
	promauto.NewCounter(prometheus.CounterOpts{Name: "cpu_seconds_total", Help: "C."})
	promauto.NewHistogram(prometheus.HistogramOpts{Name: "latency_seconds", Help: "L."})
	promauto.NewGauge(prometheus.GaugeOpts{Name: "heap_bytes", Help: "H."})
	promauto.NewGauge(prometheus.GaugeOpts{Name: "cache_hit_ratio", Help: "C."})
	prometheus.NewDesc("node_uptime_seconds", "U.", []string{"host"}, nil)
}

// Words that are units elsewhere.
func words() {
	promauto.NewGauge(prometheus.GaugeOpts{Name: "minutes_of_meetings", Help: "M."})
	promauto.NewGauge(prometheus.GaugeOpts{Name: "status", Help: "S."})
	promauto.NewGauge(prometheus.GaugeOpts{Name: "items", Help: "I."})
	promauto.NewGauge(prometheus.GaugeOpts{Name: "days", Help: "D."})
}

// The type of something else.
func types() {
	promauto.NewGauge(prometheus.GaugeOpts{Name: "counter_shards", Help: "C."})
	promauto.NewHistogramVec(prometheus.HistogramOpts{Name: "gauge_reads_seconds", Help: "G."}, []string{"device"})
}

// What a description becomes is not known.
func descriptions() {
	prometheus.NewDesc("requests", "R.", nil, nil)
	prometheus.NewDesc("things_total", "T.", nil, nil)
}

// Names that are not known.
func unknown(name, help string, opts prometheus.CounterOpts) {
	promauto.NewCounter(opts)
	promauto.NewCounter(prometheus.CounterOpts{Name: name, Help: help})
	promauto.NewGauge(prometheus.GaugeOpts{Name: "g", Help: help})
}

// Untyped metrics may be either.
func untyped() {
	prometheus.NewUntypedFunc(prometheus.UntypedOpts{Name: "u_total", Help: "U."}, func() float64 { return 0 })
}

// Other libraries have other conventions.
func others(meter metric.Meter) {
	expvar.NewInt("requestsServed")
	vm.NewCounter("requests")
	meter.Int64Counter("http.server.requests")
}

// Labels of other metrics.
func labels() {
	promauto.NewCounterVec(prometheus.CounterOpts{Name: "calls_total", Help: "C."}, []string{"code", "method"})
	promauto.NewSummaryVec(prometheus.SummaryOpts{Name: "s_seconds", Help: "S."}, []string{"route"})
}

// A timestamp, an amount of information, a name that begins with the word of a type.
func ends() {
	promauto.NewGauge(prometheus.GaugeOpts{Name: "last_success_timestamp_seconds", Help: "L."})
	promauto.NewGauge(prometheus.GaugeOpts{Name: "build_info", Help: "B."})
	promauto.NewGauge(prometheus.GaugeOpts{Name: "summary_cache_entries", Help: "S."})
}

// Through a helper that is given good names.
func helper(name string) prometheus.Counter {
	return promauto.NewCounter(prometheus.CounterOpts{Name: name, Help: "H."})
}

var _, _ = helper("hits_total"), helper("misses_total")
