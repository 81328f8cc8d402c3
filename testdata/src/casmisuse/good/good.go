// Package good holds CompareAndSwaps that are right, or whose failure means that the work is done.
package good

import (
	"sync"
	"sync/atomic"
)

type stats struct {
	n     atomic.Int64
	peak  atomic.Int64
	dirty atomic.Bool
	state atomic.Int32
	conf  atomic.Pointer[config]
	stamp atomic.Int64
}

type config struct{ limit int }

// The right loops.
func (s *stats) Add(x int64) {
	for {
		cur := s.n.Load()
		if s.n.CompareAndSwap(cur, cur+x) {
			return
		}
	}
}

func (s *stats) AddFor(x int64) {
	for cur := s.n.Load(); !s.n.CompareAndSwap(cur, cur+x); cur = s.n.Load() {
	}
}

func (s *stats) Peak(x int64) {
	cur := s.peak.Load()
	for x > cur {
		if s.peak.CompareAndSwap(cur, x) {
			break
		}
		cur = s.peak.Load()
	}
}

// The result goes to the caller.
func (s *stats) TryAdd(x int64) bool {
	cur := s.n.Load()
	return s.n.CompareAndSwap(cur, cur+x)
}

func (s *stats) TryAddNamed(x int64) (ok bool) {
	cur := s.n.Load()
	ok = s.n.CompareAndSwap(cur, cur+x)
	return
}

// Best-effort clears: somebody else's value is as good.
func (s *stats) Clear() { s.dirty.CompareAndSwap(true, false) }

func (s *stats) Idle() { s.state.CompareAndSwap(1, 0) }

// Install if nil, then load what is there.
func (s *stats) Config() *config {
	if c := s.conf.Load(); c != nil {
		return c
	}
	s.conf.CompareAndSwap(nil, &config{limit: 1})
	return s.conf.Load()
}

// A spin lock: the expected value is a constant.
func (s *stats) Lock() {
	for !s.state.CompareAndSwap(0, 1) {
	}
}

// A claim with a constant, whose loser has nothing to do.
func (s *stats) Init(limit int) {
	if s.state.CompareAndSwap(0, 1) {
		s.conf.Store(&config{limit: limit})
	}
}

// Give up after some tries, but load each time.
func (s *stats) Bounded(x int64) bool {
	for range 10 {
		cur := s.n.Load()
		if s.n.CompareAndSwap(cur, cur+x) {
			return true
		}
	}
	return false
}

// The failure is counted.
func (s *stats) Counted(x int64) {
	cur := s.n.Load()
	if !s.n.CompareAndSwap(cur, cur+x) {
		s.dirty.Store(true)
	}
}

// All writers hold the lock, so it cannot fail.
type guarded struct {
	mu sync.Mutex
	n  atomic.Int64
}

func (g *guarded) Add(x int64) {
	g.mu.Lock()
	defer g.mu.Unlock()
	cur := g.n.Load()
	g.n.CompareAndSwap(cur, cur+x)
}

// A walk over other cells: each round has its own expected value.
func sweep(cells []atomic.Int64, gone int64) {
	for i := range cells {
		cells[i].CompareAndSwap(gone, 0)
	}
}

// The expected value is passed in.
func (s *stats) Replace(old, next int64) {
	s.n.CompareAndSwap(old, next)
}
