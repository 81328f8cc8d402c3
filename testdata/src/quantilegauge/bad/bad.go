package bad

import (
	"time"

	vm "github.com/VictoriaMetrics/metrics"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"go.opentelemetry.io/otel/metric"
)

var (
	p99     = promauto.NewGauge(prometheus.GaugeOpts{Name: "latency_p99_seconds", Help: "L."})                                                         // want gauge/warning:`the gauge latency_p99_seconds holds a quantile`
	median  = promauto.NewGauge(prometheus.GaugeOpts{Namespace: "app", Name: "wait_median", Help: "W."})                                               // want gauge:`app_wait_median`
	label   = promauto.NewGaugeVec(prometheus.GaugeOpts{Name: "latency_seconds", Help: "L."}, []string{"quantile"})                                    // want gauge:`has the label quantile`
	summary = promauto.NewSummary(prometheus.SummaryOpts{Name: "call_seconds", Help: "C.", Objectives: objectives})                                    // want summary:`call_seconds computes the quantiles of its Objectives`
	vec     = promauto.NewSummaryVec(prometheus.SummaryOpts{Name: "c_seconds", Help: "C.", Objectives: map[float64]float64{0.5: 0.05}}, []string{"a"}) // want summary:`c_seconds`
	victory = vm.NewSummary(`vm_seconds{path="/"}`)                                                                                                    // want summary:`computes its quantiles in the process`
	gauge   = vm.NewGauge("vm_p95", func() float64 { return 0 })                                                                                       // want gauge:`the gauge vm_p95`
	tagged  = vm.NewGauge(`vm_seconds{path="/",quantile="0.99"}`, nil)                                                                                 // want gauge:`has the label quantile`
	plain   = promauto.NewGauge(prometheus.GaugeOpts{Name: "slowest_seconds", Help: "S."})
)

var objectives = map[float64]float64{0.9: 0.01, 0.99: 0.001}

func otel(m metric.Meter) {
	m.Float64Gauge("http.latency.p95") // want gauge:`http.latency.p95`
}

type histogram struct{}

func (histogram) Quantile(q float64) float64         { return q }
func (histogram) ValueAtQuantile(q float64) int64    { return int64(q) }
func (histogram) Percentile(p float64) time.Duration { return 0 }

// Fed as one.
func feed(h histogram) {
	plain.Set(h.Quantile(0.99))                     // want gauge:`a gauge is set to what Quantile yields`
	plain.Set(float64(h.ValueAtQuantile(99)) / 1e9) // want `ValueAtQuantile`
	v := h.Percentile(95)
	plain.Set(v.Seconds()) // want `Percentile`
	p99.Set(h.Quantile(0.99))
}

func perRoute(route string) {
	vm.GetOrCreateSummary("route_seconds{route=\"" + route + "\"}").Update(1) // want summary:`computes its quantiles`
}
