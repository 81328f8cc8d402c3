// Package good holds near misses that need callers which are not there.
package good

import (
	"sync/atomic"
)

type pool struct {
	free  []*item
	ready chan *item
}

type item struct{ uses int64 }

func (i *item) use() { atomic.AddInt64(&i.uses, 1) }

// An item from a channel belongs to whoever took it.
func (p *pool) take() int64 {
	i := <-p.ready
	i.uses++
	return i.uses
}

type source interface{ Stats() *counts }

type counts struct{ n int64 }

func (c *counts) inc() { atomic.AddInt64(&c.n, 1) }

// What an interface hands out is a copy as likely as not.
func read(s source) int64 { return s.Stats().n }

// Reset readies an object for its next owner; no other goroutine may use it meanwhile.
func (c *counts) reset() { c.n = 0 }

type filter struct {
	bits []uint64
}

func (f *filter) has(i int) bool { return atomic.LoadUint64(&f.bits[i])&1 != 0 }

func (f *filter) set(i int) { atomic.StoreUint64(&f.bits[i], 1) }

// Reset resets f. It is expected that no other goroutines call methods of f meanwhile.
func (f *filter) Reset() {
	for i := range f.bits {
		f.bits[i] = 0
	}
}

type stream struct {
	quota int32
	name  string
	done  func()
}

// setup writes all fields: whoever calls it has the stream for itself.
func (s *stream) setup(n int32, name string) {
	s.quota = n
	s.name = name
	s.done = nil
}

func (s *stream) take(n int32) bool { return atomic.AddInt32(&s.quota, -n) >= 0 }

type registry struct{ all map[string]*entry }

type entry struct{ hits int64 }

func (r *registry) hit(k string) { atomic.AddInt64(&r.all[k].hits, 1) }

// add stores an entry that it still fills.
func (r *registry) add(k string) {
	e := &entry{}
	r.all[k] = e
	e.hits = 1
}
