// Package good holds Adds and Loads of one counter that belong to different questions, or cannot be disturbed.
package good

import (
	"context"
	"expvar"
	"log"
	"sync"
	"sync/atomic"
	"time"
)

type C struct {
	n, m atomic.Int64
	ch   chan int
	mu   sync.Mutex
	c    *sync.Cond
	g    atomic.Int64
}

func (c *C) Use() int64 { return c.n.Add(1) }
func (c *C) Cmp() bool  { return c.n.Add(-1) == 0 }
func (c *C) UsedThenLoad() {
	if c.n.Add(1) == 1 {
		log.Print("first")
	}
	log.Print(c.n.Load())
}
func (c *C) Sleep() int64 { c.n.Add(1); time.Sleep(1); return c.n.Load() }
func (c *C) Recv() int64  { c.n.Add(1); <-c.ch; return c.n.Load() }
func (c *C) Send() int64  { c.n.Add(1); c.ch <- 1; return c.n.Load() }
func (c *C) Sel(ctx context.Context) int64 {
	c.n.Add(1)
	select {
	case <-ctx.Done():
	case <-c.ch:
	}
	return c.n.Load()
}
func (c *C) Call(f func()) int64 { c.n.Add(1); f(); return c.n.Load() }
func (c *C) slow()               { time.Sleep(1) }
func (c *C) OwnCall() int64      { c.n.Add(1); c.slow(); return c.n.Load() }
func (c *C) Lock() int64         { c.n.Add(1); c.mu.Lock(); defer c.mu.Unlock(); return c.n.Load() }
func (c *C) Other() int64        { c.n.Add(1); return c.m.Load() }
func (c *C) OtherObj(d *C) int64 { c.n.Add(1); return d.n.Load() }
func (c *C) Before() int64       { v := c.n.Load(); c.n.Add(1); return v }
func (c *C) Drop()               { c.n.Add(1); _ = c.n.Load() }
func (c *C) Guarded() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.g.Add(1)
	return c.g.Load()
}
func (c *C) Guarded2()    { c.mu.Lock(); c.g.Add(1); c.mu.Unlock() }
func (c *C) Defer() int64 { defer c.n.Add(-1); return c.n.Load() }
func (c *C) Loop(xs []int) int64 {
	for _, x := range xs {
		c.n.Add(int64(x))
		c.slow()
	}
	return c.n.Load()
}
func (c *C) Spin() {
	c.n.Add(1)
	for c.n.Load() < 10 {
		time.Sleep(1)
	}
}
func (c *C) Barrier() {
	c.n.Add(1)
	for c.n.Load() != 10 {
	}
}
func (c *C) Wait() {
	c.n.Add(-1)
	for {
		if c.n.Load() == 0 {
			return
		}
		time.Sleep(time.Millisecond)
	}
}
func New() (*C, int64) { c := &C{}; c.n.Add(1); return c, c.n.Load() }
func Sum(xs []int64) int64 {
	var s atomic.Int64
	for _, x := range xs {
		s.Add(x)
	}
	return s.Load()
}
func Join(fs []func()) int64 {
	var n atomic.Int64
	var wg sync.WaitGroup
	for _, f := range fs {
		wg.Go(func() { f(); n.Add(1) })
	}
	wg.Wait()
	n.Add(1)
	return n.Load()
}
func Start(f func()) int64 {
	var n atomic.Int64
	n.Add(1)
	go func() { f(); n.Add(1) }()
	return n.Load()
}

type Act struct {
	in chan int
	n  atomic.Int64
}

func NewAct() *Act { a := &Act{in: make(chan int)}; go a.run(); return a }
func (a *Act) run() {
	for range a.in {
		a.n.Add(1)
		if a.n.Load()%10 == 0 {
			log.Print("ten")
		}
	}
}
func (a *Act) N() int64 { return a.n.Load() }

type Gate struct {
	b atomic.Bool
	n atomic.Int64
}

func (g *Gate) X() int64 {
	if !g.b.CompareAndSwap(false, true) {
		return 0
	}
	defer g.b.Store(false)
	g.n.Add(1)
	return g.n.Load()
}

type Sem struct {
	s chan struct{}
	n atomic.Int64
}

func NewSem() *Sem      { return &Sem{s: make(chan struct{}, 1)} }
func (s *Sem) X() int64 { s.s <- struct{}{}; s.n.Add(1); v := s.n.Load(); <-s.s; return v }

var once sync.Once
var inits atomic.Int64

func Init() { once.Do(func() { inits.Add(1); log.Print(inits.Load()) }) }

type T struct{ n atomic.Int64 }

func (t *T) Get(k string) *T {
	t.n.Add(1)
	return t
}
func (t *T) Stats() (a int64) { a = t.n.Load(); return }

// several adds summed elsewhere
func (c *C) Both(a, b int64) { c.n.Add(a); c.m.Add(b); log.Print(a + b) }

// another op in between
func (c *C) Reset() int64 { c.n.Add(1); c.n.Store(0); return c.n.Load() }

// started
func (c *C) Go() int64 { go c.n.Add(1); return c.n.Load() }

// the next round of a loop asks anew
func (c *C) Rounds(parts []int64) {
	for len(parts) > 0 {
		if c.n.Load() == 0 {
			time.Sleep(1)
			continue
		}
		c.n.Add(-parts[0])
		parts = parts[1:]
	}
}

// expvar's Add has no result
var served expvar.Int

func Serve() int64 { served.Add(1); return served.Value() }

// A helper that looks at the result itself.
type Host struct{ fails atomic.Int64 }

func (h *Host) fail(n int64) bool { return h.fails.Add(n) >= 0 }

func (h *Host) Check(dead func()) {
	if !h.fail(1) {
		return
	}
	if h.fails.Load() >= 3 {
		dead()
	}
}
