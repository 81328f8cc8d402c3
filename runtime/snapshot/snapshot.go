// Package snapshot publishes a value as a whole: a reader gets all of one version, never a part of the next.
package snapshot

import "sync/atomic"

// noCopy makes go vet report copies of what holds it.
type noCopy struct{}

func (*noCopy) Lock()   {}
func (*noCopy) Unlock() {}

// An Of holds the newest version of a value. The zero value holds none and is ready to use; it must not be copied after first use.
//
// Counts: nothing; it is for what several counters say together, a configuration, a table.
// Read: linearizable.
// Cost: a write allocates a version; a read is one load and a copy of T.
// Memory: 8 bytes and the newest version; older ones as long as a reader has them.
// Never: change what a version points to after it is stored.
type Of[T any] struct {
	_ noCopy
	p atomic.Pointer[T]
}

// Store publishes v.
func (s *Of[T]) Store(v T) { s.p.Store(&v) }

// Load returns the newest version, or false if there is none.
func (s *Of[T]) Load() (v T, ok bool) { return deref(s.p.Load()) }

// Value returns the newest version, or the zero value of T if there is none.
func (s *Of[T]) Value() T { v, _ := s.Load(); return v }

// Swap publishes v and returns the version before, or false if there was none.
func (s *Of[T]) Swap(v T) (old T, ok bool) { return deref(s.p.Swap(&v)) }

// Update publishes what f makes of the newest version, and returns it. Whatever others publish meanwhile is not lost: f is called
// again with it. So f must only compute.
func (s *Of[T]) Update(f func(old T) T) T {
	for {
		p := s.p.Load()
		old, _ := deref(p)
		v := f(old)
		if s.p.CompareAndSwap(p, &v) {
			return v
		}
	}
}

func deref[T any](p *T) (v T, ok bool) {
	if p == nil {
		return v, false
	}
	return *p, true
}
