// Package bad holds mutexes that guard one integer each.
package bad

import (
	"fmt"
	"sync"
	"time"
)

type hits struct {
	mu sync.Mutex
	n  int64
}

func newHits(n int64) *hits { return &hits{n: n} }

func (h *hits) Inc() {
	h.mu.Lock() // want one-integer/warning:`h\.mu guards nothing but the integer n, which each of its 4 sections sets, reads or adds to in one step: make it an atomic\.Int64 and drop the lock`
	h.n++
	h.mu.Unlock()
}

func (h *hits) Add(n int64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.n += n
}

func (h *hits) Get() int64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.n
}

func (h *hits) Reset() {
	h.mu.Lock()
	h.n = 0
	h.mu.Unlock()
}

// A read-write mutex, unsigned, converted, with a test behind the read.
type level struct {
	name string
	lock sync.RWMutex
	cur  uint32
}

func (l *level) Lower(by int) {
	l.lock.Lock() // want `l\.lock guards nothing but the integer cur, .* 3 sections .* atomic\.Uint32`
	l.cur -= uint32(by)
	l.lock.Unlock()
}

func (l *level) Any() bool {
	l.lock.RLock()
	defer l.lock.RUnlock()
	if l.cur > 0 {
		return true
	}
	return false
}

func (l *level) Half() float64 {
	l.lock.RLock()
	c := l.cur
	l.lock.RUnlock()
	return float64(c) / 2
}

// The new value, and the old one.
type ids struct {
	mu   sync.Mutex
	last int
}

func (i *ids) Next() int {
	i.mu.Lock() // want `i\.mu guards nothing but the integer last`
	defer i.mu.Unlock()
	i.last++
	return i.last
}

func (i *ids) Take() int {
	i.mu.Lock()
	old := i.last
	i.last = 0
	i.mu.Unlock()
	return old
}

func (i *ids) Post() int {
	i.mu.Lock()
	defer i.mu.Unlock()
	old := i.last
	i.last = old + 1
	return old
}

// Package variables.
var (
	totalMu sync.Mutex
	total   uint64
)

func Count(b []byte) {
	totalMu.Lock() // want `totalMu guards nothing but the integer total, which its only section .* atomic\.Uint64`
	total += uint64(len(b))
	totalMu.Unlock()
}

// A local one, with goroutines, read after the wait.
func sum(xs []int) int {
	var wg sync.WaitGroup
	var mu sync.Mutex
	all := 0
	for _, x := range xs {
		wg.Go(func() {
			mu.Lock() // want `mu guards nothing but the integer all`
			defer mu.Unlock()
			all += x
		})
	}
	wg.Wait()
	return all
}

// In a nested struct, a generic type, through a pointer to the mutex, with a named integer.
type nested struct {
	stats struct {
		mu   sync.Mutex
		size int32
	}
}

func (n *nested) Grow(by int32) {
	n.stats.mu.Lock() // want `n\.stats\.mu guards nothing but the integer size.*atomic\.Int32`
	n.stats.size = n.stats.size + by
	n.stats.mu.Unlock()
}

type box[T any] struct {
	v    T
	mu   sync.Mutex
	uses int
}

func (b *box[T]) Use() T {
	b.mu.Lock() // want `b\.mu guards nothing but the integer uses`
	b.uses++
	b.mu.Unlock()
	return b.v
}

type timer struct {
	mu  *sync.Mutex
	sum time.Duration
}

func newTimer() *timer { return &timer{mu: new(sync.Mutex)} }

func (t *timer) Observe(d time.Duration) {
	t.mu.Lock() // want `t\.mu guards nothing but the integer sum.*atomic\.Int64`
	t.sum += d
	t.mu.Unlock()
}

func (t *timer) String() string {
	t.mu.Lock()
	sum := t.sum
	t.mu.Unlock()
	return fmt.Sprint(sum)
}

// In a literal that is stored, and a field of the amount's own.
type event struct{ size int64 }

type sink struct {
	step int64
	mu   sync.Mutex
	got  int64
	on   func(event)
}

func newSink(step int64) *sink {
	s := &sink{step: step}
	s.on = func(e event) {
		s.mu.Lock() // want `s\.mu guards nothing but the integer got`
		s.got += e.size * s.step
		s.mu.Unlock()
	}
	return s
}

func (s *sink) Batch(es []*event) {
	for _, e := range es {
		func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.got += e.size
		}()
	}
}
