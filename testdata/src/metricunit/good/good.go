package good

import (
	"context"
	"time"

	vm "github.com/VictoriaMetrics/metrics"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"go.opentelemetry.io/otel/metric"
)

var (
	seconds = promauto.NewHistogram(prometheus.HistogramOpts{Name: "call_seconds", Help: "C."})
	millis  = promauto.NewGauge(prometheus.GaugeOpts{Name: "lag_ms", Help: "L."})
	started = promauto.NewGauge(prometheus.GaugeOpts{Name: "start_time_seconds", Help: "S."})
	read    = promauto.NewCounter(prometheus.CounterOpts{Name: "read_bytes_total", Help: "R."})
	ratio   = promauto.NewGauge(prometheus.GaugeOpts{Name: "hit_ratio", Help: "H."})
	percent = promauto.NewGauge(prometheus.GaugeOpts{Name: "hit_percent", Help: "H."})
	queue   = promauto.NewGauge(prometheus.GaugeOpts{Name: "queue", Help: "Q."})
	update  = vm.NewHistogram(`update_seconds`)
)

func right(start time.Time, d time.Duration) {
	seconds.Observe(d.Seconds())
	seconds.Observe(time.Since(start).Seconds())
	millis.Set(float64(d.Milliseconds()))
	started.Set(float64(start.Unix()))
	update.UpdateDuration(start)
}

// Scales that are folded in.
func folded(d time.Duration) {
	seconds.Observe(float64(d.Milliseconds()) / 1000)
	seconds.Observe(float64(d) / float64(time.Second))
	seconds.Observe(float64(d) / 1e9)
	seconds.Observe(float64(d) * 1e-9)
	millis.Set(float64(d / time.Millisecond))
	millis.Set(d.Seconds() * 1000)
	started.Set(float64(time.Now().UnixNano()) / 1e9)
	seconds.Observe(float64(d/time.Millisecond) / 1000)
}

// Numbers without a unit.
func plain(v float64, n int64, ms float64) {
	seconds.Observe(v)
	seconds.Observe(float64(n))
	seconds.Observe(ms)
	read.Add(v / 1024)
	ratio.Set(v)
}

// A clock of its own.
type ticks int64

func (t ticks) Milliseconds() int64 { return int64(t) / 1000 }

func custom(t ticks) { seconds.Observe(float64(t.Milliseconds())) }

// A number that is only typed as a duration.
func typed(n int) {
	d := time.Duration(n)
	seconds.Observe(float64(d))
	q := 5 * time.Minute / time.Duration(n)
	seconds.Observe(q.Seconds())
}

func real(n int) { seconds.Observe((time.Duration(n) * time.Second).Seconds()) }

// A name without a unit.
func unnamed(d time.Duration, b []byte) {
	queue.Set(float64(d))
	queue.Set(float64(len(b)))
	read.Add(float64(len(b)))
}

func shares(hits, all float64) {
	ratio.Set(hits / all)
	percent.Set(hits / all * 100)
	percent.Set(100 * hits / all)
}

// The unit that is given wins over the name.
func instrument(ctx context.Context, m metric.Meter, d time.Duration) {
	h, _ := m.Int64Histogram("call_seconds", metric.WithUnit("ms"))
	h.Record(ctx, d.Milliseconds())
}

// A variable that is divided later.
func later(d time.Duration) {
	d /= time.Second
	seconds.Observe(float64(d))
}

var kilo = promauto.NewGauge(prometheus.GaugeOpts{Name: "cache_kilobytes", Help: "K."})

// A kilobyte of 1024 bytes.
func kilobytes(b []byte) { kilo.Set(float64(len(b)) / 1024) }

// The length of a slice of things is no size.
func things(t []int) { read.Add(float64(len(t))) }
