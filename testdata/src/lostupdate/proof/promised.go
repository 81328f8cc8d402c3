package proof

import "sync"

// Rate counts events. It is safe for concurrent use by multiple goroutines.
type Rate struct {
	events int64
	mu     sync.Mutex
	sum    float64
}

// Observe keeps half of the promise.
func (r *Rate) Observe(v float64) {
	r.events++ // want declared:`Rate is said to be safe for concurrent use`
	r.mu.Lock()
	defer r.mu.Unlock()
	r.sum += v
}

// A Ring is a goroutine-safe ring.
type Ring[T any] struct {
	next int
	vals [8]T
}

// Put does not keep the promise.
func (r *Ring[T]) Put(v T) {
	r.next = (r.next + 1) % len(r.vals) // want declared:`Ring is said to be safe`
}

// Plain is not safe for concurrent use.
type Plain struct{ n int }

// Inc is called by its owner.
func (p *Plain) Inc() { p.n++ }

// Half may be used by multiple goroutines, except for Reset.
type Half struct{ n int }

// Reset is called by one.
func (h *Half) Reset() { h.n -= h.n / 2 }

// Shared is safe for concurrent use.
type Shared struct {
	mu sync.Mutex
	n  int
}

// Inc keeps the promise.
func (s *Shared) Inc() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.inc()
}

func (s *Shared) inc() { s.n++ }

// IncLocked leaves the lock to its callers, who must hold it.
func (s *Shared) IncLocked() { s.n++ }

// NewShared has the object for itself yet.
func NewShared(n int) *Shared {
	s := &Shared{}
	s.n += n
	return s
}

// Sum works on a copy of its own.
func (s *Shared) Sum() int {
	c := Shared{n: 1}
	c.n++
	return c.n
}
