// Package good holds counters that are taken in one step, or with nobody adding.
package good

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

type M struct {
	n, last, hi atomic.Int64
	on          atomic.Bool
	p           atomic.Pointer[int]
	gen         atomic.Uint32
}

func (m *M) Hit() { m.n.Add(1); m.gen.Add(1) }

func (m *M) Swap() int64          { return m.n.Swap(0) }
func (m *M) Sub() int64           { v := m.n.Load(); m.n.Add(-v); return v }
func (m *M) Log()                 { fmt.Println(m.n.Load()) }
func (m *M) Reset()               { m.n.Store(0); m.last.Store(0) }
func (m *M) ResetThenRead() int64 { m.n.Store(0); return m.n.Load() }
func (m *M) CAS() int64 {
	for {
		v := m.n.Load()
		if m.n.CompareAndSwap(v, 0) {
			return v
		}
	}
}
func (m *M) Delta() int64 {
	cur := m.n.Load()
	d := cur - m.last.Load()
	m.last.Store(cur)
	return d
}
func (m *M) DeltaSwap() int64    { cur := m.n.Load(); return cur - m.last.Swap(cur) }
func (m *M) OtherObj(o *M) int64 { v := m.n.Load(); o.n.Store(0); return v }
func (m *M) NotZero() int64      { v := m.n.Load(); m.n.Store(1); return v }
func (m *M) SwapBoth() int64 {
	if m.n.Load() == 0 {
		return 0
	}
	return m.n.Swap(0)
}

// only compared: a check that saves a write
func (m *M) Lazy() {
	if m.n.Load() != 0 {
		m.n.Store(0)
	}
}
func (m *M) Flag() bool { v := m.on.Load(); m.on.Store(false); return v }
func (m *M) Nil() *int  { v := m.p.Load(); m.p.Store(nil); return v }

// after join
func Join(fs []func()) (a int64) {
	var n atomic.Int64
	var wg sync.WaitGroup
	for _, f := range fs {
		wg.Go(func() { f(); n.Add(1) })
	}
	wg.Wait()
	a = n.Load()
	n.Store(0)
	return a
}
func Rounds(k int, fs []func()) (out []int64) {
	var n atomic.Int64
	for range k {
		var wg sync.WaitGroup
		for _, f := range fs {
			wg.Add(1)
			go func() { defer wg.Done(); f(); n.Add(1) }()
		}
		wg.Wait()
		out = append(out, n.Load())
		n.Store(0)
	}
	return
}
func DoneChan(f func()) int64 {
	var n atomic.Int64
	done := make(chan struct{})
	go func() { f(); n.Add(1); close(done) }()
	<-done
	v := n.Load()
	n.Store(0)
	return v
}

// exclusive phase
type Ph struct {
	mu      sync.Mutex
	busy    atomic.Bool
	n       atomic.Int64
	tick    chan time.Time
	workers sync.WaitGroup
}

func (p *Ph) Inc() { p.mu.Lock(); p.n.Add(1); p.mu.Unlock() }
func (p *Ph) Flush(out func(int64)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	v := p.n.Load()
	out(v)
	p.n.Store(0)
}
func (p *Ph) flushLocked() int64 { v := p.n.Load(); p.n.Store(0); return v }
func (p *Ph) Take() int64        { p.mu.Lock(); defer p.mu.Unlock(); return p.flushLocked() }

// several methods under one lock
func (p *Ph) value() int64 { return p.n.Load() }
func (p *Ph) clear()       { p.n.Store(0) }
func (p *Ph) Both() int64  { p.mu.Lock(); defer p.mu.Unlock(); v := p.value(); p.clear(); return v }

// Adders hold RLock, taker Lock
type RW struct {
	mu sync.RWMutex
	n  atomic.Int64
}

func (r *RW) Inc()        { r.mu.RLock(); r.n.Add(1); r.mu.RUnlock() }
func (r *RW) Take() int64 { r.mu.Lock(); defer r.mu.Unlock(); v := r.n.Load(); r.n.Store(0); return v }

// actor
type Act struct {
	in, out chan int64
	n, seen atomic.Int64
}

func Start() *Act { a := &Act{in: make(chan int64), out: make(chan int64)}; go a.run(); return a }
func (a *Act) run() {
	t := time.NewTicker(1)
	for {
		select {
		case x := <-a.in:
			a.n.Add(x)
		case <-t.C:
			a.out <- a.n.Load()
			a.n.Store(0)
		}
	}
}
func (a *Act) Peek() int64 { return a.n.Load() }

// state machine
type St struct{ s atomic.Int32 }

func (s *St) Open()        { s.s.Store(1) }
func (s *St) Close() int32 { v := s.s.Load(); s.s.Store(0); return v }

// consecutive failures: best effort reset on success
type Brk struct{ fails atomic.Int32 }

func (b *Brk) Fail() bool { return b.fails.Add(1) > 5 }
func (b *Brk) Ok() {
	if b.fails.Load() > 0 {
		b.fails.Store(0)
	}
}
func (b *Brk) Fails() int32 { return b.fails.Load() }

// backoff attempt
type Retry struct{ attempt atomic.Int64 }

func (r *Retry) Next() time.Duration { return time.Duration(r.attempt.Add(1)) * time.Second }
func (r *Retry) Reset()              { r.attempt.Store(0) }

// round robin index wraps around
type RR struct{ i atomic.Int64 }

func (r *RR) Pick(xs []int) int {
	i := r.i.Add(1)
	if i >= int64(len(xs)) {
		r.i.Store(0)
		i = 0
	}
	return xs[i]
}

// fresh
func Fresh() (*M, int64) { m := &M{}; m.n.Add(2); v := m.n.Load(); m.n.Store(0); return m, v }

// Close comes when the readers are gone: they use what it takes away.
type Reader struct {
	n    atomic.Int64
	mmap []byte
}

func (r *Reader) ReadAt(i int) byte {
	r.n.Add(1)
	return r.mmap[i]
}

func (r *Reader) MustClose(total *atomic.Int64) {
	total.Add(r.n.Load())
	r.n.Store(0)
	r.mmap = nil
}

// debug dump in String and Reset apart
func (m *M) String() string { return fmt.Sprint(m.n.Load()) }
func (m *M) ResetAll()      { _ = m.String(); m.n.Store(0) }

// a loop: read at the end of the round, zeroed at the beginning of the next
func (m *M) Loop(work func(*M), out func(int64)) {
	for {
		m.n.Store(0)
		work(m)
		out(m.n.Load())
	}
}
