// Package prom hands the metrics of a registry to client_golang, for programs that have a registry of theirs there already:
//
//	prometheus.MustRegister(prom.Collector(&metrics))
//
// The numbers are those that expose/promtext writes, which needs no other module and is much faster. It is a module of its own, so that
// client_golang is a dependency of those alone who use it.
package prom

import (
	"github.com/prometheus/client_golang/prometheus"

	"github.com/counterlint/counterlint/runtime/registry"
)

// Collector returns a collector of what a registry holds at the time of each scrape. It describes nothing beforehand, for metrics may
// be registered later; a name that another collector has too makes the scrape fail, as client_golang has it for such collectors.
func Collector(r *registry.Registry) prometheus.Collector { return collector{r} }

type collector struct{ registry *registry.Registry }

// Describe says nothing: the collector is an unchecked one.
func (collector) Describe(chan<- *prometheus.Desc) {}

// Collect reads all series.
func (c collector) Collect(out chan<- prometheus.Metric) {
	for _, m := range c.registry.Metrics() {
		desc := prometheus.NewDesc(m.Name, m.Help, m.Labels, nil)
		overflow := prometheus.NewDesc(m.Name, m.Help, []string{registry.OverflowLabel}, nil)
		t := m.Table()
		for i := range t.Series {
			s := &t.Series[i]
			if s.Overflow {
				out <- metric(overflow, m.Kind, s, []string{"true"})
			} else {
				out <- metric(desc, m.Kind, s, s.Values)
			}
		}
	}
}

// metric reads a series. What client_golang refuses becomes a metric that makes the scrape fail with the reason.
func metric(desc *prometheus.Desc, kind registry.Kind, s *registry.Series, values []string) prometheus.Metric {
	var m prometheus.Metric
	var err error
	switch kind {
	case registry.Histogram:
		d := s.Distribution()
		buckets := map[float64]uint64{}
		for bound, n := range d.AtMost() {
			buckets[bound] = n
		}
		m, err = prometheus.NewConstHistogram(desc, d.Count(), d.Sum, buckets, values...)
	case registry.Counter:
		m, err = prometheus.NewConstMetric(desc, prometheus.CounterValue, s.Number().Float64(), values...)
	default:
		m, err = prometheus.NewConstMetric(desc, prometheus.GaugeValue, s.Number().Float64(), values...)
	}
	if err != nil {
		return prometheus.NewInvalidMetric(desc, err)
	}
	return m
}
