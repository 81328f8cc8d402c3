// Package prometheus stands in for the client library of that name in tests.
package prometheus

type Labels map[string]string

type Collector interface{ Describe() }

type Counter interface {
	Collector
	Inc()
	Add(float64)
}

type Gauge interface {
	Collector
	Set(float64)
	Inc()
	Dec()
	Add(float64)
	Sub(float64)
}

type Observer interface{ Observe(float64) }

type Histogram interface {
	Collector
	Observer
}

type Opts struct{ Namespace, Subsystem, Name, Help string }

type (
	CounterOpts   Opts
	GaugeOpts     Opts
	HistogramOpts struct{ Name, Help string }
)

func NewCounter(opts CounterOpts) Counter       { return nil }
func NewGauge(opts GaugeOpts) Gauge             { return nil }
func NewHistogram(opts HistogramOpts) Histogram { return nil }

type CounterVec struct{ _ int }

func NewCounterVec(opts CounterOpts, labels []string) *CounterVec { return nil }
func (v *CounterVec) Describe()                                   {}
func (v *CounterVec) WithLabelValues(values ...string) Counter    { return nil }
func (v *CounterVec) With(labels Labels) Counter                  { return nil }

type GaugeVec struct{ _ int }

func NewGaugeVec(opts GaugeOpts, labels []string) *GaugeVec { return nil }
func (v *GaugeVec) Describe()                               {}
func (v *GaugeVec) WithLabelValues(values ...string) Gauge  { return nil }
func (v *GaugeVec) With(labels Labels) Gauge                { return nil }

func MustRegister(cs ...Collector) {}
