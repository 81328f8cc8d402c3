// Package shop uses counters of several makes.
package shop

import (
	"expvar"
	"net/http"
	"sync"
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"

	"inventory/shop/metrics"
)

var errorsSeen = expvar.NewInt("shop_errors")

// A Shop serves requests.
type Shop struct {
	hits     atomic.Int64 // requests that came in
	inFlight atomic.Int64
	ids      atomic.Uint64
	state    atomic.Int32 // no counter: it is only set
	old      int64        // of the functions of sync/atomic

	mu    sync.Mutex
	total int

	latency *metrics.Latency
}

// Open makes a shop.
func Open(reg prometheus.Registerer) *Shop {
	s := &Shop{latency: metrics.New(reg)}
	expvar.Publish("shop_hits", expvar.Func(func() any { return s.hits.Load() }))
	return s
}

// ServeHTTP answers a request.
func (s *Shop) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.hits.Add(1)
	s.inFlight.Add(1)
	defer s.inFlight.Add(-1)
	id := s.ids.Add(1)
	atomic.AddInt64(&s.old, 1)
	s.mu.Lock()
	s.total++
	s.mu.Unlock()
	outcome := "sold"
	if id%2 == 0 {
		outcome = "refused"
		errorsSeen.Add(1)
	}
	metrics.Orders.WithLabelValues(outcome, r.Method).Inc()
	s.latency.Seconds.WithLabelValues("/buy").Observe(1)
	metrics.Baskets.Inc()
}

// Total is read under the lock.
func (s *Shop) Total() (int, int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state.Store(1)
	return s.total, atomic.LoadInt64(&s.old)
}
