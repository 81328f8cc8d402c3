// Package server has a bit of everything: handlers, a worker, a constructor, locks, helpers, old-style cells.
package server

import (
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

type Server struct {
	mu       sync.Mutex
	requests atomic.Int64
	inflight atomic.Int32
	peak     atomic.Int64
	closed   atomic.Bool
	sent     uint64
	stats    stats
	conf     atomic.Pointer[config]
}

type stats struct{ ticks, last atomic.Int64 }

type config struct{ limit int32 }

func New() *Server {
	s := &Server{sent: 1}
	s.requests.Store(0)
	go s.loop(time.NewTicker(time.Second))
	return s
}

func (s *Server) loop(t *time.Ticker) {
	for now := range t.C {
		s.stats.ticks.Store(s.stats.ticks.Load() + 1)
		s.stats.last.Store(now.Unix())
	}
}

func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if s.inflight.Load() >= s.conf.Load().limit {
		return
	}
	s.inflight.Add(1)
	defer s.inflight.Add(-1)
	s.raise(s.requests.Add(1))
	atomic.AddUint64(&s.sent, 1)
}

func (s *Server) raise(x int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if x > s.peak.Load() {
		s.peak.Store(x)
	}
}

func (s *Server) SetLimit(n int32) {
	c := *s.conf.Load()
	c.limit = n
	s.conf.Store(&c)
}

func (s *Server) Sent() uint64 { return s.sent }

func (s *Server) Close() {
	if s.closed.Swap(true) {
		return
	}
	s.requests.Store(0)
}

func (s *Server) TryRaise(x int64) {
	for {
		cur := s.requests.Load()
		if x <= cur || s.requests.CompareAndSwap(cur, x) {
			return
		}
	}
}
