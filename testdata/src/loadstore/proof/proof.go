// Package proof shows at run time what the mistake costs.
package proof

import (
	"expvar"
	"math"
	"sync/atomic"
)

type stats struct {
	hits atomic.Int64
	peak atomic.Int64
	sum  atomic.Uint64
	bits atomic.Uint32
	old  int64
	conf atomic.Pointer[map[int]bool]
}

func (s *stats) hit() {
	s.hits.Store(s.hits.Load() + 1) // want `s\.hits`
}

func (s *stats) oldHit() {
	n := atomic.LoadInt64(&s.old)
	atomic.StoreInt64(&s.old, n+1) // want `s\.old`
}

func (s *stats) observe(x int64) {
	if x > s.peak.Load() {
		s.peak.Store(x) // want `s\.peak`
	}
}

func (s *stats) add(x float64) {
	s.sum.Store(math.Float64bits(math.Float64frombits(s.sum.Load()) + x)) // want `s\.sum`
}

func (s *stats) flag(bit uint32) {
	s.bits.Store(s.bits.Load() | bit) // want `s\.bits`
}

func (s *stats) set(k int) {
	next := map[int]bool{k: true}
	if old := s.conf.Load(); old != nil {
		for k := range *old {
			next[k] = true
		}
	}
	s.conf.Store(&next) // want `s\.conf`
}

var requests = expvar.NewInt("loadstore_proof")

func request() {
	requests.Set(requests.Value() + 1) // want `requests`
}
