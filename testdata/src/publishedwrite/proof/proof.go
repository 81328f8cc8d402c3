// Package proof shows the races at run time, and that their repair has none.
package proof

import (
	"maps"
	"sync"
	"sync/atomic"
)

type table struct {
	hits   int
	routes map[int]int
}

type server struct {
	mu  sync.Mutex
	tab atomic.Pointer[table]
	old atomic.Value
}

func newServer() *server {
	s := &server{}
	s.tab.Store(&table{routes: map[int]int{}})
	s.old.Store([]int{1, 2, 3})
	return s
}

func (s *server) Hit() {
	s.tab.Load().hits++ // want `s\.tab\.Load`
}

func (s *server) Look(k int) int { return s.tab.Load().routes[k] }

func (s *server) Add(k int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	next := *s.tab.Load()
	next.routes[k] = k // want `s\.tab\.Load`
	s.tab.Store(&next)
}

func (s *server) Rotate() {
	xs := s.old.Load().([]int)
	xs[0], xs[1] = xs[1], xs[0] // want `s\.old\.Load`
}

func set(xs []int) { xs[2] = 7 } // want `s\.old\.Load`

func (s *server) Set() { set(s.old.Load().([]int)) }

func (s *server) Shrink() []int {
	xs := s.old.Load().([]int)
	return append(xs[:1], xs[2:]...) // want `s\.old\.Load`
}

// AddRight is the repair.
func (s *server) AddRight(k int) {
	for {
		old := s.tab.Load()
		next := &table{hits: old.hits, routes: maps.Clone(old.routes)}
		next.routes[k] = k
		if s.tab.CompareAndSwap(old, next) {
			return
		}
	}
}
