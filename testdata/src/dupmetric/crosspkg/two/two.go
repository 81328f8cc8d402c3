package two

import (
	"expvar"

	"github.com/prometheus/client_golang/prometheus"
)

func init() {
	expvar.Publish("requests", new(expvar.Int))
	prometheus.MustRegister(prometheus.NewGauge(prometheus.GaugeOpts{Name: "two", Help: "T."}))
}

func Registry() *prometheus.Registry {
	reg := prometheus.NewRegistry()
	reg.MustRegister(prometheus.NewGauge(prometheus.GaugeOpts{Name: "own", Help: "T."}))
	return reg
}
