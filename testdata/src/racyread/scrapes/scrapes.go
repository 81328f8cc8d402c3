// Package scrapes shows numbers by functions that run whenever somebody reads the metrics.
package scrapes

import (
	"context"

	"github.com/VictoriaMetrics/metrics"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"go.opentelemetry.io/otel/metric"
)

// A queue has one goroutine that counts.
type queue struct {
	pending, taken, lost int
	done, dropped        int
	in                   chan int
}

func newQueue(set *metrics.Set, f promauto.Factory) *queue {
	q := &queue{in: make(chan int)}
	_ = metrics.NewGauge("pending", func() float64 { return float64(q.pending) })         // want read/proven:`q.pending is read here while it may be updated`
	_ = set.NewGauge("taken", func() float64 { return float64(q.taken) })                 // want read/proven:`q.taken is read here`
	_ = f.NewGaugeFunc(prometheus.GaugeOpts{}, func() float64 { return float64(q.lost) }) // want read/proven:`q.lost is read here`
	_ = metric.WithInt64Callback(func(_ context.Context, o metric.Int64Observer) error {
		o.Observe(int64(q.dropped)) // want read/proven:`q.dropped is read here`
		return nil
	})
	go q.run()
	return q
}

func (q *queue) run() {
	for n := range q.in {
		q.pending += n
		q.taken++
		q.lost++
		q.dropped++
		q.done++
	}
}

// last is read by one who waits for the goroutine: no scrape.
func last(in chan int) int {
	q := &queue{in: in}
	ended := make(chan bool)
	go func() {
		q.run()
		close(ended)
	}()
	<-ended
	return q.done
}
