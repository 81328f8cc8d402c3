package prom_test

import (
	"fmt"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/counterlint/counterlint/runtime/counter"
	"github.com/counterlint/counterlint/runtime/expose/prom"
	"github.com/counterlint/counterlint/runtime/registry"
)

func ExampleCollector() {
	var metrics registry.Registry
	var logins counter.Counter
	metrics.MustRegister(registry.Desc{Name: "logins_total", Help: "Logins."}, &logins)
	logins.Inc()

	theirs := prometheus.NewRegistry()
	theirs.MustRegister(prom.Collector(&metrics))
	families, err := theirs.Gather()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(families[0].GetName(), families[0].GetMetric()[0].GetCounter().GetValue())
	// Output: logins_total 1
}
