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

type InstrumentOption interface{ instrument() }

func WithUnit(u string) InstrumentOption           { return nil }
func WithDescription(desc string) InstrumentOption { return nil }

type Int64Callback func(context.Context, Int64Observer) error

func WithInt64Callback(callback Int64Callback) InstrumentOption { return nil }

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
	Int64Counter(name string, options ...InstrumentOption) (Int64Counter, error)
	Int64UpDownCounter(name string, options ...InstrumentOption) (Int64UpDownCounter, error)
	Int64Histogram(name string, options ...InstrumentOption) (Int64Histogram, error)
	Int64Gauge(name string, options ...InstrumentOption) (Int64Gauge, error)
	Int64ObservableGauge(name string, options ...InstrumentOption) (Int64ObservableGauge, error)
	Int64ObservableCounter(name string, options ...InstrumentOption) (Int64ObservableCounter, error)
	Float64Counter(name string, options ...InstrumentOption) (Float64Counter, error)
	Float64Histogram(name string, options ...InstrumentOption) (Float64Histogram, error)
	Float64Gauge(name string, options ...InstrumentOption) (Float64Gauge, error)
}
