package bad

import (
	"sync"
	"sync/atomic"
	"time"
)

func Workers() int64 {
	var n atomic.Int64
	var wg sync.WaitGroup
	for i := 0; i < 10; i++ {
		wg.Add(1)
		go func() {
			defer wg.Done()
			n.Store(n.Load() + 1) // want `n`
		}()
	}
	wg.Wait()
	return n.Load()
}

func OldLocal() int64 {
	var n int64
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			v := atomic.LoadInt64(&n)
			atomic.StoreInt64(&n, v+1) // want `n`
		})
	}
	wg.Wait()
	return n
}

func inc(n *int64) { atomic.StoreInt64(n, atomic.LoadInt64(n)+1) } // want `n`

func OldLocalHelper() int64 {
	var n int64
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() { inc(&n) })
	}
	wg.Wait()
	return n
}

func Two() {
	var n atomic.Int64
	done := make(chan bool)
	go func() { n.Add(1); done <- true }()
	go func() { n.Store(n.Load() + 1); done <- true }() // want `n`
	<-done
	<-done
}

func StarterGoesOn() {
	var n atomic.Int64
	go func() {
		for {
			n.Add(1)
		}
	}()
	n.Store(n.Load() + 1) // want `n`
	time.Sleep(time.Second)
}

func Timer() {
	var n atomic.Int64
	for range 3 {
		time.AfterFunc(time.Second, func() { n.Store(n.Load() + 1) }) // want `n`
	}
}

type W struct{ n atomic.Int64 }

func NewW() *W {
	w := &W{}
	for range 4 {
		go w.run()
	}
	return w
}

func (w *W) run() {
	for {
		w.n.Store(w.n.Load() + 1) // want `w\.n`
		time.Sleep(1)
	}
}

// capacity n is no lock
type Sem struct {
	n   atomic.Int64
	sem chan struct{}
}

func NewSem() *Sem { return &Sem{sem: make(chan struct{}, 4)} }

func (s *Sem) Do() {
	s.sem <- struct{}{}
	defer func() { <-s.sem }()
	s.n.Store(s.n.Load() + 1) // want `s\.n`
}

// a lock of another object
type Acc struct {
	mu  sync.Mutex
	sum atomic.Int64
}

func Transfer(a, b *Acc) {
	a.mu.Lock()
	defer a.mu.Unlock()
	b.sum.Store(b.sum.Load() + 1) // want `b\.sum`
}

// read lock
type RW struct {
	mu sync.RWMutex
	n  atomic.Int64
}

func (r *RW) Up() {
	r.mu.RLock()
	r.n.Store(r.n.Load() + 1) // want `r\.n`
	r.mu.RUnlock()
}

// one side holds the lock
type OneSide struct {
	mu sync.Mutex
	n  atomic.Int64
}

func (o *OneSide) A() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.n.Store(o.n.Load() + 1) // want `o\.n`
}
func (o *OneSide) B() { o.n.Store(o.n.Load() + 1) } // want `o\.n`

// lock released between
type Gap struct {
	mu sync.Mutex
	n  atomic.Int64
}

func (g *Gap) Up() {
	g.mu.Lock()
	v := g.n.Load()
	g.mu.Unlock()
	g.mu.Lock()
	g.n.Store(v + 1) // want `g\.n`
	g.mu.Unlock()
}

// failed TryLock
type Try struct {
	mu sync.Mutex
	n  atomic.Int64
}

func (t *Try) Up() {
	if !t.mu.TryLock() {
		t.n.Store(t.n.Load() + 1) // want `t\.n`
		return
	}
	defer t.mu.Unlock()
	t.n.Add(1)
}

// two locks
type TwoLocks struct {
	a, b sync.Mutex
	n    atomic.Int64
}

func (t *TwoLocks) A() {
	t.a.Lock()
	t.n.Store(t.n.Load() + 1) // want `t\.n`
	t.a.Unlock()
}

func (t *TwoLocks) B() {
	t.b.Lock()
	t.n.Store(t.n.Load() + 1) // want `t\.n`
	t.b.Unlock()
}

// lock copied by a value receiver
type ByVal struct {
	mu sync.Mutex
	n  *atomic.Int64
}

func (b ByVal) Up() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.n.Store(b.n.Load() + 1) // want `b\.n`
}

// local lock
func (o *OneSide) LocalLock() {
	var mu sync.Mutex
	mu.Lock()
	o.n.Store(o.n.Load() + 1) // want `o\.n`
	mu.Unlock()
}

// CAS on another, loses anyway
type Mixed struct{ n, m atomic.Int64 }

func (x *Mixed) Up() {
	for {
		m := x.m.Load()
		x.n.Store(x.n.Load() + 1) // want `x\.n`
		if x.m.CompareAndSwap(m, m+1) {
			return
		}
	}
}

// actor started twice
type Twice struct {
	n  atomic.Int64
	in chan int64
}

func StartTwice(t *Twice) {
	go t.loop()
	go t.loop()
}

func (t *Twice) loop() {
	for x := range t.in {
		t.n.Store(t.n.Load() + x) // want `t\.n`
	}
}

// actor plus a method that resets
type Plus struct {
	n  atomic.Int64
	in chan int64
}

func NewPlus() *Plus { p := &Plus{in: make(chan int64)}; go p.loop(); return p }
func (p *Plus) loop() {
	for x := range p.in {
		p.n.Store(p.n.Load() + x) // want `p\.n`
	}
}
func (p *Plus) Reset() { p.n.Store(0) }

// before join
func Early(fs []func()) {
	var n atomic.Int64
	var wg sync.WaitGroup
	for _, f := range fs {
		wg.Go(func() { f(); n.Add(1) })
	}
	n.Store(n.Load() * 2) // want `n`
	wg.Wait()
}
