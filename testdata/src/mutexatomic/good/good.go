// Package good holds mutexes that are needed.
package good

import (
	"log"
	"sync"
	"sync/atomic"
)

type A struct {
	mu   sync.Mutex
	n, m atomic.Int64
}

func (a *A) X() { a.mu.Lock(); a.n.Add(1); a.m.Add(1); a.mu.Unlock() }

type B struct {
	mu sync.Mutex
	n  atomic.Int64
	s  []int
}

func (b *B) X() { b.mu.Lock(); b.n.Add(1); b.mu.Unlock() }
func (b *B) Y() { b.mu.Lock(); b.s = append(b.s, 1); b.mu.Unlock() }

type C struct {
	mu sync.Mutex
	n  atomic.Int64
}

func (c *C) X() { c.mu.Lock(); c.n.Add(1); c.mu.Unlock() }
func (c *C) Y() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.n.Load() > 5 {
		c.n.Store(0)
	}
}

type D struct {
	mu sync.Mutex
	n  atomic.Int64
}

func (d *D) X() { d.mu.Lock(); d.n.Store(d.n.Load() + 1); d.mu.Unlock() }

type E struct {
	Mu sync.Mutex
	n  atomic.Int64
}

func (e *E) X() { e.Mu.Lock(); e.n.Add(1); e.Mu.Unlock() }

type F struct {
	sync.RWMutex
	n atomic.Int64
}

func (f *F) X() { f.Lock(); f.n.Add(1); f.Unlock() }

type G struct {
	mu sync.Mutex
	c  sync.Cond
	n  atomic.Int64
}

func NewG() *G  { g := &G{}; g.c.L = &g.mu; return g }
func (g *G) X() { g.mu.Lock(); g.n.Add(1); g.mu.Unlock(); g.c.Broadcast() }

type H struct {
	mu sync.Mutex
	n  atomic.Int64
}

func (h *H) X()             { h.mu.Lock(); h.n.Add(1); h.mu.Unlock() }
func (h *H) L() *sync.Mutex { return &h.mu }

type I struct {
	mu sync.Mutex
	n  atomic.Int64
}

func (i *I) lock() func() { i.mu.Lock(); return i.mu.Unlock }
func (i *I) X()           { defer i.lock()(); i.n.Add(1) }

type J struct {
	mu sync.Mutex
	n  atomic.Int64
}

func (j *J) X() { j.mu.Lock(); j.n.Add(1); log.Print("x"); j.mu.Unlock() }

type K struct {
	mu sync.Mutex
	n  atomic.Int64
	ch chan int
}

func (k *K) X() { k.mu.Lock(); k.n.Add(1); k.ch <- 1; k.mu.Unlock() }
func (k *K) Y() { k.mu.Lock(); k.n.Add(1); k.mu.Unlock() }

// a barrier: nobody is inside any more
type L struct {
	mu   sync.RWMutex
	stop atomic.Bool
}

func (l *L) Stop() { l.mu.Lock(); l.stop.Store(true); l.mu.Unlock() }
func (l *L) Do(f func()) {
	l.mu.RLock()
	defer l.mu.RUnlock()
	if !l.stop.Load() {
		f()
	}
}

type M struct {
	mu sync.Mutex
	n  atomic.Int64
}

func (m *M) Try() bool {
	if !m.mu.TryLock() {
		return false
	}
	defer m.mu.Unlock()
	m.n.Add(1)
	return true
}

type N struct {
	mu sync.Mutex
	n  atomic.Int64
	f  func() int64
}

func (n *N) X() { n.mu.Lock(); n.n.Store(n.f()); n.mu.Unlock() }

// computed from a plain field that others write under the lock
type O struct {
	mu   sync.Mutex
	n    atomic.Int64
	step int64
}

func (o *O) X()          { o.mu.Lock(); o.n.Add(o.step); o.mu.Unlock() }
func (o *O) Set(x int64) { o.mu.Lock(); o.step = x; o.mu.Unlock() }

