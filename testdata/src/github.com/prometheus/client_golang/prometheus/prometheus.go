// Package prometheus stands in for the client library of that name in tests.
package prometheus

import (
	"time"

	dto "github.com/prometheus/client_model/go"
)

type Labels map[string]string

type Desc struct{ _ int }

type Metric interface{ Desc() *Desc }

type Collector interface {
	Describe(chan<- *Desc)
	Collect(chan<- Metric)
}

type Counter interface {
	Metric
	Collector
	Inc()
	Add(float64)
}

type ExemplarAdder interface {
	AddWithExemplar(value float64, exemplar Labels)
}

type Gauge interface {
	Metric
	Collector
	Set(float64)
	Inc()
	Dec()
	Add(float64)
	Sub(float64)
	SetToCurrentTime()
}

type Observer interface{ Observe(float64) }

type ExemplarObserver interface {
	ObserveWithExemplar(value float64, exemplar Labels)
}

type Histogram interface {
	Metric
	Collector
	Observer
}

type Summary interface {
	Metric
	Collector
	Observer
}

type (
	CounterFunc interface {
		Metric
		Collector
	}
	GaugeFunc interface {
		Metric
		Collector
	}
	UntypedFunc interface {
		Metric
		Collector
	}
)

type ObserverVec interface {
	GetMetricWith(Labels) (Observer, error)
	GetMetricWithLabelValues(lvs ...string) (Observer, error)
	With(Labels) Observer
	WithLabelValues(...string) Observer
	CurryWith(Labels) (ObserverVec, error)
	MustCurryWith(Labels) ObserverVec
	Collector
}

type Opts struct {
	Namespace, Subsystem, Name, Help string
	ConstLabels                      Labels
}

type (
	CounterOpts   Opts
	GaugeOpts     Opts
	UntypedOpts   Opts
	HistogramOpts struct {
		Namespace, Subsystem, Name, Help string
		ConstLabels                      Labels
		Buckets                          []float64
	}
	SummaryOpts struct {
		Namespace, Subsystem, Name, Help string
		ConstLabels                      Labels
		Objectives                       map[float64]float64
		MaxAge                           time.Duration
	}
)

// DefBuckets are the default buckets.
var DefBuckets = []float64{.005, .01, .1, 1, 10}

func NewCounter(opts CounterOpts) Counter                                  { return nil }
func NewGauge(opts GaugeOpts) Gauge                                        { return nil }
func NewHistogram(opts HistogramOpts) Histogram                            { return nil }
func NewSummary(opts SummaryOpts) Summary                                  { return nil }
func NewCounterFunc(opts CounterOpts, function func() float64) CounterFunc { return nil }
func NewGaugeFunc(opts GaugeOpts, function func() float64) GaugeFunc       { return nil }
func NewUntypedFunc(opts UntypedOpts, function func() float64) UntypedFunc { return nil }

// MetricVec is what all vectors embed.
type MetricVec struct{ _ int }

func (v *MetricVec) Describe(chan<- *Desc)                {}
func (v *MetricVec) Collect(chan<- Metric)                {}
func (v *MetricVec) DeleteLabelValues(lvs ...string) bool { return false }
func (v *MetricVec) Delete(labels Labels) bool            { return false }
func (v *MetricVec) DeletePartialMatch(labels Labels) int { return 0 }
func (v *MetricVec) Reset()                               {}

type CounterVec struct{ *MetricVec }

func NewCounterVec(opts CounterOpts, labelNames []string) *CounterVec         { return nil }
func (v *CounterVec) GetMetricWithLabelValues(lvs ...string) (Counter, error) { return nil, nil }
func (v *CounterVec) GetMetricWith(labels Labels) (Counter, error)            { return nil, nil }
func (v *CounterVec) WithLabelValues(lvs ...string) Counter                   { return nil }
func (v *CounterVec) With(labels Labels) Counter                              { return nil }
func (v *CounterVec) CurryWith(labels Labels) (*CounterVec, error)            { return nil, nil }
func (v *CounterVec) MustCurryWith(labels Labels) *CounterVec                 { return nil }

type GaugeVec struct{ *MetricVec }

func NewGaugeVec(opts GaugeOpts, labelNames []string) *GaugeVec           { return nil }
func (v *GaugeVec) GetMetricWithLabelValues(lvs ...string) (Gauge, error) { return nil, nil }
func (v *GaugeVec) GetMetricWith(labels Labels) (Gauge, error)            { return nil, nil }
func (v *GaugeVec) WithLabelValues(lvs ...string) Gauge                   { return nil }
func (v *GaugeVec) With(labels Labels) Gauge                              { return nil }
func (v *GaugeVec) CurryWith(labels Labels) (*GaugeVec, error)            { return nil, nil }
func (v *GaugeVec) MustCurryWith(labels Labels) *GaugeVec                 { return nil }

