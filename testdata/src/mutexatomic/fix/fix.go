// Package fix holds needless locks that go with all that belongs to them.
package fix

import (
	"sync"
	"sync/atomic"
)

type stats struct {
	mu   sync.Mutex
	hits atomic.Int64
}

func (s *stats) Hit() { // want:+1 `s\.mu`
	s.mu.Lock()
	s.hits.Add(1)
	s.mu.Unlock()
}

func (s *stats) Hits() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.hits.Load()
}

var mu sync.RWMutex

var total atomic.Int64

func count() { // want:+1 `mu`
	mu.Lock()
	defer mu.Unlock()
	total.Add(1)
}

func sum() int64 {
	mu.RLock()
	n := total.Load()
	mu.RUnlock()
	return n
}

func local(jobs []func()) {
	var mu sync.Mutex
	var done atomic.Int64
	for _, job := range jobs {
		go func() {
			job() // want:+1 `mu`
			mu.Lock()
			done.Add(1)
			mu.Unlock()
		}()
	}
}

// A literal without keys names the mutex by its place: the lock stays, and so does what the message says.
type unkeyed struct {
	mu sync.Mutex
	n  atomic.Int64
}

func zero() *unkeyed { return &unkeyed{sync.Mutex{}, atomic.Int64{}} }

func (u *unkeyed) Add() { // want:+1 `u\.mu`
	u.mu.Lock()
	u.n.Add(1)
	u.mu.Unlock()
}
