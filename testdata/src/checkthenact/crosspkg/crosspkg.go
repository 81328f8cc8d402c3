// Package crosspkg tests and moves counters through the functions of another package.
package crosspkg

import "checkthenact/crosspkg/lib"

type server struct {
	active lib.Gauge
	pool   *lib.Pool
	max    int64
}

func (s *server) Enter() bool {
	if s.active.Get() >= s.max {
		return false
	}
	s.active.Inc() // want bound:`active\.n`
	return true
}

func (s *server) Leave() { s.active.Dec() }

func (s *server) Undo() bool {
	if s.active.Inc() > s.max {
		s.active.Dec() // want undo:`active\.n`
		return false
	}
	return true
}

func (s *server) Take() bool {
	if s.pool.Free.Load() == 0 {
		return false
	}
	s.pool.Free.Add(-1) // want bound:`s\.pool\.Free`
	return true
}

func (s *server) Put() { s.pool.Free.Add(1) }

func (s *server) Share(load int64) int64 {
	if s.active.Get() > 0 {
		return load / s.active.Get() // want two-loads:`active\.n`
	}
	return 0
}

func (s *server) Read() (int64, bool) { n := s.active.Get(); return n, n > s.max }
