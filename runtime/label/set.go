package label

import (
	"iter"
	"maps"
	"sync"
	"sync/atomic"
)

// A set is children by their key. Readers look into a map that never changes; what it lacks is in another one behind a lock, and
// when that was asked often enough it is published in place of the first.
type set[K comparable, V any] struct {
	published atomic.Pointer[map[K]*child[V]]
	overflow  V
	limits    *admission // nil: the default

	mu      sync.Mutex
	all     map[K]*child[V]
	misses  int           // of the published map, since it was made
	version atomic.Uint64 // see Version
}

// A child is one V of a set. It is never moved, so that what With returned stays good.
type child[V any] struct {
	v    V
	dead atomic.Bool // deleted, though the published map may still have it
}

// With returns the child of a key, made if need be, or Overflow if the limits are reached. It may be kept; after Delete of the key
// nobody but the caller of Delete sees what it counts.
func (s *set[K, V]) With(key K) *V {
	if m := s.published.Load(); m != nil {
		if c := (*m)[key]; c != nil && !c.dead.Load() {
			return &c.v
		}
	}
	return s.find(key)
}

// find looks behind the lock, and makes the child if it may.
func (s *set[K, V]) find(key K) *V {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.all[key]
	if c == nil {
		a := s.admission()
		// The number is asked here, where the key is no interface yet, so that a flood of keys allocates nothing.
		if len(s.all) >= a.series || !a.admit(key) {
			if a.refused++; a.refused == 1 {
				s.version.Add(1)
			}
			return &s.overflow
		}
		if s.all == nil {
			s.all = map[K]*child[V]{}
		}
		c = new(child[V])
		s.all[key] = c
		s.version.Add(1)
	}
	s.missed()
	return &c.v
}

// missed publishes all children when it pays: a copy costs as much as there are. The caller holds mu.
func (s *set[K, V]) missed() {
	if s.misses++; s.misses >= len(s.all) {
		m := maps.Clone(s.all)
		s.published.Store(&m)
		s.misses = 0
	}
}

// admission returns the limits. The caller holds mu.
func (s *set[K, V]) admission() *admission {
	if s.limits == nil {
		s.limits = &admission{series: DefaultSeries}
	}
	return s.limits
}

// Delete takes the child of a key out and returns it, or nil if there is none. The next With makes a new one. Writers that hold the
// old one may add to it a moment longer.
func (s *set[K, V]) Delete(key K) *V {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.all[key]
	if c == nil {
		return nil
	}
	c.dead.Store(true)
	delete(s.all, key)
	s.version.Add(1)
	s.admission().release(key)
	s.missed() // or the published map would keep dead children for good
	return &c.v
}

// get returns the child of a key, or nil.
func (s *set[K, V]) get(key K) *V {
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.all[key]; c != nil {
		return &c.v
	}
	return nil
}

// Overflow returns the child that counts for all keys that were not let in.
func (s *set[K, V]) Overflow() *V { return &s.overflow }

// Len returns how many children there are, without Overflow.
func (s *set[K, V]) Len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.all)
}

// All returns the children, without Overflow, that were there when the loop began, in no order.
func (s *set[K, V]) All() iter.Seq2[K, *V] {
	return func(yield func(K, *V) bool) {
		s.mu.Lock()
		children := maps.Clone(s.all)
		s.mu.Unlock()
		for key, c := range children {
			if !yield(key, &c.v) {
				return
			}
		}
	}
}

// Audit returns how many values each label has, the widest first.
func (s *set[K, V]) Audit() []Width {
	s.mu.Lock()
	keys := maps.Clone(s.all)
	refused := s.admission().refused
	series := s.admission().series
	s.mu.Unlock()
	return widths(maps.Keys(keys), series, len(keys), refused)
}
