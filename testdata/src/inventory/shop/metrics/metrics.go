// Package metrics holds what the shop exposes.
package metrics

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

const namespace = "shop"

// Orders is raised by other packages alone.
var Orders = promauto.NewCounterVec(prometheus.CounterOpts{
	Namespace: namespace, Name: "orders_total", Help: "Orders by what became of them.",
}, []string{"outcome", "method"})

// Latency is handed to its users.
type Latency struct {
	Seconds *prometheus.HistogramVec
}

// New makes and registers what one server measures.
func New(reg prometheus.Registerer) *Latency {
	l := &Latency{Seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Namespace: namespace, Name: "request_duration_seconds", Help: "How long requests take.",
	}, []string{"route"})}
	reg.MustRegister(l.Seconds)
	return l
}

func gauge(name string) prometheus.Gauge {
	return prometheus.NewGauge(prometheus.GaugeOpts{Namespace: namespace, Name: name, Help: "Things in the shop."})
}

// Two metrics of one helper.
var (
	Baskets = gauge("baskets")
	Visits  = gauge("visitors")
)

// Named has a name that the configuration decides.
func Named(name string) prometheus.Counter {
	return prometheus.NewCounter(prometheus.CounterOpts{Name: name + "_seen_total", Help: "Seen."})
}
