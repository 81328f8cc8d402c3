// Package metrics holds what the shop exposes.
package metrics

import (
	"strings"

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

var ways = promauto.NewCounterVec(prometheus.CounterOpts{Namespace: namespace, Name: "ways_total", Help: "Ways in, as they are written."}, []string{"way"})

// Entered counts a way as it is called, or in small letters.
func Entered(front, small bool) {
	way := "FRONT"
	if !front {
		way = "BACK"
	}
	if small {
		ways.WithLabelValues(strings.ToLower(way)).Inc()
		return
	}
	ways.WithLabelValues(way).Inc()
}

var doors = promauto.NewCounterVec(prometheus.CounterOpts{Namespace: namespace, Name: "doors_total", Help: "Doors, both ways of writing in one place."}, []string{"door"})

// Opened counts the same with one call.
func Opened(front, small bool) {
	door := "FRONT"
	if !front {
		door = "BACK"
	}
	written := door
	if small {
		written = strings.ToLower(door)
	}
	doors.WithLabelValues(written).Inc()
}
