package main

import (
	"context"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
)

const (
	otelName      = "OpenTelemetry `Int64Counter`"
	otelHistName  = "OpenTelemetry `Int64Histogram`"
	otelLabelName = "OpenTelemetry `Int64Counter`, attributes"
)

// meter returns a meter of the SDK, and what a reader collects of its one instrument.
func meter() (metric.Meter, func() metricdata.Aggregation) {
	reader := sdkmetric.NewManualReader()
	provider := sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader))
	return provider.Meter("bench"), func() metricdata.Aggregation {
		var data metricdata.ResourceMetrics
		if err := reader.Collect(context.Background(), &data); err != nil || len(data.ScopeMetrics) == 0 {
			return nil
		}
		return data.ScopeMetrics[0].Metrics[0].Data
	}
}

// otelCounter is a subject that adds 1 with what add returns for it.
func otelCounter(name string, add func(c metric.Int64Counter) func(i int)) subject {
	return shared(name, func() (func(int), func() int64) {
		m, collect := meter()
		c, err := m.Int64Counter("bench")
		if err != nil {
			panic(err) // the name is in order
		}
		one := add(c)
		return func(n int) {
				for i := range n {
					one(i)
				}
			}, func() (total int64) {
				if sum, ok := collect().(metricdata.Sum[int64]); ok {
					for _, p := range sum.DataPoints {
						total += p.Value
					}
				}
				return total
			}
	})
}

func otelPlain() subject {
	ctx := context.Background()
	return otelCounter(otelName, func(c metric.Int64Counter) func(int) { return func(int) { c.Add(ctx, 1) } })
}

func otelLabelled() subject {
	ctx := context.Background()
	return otelCounter(otelLabelName, func(c metric.Int64Counter) func(int) {
		return func(i int) {
			r := &routes[i%8]
			c.Add(ctx, 1, metric.WithAttributes(attribute.String("method", r.method), attribute.String("path", r.path)))
		}
	})
}

func otelHistogram() subject {
	ctx := context.Background()
	return recording(otelHistName, func() (func(int64), func() int64) {
		m, collect := meter()
		h, err := m.Int64Histogram("bench")
		if err != nil {
			panic(err) // the name is in order
		}
		return func(v int64) { h.Record(ctx, v) }, func() (total int64) {
			if all, ok := collect().(metricdata.Histogram[int64]); ok {
				for _, p := range all.DataPoints {
					total += int64(p.Count)
				}
			}
			return total
		}
	})
}
