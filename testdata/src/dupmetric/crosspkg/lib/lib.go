package lib

import (
	"dupmetric/crosspkg/two"

	"github.com/prometheus/client_golang/prometheus"
)

var gauge = prometheus.NewGauge(prometheus.GaugeOpts{Name: "two", Help: "T."})

func init() {
	prometheus.MustRegister(gauge) // want `"two" is registered twice \(dupmetric/crosspkg/two registers it when it is initialised\)`
	two.Registry()
	two.Registry()
}