// the map is guarded too
type P struct {
	mu sync.Mutex
	by map[string]*atomic.Int64
}

func (p *P) X(k string)   { p.mu.Lock(); p.by[k].Add(1); p.mu.Unlock() }
func (p *P) New(k string) { p.mu.Lock(); p.by[k] = new(atomic.Int64); p.mu.Unlock() }

// only reads of the map inside, yet another function writes it
type Q struct {
	mu sync.Mutex
	sl []*atomic.Int64
}

func (q *Q) X(i int) { q.mu.Lock(); q.sl[i].Add(1); q.mu.Unlock() }
func (q *Q) grow()   { q.mu.Lock(); defer q.mu.Unlock(); q.sl = append(q.sl, new(atomic.Int64)) }

// ordering: publication of plain data
type R struct {
	mu    sync.Mutex
	ready atomic.Bool
	data  int
}

func (r *R) Put(x int) { r.mu.Lock(); r.data = x; r.ready.Store(true); r.mu.Unlock() }
func (r *R) Get() int  { r.mu.Lock(); defer r.mu.Unlock(); return r.data }

// mutex passed on
func S(f func(*sync.Mutex)) {
	var mu sync.Mutex
	var n atomic.Int64
	f(&mu)
	mu.Lock()
	n.Add(1)
	mu.Unlock()
}

// a waiting RW: writer waits until readers are gone
type T struct {
	mu sync.RWMutex
	n  atomic.Int64
}

func (t *T) Inc()  { t.mu.RLock(); t.n.Add(1); t.mu.RUnlock() }
func (t *T) Wait() { t.mu.Lock(); t.mu.Unlock() }

// unlock in another function
type V struct {
	mu sync.Mutex
	n  atomic.Int64
}

func (v *V) Begin() { v.mu.Lock() }
func (v *V) End()   { v.mu.Unlock() }
func (v *V) X()     { v.Begin(); v.n.Add(1); v.End() }

// sync.Locker field
type W struct {
	l sync.Locker
	n atomic.Int64
}

func (w *W) X() { w.l.Lock(); w.n.Add(1); w.l.Unlock() }

// a reader of both under the lock, without atomics for one
type X struct {
	mu sync.Mutex
	n  int64
}

func (x *X) Inc()       { x.mu.Lock(); atomic.AddInt64(&x.n, 1); x.mu.Unlock() }
func (x *X) Get() int64 { x.mu.Lock(); defer x.mu.Unlock(); return x.n }

// both loads in one section are one snapshot
type Y struct {
	mu   sync.Mutex
	a, b atomic.Int64
}

func (y *Y) A()                   { y.mu.Lock(); y.a.Add(1); y.mu.Unlock() }
func (y *Y) B()                   { y.mu.Lock(); y.b.Add(1); y.mu.Unlock() }
func (y *Y) Snap() (int64, int64) { y.mu.Lock(); defer y.mu.Unlock(); return y.a.Load(), y.b.Load() }

type Z struct {
	mu sync.Mutex
	n  atomic.Int64
}

func (z *Z) X() { z.mu.Lock(); z.n.Add(1); z.mu.Unlock() }
func (z *Z) Y() {
	z.mu.Lock()
	f := z.n.Load
	_ = f()
	g()
	z.mu.Unlock()
}
func g() {}

// shared by two owners through a pointer that is handed in
type AA struct {
	mu *sync.Mutex
	n  atomic.Int64
}

func NewAA(mu *sync.Mutex) *AA { return &AA{mu: mu} }
func (a *AA) X()               { a.mu.Lock(); a.n.Add(1); a.mu.Unlock() }

// loop inside
type BB struct {
	mu sync.Mutex
	n  atomic.Int64
}

func (b *BB) X(k int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for range k {
		b.n.Add(1)
	}
}
