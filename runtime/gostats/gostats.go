// Package gostats registers what the Go runtime measures of itself, by its package runtime/metrics: memory, collections, goroutines,
// scheduling latencies.
//
//	err := gostats.Register(&metrics, "platform")
//
// The names are those of client_golang's collector of all runtime metrics, so that dashboards fit: /gc/heap/allocs:bytes is
// go_gc_heap_allocs_bytes_total. Percentages become ratios, as the registry wants it. The settings below /godebug are left out.
//
// Everything is read in one step, before each reading of the registry.
package gostats

import (
	"errors"
	"fmt"
	"math"
	"runtime/metrics"
	"strings"
	"sync"

	"github.com/counterlint/counterlint/runtime/counter"
	"github.com/counterlint/counterlint/runtime/registry"
)

// Register registers the metrics of the running Go version for an owner, who needs a series for each, about a hundred. A metric that
// the registry refuses is in the error, and the others are registered all the same.
func Register(r *registry.Registry, owner string) error {
	all := &stats{}
	var errs []error
	for _, d := range metrics.All() {
		if strings.HasPrefix(d.Name, "/godebug/") || d.Kind == metrics.KindBad {
			continue
		}
		all.samples = append(all.samples, metrics.Sample{Name: d.Name})
		desc := registry.Desc{Name: name(d), Help: d.Description, Owner: owner}
		switch {
		case strings.HasSuffix(d.Name, ":percent"):
			desc.PerUnit = 100
		case d.Kind == metrics.KindFloat64 && d.Cumulative:
			desc.PerUnit = perSecond
		}
		if err := r.Register(desc, all.metric(len(all.samples)-1, d)); err != nil {
			errs = append(errs, fmt.Errorf("gostats: %s: %w", d.Name, err))
		}
	}
	all.read()
	r.BeforeRead(all.read)
	return errors.Join(errs...)
}

// perSecond is in how many parts times are counted.
const perSecond = 1e9

// name returns the name of a runtime metric as Prometheus has it.
func name(d metrics.Description) string {
	path, unit, _ := strings.Cut(strings.TrimPrefix(d.Name, "/"), ":")
	if unit == "percent" {
		unit = "ratio"
	}
	name := "go_" + strings.NewReplacer("/", "_", "-", "_").Replace(path) + "_" + strings.NewReplacer("/", "_per_", "-", "_", "*", "_").Replace(unit)
	if d.Cumulative && d.Kind != metrics.KindFloat64Histogram {
		name += "_total"
	}
	return name
}

// stats are the samples of the last reading.
type stats struct {
	mu      sync.Mutex
	samples []metrics.Sample
}

func (s *stats) read() {
	s.mu.Lock()
	defer s.mu.Unlock()
	metrics.Read(s.samples)
}

// metric returns what reads sample i.
func (s *stats) metric(i int, d metrics.Description) any {
	value := func() metrics.Value {
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.samples[i].Value
	}
	switch {
	case d.Kind == metrics.KindFloat64Histogram:
		return registry.HistogramFunc(func() registry.Distribution {
			s.mu.Lock() // the next reading writes into the same histogram
			defer s.mu.Unlock()
			return distribution(s.samples[i].Value.Float64Histogram())
		})
	case d.Kind == metrics.KindUint64 && d.Cumulative:
		return registry.CounterFunc(func() uint64 { return value().Uint64() })
	case d.Kind == metrics.KindUint64:
		return registry.GaugeFunc(func() float64 { return float64(value().Uint64()) })
	case d.Cumulative:
		var highest counter.Max // the runtime estimates some times, and may take back a bit
		return registry.CounterFunc(func() uint64 {
			highest.Observe(int64(value().Float64() * perSecond))
			return uint64(highest.Value())
		})
	}
	return registry.GaugeFunc(func() float64 { return value().Float64() })
}

// maxBuckets is how many buckets a histogram may have; the runtime's have up to some hundred.
const maxBuckets = 24

// distribution returns a histogram of the runtime with as few buckets as there may be, of which each holds several of its own. The sum
// is an estimate: each value counts as the middle of its bucket.
func distribution(h *metrics.Float64Histogram) registry.Distribution {
	var d registry.Distribution
	step := (len(h.Counts) + maxBuckets - 1) / maxBuckets
	var n uint64
	for i, count := range h.Counts {
		low, high := h.Buckets[i], h.Buckets[i+1]
		d.Sum += float64(count) * middle(low, high)
		n += count
		if (i+1)%step == 0 && i+1 < len(h.Counts) {
			d.Bounds, d.Counts = append(d.Bounds, high), append(d.Counts, n)
			n = 0
		}
	}
	d.Counts = append(d.Counts, n)
	return d
}

// middle returns the middle of a bucket, or its finite end.
func middle(low, high float64) float64 {
	switch {
	case math.IsInf(low, -1):
		return min(high, 0)
	case math.IsInf(high, 1):
		return low
	}
	return (low + high) / 2
}
