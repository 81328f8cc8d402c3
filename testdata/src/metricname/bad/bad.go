package bad

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	k8s "k8s.io/component-base/metrics"
)

const namespace = "app"

var (
	a = promauto.NewCounter(prometheus.CounterOpts{Name: "a_total"})                                              // want help/warning:`a_total has no help text`
	b = promauto.NewGauge(prometheus.GaugeOpts{Namespace: namespace, Name: "b", Help: ""})                        // want help:`app_b has no help text`
	c = promauto.NewCounter(prometheus.CounterOpts{Namespace: namespace, Name: "requests", Help: "R."})           // want total:`the counter app_requests does not end in _total`
	d = promauto.NewGauge(prometheus.GaugeOpts{Name: "open_total", Help: "O."})                                   // want total:`the gauge open_total ends in _total`
	e = promauto.NewHistogram(prometheus.HistogramOpts{Name: "latency_milliseconds", Help: "L."})                 // want unit:`latency_milliseconds is in milliseconds, which is no base unit: dashboards and alerts expect _seconds`
	f = promauto.NewCounter(prometheus.CounterOpts{Subsystem: "net", Name: "sent_kb_total", Help: "S."})          // want unit:`net_sent_kb_total is in kb`
	g = promauto.NewGauge(prometheus.GaugeOpts{Name: "usage_percent", Help: "U."})                                // want `expect _ratio`
	h = promauto.NewGauge(prometheus.GaugeOpts{Name: "queueLength", Help: "Q."})                                  // want case:`the name queueLength is in camelCase`
	i = promauto.NewGaugeVec(prometheus.GaugeOpts{Name: "queue_length", Help: "Q."}, []string{"queueName"})       // want case:`the label queueName is in camelCase`
	j = promauto.NewGauge(prometheus.GaugeOpts{Name: "queue_gauge", Help: "Q."})                                  // want component:`queue_gauge has its type in its name`
	k = promauto.NewCounterVec(prometheus.CounterOpts{Name: "calls_by_code_total", Help: "C."}, []string{"code"}) // want component:`calls_by_code_total has its label code in its name`
	l = promauto.NewCounterVec(prometheus.CounterOpts{Name: "l_total", Help: "C."}, []string{"__host"})           // want reserved:`the label __host of l_total`
	m = promauto.NewHistogramVec(prometheus.HistogramOpts{Name: "m_seconds", Help: "M."}, []string{"le"})         // want reserved:`client_golang panics`
	n = promauto.NewCounterVec(prometheus.CounterOpts{Name: "n_total", Help: "N."}, []string{"quantile"})         // want `kept for summaries`
	o = k8s.NewCounter(&k8s.CounterOpts{Name: "pods", Help: "P."})                                                // want `the counter pods`
	p = promauto.NewCounterVec(prometheus.CounterOpts{Name: "code_calls_total", Help: "C."}, []string{"code"})    // want label-in-name/deep:`has its label code in its name`
	q = promauto.NewGaugeVec(prometheus.GaugeOpts{Name: "buckets", Help: "N."}, []string{"le"})                   // want `kept for the bounds of histograms`
	r = prometheus.NewDesc("load_percent", "L.", nil, nil)                                                        // want `load_percent is in percent`
)

// Through helpers, at the caller's name.
func counter(name, help string) prometheus.Counter {
	return promauto.NewCounter(prometheus.CounterOpts{Namespace: namespace, Name: name, Help: help})
}

var (
	s = counter("hits", "H.") // want `the counter app_hits`
	t = counter("hits_total", "H.")
	u = counter("misses_total", "") // want `app_misses_total has no help text`
)

// A namespace that is not known.
func dynamic(namespace string) {
	opts := prometheus.GaugeOpts{Namespace: namespace, Name: "uptime_minutes", Help: "U."} // want `uptime_minutes is in minutes`
	promauto.NewGauge(opts)
}
