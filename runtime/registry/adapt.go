package registry

// What can be a metric, and how it is read.

import (
	"fmt"
	"iter"
	"reflect"

	"github.com/counterlint/counterlint/runtime/counter"
	"github.com/counterlint/counterlint/runtime/gauge"
	"github.com/counterlint/counterlint/runtime/histogram"
	"github.com/counterlint/counterlint/runtime/label"
)

// A CounterFunc is a counter that is read by a call. What it returns must never fall.
type CounterFunc func() uint64

// Value calls the function.
func (f CounterFunc) Value() uint64 { return f() }

// A GaugeFunc is a gauge that is read by a call.
type GaugeFunc func() float64

// Value calls the function.
func (f GaugeFunc) Value() float64 { return f() }

// A HistogramFunc is a histogram that is read by a call, with one count more than bounds. It has bounds of its own, in the unit of the name: PerUnit and Buckets of its
// description change nothing.
type HistogramFunc func() Distribution

// labelled is what the labelled metrics of package label have.
type labelled[V any] interface {
	Labels() []string
	Children() iter.Seq2[[]string, *V]
	Overflow() *V
	Version() uint64
	Limits() label.Limits
}

// adapt finds out how a metric is read.
func (m *Metric) adapt(metric any) error {
	if v := reflect.ValueOf(metric); !v.IsValid() || (v.Kind() == reflect.Pointer || v.Kind() == reflect.Func) && v.IsNil() {
		return fmt.Errorf("the metric is a nil %T", metric)
	}
	switch c := metric.(type) {
	case labelled[counter.Counter]:
		each(m, Counter, c, func(c *counter.Counter) source { return m.number(uints[*counter.Counter]{c}) })
	case labelled[gauge.Gauge]:
		each(m, Gauge, c, func(g *gauge.Gauge) source { return m.number(ints[*gauge.Gauge]{g}) })
	case labelled[histogram.HDR]:
		each(m, Histogram, c, func(h *histogram.HDR) source { return m.snapshot(h.SnapshotInto) })
	default:
		kind, s, ok := m.single(metric)
		if !ok {
			return fmt.Errorf("a %T can be no metric; wrap it into a CounterFunc, a GaugeFunc or a HistogramFunc", metric)
		}
		m.Kind = kind
		m.Fraction = s.fraction()
		m.version = func() uint64 { return 0 }
		m.children = func() []Series { return []Series{{source: s}} }
	}
	return nil
}

// single finds out how a metric without labels is read.
func (m *Metric) single(metric any) (Kind, source, bool) {
	switch c := metric.(type) {
	case *counter.Counter:
		return Counter, m.number(uints[*counter.Counter]{c}), true
	case *counter.Resettable:
		return Counter, m.number(uints[CounterFunc]{c.Total}), true
	case *counter.Sloppy:
		return Counter, m.number(uints[*counter.Sloppy]{c}), true
	case CounterFunc:
		return Counter, m.number(uints[CounterFunc]{c}), true
	case *counter.Float64:
		return Gauge, m.number(floats[*counter.Float64]{c}), true
	case *counter.Rate:
		return Gauge, m.number(floats[GaugeFunc]{c.PerSecond}), true
	case *counter.Latch:
		return Gauge, m.number(floats[GaugeFunc]{func() float64 {
			if c.Tripped() {
				return 1
			}
			return 0
		}}), true
	case GaugeFunc:
		return Gauge, m.number(floats[GaugeFunc]{c}), true
	case *histogram.HDR:
		return Histogram, m.snapshot(c.SnapshotInto), true
	case *histogram.Recorder:
		return Histogram, m.snapshot(c.SnapshotInto), true
	case HistogramFunc:
		return Histogram, source{spread: func() Distribution { return c().fit() }}, true
	case *gauge.Gauge, *counter.UpDown, *counter.Int, *counter.Capped, *counter.Max, *counter.Min, *counter.PerP, *counter.Adaptive,
		*counter.Padded, *counter.Sharded:
		return Gauge, m.number(ints[interface{ Value() int64 }]{c.(interface{ Value() int64 })}), true
	}
	return 0, source{}, false
}

// each makes series of the children of a labelled metric.
func each[V any](m *Metric, kind Kind, c labelled[V], read func(*V) source) {
	m.Kind, m.Labels, m.limits, m.version = kind, c.Labels(), c.Limits(), c.Version
	m.Fraction = m.PerUnit > 1
	m.children = func() []Series {
		var all []Series
		for values, child := range c.Children() {
			all = append(all, Series{Values: values, Overflow: child == c.Overflow(), source: read(child)})
		}
		return all
	}
}
