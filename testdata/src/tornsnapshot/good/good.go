package good

import (
	"expvar"
	"fmt"
	"sync"
	"sync/atomic"
)

type stats struct {
	mu         sync.RWMutex
	sum, count atomic.Int64
	version    atomic.Uint64
	closed     atomic.Bool
}

func (s *stats) Observe(ns int64) {
	s.sum.Add(ns)
	s.count.Add(1)
}

// Exported one by one.
type Snapshot struct{ Sum, Count int64 }

func (s *stats) Snapshot() Snapshot {
	return Snapshot{Sum: s.sum.Load(), Count: s.count.Load()}
}

func (s *stats) Publish(m *expvar.Map) string {
	m.Set("sum", expvar.Func(func() any { return s.sum.Load() }))
	m.Set("count", expvar.Func(func() any { return s.count.Load() }))
	return fmt.Sprintf("%d in %d", s.sum.Load(), s.count.Load())
}

// Two setters.
type gauge struct{ used, all atomic.Int64 }

func (g *gauge) SetUsed(n int64) { g.used.Store(n) }
func (g *gauge) SetAll(n int64)  { g.all.Store(n) }

func (g *gauge) Share() float64 { return float64(g.used.Load()) / float64(g.all.Load()) }

// Only one of them each time.
type cache struct{ hits, misses atomic.Int64 }

func (c *cache) Get(ok bool) {
	if ok {
		c.hits.Add(1)
	} else {
		c.misses.Add(1)
	}
}

func (c *cache) Ratio() float64 {
	h, m := c.hits.Load(), c.misses.Load()
	return float64(h) / float64(h+m)
}

// One of them only sometimes.
type requests struct{ all, failed atomic.Int64 }

func (r *requests) Done(err error) {
	r.all.Add(1)
	if err != nil {
		r.failed.Add(1)
	}
}

func (r *requests) Failed() float64 { return float64(r.failed.Load()) / float64(r.all.Load()) }

// A new beginning for both is no update.
func (c *cache) Reset() {
	c.hits.Store(0)
	c.misses.Store(0)
}

// The updaters' lock.
type locked struct {
	mu         sync.RWMutex
	sum, count atomic.Int64
}

func (l *locked) Observe(ns int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sum.Add(ns)
	l.count.Add(1)
}

func (l *locked) Mean() int64 {
	l.mu.RLock()
	defer l.mu.RUnlock()
	return l.sum.Load() / l.count.Load()
}

// After a join.
func run(jobs []int64) int64 {
	var s stats
	var wg sync.WaitGroup
	for _, n := range jobs {
		wg.Go(func() { s.Observe(n) })
	}
	wg.Wait()
	return s.sum.Load() / s.count.Load()
}

func runOld(jobs []int64) int64 {
	var sum, count atomic.Int64
	var wg sync.WaitGroup
	for _, n := range jobs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			sum.Add(n)
			count.Add(1)
		}()
	}
	wg.Wait()
	return sum.Load() / count.Load()
}

// A version that is checked.
type versioned struct {
	version    atomic.Uint64
	sum, count atomic.Int64
}

func (s *versioned) Observe(ns int64) {
	s.version.Add(1)
	s.sum.Add(ns)
	s.count.Add(1)
	s.version.Add(1)
}

func (s *versioned) Mean() int64 {
	for {
		v := s.version.Load()
		if v&1 != 0 {
			continue
		}
		sum, n := s.sum.Load(), s.count.Load()
		if s.version.Load() == v {
			return sum / n
		}
	}
}

// The same with one of the two as the version.
func (s *versioned) Again() int64 {
	for {
		n := s.count.Load()
		sum := s.sum.Load()
		if n == s.count.Load() {
			return sum / n
		}
	}
}

// Nobody else can reach it.
func alone(xs []int64) int64 {
	s := &stats{}
	for _, x := range xs {
		s.Observe(x)
	}
	return s.sum.Load() / s.count.Load()
}

// Parts of different objects.
func compare(a, b *stats) int64 { return a.sum.Load() - b.count.Load() }

// With a constant, and with itself.
func (s *stats) scaled() int64 { return s.sum.Load()*100 - s.sum.Load() }

// Read by the goroutine that alone works on it.
func loop(jobs <-chan int64, out chan<- int64) {
	go func() {
		var sum, n atomic.Int64
		for j := range jobs {
			sum.Add(j)
			n.Add(1)
			out <- sum.Load() / n.Load()
		}
	}()
}

// One pointer to both.
type both struct{ sum, n int64 }

type snapshot struct{ p atomic.Pointer[both] }

func (s *snapshot) Mean() int64 {
	b := s.p.Load()
	return b.sum / b.n
}

// Counted before and after the work: the difference is what is under way.
type work struct{ started, finished atomic.Int64 }

func (w *work) do(f func()) {
	w.started.Add(1)
	f()
	w.finished.Add(1)
}

func (w *work) doChan(jobs <-chan int) {
	w.started.Add(1)
	<-jobs
	w.finished.Add(1)
}

func (w *work) doDeferred(f func()) {
	w.started.Add(1)
	defer w.finished.Add(1)
	f()
}

func (w *work) Running() int64 { return w.started.Load() - w.finished.Load() }
