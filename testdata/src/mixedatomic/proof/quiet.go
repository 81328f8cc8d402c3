package proof

import (
	"sync"
	"sync/atomic"
)

// Near misses: each of them is run under the race detector, which finds nothing.

type calm struct {
	mu sync.RWMutex
	n  int64
	m  int64
}

func newCalm() *calm {
	c := &calm{n: 3}
	c.m = 4
	c.n++
	return c
}

// Inc adds under the lock.
func (c *calm) Inc() {
	c.mu.Lock()
	atomic.AddInt64(&c.n, 1)
	c.mu.Unlock()
}

// Get reads under the lock of all writers.
func (c *calm) Get() int64 {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.n
}

// Set writes under the lock that readers hold for reading.
func (c *calm) Set(v int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.m = v
}

// Load reads atomically under the lock for reading.
func (c *calm) Load() int64 {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return atomic.LoadInt64(&c.m)
}

func afterWait() int64 {
	var n int64
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { atomic.AddInt64(&n, 1) })
	}
	wg.Wait()
	return n
}

func beforeStart() int64 {
	var n int64
	n = 5
	var wg sync.WaitGroup
	wg.Go(func() { atomic.AddInt64(&n, 1) })
	wg.Wait()
	return atomic.LoadInt64(&n)
}

func afterClose() int64 {
	var n int64
	done := make(chan struct{})
	go func() {
		atomic.AddInt64(&n, 1)
		close(done)
	}()
	<-done
	return n
}

func afterSend() int64 {
	var n int64
	done := make(chan bool)
	go func() {
		atomic.AddInt64(&n, 1)
		done <- true
	}()
	<-done
	return n
}

// A frozen copy of the same type.
type sample struct{ hits, misses int64 }

type live struct{ cur sample }

// Hit counts.
func (l *live) Hit() { atomic.AddInt64(&l.cur.hits, 1); atomic.AddInt64(&l.cur.misses, 2) }

// Snapshot copies cell by cell.
func (l *live) Snapshot() sample {
	return sample{hits: atomic.LoadInt64(&l.cur.hits), misses: atomic.LoadInt64(&l.cur.misses)}
}

func (s sample) ratio() float64 { return float64(s.hits) / float64(s.misses) }

func ratio(l *live) float64 {
	s := l.Snapshot()
	s.misses++
	return s.ratio()
}

type history struct{ old []sample }

func (h *history) note(l *live) {
	h.old = append(h.old, l.Snapshot())
	h.old[0].hits++
}

// The last one out.
type ref struct {
	count int32
	sum   int64
}

// Release reads plainly where nobody else is left.
func (r *ref) Release() int64 {
	atomic.AddInt64(&r.sum, 2)
	if atomic.AddInt32(&r.count, -1) == 0 {
		return r.sum
	}
	return 0
}

// A loop in which the goroutine alone writes, the others read atomically, is not here: a plain write races with them.

type fresh struct{ n int64 }

// Make counts in an object that it alone has.
func Make() *fresh {
	f := &fresh{}
	for range 3 {
		f.n++
	}
	return f
}

// Inc counts.
func (f *fresh) Inc() { atomic.AddInt64(&f.n, 1) }

type named2 struct{ n int64 }

// Inc counts.
func (n *named2) Inc() { atomic.AddInt64(&n.n, 1) }

// String is for log lines.
func (n *named2) String() string { return string(rune(n.n)) }

var start int64

func init() { start = 7 }

// Started reads what init wrote.
func Started() int64 { return atomic.LoadInt64(&start) }

func phases() (n int64) {
	var total int64
	for range 2 {
		var wg sync.WaitGroup
		for range 3 {
			wg.Go(func() { atomic.AddInt64(&total, 1) })
		}
		wg.Wait()
		n += total
		total = 0
	}
	return n
}

func work(f func()) {
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(f)
	}
	wg.Wait()
}

func afterHelper() int64 {
	var n int64
	work(func() { atomic.AddInt64(&n, 1) })
	return n
}

// Other elements are others: index 0 is atomic, 1 is the worker's own.
type pair struct{ a, b int64 }

// Inc counts in one.
func (p *pair) Inc() { atomic.AddInt64(&p.a, 1) }

// Own reads the other.
func (p *pair) Own() int64 { return p.b }
