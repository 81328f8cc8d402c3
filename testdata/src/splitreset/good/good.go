// Package good holds counters that are taken in one step, or with nobody adding.
package good

import (
	"sync"
	"sync/atomic"
)

type stats struct {
	hits atomic.Int64
	old  int64
	mark atomic.Int64
}

func (s *stats) Hit() { s.hits.Add(1) }
func (s *stats) Old() { atomic.AddInt64(&s.old, 1) }

func (s *stats) Take() int64    { return s.hits.Swap(0) }
func (s *stats) TakeOld() int64 { return atomic.SwapInt64(&s.old, 0) }

// TakeBack lowers by what was read: nothing is lost.
func (s *stats) TakeBack() int64 {
	n := s.hits.Load()
	s.hits.Add(-n)
	return n
}

// Since keeps an offset and never zeroes.
func (s *stats) Since() int64 {
	total := s.hits.Load()
	last := s.mark.Load()
	s.mark.Store(total)
	return total - last
}

// TakeLoop takes what it read, or tries again.
func (s *stats) TakeLoop() int64 {
	for {
		n := s.hits.Load()
		if s.hits.CompareAndSwap(n, 0) {
			return n
		}
	}
}

// guarded: everybody holds the lock.
type guarded struct {
	mu sync.Mutex
	n  atomic.Int64
}

func (g *guarded) Inc() {
	g.mu.Lock()
	g.n.Add(1)
	g.mu.Unlock()
}

func (g *guarded) Flush() int64 {
	g.mu.Lock()
	defer g.mu.Unlock()
	n := g.n.Load()
	g.n.Store(0)
	return n
}

// After the join nobody adds.
func joined(jobs []func()) (int64, int64) {
	var n atomic.Int64
	var wg sync.WaitGroup
	for _, job := range jobs {
		wg.Go(func() {
			job()
			n.Add(1)
		})
	}
	wg.Wait()
	first := n.Load()
	n.Store(0)
	return first, n.Load()
}

// Reset alone, with nothing read before.
func (s *stats) Reset() { s.hits.Store(0) }

// Read after reset.
func (s *stats) Restart() int64 {
	s.hits.Store(0)
	return s.hits.Load()
}

// Different counters.
func (s *stats) Other() int64 {
	n := s.hits.Load()
	s.mark.Store(0)
	return n
}

func between(a, b *stats) int64 {
	n := a.hits.Load()
	b.hits.Store(0)
	return n
}

// A state or a flag: nobody adds to it.
type conn struct {
	state atomic.Int32
	busy  atomic.Bool
}

func (c *conn) Open() { c.state.Store(1) }

func (c *conn) Close() bool {
	if c.state.Load() == 0 {
		return false
	}
	c.state.Store(0)
	return true
}

func (c *conn) Done() {
	if c.busy.Load() {
		c.busy.Store(false)
	}
}

// A fresh object.
func newStats() (*stats, int64) {
	s := new(stats)
	s.hits.Add(3)
	n := s.hits.Load()
	s.hits.Store(0)
	return s, n
}

// A local that stays with its function.
func local(xs []int64) (sums []int64) {
	var n atomic.Int64
	for _, x := range xs {
		n.Add(x)
		if n.Load() > 10 {
			sums = append(sums, n.Load())
			n.Store(0)
		}
	}
	return sums
}

// One goroutine adds and takes; the others only look.
type actor struct {
	in  chan int64
	out chan int64
	n   atomic.Int64
}

func newActor() *actor {
	a := &actor{in: make(chan int64), out: make(chan int64)}
	go a.loop()
	return a
}

func (a *actor) loop() {
	for x := range a.in {
		a.n.Add(x)
		if n := a.n.Load(); n > 100 {
			a.n.Store(0)
			a.out <- n
		}
	}
}

func (a *actor) Value() int64 { return a.n.Load() }

// Close comes when the readers are gone: they use what it takes away.
type file struct {
	data  []byte
	reads atomic.Int64
	total atomic.Int64
}

func (f *file) ReadAt(i int) byte {
	f.reads.Add(1)
	return f.data[i]
}

func (f *file) Close() {
	f.data = nil
	f.total.Add(f.reads.Load())
	f.reads.Store(0)
}