type HistogramVec struct{ *MetricVec }

func NewHistogramVec(opts HistogramOpts, labelNames []string) *HistogramVec      { return nil }
func (v *HistogramVec) GetMetricWithLabelValues(lvs ...string) (Observer, error) { return nil, nil }
func (v *HistogramVec) GetMetricWith(labels Labels) (Observer, error)            { return nil, nil }
func (v *HistogramVec) WithLabelValues(lvs ...string) Observer                   { return nil }
func (v *HistogramVec) With(labels Labels) Observer                              { return nil }
func (v *HistogramVec) CurryWith(labels Labels) (ObserverVec, error)             { return nil, nil }
func (v *HistogramVec) MustCurryWith(labels Labels) ObserverVec                  { return nil }

type SummaryVec struct{ *MetricVec }

func NewSummaryVec(opts SummaryOpts, labelNames []string) *SummaryVec          { return nil }
func (v *SummaryVec) GetMetricWithLabelValues(lvs ...string) (Observer, error) { return nil, nil }
func (v *SummaryVec) GetMetricWith(labels Labels) (Observer, error)            { return nil, nil }
func (v *SummaryVec) WithLabelValues(lvs ...string) Observer                   { return nil }
func (v *SummaryVec) With(labels Labels) Observer                              { return nil }
func (v *SummaryVec) CurryWith(labels Labels) (ObserverVec, error)             { return nil, nil }
func (v *SummaryVec) MustCurryWith(labels Labels) ObserverVec                  { return nil }

// A ValueType says what a constant metric is.
type ValueType int

const (
	_ ValueType = iota
	CounterValue
	GaugeValue
	UntypedValue
)

func NewDesc(fqName, help string, variableLabels []string, constLabels Labels) *Desc { return nil }
func BuildFQName(namespace, subsystem, name string) string {
	return namespace + "_" + subsystem + "_" + name
}
func MustNewConstMetric(desc *Desc, valueType ValueType, value float64, labelValues ...string) Metric {
	return nil
}
func NewConstMetric(desc *Desc, valueType ValueType, value float64, labelValues ...string) (Metric, error) {
	return nil, nil
}
func MustNewConstHistogram(desc *Desc, count uint64, sum float64, buckets map[float64]uint64, labelValues ...string) Metric {
	return nil
}
func MustNewConstSummary(desc *Desc, count uint64, sum float64, quantiles map[float64]float64, labelValues ...string) Metric {
	return nil
}

// A LabelConstraint changes the values of a label.
type LabelConstraint func(string) string

type ConstrainedLabel struct {
	Name       string
	Constraint LabelConstraint
}

type ConstrainableLabels interface{ labelNames() []string }

type ConstrainedLabels []ConstrainedLabel

type UnconstrainedLabels []string

func (ConstrainedLabels) labelNames() []string   { return nil }
func (UnconstrainedLabels) labelNames() []string { return nil }

type CounterVecOpts struct {
	CounterOpts
	VariableLabels ConstrainableLabels
}

type HistogramVecOpts struct {
	HistogramOpts
	VariableLabels ConstrainableLabels
}

// V2 takes labels with constraints.
var V2 = v2{}

type v2 struct{}

func (v2) NewCounterVec(opts CounterVecOpts) *CounterVec       { return nil }
func (v2) NewHistogramVec(opts HistogramVecOpts) *HistogramVec { return nil }

type Registerer interface {
	Register(Collector) error
	MustRegister(...Collector)
	Unregister(Collector) bool
}

type Gatherer interface {
	Gather() ([]*dto.MetricFamily, error)
}

type Registry struct{ _ int }

func NewRegistry() *Registry                             { return nil }
func NewPedanticRegistry() *Registry                     { return nil }
func (r *Registry) Register(Collector) error             { return nil }
func (r *Registry) MustRegister(...Collector)            {}
func (r *Registry) Unregister(Collector) bool            { return false }
func (r *Registry) Gather() ([]*dto.MetricFamily, error) { return nil, nil }

var (
	DefaultRegisterer Registerer = NewRegistry()
	DefaultGatherer   Gatherer   = NewRegistry()
)

func WrapRegistererWith(labels Labels, reg Registerer) Registerer       { return nil }
func WrapRegistererWithPrefix(prefix string, reg Registerer) Registerer { return nil }

type AlreadyRegisteredError struct{ ExistingCollector, NewCollector Collector }

func (AlreadyRegisteredError) Error() string { return "" }

func Register(c Collector) error   { return nil }
func MustRegister(cs ...Collector) {}
func Unregister(c Collector) bool  { return false }

type Timer struct{ _ int }

func NewTimer(o Observer) *Timer                { return nil }
func (t *Timer) ObserveDuration() time.Duration { return 0 }
