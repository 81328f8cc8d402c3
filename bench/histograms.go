package main

import (
	"math"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
	vm "github.com/VictoriaMetrics/metrics"
	"github.com/prometheus/client_golang/prometheus"
	dto "github.com/prometheus/client_model/go"

	"github.com/counterlint/counterlint/runtime/histogram"
	"github.com/counterlint/counterlint/runtime/label"
)

const (
	hdrName     = "`histogram.HDR`"
	classicName = "client_golang `Histogram`"
	nativeName  = "client_golang `Histogram`, native"
	vmHistName  = "VictoriaMetrics/metrics `Histogram`"
	mutexedName = "`sync.Mutex` around hdrhistogram-go"
	labelName   = "`label.Counter`"
	handleName  = "`label.Counter`, handle kept"
	vecName     = "client_golang `CounterVec`"
	syncMapName = "`sync.Map` of `*atomic.Int64`"
)

// recorded is what is recorded in turn: nanoseconds, from 10 microseconds to 10 seconds, spread evenly over the magnitudes.
var recorded = func() (all [1024]int64) {
	rng := rand.New(rand.NewPCG(5, 5))
	for i := range all {
		all[i] = int64(1e4 * math.Pow(1e6, rng.Float64()))
	}
	return all
}()

// recording is a subject that records values.
func recording(name string, fresh func() (record func(v int64), count func() int64)) subject {
	return shared(name, func() (func(int), func() int64) {
		record, count := fresh()
		return func(n int) {
			for i := range n {
				record(recorded[i%1024])
			}
		}, count
	})
}

func histograms() []subject {
	return []subject{
		recording(hdrName, func() (func(int64), func() int64) {
			h := new(histogram.HDR)
			return h.Record, func() int64 { return int64(h.Snapshot().Count()) }
		}),
		recording(classicName, func() (func(int64), func() int64) {
			h := prometheus.NewHistogram(prometheus.HistogramOpts{Name: "bench_seconds", Help: "What is recorded, in seconds."})
			return func(v int64) { h.Observe(float64(v) / 1e9) }, func() int64 { return observed(h) }
		}),
		recording(nativeName, func() (func(int64), func() int64) {
			h := prometheus.NewHistogram(prometheus.HistogramOpts{Name: "bench_seconds", Help: "What is recorded, in seconds.", NativeHistogramBucketFactor: 1.1})
			return func(v int64) { h.Observe(float64(v) / 1e9) }, func() int64 { return observed(h) }
		}),
		recording(vmHistName, func() (func(int64), func() int64) {
			h := new(vm.Histogram)
			return func(v int64) { h.Update(float64(v) / 1e9) }, func() int64 {
				var total int64
				h.VisitNonZeroBuckets(func(_ string, n uint64) { total += int64(n) })
				return total
			}
		}),
		otelHistogram(),
		recording(mutexedName, func() (func(int64), func() int64) {
			var mu sync.Mutex
			h := hdrhistogram.New(1, 1<<40, 2)
			return func(v int64) {
				mu.Lock()
				defer mu.Unlock()
				_ = h.RecordValue(v) // in range; a lost one is noticed in the count
			}, h.TotalCount
		}),
	}
}

func observed(h prometheus.Histogram) int64 {
	var m dto.Metric
	if err := h.Write(&m); err != nil {
		return -1
	}
	return int64(m.GetHistogram().GetSampleCount())
}

// A route is a key of two labels.
type route struct{ method, path string }

// routes are what the labelled subjects add to in turn. Eight, so that finding them is not one jump that the processor has learnt.
var routes = [8]route{
	{"GET", "/"}, {"GET", "/users"}, {"POST", "/users"}, {"GET", "/orders"}, {"POST", "/orders"}, {"PUT", "/orders"}, {"GET", "/health"}, {"DELETE", "/users"},
}

func labelled() []subject {
	return []subject{
		shared(labelName, func() (func(int), func() int64) {
			c := new(label.Counter[route])
			return func(n int) {
					for i := range n {
						c.Inc(routes[i%8])
					}
				}, func() (total int64) {
					for _, child := range c.All() {
						total += int64(child.Value())
					}
					return total
				}
		}),
		shared(handleName, func() (func(int), func() int64) {
			c := new(label.Counter[route])
			return func(n int) {
				child := c.With(routes[0])
				for range n {
					child.Inc()
				}
			}, func() int64 { return int64(c.Value(routes[0])) }
		}),
		shared(vecName, func() (func(int), func() int64) {
			c := prometheus.NewCounterVec(prometheus.CounterOpts{Name: "bench_total", Help: "Adds."}, []string{"method", "path"})
			return func(n int) {
					for i := range n {
						r := &routes[i%8]
						c.WithLabelValues(r.method, r.path).Inc()
					}
				}, func() (total int64) {
					for _, r := range routes {
						total += prometheusValue(c.WithLabelValues(r.method, r.path))
					}
					return total
				}
		}),
		otelLabelled(),
		shared(syncMapName, func() (func(int), func() int64) {
			var m sync.Map
			return func(n int) {
					for i := range n {
						c, ok := m.Load(routes[i%8])
						if !ok {
							c, _ = m.LoadOrStore(routes[i%8], new(atomic.Int64))
						}
						c.(*atomic.Int64).Add(1)
					}
				}, func() (total int64) {
					m.Range(func(_, c any) bool { total += c.(*atomic.Int64).Load(); return true })
					return total
				}
		}),
	}
}

// corrected measures, in each round, how many times as fast as hdrhistogram-go one value is corrected that stands for a million.
func corrected(rounds int) sample {
	const v, interval, calls = 1_000_000_000, 1000, 50
	ratios := sample{}
	for range rounds {
		ours, peer := new(histogram.HDR), hdrhistogram.New(1, 1<<40, 2)
		ours.RecordCorrected(v, interval)
		begun := cpuTime()
		for range calls {
			ours.RecordCorrected(v, interval)
		}
		oursTime := cpuTime() - begun
		begun = cpuTime()
		if err := peer.RecordCorrectedValue(v, interval); err != nil {
			return nil
		}
		peerTime := cpuTime() - begun
		ratios = append(ratios, float64(peerTime)/(float64(max(oursTime, time.Microsecond))/calls))
	}
	return ratios
}
