// Package good holds branches on a Load that are right, or harmless.
package good

import (
	"context"
	"fmt"
	"log"
	"sync"
	"sync/atomic"
	"time"
)

const Max = 10

type P struct {
	n, m, hw atomic.Int64
	dirty    atomic.Bool
	u        atomic.Uint32
	st       atomic.Int32
	ptr      atomic.Pointer[int]
}

func (p *P) CAS() bool {
	for {
		n := p.n.Load()
		if n >= Max {
			return false
		}
		if p.n.CompareAndSwap(n, n+1) {
			return true
		}
	}
}
func (p *P) Release() { p.n.Add(-1) }
func (p *P) Claim() bool {
	if p.st.Load() == 1 {
		return false
	}
	return p.st.CompareAndSwap(0, 1)
}
func (p *P) ClaimStore() bool {
	if p.st.Load() != 0 || !p.st.CompareAndSwap(0, 1) {
		return false
	}
	p.st.Store(2)
	return true
}
func (p *P) Cross() {
	if p.n.Load() > Max {
		p.m.Add(1)
	}
}
func (p *P) CrossObj(o *P) {
	if p.n.Load() > 0 {
		o.n.Add(1)
	}
}
func (p *P) Mark() {
	if !p.dirty.Load() {
		p.dirty.Store(true)
	}
}
func (p *P) MarkU() {
	if p.u.Load() != 1 {
		p.u.Store(1)
	}
}
func (p *P) Unmark() {
	if p.u.Load() == 1 {
		p.u.Store(0)
	}
}
func (p *P) MarkLog() {
	if p.u.Load() == 0 {
		p.u.Store(1)
		log.Print("degraded")
	}
}
func (p *P) MarkCount() {
	if p.u.Load() == 0 {
		p.u.Store(1)
		p.m.Add(1)
	}
}
func (p *P) Unrelated(v int64) {
	if v > 10 {
		p.n.Add(1)
	}
}
func (p *P) Info() {
	if p.n.Load() > 1000 {
		log.Print("many")
	}
	p.n.Add(1)
}
func (p *P) InfoElse() {
	if p.n.Load() > 1000 {
		log.Print("many")
	} else {
		log.Print("few")
	}
	p.n.Add(1)
}
func (p *P) Avg(sum int64) int64 {
	n := p.n.Load()
	if n == 0 {
		return 0
	}
	return sum / n
}
func (p *P) String() string {
	if p.n.Load() == 0 {
		return "idle"
	}
	return fmt.Sprintf("busy %d", p.n.Load())
}
func (p *P) Dump() {
	if p.n.Load() > 0 {
		log.Printf("n=%d", p.n.Load())
	}
}
func (p *P) Backoff() {
	for p.n.Load() > Max {
		time.Sleep(time.Millisecond)
	}
}
func (p *P) High() {
	n := p.n.Add(1)
	for {
		h := p.hw.Load()
		if n <= h || p.hw.CompareAndSwap(h, n) {
			return
		}
	}
}
func (p *P) PtrOnly() int {
	if x := p.ptr.Load(); x != nil {
		return *x
	}
	return 0
}

// locks
type L struct {
	mu sync.Mutex
	n  atomic.Int64
	st atomic.Int32
	on bool
}

func (l *L) Enter() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.n.Load() >= Max {
		return false
	}
	l.n.Add(1)
	return true
}
func (l *L) Leave()           { l.mu.Lock(); defer l.mu.Unlock(); l.n.Add(-1) }
func (l *L) fullLocked() bool { return l.n.Load() >= Max }
func (l *L) Enter2() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.fullLocked() {
		return false
	}
	l.n.Add(1)
	return true
}
func (l *L) DC(f func()) {
	if l.st.Load() == 1 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.st.Load() == 1 {
		return
	}
	f()
	l.st.Store(1)
}
func (l *L) DCDefer(f func()) {
	if l.st.Load() == 0 {
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.st.Load() == 0 {
			defer l.st.Store(1)
			f()
		}
	}
}

// bounded by adders under RLock, limiter under Lock
type L2 struct {
	mu sync.RWMutex
	n  atomic.Int64
}

func (l *L2) Hit() { l.mu.RLock(); l.n.Add(1); l.mu.RUnlock() }
func (l *L2) Trim() {
	l.mu.Lock()
	if l.n.Load() > 100 {
		l.n.Add(-100)
	}
	l.mu.Unlock()
}

// leave under no lock, enter under lock: releases do no harm
type L3 struct {
	mu sync.Mutex
	n  atomic.Int64
}

