package bad

import (
	"math"
	"sync"
	"sync/atomic"
)

type stats struct {
	mu         sync.Mutex
	sum, count atomic.Int64
	oldSum     int64
	oldN       int64
}

func (s *stats) Observe(ns int64) {
	s.sum.Add(ns)
	s.count.Add(1)
}

// A ratio.
func (s *stats) Mean() float64 {
	return float64(s.sum.Load()) / float64(s.count.Load()) // want ratio/warning:`this ratio of s.sum and s.count may be one that never was: they are loaded one by one, and an update of both at bad.go:\d+ may come in between \(.*\); keep them in one struct behind an atomic.Pointer`
}

// Through variables, with a guard.
func (s *stats) Average() int64 {
	n := s.count.Load()
	if n == 0 {
		return 0
	}
	sum := s.sum.Load()
	return sum / n // want ratio:`this ratio of s.sum and s.count`
}

// A difference, of the old kind.
type queue struct {
	added, done uint64
}

func (q *queue) Process(jobs []func()) {
	for _, job := range jobs {
		job()
		atomic.AddUint64(&q.done, 1)
		atomic.AddUint64(&q.added, 2)
	}
}

func (q *queue) Pending() uint64 {
	return atomic.LoadUint64(&q.added) - atomic.LoadUint64(&q.done) // want difference/warning:`this difference of q.added and q.done`
}

// A sum.
type account struct{ a, b atomic.Int64 }

func (a *account) Transfer(n int64) {
	a.a.Add(-n)
	a.b.Add(n)
}

func (a *account) Balance() int64 {
	return a.a.Load() + a.b.Load() // want sum/info:`this sum of a.a and a.b`
}

// Two separate swaps.
func (s *stats) interval() float64 {
	sum, n := s.sum.Swap(0), s.count.Swap(0)
	if n == 0 {
		return math.NaN()
	}
	return float64(sum) / float64(n) // want ratio:`this ratio of s.sum and s.count may be one that never was: they are taken one by one`
}

func Report(s *stats) float64 { return s.interval() }

// Getters and helpers of the package, promoted through an embedded field.
type server struct {
	stats
	name string
}

func (s *stats) total() int64  { return s.sum.Load() }
func (s *stats) events() int64 { return s.count.Load() }

func div(a, b int64) float64 { return float64(a) / float64(b) }

func (s *server) Mean() float64 {
	return div(s.total(), s.events()) // want ratio:`this ratio of stats.sum and stats.count|this ratio of`
}

// Both come from one function.
func (s *stats) both() (int64, int64) { return s.sum.Load(), s.count.Load() }

func (s *stats) Rate() float64 {
	sum, n := s.both()
	return 100 * float64(sum) / max(1, float64(n)) // want ratio:`this ratio of s.sum and s.count`
}

// Package variables, updated by a goroutine in a loop.
var hits, lookups atomic.Int32

func lookup(keys []string, cache *sync.Map) {
	for _, k := range keys {
		go func() {
			cache.Load(k)
			lookups.Add(1)
			hits.Add(1)
		}()
	}
}

func missed() int32 {
	n := lookups.Load()
	n -= hits.Load() // want difference:`this difference of lookups and hits`
	return n
}

// Generic, stored instead of added, one load under a lock that the update does not hold.
type last[T any] struct {
	mu        sync.Mutex
	used, all atomic.Uint64
	v         T
}

func (l *last[T]) Set(v T, used, all uint64) {
	l.used.Store(used)
	l.all.Store(all)
}

func (l *last[T]) Share() (share float64, free uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	share = float64(l.used.Load()) / float64(l.all.Load()) // want ratio:`this ratio of l.used and l.all`
	used := l.used.Load()
	free = l.all.Load() - used // want difference:`this difference of l.all and l.used`
	return share, free
}

// The parts of a local struct.
func (s *stats) Snapshot() int64 {
	var snap struct{ sum, n int64 }
	snap.sum = s.sum.Load()
	snap.n = s.count.Load()
	return snap.sum / snap.n // want ratio:`this ratio of s.sum and s.count`
}

// A closure.
func watch(jobs <-chan int64) func() int64 {
	var in, out atomic.Int64
	go func() {
		for n := range jobs {
			in.Add(n)
			out.Add(1)
		}
	}()
	return func() int64 {
		return in.Load() - out.Load() // want difference:`this difference of in and out`
	}
}

// Updated through helpers.
type helped struct{ size, n atomic.Int64 }

func (h *helped) grow(by int64) { h.size.Add(by) }
func (h *helped) inc()          { h.n.Add(1) }

func (h *helped) Put(size int64) {
	h.grow(size)
	h.inc()
}

func (h *helped) Mean() int64 {
	return h.size.Load() / h.n.Load() // want ratio:`this ratio of h.size and h.n`
}

// A comparison.
func (q *queue) Idle() bool {
	return atomic.LoadUint64(&q.added) == atomic.LoadUint64(&q.done)*2 // want sum/info:`this comparison of q.added and q.done`
}

// A sum of fractions, by compare-and-swap.
type floats struct {
	bits atomic.Uint64
	n    atomic.Int64
}

func (f *floats) Observe(x float64) {
	for {
		old := f.bits.Load()
		if f.bits.CompareAndSwap(old, math.Float64bits(math.Float64frombits(old)+x)) {
			break
		}
	}
	f.n.Add(1)
}

func (f *floats) Mean() float64 {
	return math.Float64frombits(f.bits.Load()) / float64(f.n.Load()) // want ratio:`this ratio of f.bits and f.n`
}
