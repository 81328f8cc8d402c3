// Package metric stands in for OpenTelemetry's package of that name in tests.
package metric

import (
	"context"

	"go.opentelemetry.io/otel/attribute"
)

type AddOption interface{ add() }

type RecordOption interface{ record() }

type ObserveOption interface{ observe() }

type MeasurementOption interface {
	AddOption
	RecordOption
	ObserveOption
}

func WithAttributes(attributes ...attribute.KeyValue) MeasurementOption { return nil }
func WithAttributeSet(attributes attribute.Set) MeasurementOption       { return nil }

// InstrumentOption is an option of all instruments, so it is one of each.
type InstrumentOption interface {
	Int64CounterOption
	Int64UpDownCounterOption
	Int64HistogramOption
	Int64GaugeOption
	Int64ObservableCounterOption
	Int64ObservableUpDownCounterOption
	Int64ObservableGaugeOption
	Float64CounterOption
	Float64UpDownCounterOption
	Float64HistogramOption
	Float64GaugeOption
	Float64ObservableCounterOption
	Float64ObservableUpDownCounterOption
	Float64ObservableGaugeOption
}

type (
	Int64CounterOption                   interface{ applyInt64Counter() }
	Int64UpDownCounterOption             interface{ applyInt64UpDownCounter() }
	Int64HistogramOption                 interface{ applyInt64Histogram() }
	Int64GaugeOption                     interface{ applyInt64Gauge() }
	Int64ObservableCounterOption         interface{ applyInt64ObservableCounter() }
	Int64ObservableUpDownCounterOption   interface{ applyInt64ObservableUpDownCounter() }
	Int64ObservableGaugeOption           interface{ applyInt64ObservableGauge() }
	Float64CounterOption                 interface{ applyFloat64Counter() }
	Float64UpDownCounterOption           interface{ applyFloat64UpDownCounter() }
	Float64HistogramOption               interface{ applyFloat64Histogram() }
	Float64GaugeOption                   interface{ applyFloat64Gauge() }
	Float64ObservableCounterOption       interface{ applyFloat64ObservableCounter() }
	Float64ObservableUpDownCounterOption interface{ applyFloat64ObservableUpDownCounter() }
	Float64ObservableGaugeOption         interface{ applyFloat64ObservableGauge() }

	Int64ObservableOption interface {
		Int64ObservableCounterOption
		Int64ObservableUpDownCounterOption
		Int64ObservableGaugeOption
	}
)

func WithUnit(u string) InstrumentOption           { return nil }
func WithDescription(desc string) InstrumentOption { return nil }

type Int64Callback func(context.Context, Int64Observer) error

func WithInt64Callback(callback Int64Callback) Int64ObservableOption { return nil }

type Int64Observer interface {
	Observe(value int64, options ...ObserveOption)
}

type Int64UpDownCounter interface {
	Add(ctx context.Context, incr int64, options ...AddOption)
}

type Float64UpDownCounter interface {
	Add(ctx context.Context, incr float64, options ...AddOption)
}

type Int64Counter interface {
	Add(ctx context.Context, incr int64, options ...AddOption)
}

type Float64Counter interface {
	Add(ctx context.Context, incr float64, options ...AddOption)
}

type Int64Histogram interface {
	Record(ctx context.Context, incr int64, options ...RecordOption)
}

type Float64Histogram interface {
	Record(ctx context.Context, incr float64, options ...RecordOption)
}

type Int64Gauge interface {
	Record(ctx context.Context, value int64, options ...RecordOption)
}

type Float64Gauge interface {
	Record(ctx context.Context, value float64, options ...RecordOption)
}

type Int64ObservableGauge interface{ observable() }

type Int64ObservableCounter interface{ observable() }

type Meter interface {
	Int64Counter(name string, options ...Int64CounterOption) (Int64Counter, error)
	Int64UpDownCounter(name string, options ...Int64UpDownCounterOption) (Int64UpDownCounter, error)
	Int64Histogram(name string, options ...Int64HistogramOption) (Int64Histogram, error)
	Int64Gauge(name string, options ...Int64GaugeOption) (Int64Gauge, error)
	Int64ObservableGauge(name string, options ...Int64ObservableGaugeOption) (Int64ObservableGauge, error)
	Int64ObservableCounter(name string, options ...Int64ObservableCounterOption) (Int64ObservableCounter, error)
	Float64Counter(name string, options ...Float64CounterOption) (Float64Counter, error)
	Float64Histogram(name string, options ...Float64HistogramOption) (Float64Histogram, error)
	Float64Gauge(name string, options ...Float64GaugeOption) (Float64Gauge, error)
}
