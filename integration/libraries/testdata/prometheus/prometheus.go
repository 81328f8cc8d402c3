// Package prometheus uses client_golang as it is: plain, with V2, promauto and promhttp.
package prometheus

import (
	"context"
	"net/http"
	"runtime"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

var (
	requests = promauto.NewCounterVec(prometheus.CounterOpts{Name: "app_requests_total", Help: "Requests."}, []string{"path", "code"})
	latency  = promauto.NewHistogramVec(prometheus.HistogramOpts{Name: "app_latency_seconds", Help: "Latency."}, []string{"route"})
	up       = promauto.NewGauge(prometheus.GaugeOpts{Name: "app_up", Help: "Whether it is up."})
	failed   = promauto.With(prometheus.DefaultRegisterer).NewCounterVec(prometheus.CounterOpts{Name: "app_failures_total", Help: "Failures."}, []string{"cause"})
	jobs     = promauto.NewCounter(prometheus.CounterOpts{Name: "app_jobs", Help: "Jobs."})                                                  // want metricname
	again    = prometheus.NewCounter(prometheus.CounterOpts{Name: "app_requests_total", Help: "Other."})                                     // want metricapi
	summary  = promauto.NewSummary(prometheus.SummaryOpts{Name: "app_size_bytes", Help: "S.", Objectives: map[float64]float64{0.99: 0.001}}) // want quantilegauge
	desc     = prometheus.NewDesc("app_agents", "Agents.", []string{"agent"}, nil)
)

func init() { prometheus.MustRegister(again) }

// Constraints are the only sanitizer of the library: one is proved to bound, the other changes the case alone.
var (
	known = promauto.With(nil).NewCounterVec(prometheus.CounterOpts{Name: "app_known_total", Help: "K."}, []string{"method"})

	closed = prometheus.V2.NewCounterVec(prometheus.CounterVecOpts{
		CounterOpts:    prometheus.CounterOpts{Name: "app_closed_total", Help: "C."},
		VariableLabels: prometheus.ConstrainedLabels{{Name: "method", Constraint: method}},
	})
	lower = prometheus.V2.NewCounterVec(prometheus.CounterVecOpts{
		CounterOpts:    prometheus.CounterOpts{Name: "app_lower_total", Help: "L."},
		VariableLabels: prometheus.ConstrainedLabels{{Name: "method", Constraint: strings.ToLower}},
	})
)

func init() { prometheus.MustRegister(closed, lower) }

func method(m string) string {
	switch m {
	case http.MethodGet, http.MethodPost:
		return m
	}
	return "other"
}

func handle(w http.ResponseWriter, r *http.Request) {
	start := time.Now()
	requests.WithLabelValues(r.URL.Path, "200").Inc() // want unboundedlabel "the path of the request becomes the label path of app_requests_total.*client_golang keeps every series.*not valid UTF-8"
	if _, err := http.Get("http://localhost"); err != nil {
		failed.With(prometheus.Labels{"cause": err.Error()}).Inc() // want unboundedlabel "the label cause of app_failures_total"
	}
	latency.WithLabelValues(r.Pattern).Observe(float64(time.Since(start).Milliseconds())) // want metricunit
	latency.WithLabelValues(r.Pattern, r.Method).Observe(time.Since(start).Seconds())     // want metricapi,unboundedlabel
	known.WithLabelValues(method(r.Method)).Inc()
	closed.WithLabelValues(r.Method).Inc()
	lower.WithLabelValues(r.Method).Inc() // want unboundedlabel
	requests.MustCurryWith(prometheus.Labels{"path": r.Pattern}).WithLabelValues("200").Inc()
	up.Set(1)
	jobs.Inc()
	summary.Observe(1)
	sent <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, 1, r.UserAgent()) // want unboundedlabel "the label agent of app_agents"
}

var sent = make(chan prometheus.Metric, 100)

// Undo takes back what the counter has counted.
func Undo() { jobs.Add(-1) } // want countdec "panics"

// Routes wires the handlers of promhttp.
func Routes(mux *http.ServeMux) {
	mux.HandleFunc("/", handle)
	mux.Handle("/metrics", promhttp.Handler())
	counted := promauto.NewCounterVec(prometheus.CounterOpts{Name: "app_hits_total", Help: "H."}, []string{"user_agent"})
	mux.Handle("/counted", promhttp.InstrumentHandlerCounter(counted, http.HandlerFunc(handle),
		promhttp.WithLabelFromCtx("user_agent", func(ctx context.Context) string { return agentOf(ctx) })))
}

type agentKey struct{}

func agentOf(ctx context.Context) string { s, _ := ctx.Value(agentKey{}).(string); return s }

type collector struct{}

func (c *collector) Describe(ch chan<- *prometheus.Desc) { ch <- desc }

func (c *collector) Collect(ch chan<- prometheus.Metric) {
	var m runtime.MemStats
	runtime.ReadMemStats(&m) // want memstats,slowscrape
	ch <- prometheus.MustNewConstMetric(desc, prometheus.GaugeValue, float64(m.HeapAlloc), "go")
}
