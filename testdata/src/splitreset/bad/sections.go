package bad

import (
	"fmt"
	"sync"
	"time"
)

type Stats struct {
	mu   sync.Mutex
	hits int64
	sum  float64
	sub  *Sub
	in   struct{ n uint32 }
}
type Sub struct {
	mu sync.RWMutex
	n  int
}

func (s *Stats) Hit(x float64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hits++
	s.sum += x
	s.in.n++
}
func (s *Stats) Report() {
	s.mu.Lock()
	n, sum := s.hits, s.sum
	s.mu.Unlock()
	fmt.Println(n, sum)
	s.mu.Lock()
	s.hits = 0 // want `Stats\.hits`
	s.sum = 0  // want `Stats\.sum`
	s.mu.Unlock()
}
func (s *Stats) Loop() {
	for range time.Tick(time.Second) {
		s.mu.Lock()
		n := s.in.n
		s.mu.Unlock()
		fmt.Println(n)
		s.mu.Lock()
		s.in.n = 0 // want `Stats\.in\.n`
		s.mu.Unlock()
	}
}
func (s *Stats) Hits() int64  { s.mu.Lock(); defer s.mu.Unlock(); return s.hits }
func (s *Stats) Reset()       { s.mu.Lock(); s.hits = 0; s.mu.Unlock() }
func (s *Stats) Flush() int64 { n := s.Hits(); s.Reset(); return n } // want `Stats\.hits`
func (s *Stats) FlushMixed() int64 {
	n := s.Hits()
	s.mu.Lock()
	s.hits = 0 // want `Stats\.hits`
	s.mu.Unlock()
	return n
}
func (s *Stats) FlushIf(send func(int64)) {
	if n := s.Hits(); n > 0 {
		send(n)
		s.Reset() // want `Stats\.hits`
	}
}

type Server struct{ st Stats }

func (s *Server) Tick() int64 {
	v := s.st.Hits()
	s.st.Reset() // want `Stats\.hits`
	return v
}
func (s *Sub) Inc()       { s.mu.Lock(); s.n++; s.mu.Unlock() }
func (s *Sub) Get() int   { s.mu.RLock(); defer s.mu.RUnlock(); return s.n }
func (s *Sub) Zero()      { s.mu.Lock(); defer s.mu.Unlock(); s.n = 0 }
func (s *Stats) Sub() int { v := s.sub.Get(); s.sub.Zero(); return v } // want `Sub\.n`

var mu sync.Mutex
var total int

func add(n int) { mu.Lock(); total += n; mu.Unlock() }
func drain() int {
	mu.Lock()
	n := total
	mu.Unlock()
	mu.Lock()
	total = 0 // want `total`
	mu.Unlock()
	return n
}
