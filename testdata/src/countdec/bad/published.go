package bad

import (
	"context"
	"expvar"
	"fmt"
	"io"
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/metric"
)

var (
	accepted atomic.Int64
	refused  atomic.Uint64
	sent     uint64
	jobs     = expvar.NewInt("jobs_total")
	lines    expvar.Int
)

func init() {
	prometheus.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "accepted_total", Help: "A."}, func() float64 { return float64(accepted.Load()) }))
	prometheus.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "refused", Help: "R."}, readRefused))
	expvar.Publish("sent_total", expvar.Func(func() any { return atomic.LoadUint64(&sent) }))
	expvar.Publish("lines_total", &lines)
}

func readRefused() float64 { return float64(refused.Load()) }

func hangUp() {
	accepted.Add(-1) // want published:`a negative amount lowers accepted, which line \d+ of published.go publishes as accepted_total`
}

func allow() {
	refused.Add(^uint64(0)) // want `lowers refused`
}

func unsend() {
	atomic.AddUint64(&sent, ^uint64(0)) // want `lowers sent`
	jobs.Add(-1)                        // want `lowers jobs`
	lines.Set(0)                        // want `Set of zero resets lines`
}

type pool struct {
	desc  *prometheus.Desc
	taken int64
	bytes int64
	seen  atomic.Int64
}

func (p *pool) Describe(chan<- *prometheus.Desc) {}

func (p *pool) Collect(ch chan<- prometheus.Metric) {
	ch <- prometheus.MustNewConstMetric(p.desc, prometheus.CounterValue, float64(p.taken))
}

func (p *pool) take() { p.taken++ }

func (p *pool) give() {
	p.taken-- // want `-- lowers taken`
}

func (p *pool) metrics(w io.Writer) {
	fmt.Fprintf(w, "pool_bytes_total %d\n", p.bytes)
}

func (p *pool) clear() {
	p.bytes = 0 // want `= of zero resets bytes, which line \d+ of published.go publishes as pool_bytes_total`
}

func (p *pool) observe(meter metric.Meter) {
	_, _ = meter.Int64ObservableCounter("pool.seen", metric.WithInt64Callback(func(_ context.Context, o metric.Int64Observer) error {
		o.Observe(p.seen.Load())
		return nil
	}))
}

func (p *pool) forget() {
	p.seen.Store(0) // want `Store of zero resets seen`
}
