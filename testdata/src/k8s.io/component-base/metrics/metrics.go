// Package metrics stands in for the library of that name in tests.
package metrics

type StabilityLevel string

const ALPHA StabilityLevel = "ALPHA"

type CounterMetric interface {
	Inc()
	Add(float64)
}

type GaugeMetric interface {
	Set(float64)
	Inc()
	Add(float64)
	Dec()
}

type CounterOpts struct {
	Namespace, Subsystem, Name, Help string
	StabilityLevel                   StabilityLevel
}

type GaugeOpts CounterOpts

type Counter struct{ CounterMetric }

type CounterVec struct{ _ int }

func NewCounter(opts *CounterOpts) *Counter                        { return nil }
func NewCounterVec(opts *CounterOpts, labels []string) *CounterVec { return nil }
func (v *CounterVec) WithLabelValues(lvs ...string) CounterMetric  { return nil }
func (v *CounterVec) With(labels map[string]string) CounterMetric  { return nil }
func (v *CounterVec) Reset()                                       {}
