// Package crosspkg reads plainly what another package counts atomically.
package crosspkg

import "mixedatomic/crosspkg/lib"

type server struct {
	stats lib.Stats
	n     uint32
}

// Serve counts.
func (s *server) Serve() {
	s.stats.Hit()
	lib.Count()
	lib.Bump(&s.n)
}

// Report reads.
func (s *server) Report() (int64, int64, uint32) {
	a := s.stats.Hits // want `s.stats.Hits is read plainly`
	b := lib.Total    // want `lib.Total is read plainly`
	return a, b, s.n  // want `s.n is read plainly`
}

// Quiet is not counted atomically.
func (s *server) Quiet() int64 { return s.stats.Quiet }

func fresh() int64 {
	var s lib.Stats
	s.Hits = 3
	s.Hit()
	return s.Hits
}
