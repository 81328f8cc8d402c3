// Package runtime holds maxima in a package that has counterlint's counters at hand: the golden files tell where they are offered.
package runtime

import (
	"sync/atomic"

	"github.com/counterlint/counterlint/runtime/counter"
)

type Stats struct {
	seen               counter.Int
	hits, peak         atomic.Int64
	low, reset, passed atomic.Int64
	wide               atomic.Uint64
	longest            atomic.Int64
}

func (s *Stats) Observe(n int64) {
	s.hits.Add(1)
	// want:+2 extremum/fix/alternative:`s\.peak`
	if n > s.peak.Load() {
		s.peak.Store(n)
	}
}

func (s *Stats) Merge(n int64) {
	// want:+2 extremum/fix/alternative:`s\.peak`
	if s.peak.Load() <= n {
		s.peak.Store(n)
	}
}

func (s *Stats) Peak() (hits, peak int64) { return s.hits.Load(), s.peak.Load() }

func (s *Stats) Took(d int64) {
	// want:+4 extremum/alternative:`s\.longest`
	if d == 0 {
		return
	} else if s.longest.Load() < d {
		s.longest.Store(d)
	}
}

// Not offered: a minimum begins with zero.
func (s *Stats) Low(n int64) {
	if n < s.low.Load() {
		s.low.Store(n) // want extremum/fix:`s\.low`
	}
}

// Not offered: it is set back.
func (s *Stats) Window(n int64) {
	if n > s.reset.Load() {
		s.reset.Store(n) // want extremum/fix:`s\.reset`
	}
}

func (s *Stats) Turn() int64 { return s.reset.Swap(0) }

// Not offered: its address goes elsewhere.
func (s *Stats) Passed(n int64) *atomic.Int64 {
	if n > s.passed.Load() {
		s.passed.Store(n) // want extremum/fix:`s\.passed`
	}
	return &s.passed
}

// Not offered: a Max is signed.
func (s *Stats) Wide(n uint64) {
	if n > s.wide.Load() {
		s.wide.Store(n) // want extremum/fix:`s\.wide`
	}
}
