// Package bad holds counters that are raised by Add and then read again, as if nobody else could come in between.
package bad

import (
	"sync"
	"sync/atomic"
)

type conn struct {
	refs    atomic.Int32
	pending atomic.Int64
	old     int32
	done    chan struct{}
}

// Release closes twice, or never.
func (c *conn) Release() {
	c.refs.Add(-1)
	if c.refs.Load() == 0 { // want `c\.refs`
		close(c.done)
	}
}

func (c *conn) Acquire() { c.refs.Add(1) }

func (c *conn) OldRelease() {
	atomic.AddInt32(&c.old, -1)
	if atomic.LoadInt32(&c.old) == 0 { // want `c\.old`
		close(c.done)
	}
}

func (c *conn) OldAcquire() { atomic.AddInt32(&c.old, 1) }

// Finish takes the value into a variable first.
func (c *conn) Finish(last func()) {
	c.pending.Add(-1)
	left := c.pending.Load() // want `c\.pending`
	if left <= 0 {
		last()
	}
}

func (c *conn) FinishNot(last func()) {
	c.pending.Add(-1)
	if c.pending.Load() != 0 { // want `c\.pending`
		return
	}
	last()
}

// ID hands out the same number twice.
func (c *conn) ID() int64 {
	c.pending.Add(1)
	return c.pending.Load() // want `c\.pending`
}

var next atomic.Uint64

func NextID() uint64 {
	next.Add(1)
	id := next.Load() // want `next`
	return id
}

func Every(f func()) {
	next.Add(1)
	if next.Load()%1000 == 0 { // want `next`
		f()
	}
}

// Log only shows the number: a better form exists.
func (c *conn) Log(printf func(string, ...any)) {
	c.pending.Add(1)
	printf("pending: %d", c.pending.Load()) // want `c\.pending`
}

// pointers, elements, embedding, generics, closures, method values, blank results

func release(p *atomic.Int32, last func()) {
	p.Add(-1)
	if p.Load() == 0 { // want `p`
		last()
	}
}

type shards struct{ n []atomic.Int64 }

func (s *shards) Leave(i int, last func()) {
	s.n[i].Add(-1)
	if s.n[i].Load() == 0 { // want `s\.n\[i\]`
		last()
	}
}

type counter struct{ atomic.Int64 }

func (c *counter) Done(last func()) {
	_ = c.Add(-1)
	if c.Load() == 0 { // want `c`
		last()
	}
}

type cell[T any] struct {
	refs atomic.Int32
	v    *T
}

func (c *cell[T]) Put(free func(*T)) {
	c.refs.Add(-1)
	if c.refs.Load() == 0 { // want `c\.refs`
		free(c.v)
	}
}

func Run(jobs []func(), all func()) {
	var left atomic.Int64
	left.Store(int64(len(jobs)))
	for _, job := range jobs {
		go func() {
			job()
			left.Add(-1)
			if left.Load() == 0 { // want `left`
				all()
			}
		}()
	}
}

func (c *conn) Switch(last func()) {
	c.refs.Add(-1)
	switch c.refs.Load() { // want `c\.refs`
	case 0:
		last()
	}
}

// a read lock does not keep the others out

type shared struct {
	mu sync.RWMutex
	n  atomic.Int64
}

func (s *shared) Leave(last func()) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	s.n.Add(-1)
	if s.n.Load() == 0 { // want `s\.n`
		last()
	}
}

// helpers of the same package

type gauge struct{ v atomic.Int64 }

func (g *gauge) dec()         { g.v.Add(-1) }
func (g *gauge) value() int64 { return g.v.Load() }

func (g *gauge) Leave(last func()) {
	g.dec()
	if g.value() == 0 { // want `gauge\.v`
		last()
	}
}

// A threshold that the counter only moves towards: whichever number is looked at, the first to pass it passes it.
type meter struct{ n atomic.Int64 }

func (m *meter) Tick(f func()) {
	m.n.Add(1)
	if m.n.Load() > 100 { // want value/info:`m\.n`
		f()
	}
}

// The other way happens too: Add's result would have been zero, and nobody sees it.
type latch struct{ n atomic.Int64 }

func (l *latch) Up() { l.n.Add(1) }

func (l *latch) Down(open func()) {
	l.n.Add(-1)
	if l.n.Load() <= 0 { // want decision/error:`l\.n`
		open()
	}
}
