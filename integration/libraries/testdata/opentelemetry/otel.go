// Package opentelemetry uses OpenTelemetry's metric API as it is.
package opentelemetry

import (
	"context"
	"net/http"
	"os"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"
)

type server struct {
	requests metric.Int64Counter
	inflight metric.Int64UpDownCounter
	latency  metric.Float64Histogram
}

// New makes the instruments.
func New() (*server, error) {
	m := otel.Meter("app")
	requests, err := m.Int64Counter("requests", metric.WithUnit("{request}"), metric.WithDescription("Requests."))
	if err != nil {
		return nil, err
	}
	inflight, err := m.Int64UpDownCounter("inflight")
	if err != nil {
		return nil, err
	}
	latency, err := m.Float64Histogram("latency", metric.WithUnit("s"), metric.WithExplicitBucketBoundaries(0.1, 1))
	if err != nil {
		return nil, err
	}
	_, err = m.Int64ObservableGauge("disk", metric.WithInt64Callback(func(_ context.Context, o metric.Int64Observer) error {
		data, err := os.ReadFile("disk.txt") // want slowscrape
		o.Observe(int64(len(data)))
		return err
	}))
	return &server{requests, inflight, latency}, err
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	path := attribute.String("path", r.URL.Path)
	s.requests.Add(ctx, 1, metric.WithAttributes(path, attribute.Int("code", 200)))                           // want unboundedlabel "the label path, without a bound: the OpenTelemetry SDK keeps 2000 attribute sets"
	s.latency.Record(ctx, 1, metric.WithAttributeSet(attribute.NewSet(attribute.Key("host").String(r.Host)))) // want unboundedlabel "the label host"
	trace.SpanFromContext(ctx).SetAttributes(path)                                                            // an attribute of a span is no series
	s.inflight.Add(ctx, 1, metric.WithAttributes(attribute.String("route", r.Pattern)))
	s.inflight.Add(ctx, -1, metric.WithAttributes(attribute.String("route", r.Pattern)))
}

func (s *server) undo(ctx context.Context) { s.requests.Add(ctx, -1) } // want countdec
