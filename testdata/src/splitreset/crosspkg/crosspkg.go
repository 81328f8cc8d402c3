// Package crosspkg reads and resets counters through the functions of another package.
package crosspkg

import "splitreset/crosspkg/lib"

type service struct {
	hits, misses lib.Counter
	quiet        *lib.Counter
}

func (s *service) Handle(ok bool) {
	if ok {
		s.hits.Inc()
	} else {
		s.misses.Inc()
	}
}

func (s *service) Flush() (h, m int64) {
	h = s.hits.Value()
	m = s.misses.Take()
	s.hits.Reset() // want `hits\.n`
	return h, m
}

var total lib.Counter

func count() { total.Inc() }

func drain() int64 {
	n := total.Value()
	total.Reset() // want `total\.n`
	return n
}

// Nobody in sight adds to this one.
func (s *service) Quiet() int64 {
	n := s.quiet.Value()
	s.quiet.Reset()
	return n
}

func (s *service) Other() int64 {
	n := s.hits.Value()
	s.misses.Reset()
	return n
}
