// Package otel hands the metrics of a registry to OpenTelemetry: counters and gauges as observable instruments of a meter, and
// histograms, for which there are no such instruments, by a producer for a reader of the SDK.
//
//	reader := sdkmetric.NewPeriodicReader(exporter, sdkmetric.WithProducer(otel.Histograms(&metrics)))
//	provider := sdkmetric.NewMeterProvider(sdkmetric.WithReader(reader))
//	registration, err := otel.Register(provider.Meter("shop"), &metrics)
//
// Nothing is counted a second time: when the reader collects, both read what the registry holds. The names stay those of Prometheus,
// and units are words (seconds) where OpenTelemetry would abbreviate (s). The SDK has a limit of its own to the series of an
// instrument. It is a module of its own, so that OpenTelemetry is a dependency of those alone who use it.
package otel

import (
	"context"
	"fmt"
	"sync"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/sdk/instrumentation"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"github.com/counterlint/counterlint/runtime/registry"
)

// Register makes an observable instrument for each counter and gauge that a registry has now; what is registered later is not seen.
// It returns an error, and registers nothing, if the meter refuses one of them. Unregister ends it.
func Register(meter metric.Meter, r *registry.Registry) (metric.Registration, error) {
	instruments := map[string]metric.Observable{}
	var all []metric.Observable
	for _, m := range r.Metrics() {
		if m.Kind == registry.Histogram {
			continue
		}
		instrument, err := observable(meter, m)
		if err != nil {
			return nil, fmt.Errorf("otel: %s: %w", m.Name, err)
		}
		instruments[m.Name] = instrument
		all = append(all, instrument)
	}
	var options cache
	return meter.RegisterCallback(func(_ context.Context, o metric.Observer) error {
		for _, m := range r.Metrics() {
			if instrument := instruments[m.Name]; instrument != nil {
				observe(o, instrument, m, &options)
			}
		}
		return nil
	}, all...)
}

// observable makes the instrument of a metric.
func observable(meter metric.Meter, m *registry.Metric) (metric.Observable, error) {
	help, unit := metric.WithDescription(m.Help), metric.WithUnit(m.Unit)
	switch {
	case m.Kind == registry.Counter && m.Fraction:
		return meter.Float64ObservableCounter(m.Name, help, unit)
	case m.Kind == registry.Counter:
		return meter.Int64ObservableCounter(m.Name, help, unit)
	case m.Fraction:
		return meter.Float64ObservableGauge(m.Name, help, unit)
	}
	return meter.Int64ObservableGauge(m.Name, help, unit)
}

// observe reads all series of a metric. A count above math.MaxInt64 is that one, for OpenTelemetry has no larger integers.
func observe(o metric.Observer, instrument metric.Observable, m *registry.Metric, options *cache) {
	t := m.Table()
	sets := options.of(m, t)
	for i := range t.Series {
		n := t.Series[i].Number()
		option := metric.WithAttributeSet(sets[i])
		switch instrument := instrument.(type) {
		case metric.Float64Observable:
			o.ObserveFloat64(instrument, n.Float64(), option)
		case metric.Int64Observable:
			v, _ := n.Int64() // it is an integer, or the instrument were another one
			o.ObserveInt64(instrument, v, option)
		}
	}
}

// Histograms returns a producer of the histograms that a registry has at each collection. Their counts are cumulative, since the call
// of Histograms.
func Histograms(r *registry.Registry) sdkmetric.Producer {
	return &producer{registry: r, begun: time.Now()}
}

type producer struct {
	registry *registry.Registry
	begun    time.Time
	sets     cache
}

// Produce reads all histograms.
func (p *producer) Produce(ctx context.Context) ([]metricdata.ScopeMetrics, error) {
	now := time.Now()
	var all []metricdata.Metrics
	for _, m := range p.registry.Metrics() {
		if m.Kind != registry.Histogram {
			continue
		}
		t := m.Table()
		sets := p.sets.of(m, t)
		data := metricdata.Histogram[float64]{Temporality: metricdata.CumulativeTemporality}
		for i := range t.Series {
			d := t.Series[i].Distribution()
			data.DataPoints = append(data.DataPoints, metricdata.HistogramDataPoint[float64]{
				Attributes: sets[i], StartTime: p.begun, Time: now, Count: d.Count(), Bounds: d.Bounds, BucketCounts: d.Counts, Sum: d.Sum,
			})
		}
		if len(data.DataPoints) > 0 {
			all = append(all, metricdata.Metrics{Name: m.Name, Description: m.Help, Unit: m.Unit, Data: data})
		}
	}
	if len(all) == 0 {
		return nil, ctx.Err()
	}
	scope := instrumentation.Scope{Name: "github.com/counterlint/counterlint/runtime/expose/otel"}
	return []metricdata.ScopeMetrics{{Scope: scope, Metrics: all}}, ctx.Err()
}

// A cache holds the attributes of all series of a metric, as long as it has the same ones.
type cache struct {
	mu      sync.Mutex
	entries map[*registry.Metric]entry
}

type entry struct {
	table *registry.Table
	sets  []attribute.Set
}

func (c *cache) of(m *registry.Metric, t *registry.Table) []attribute.Set {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e := c.entries[m]; e.table == t {
		return e.sets
	}
	if c.entries == nil {
		c.entries = map[*registry.Metric]entry{}
	}
	e := entry{t, make([]attribute.Set, len(t.Series))}
	for i := range t.Series {
		e.sets[i] = attributes(m.Labels, &t.Series[i])
	}
	c.entries[m] = e
	return e.sets
}

// attributes returns the labels of a series. The one that counts for all keys that were not let in has the attribute that
// OpenTelemetry itself has for that.
func attributes(names []string, s *registry.Series) attribute.Set {
	if s.Overflow {
		return attribute.NewSet(attribute.Bool("otel.metric.overflow", true))
	}
	all := make([]attribute.KeyValue, len(names))
	for i, name := range names {
		all[i] = attribute.String(name, s.Values[i])
	}
	return attribute.NewSet(all...)
}
