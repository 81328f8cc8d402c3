// Package good holds Adds and Loads of one counter that belong to different questions, or cannot be disturbed.
package good

import (
	"sync"
	"sync/atomic"
)

type conn struct {
	refs    atomic.Int32
	pending atomic.Int64
	total   atomic.Int64
	done    chan struct{}
}

// Release uses what Add returns.
func (c *conn) Release() {
	if c.refs.Add(-1) == 0 {
		close(c.done)
	}
}

func (c *conn) Acquire() { c.refs.Add(1) }

// ID too.
func (c *conn) ID() int64 { return c.total.Add(1) }

// A wait in between: the question is a new one.
func (c *conn) Wait(tick <-chan struct{}) bool {
	c.pending.Add(1)
	<-tick
	return c.pending.Load() == 0
}

func (c *conn) Work(work func()) {
	c.pending.Add(1)
	work()
	if c.pending.Load() > 100 {
		c.total.Add(1)
	}
}

func (c *conn) Deferred(work func()) int64 {
	c.pending.Add(1)
	defer c.pending.Add(-1)
	work()
	return c.pending.Load()
}

// Another counter, another object.
func (c *conn) Other() int64 {
	c.pending.Add(1)
	return c.total.Load()
}

func between(a, b *conn) int64 {
	a.pending.Add(1)
	return b.pending.Load()
}

// All writers hold the lock.
type guarded struct {
	mu sync.Mutex
	n  atomic.Int64
}

func (g *guarded) Leave(last func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.n.Add(-1)
	if g.n.Load() == 0 {
		last()
	}
}

func (g *guarded) Enter() {
	g.mu.Lock()
	g.n.Add(1)
	g.mu.Unlock()
}

// In a loop the Load asks anew.
func (c *conn) Loop(next func() bool) {
	for next() {
		c.total.Add(1)
	}
	if c.total.Load() > 10 {
		c.total.Store(0)
	}
}

// A fresh object, and a local one.
func newConn() (*conn, int32) {
	c := &conn{done: make(chan struct{})}
	c.refs.Add(1)
	return c, c.refs.Load()
}

func local(xs []int) int64 {
	var n atomic.Int64
	for range xs {
		n.Add(1)
	}
	return n.Load()
}

// After the join.
func joined(jobs []func()) int64 {
	var n atomic.Int64
	var wg sync.WaitGroup
	for _, job := range jobs {
		wg.Go(func() {
			job()
			n.Add(1)
		})
	}
	wg.Wait()
	n.Add(1)
	return n.Load()
}

// One goroutine alone writes.
type actor struct {
	in chan int64
	n  atomic.Int64
}

func newActor() *actor {
	a := &actor{in: make(chan int64)}
	go a.loop()
	return a
}

func (a *actor) loop() {
	for x := range a.in {
		a.n.Add(x)
		if a.n.Load() > 100 {
			return
		}
	}
}

func (a *actor) Value() int64 { return a.n.Load() }

// A helper that looks at the result itself.
type host struct{ fails atomic.Int64 }

func (h *host) fail(n int64) bool { return h.fails.Add(n) >= 0 }

func (h *host) Check(dead func()) {
	if !h.fail(1) {
		return
	}
	if h.fails.Load() >= 3 {
		dead()
	}
}

// The Load opens the next round.
func (c *conn) Rounds(next func() int64) {
	for c.total.Load() > 0 {
		c.total.Add(-next())
	}
}
