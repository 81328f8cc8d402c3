// Package proof shows at run time what a CompareAndSwap that failed unseen costs.
package proof

import (
	"math"
	"sync/atomic"
)

type stats struct {
	n    atomic.Int64
	peak atomic.Int64
	bits atomic.Uint64
	old  int64
}

func (s *stats) Add() {
	cur := s.n.Load()
	s.n.CompareAndSwap(cur, cur+1) // want `s\.n`
}

func (s *stats) AddOld() {
	cur := atomic.LoadInt64(&s.old)
	atomic.CompareAndSwapInt64(&s.old, cur, cur+1) // want `s\.old`
}

func (s *stats) AddFloat(x float64) {
	old := s.bits.Load()
	s.bits.CompareAndSwap(old, math.Float64bits(math.Float64frombits(old)+x)) // want `s\.bits`
}

func (s *stats) Observe(x int64) {
	if cur := s.peak.Load(); x > cur {
		s.peak.CompareAndSwap(cur, x) // want `s\.peak`
	}
}

// AddStale gives up after a number of tries that can never help.
func (s *stats) AddStale(between func()) bool {
	cur := s.n.Load()
	for range 1000 {
		between()
		if s.n.CompareAndSwap(cur, cur+1) { // want `s\.n`
			return true
		}
	}
	return false
}
