package lib

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

var Requests = promauto.NewCounterVec(prometheus.CounterOpts{Name: "lib_requests_total", Help: "R."}, []string{"method", "code"})

type Metrics struct{ Errors *prometheus.CounterVec }

func New() *Metrics {
	return &Metrics{Errors: promauto.NewCounterVec(prometheus.CounterOpts{Name: "lib_errors_total", Help: "E."}, []string{"kind"})}
}
