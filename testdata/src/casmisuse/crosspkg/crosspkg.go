// Package crosspkg compares and swaps a counter through the functions of another package.
package crosspkg

import "casmisuse/crosspkg/lib"

type stats struct{ peak lib.Max }

func (s *stats) Observe(x int64) {
	if old := s.peak.Get(); x > old {
		s.peak.Try(old, x) // want dropped:`peak\.v`
	}
}

func (s *stats) Spin(x int64) {
	old := s.peak.Get()
	for !s.peak.Try(old, old+x) { // want stale:`peak\.v`
	}
}

func (s *stats) Right(x int64) {
	for {
		old := s.peak.Get()
		if x <= old || s.peak.Try(old, x) {
			return
		}
	}
}
