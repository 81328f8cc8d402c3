// Package bad holds mutexes that guard nothing but one atomic operation at a time.
package bad

import (
	"expvar"
	"fmt"
	"sync"
	"sync/atomic"
)

type A struct {
	mu sync.Mutex
	n  atomic.Int64
}

func (a *A) Inc()       { a.mu.Lock(); a.n.Add(1); a.mu.Unlock() } // want `a\.mu`
func (a *A) Get() int64 { a.mu.Lock(); defer a.mu.Unlock(); return a.n.Load() }
func (a *A) Reset() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.n.Store(0)
}
func (a *A) Swap() (v int64) {
	a.mu.Lock()
	v = a.n.Swap(0)
	a.mu.Unlock()
	return v
}
func (a *A) Print() { fmt.Println(a.Get()) }

type B struct {
	mu sync.RWMutex
	n  uint32
}

func (b *B) Inc() {
	b.mu.Lock() // want `b\.mu`
	defer b.mu.Unlock()
	atomic.AddUint32(&b.n, 1)
}
func (b *B) Get() uint32 { b.mu.RLock(); defer b.mu.RUnlock(); return atomic.LoadUint32(&b.n) }

type C struct {
	mu *sync.Mutex
	n  *atomic.Int64
}

func NewC() *C  { return &C{new(sync.Mutex), new(atomic.Int64)} }
func NewC2() *C { return &C{mu: &sync.Mutex{}, n: new(atomic.Int64)} }
func (c *C) Inc() {
	c.mu.Lock() // want `c\.mu`
	c.n.Add(1)
	c.mu.Unlock()
}

type In struct {
	mu sync.Mutex
	n  atomic.Bool
}
type D struct {
	in  In
	arr [3]In
	m   map[string]*In
}

func (d *D) Set() {
	d.in.mu.Lock() // want `d\.in\.mu`
	d.in.n.Store(true)
	d.in.mu.Unlock()
}
func (d *D) Arr(i int) {
	d.arr[i].mu.Lock()
	defer d.arr[i].mu.Unlock()
	d.arr[i].n.Store(true)
}
func (d *D) Map(k string) bool {
	x := d.m[k]
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.n.Load()
}

type E struct {
	mu sync.Mutex
	atomic.Int64
}

func (e *E) Inc() {
	e.mu.Lock() // want `e\.mu`
	e.Add(1)
	e.mu.Unlock()
}

type F struct {
	mu sync.Mutex
	p  atomic.Pointer[string]
	v  atomic.Value
}

func (f *F) Set(s string) {
	f.mu.Lock() // want `f\.mu`
	f.p.Store(&s)
	f.mu.Unlock()
}
func (f *F) Get() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return *f.p.Load()
}
func (f *F) Val() any {
	f.mu.Lock()
	v := f.v.Load()
	f.mu.Unlock()
	return v
}

type G[T any] struct {
	mu sync.Mutex
	n  atomic.Int64
}

func (g *G[T]) Inc() { g.mu.Lock(); defer g.mu.Unlock(); g.n.Add(1) } // want `g\.mu`

type H struct {
	mu sync.Mutex
	n  expvar.Int
}

func (h *H) Inc() { h.mu.Lock(); h.n.Add(1); h.mu.Unlock() } // want `h\.mu`

type I struct {
	mu sync.Mutex
	n  atomic.Int64
}

func (i *I) TryInc() bool {
	i.mu.Lock() // want `i\.mu`
	defer i.mu.Unlock()
	return i.n.CompareAndSwap(0, 1)
}
func (i *I) Add(x int) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.n.Add(int64(x))
}
func (i *I) Cond(ok bool) {
	if ok {
		i.mu.Lock()
		i.n.Add(1)
		i.mu.Unlock()
	}
}
func (i *I) Loop(k int) {
	for range k {
		i.mu.Lock()
		i.n.Add(1)
		i.mu.Unlock()
	}
}

var pmu sync.Mutex
var pn int64

func P() { pmu.Lock(); atomic.AddInt64(&pn, 1); pmu.Unlock() } // want `pmu`
func P2() int64 {
	pmu.Lock()
	defer pmu.Unlock()
	return atomic.LoadInt64(&pn)
}

func Local(jobs []func()) int64 {
	var mu sync.Mutex
	var n int64
	var wg sync.WaitGroup
	for _, j := range jobs {
		wg.Go(func() {
			j()
			mu.Lock() // want `mu`
			atomic.AddInt64(&n, 1)
			mu.Unlock()
		})
	}
	wg.Wait()
	return n
}

// two in sequence, each in its own section
type K struct {
	mu   sync.Mutex
	a, b atomic.Int64
}

func (k *K) Both() {
	k.mu.Lock() // want `k\.mu`
	k.a.Add(1)
	k.mu.Unlock()
	k.mu.Lock()
	k.b.Add(1)
	k.mu.Unlock()
}

// other file
func OF() {
	ofmu.Lock() // want `ofmu`
	ofn.Add(1)
	ofmu.Unlock()
}

type Len struct {
	mu sync.Mutex
	n  atomic.Int64
}

func (l *Len) Add(xs []int) {
	l.mu.Lock() // want `l\.mu`
	defer l.mu.Unlock()
	l.n.Add(int64(len(xs)))
}

type Mult struct {
	mu sync.Mutex
	n  atomic.Int64
}

func (l *Mult) Add(x int64) {
	l.mu.Lock() // want `l\.mu`
	defer l.mu.Unlock()
	l.n.Add(x * 2)
}