func (l *L3) Enter() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.n.Load() >= Max {
		return false
	}
	l.n.Add(1)
	return true
}
func (l *L3) Leave() { l.n.Add(-1) }

// single consumer lowers
type Q struct {
	n atomic.Int64
	c *sync.Cond
}

func NewQ(ctx context.Context) *Q {
	q := &Q{}
	go func() {
		for ctx.Err() == nil {
			if q.n.Load() > 0 {
				q.n.Add(-1)
			} else {
				time.Sleep(1)
			}
		}
	}()
	return q
}
func (q *Q) Put() { q.n.Add(1) }

// actor
type A struct {
	in chan int
	n  atomic.Int64
	st atomic.Int32
}

func NewA() *A { a := &A{in: make(chan int)}; go a.run(); return a }
func (a *A) run() {
	for x := range a.in {
		if a.n.Load() < Max {
			a.n.Add(int64(x))
		}
		if a.st.Load() == 0 {
			a.st.Store(1)
			go func() {}()
		}
	}
}
func (a *A) N() int64 { return a.n.Load() }

// once
type O struct {
	once sync.Once
	n    atomic.Int64
}

func (o *O) Init() {
	o.once.Do(func() {
		if o.n.Load() == 0 {
			o.n.Add(5)
		}
	})
}

// fresh
func New() *P {
	p := &P{}
	if p.n.Load() == 0 {
		p.n.Add(1)
	}
	if p.st.Load() == 0 {
		p.st.Store(1)
		go p.Release()
	}
	return p
}

// join
func Join(fs []func()) {
	var n atomic.Int64
	var wg sync.WaitGroup
	for _, f := range fs {
		wg.Go(func() { f(); n.Add(1) })
	}
	wg.Wait()
	if n.Load() < Max {
		n.Add(1)
	}
}

// counts skipped in one of two states: sampling
func (p *P) Sample() bool { return p.n.Add(1)%64 == 0 }

// undo after failure elsewhere: compensation, not a bound
func (p *P) Try(f func() error) error {
	p.n.Add(1)
	if err := f(); err != nil {
		p.n.Add(-1)
		return err
	}
	return nil
}

// first one in
func (p *P) First(f func()) {
	if p.n.Add(1) == 1 {
		f()
	}
	p.n.Add(-1)
}

// stat by value
func (p *P) Kind() {
	if p.n.Load()%2 == 0 {
		p.m.Add(1)
	} else {
		p.hw.Add(1)
	}
}

// last-one-out with both
func (p *P) Close(c chan int) {
	if p.n.Add(-1) == 0 {
		close(c)
	}
}

// gated
func (p *P) Gate() {
	if !p.st.CompareAndSwap(0, 1) {
		return
	}
	defer p.st.Store(0)
	if p.hw.Load() < Max {
		p.hw.Add(1)
	}
}

// semaphore of one
type S1 struct {
	sem chan struct{}
	n   atomic.Int64
}

func NewS1() *S1 { return &S1{sem: make(chan struct{}, 1)} }
func (s *S1) Enter() bool {
	s.sem <- struct{}{}
	defer func() { <-s.sem }()
	if s.n.Load() >= Max {
		return false
	}
	s.n.Add(1)
	return true
}

// id wrap: skips zero
type ID struct{ n atomic.Uint32 }

func (i *ID) Next() uint32 {
	v := i.n.Add(1)
	for v == 0 {
		v = i.n.Add(1)
	}
	return v
}

// shutdown flag and wait
type Srv struct {
	closing atomic.Bool
	n       atomic.Int64
}

func (s *Srv) Handle() error {
	if s.closing.Load() {
		return context.Canceled
	}
	s.n.Add(1)
	defer s.n.Add(-1)
	return nil
}
func (s *Srv) Shutdown() {
	s.closing.Store(true)
	for s.n.Load() > 0 {
		time.Sleep(1)
	}
}

// A drain that takes back what it has read.
func (p *P) Report(logf func(string, ...any)) {
	if dropped := p.m.Load(); dropped > 0 {
		logf("%d dropped", dropped)
		p.m.Add(-dropped)
	}
}

// A quota is taken as long as any is left, whatever the amount: it may go below zero with one goroutine too.
func (p *P) Spend(n int64) bool {
	if p.n.Load() > 0 {
		p.n.Add(-n)
		return true
	}
	return false
}

// The state is perhaps not even looked at.
func (p *P) Restart(force bool, run func()) {
	if force || p.st.Load() == 1 {
		p.st.Store(2)
		run()
	}
}
