package main

import (
	"context"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"
)

// stats counts what the service does.
type stats struct {
	served  perP
	latency histogram
	recent  recent
	peak    atomic.Int64 // slowest request, ns
	longest atomic.Int64 // longest target, bytes

	creations atomic.Int64
	redirects atomic.Int64 // since the last report

	mu     sync.Mutex
	misses atomic.Int64
}

func newStats() *stats { return &stats{} }

func (s *stats) observe(d time.Duration) {
	s.served.inc()
	s.latency.observe(d)
	if ns := d.Nanoseconds(); ns > s.peak.Load() {
		s.peak.Store(ns)
	}
	s.recent.observe(d)
}

func (s *stats) created(length int) {
	s.creations.Add(1)
	if old := s.longest.Load(); int64(length) > old {
		s.longest.CompareAndSwap(old, int64(length))
	}
}

func (s *stats) redirected() { s.redirects.Add(1) }

func (s *stats) missed() {
	s.mu.Lock()
	s.misses.Add(1)
	s.mu.Unlock()
}

// report writes the redirects since the last report.
func (s *stats) report(w io.Writer) {
	fmt.Fprintf(w, "shortlink: %d redirects, 99%% of requests below %v\n", s.redirects.Load(), s.recent.turn())
	s.redirects.Store(0)
}

func (s *stats) reportEvery(ctx context.Context, every time.Duration, w io.Writer) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			s.report(w)
		}
	}
}

func (s *stats) values() map[string]int64 {
	return map[string]int64{
		"served": s.served.sum(), "slow": s.latency.slow(), "peak_ns": s.peak.Load(), "longest_target_bytes": s.longest.Load(),
		"created": s.creations.Load(), "missed": s.misses.Load(),
	}
}
