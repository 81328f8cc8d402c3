// Package proof holds plain accesses of numbers that are atomic elsewhere, each with a test that shows the race, and their near
// misses, each with a test that runs it under the race detector.
package proof

import (
	"net/http"
	"sync"
	"sync/atomic"
)

// Stats count.
type Stats struct {
	hits  int64
	bytes uint64
	state int32
	last  uint32
	slots [4]int64
	many  []int64
}

// Hit counts one.
func (s *Stats) Hit(n uint64) {
	atomic.AddInt64(&s.hits, 1)
	atomic.AddUint64(&s.bytes, n)
	atomic.StoreUint32(&s.last, uint32(n))
	atomic.AddInt64(&s.slots[n%4], 1)
	atomic.AddInt64(&s.many[n%4], 1)
}

// Hits reads.
func (s *Stats) Hits() int64 {
	return s.hits // want read/betrayed/fix:"s.hits is read plainly here, and used atomically by others \\(Add at mixed.go:\\d+\\), which race with it; use atomic.LoadInt64"
}

// Clear writes back to zero.
func (s *Stats) Clear() {
	s.bytes = 0 // want write/fix:"s.bytes is written plainly"
}

// Last reads twice: one finding.
func (s *Stats) Last() uint32 {
	if s.last > 4 { // want fix:"s.last is read plainly here \\(so at mixed.go:\\d+\\)"
		return s.last
	}
	return 0
}

// Bump updates plainly.
func (s *Stats) Bump() {
	s.hits++     // want write/fix:"s.hits is written plainly here, and used atomically"
	s.bytes += 2 // want "s.bytes is written plainly here"
}

// Sum ranges over cells.
func (s *Stats) Sum() (n int64) {
	for _, v := range s.slots { // want "s.slots is read plainly here"
		n += v
	}
	for _, v := range s.many { // want "s.many is read plainly here"
		n += v
	}
	return n
}

// Slot reads one cell.
func (s *Stats) Slot(i int) int64 {
	return s.slots[i] // want fix:"s.slots\\[i\\] is read plainly"
}

// Open swaps, Done compares plainly.
func (s *Stats) Open() { atomic.CompareAndSwapInt32(&s.state, 0, 1) }

// Done compares plainly.
func (s *Stats) Done() bool {
	return s.state == 2 // want fix:"s.state is read plainly"
}

var requests int64

// Serve counts.
func Serve(w http.ResponseWriter, r *http.Request) {
	atomic.AddInt64(&requests, 1)
}

// Report reads the package variable.
func Report() int64 {
	return requests // want fix:"requests is read plainly"
}

func captured() int32 {
	var n int32
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { atomic.AddInt32(&n, 1) })
	}
	got := n // want read/proven/fix:"n is read plainly here, and used atomically by others \\(Add on the goroutine started at mixed.go:\\d+\\)"
	wg.Wait()
	return got
}

func goroutineReads() (got int64) {
	var n int64
	var wg sync.WaitGroup
	wg.Go(func() {
		got = n // want proven/fix:`n is read plainly`
	})
	atomic.StoreInt64(&n, 1)
	wg.Wait()
	return got
}

func add(p *int64, d int64) { atomic.AddInt64(p, d) }

type viaHelper struct{ n int64 }

// Inc goes through a helper that takes the address.
func (v *viaHelper) Inc() { add(&v.n, 1) }

// Get reads.
func (v *viaHelper) Get() int64 {
	return v.n // want fix:`v.n is read plainly`
}

type base struct{ n int64 }

type derived struct{ base }

// Inc uses the promoted field.
func (d *derived) Inc() { atomic.AddInt64(&d.n, 1) }

// Get reads it.
func (d *derived) Get() int64 {
	return d.base.n // want fix:`d.base.n is read plainly`
}

// Both hold the lock for reading: it keeps nobody out.
type both struct {
	mu sync.RWMutex
	n  int64
}

// Inc adds under RLock.
func (b *both) Inc() {
	b.mu.RLock()
	atomic.AddInt64(&b.n, 1)
	b.mu.RUnlock()
}

// Get reads under RLock.
func (b *both) Get() int64 {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.n // want fix:`b.n is read plainly`
}

// The writer's lock is not the readers'.
type lockFree struct {
	mu sync.Mutex
	n  int64
}

// Set writes under the lock.
func (l *lockFree) Set(v int64) {
	l.mu.Lock()
	l.n = v // want write/fix:`l.n is written plainly`
	l.mu.Unlock()
}

// Get reads without.
func (l *lockFree) Get() int64 { return atomic.LoadInt64(&l.n) }

type named int64

type typed struct{ n named }

// Inc converts the pointer.
func (t *typed) Inc() { atomic.AddInt64((*int64)(&t.n), 1) }

// Get reads: the type has a name, so that there is no simple fix.
func (t *typed) Get() named {
	return t.n // want `t.n is read plainly`
}

func through(p *Stats) int64 {
	q := &p.hits
	return *q // want fix:`\*q is read plainly`
}

// Through reads through a pointer.
func Through(p *Stats) int64 { return through(p) }

type generic[T any] struct {
	v T
	n int64
}

// Inc counts.
func (g *generic[T]) Inc() { atomic.AddInt64(&g.n, 1) }

// Get reads.
func (g *generic[T]) Get() int64 {
	return g.n // want fix:`g.n is read plainly`
}

// A loop that waits for a flag.
type stopper struct{ stop int32 }

// Stop sets the flag.
func (s *stopper) Stop() { atomic.StoreInt32(&s.stop, 1) }

func (s *stopper) run(n *int) {
	for s.stop == 0 { // want read/proven/fix:`s.stop is read plainly here`
		*n++
		if *n > 1000 {
			return
		}
	}
}

// Start runs it.
func (s *stopper) Start() (wait func()) {
	done := make(chan struct{})
	n := 0
	go func() {
		s.run(&n)
		close(done)
	}()
	return func() { <-done }
}
