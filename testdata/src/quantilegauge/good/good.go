package good

import (
	vm "github.com/VictoriaMetrics/metrics"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

// Targets that are configured.
func targets() {
	promauto.NewGauge(prometheus.GaugeOpts{Name: "latency_p99_target_seconds", Help: "T."})
	promauto.NewGauge(prometheus.GaugeOpts{Name: "slo_p95_seconds", Help: "T."})
	promauto.NewGauge(prometheus.GaugeOpts{Name: "quantile_threshold", Help: "T."})
}

// Sums and counts.
func summaries() {
	promauto.NewSummary(prometheus.SummaryOpts{Name: "a_seconds", Help: "A."})
	promauto.NewSummary(prometheus.SummaryOpts{Name: "b_seconds", Help: "B.", Objectives: map[float64]float64{}})
	promauto.NewSummary(prometheus.SummaryOpts{Name: "c_seconds", Help: "C.", Objectives: nil})
	promauto.NewSummaryVec(prometheus.SummaryOpts{Name: "d_seconds", Help: "D."}, []string{"x"})
}

// Histograms.
func histograms() {
	promauto.NewHistogram(prometheus.HistogramOpts{Name: "e_seconds", Help: "E."})
	vm.NewHistogram("f_seconds")
}

// Other names.
func names() {
	promauto.NewGauge(prometheus.GaugeOpts{Name: "p256_keys", Help: "K."})
	promauto.NewGauge(prometheus.GaugeOpts{Name: "top50", Help: "T."})
	promauto.NewGauge(prometheus.GaugeOpts{Name: "p9_sessions", Help: "P."})
	promauto.NewCounter(prometheus.CounterOpts{Name: "p99_breaches_total", Help: "P."})
}

type sample []float64

func (s sample) Mean() float64 { return 0 }
func (s sample) Max() float64  { return 0 }

var worst = promauto.NewGauge(prometheus.GaugeOpts{Name: "worst_seconds", Help: "W."})

// Other statistics.
func feed(s sample) {
	worst.Set(s.Max())
	worst.Set(s.Mean())
}

type config struct{}

func (config) Percentile() float64 { return 0.99 }

var target = promauto.NewGauge(prometheus.GaugeOpts{Name: "configured_quantile", Help: "C."})

func configured(c config) { target.Set(c.Percentile()) }

func options(o prometheus.SummaryOpts) { promauto.NewSummary(o) }
