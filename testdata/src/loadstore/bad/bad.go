// Package bad holds counters that are updated by a Load and a Store with a gap in between.
package bad

import (
	"expvar"
	"math"
	"sync"
	"sync/atomic"
)

type stats struct {
	hits  atomic.Int64
	last  atomic.Uint64 // float bits
	peak  atomic.Int64
	low   atomic.Int32
	flags atomic.Uint32
	old   int64
	inner struct{ n atomic.Uint64 }
	byID  [4]atomic.Int64
	table []atomic.Int64
}

// Hit is called by handlers.
func (s *stats) Hit() {
	s.hits.Store(s.hits.Load() + 1) // want `s\.hits`
}

func (s *stats) HitSplit(n int64) {
	old := s.hits.Load()
	next := old + n
	s.hits.Store(next) // want `s\.hits`
}

func (s *stats) Read() int64 { return s.hits.Load() }

func (s *stats) Sum(x float64) {
	sum := math.Float64frombits(s.last.Load()) + x
	s.last.Store(math.Float64bits(sum)) // want `s\.last`
}

func (s *stats) Peak(x int64) {
	if x > s.peak.Load() {
		s.peak.Store(x) // want `s\.peak`
	}
}

func (s *stats) PeakBuiltin(x int64) {
	s.peak.Store(max(s.peak.Load(), x)) // want `s\.peak`
}

func (s *stats) Low(x int32) {
	cur := s.low.Load()
	if cur == 0 || x < cur {
		s.low.Store(x) // want `s\.low`
	}
}

func (s *stats) LowEarly(x int32) {
	if s.low.Load() <= x {
		return
	}
	s.low.Store(x) // want `s\.low`
}

func (s *stats) SetFlag(bit uint32) {
	s.flags.Store(s.flags.Load() | bit) // want `s\.flags`
}

func (s *stats) ClearFlag(bit uint32) {
	f := s.flags.Load()
	f &^= bit
	s.flags.Store(f) // want `s\.flags`
}

func (s *stats) Old() {
	atomic.StoreInt64(&s.old, atomic.LoadInt64(&s.old)+1) // want `s\.old`
}

func (s *stats) OldPointer() {
	p := &s.old
	v := atomic.LoadInt64(p)
	v++
	atomic.StoreInt64(p, v) // want `p`
}

func (s *stats) Inner() {
	s.inner.n.Store(s.inner.n.Load() * 2) // want `s\.inner\.n`
}

func (s *stats) Element(i int) {
	s.byID[i].Store(s.byID[i].Load() + 1) // want `s\.byID\[i\]`
}

func (s *stats) ElementPointer(i int) {
	c := &s.table[i]
	c.Store(c.Load() + 1) // want `c`
}

// AddIfEven is a conditional add.
func (s *stats) AddIfEven() bool {
	n := s.hits.Load()
	if (n+1)%2 == 0 {
		s.hits.Store(n + 1) // want `s\.hits`
		return true
	}
	return false
}

// Average keeps a moving average: the new value is computed from the old one.
func (s *stats) Average(x uint64) {
	avg := s.inner.n.Load()
	if avg == 0 {
		avg = x
	} else {
		avg = (avg*7 + x) / 8
	}
	s.inner.n.Store(avg) // want `s\.inner\.n`
}

// package variables, started in a loop

var total atomic.Int64

func Work(jobs []func() int64) {
	var wg sync.WaitGroup
	for _, job := range jobs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			total.Store(total.Load() + job()) // want `total`
		}()
	}
	wg.Wait()
}

func Captured(jobs []func() int64) int64 {
	var sum atomic.Int64
	var wg sync.WaitGroup
	for _, job := range jobs {
		wg.Go(func() {
			v := sum.Load()
			v += job()
			sum.Store(v) // want `sum`
		})
	}
	wg.Wait()
	return sum.Load()
}

// expvar

var requests = expvar.NewInt("loadstore_requests")

func Request() {
	requests.Set(requests.Value() + 1) // want `requests`
}

var load = expvar.NewFloat("loadstore_load")

func Load(x float64) {
	old := load.Value()
	load.Set(old*0.9 + x*0.1) // want `load`
}

// embedded and named types

type counter struct{ atomic.Int64 }

func (c *counter) Bump() {
	c.Store(c.Load() + 1) // want `c`
}

type pool struct {
	counter
	mu sync.Mutex
}

func (p *pool) Take() {
	p.Store(p.Load() - 1) // want `p`
}

// helpers of the same package

type gauge struct{ v atomic.Int64 }

func (g *gauge) get() int64  { return g.v.Load() }
func (g *gauge) set(x int64) { g.v.Store(x) }

func (g *gauge) Raise(x int64) {
	g.set(g.get() + x) // want `gauge\.v`
}

func read(p *int64) int64 { return atomic.LoadInt64(p) }

func (s *stats) ThroughHelper() {
	atomic.StoreInt64(&s.old, read(&s.old)+1) // want `s\.old`
}

// copy on write without CompareAndSwap

type config struct {
	routes map[string]string
	limit  int
}

type server struct {
	conf  atomic.Pointer[config]
	names atomic.Pointer[[]string]
	table atomic.Value
}

func (s *server) SetLimit(n int) {
	c := *s.conf.Load()
	c.limit = n
	s.conf.Store(&c) // want `s\.conf`
}

func (s *server) AddName(name string) {
	old := s.names.Load()
	next := append([]string(nil), *old...)
	next = append(next, name)
	s.names.Store(&next) // want `s\.names`
}

func (s *server) AddRoute(from, to string) {
	old := s.table.Load().(map[string]string)
	next := make(map[string]string, len(old)+1)
	for k, v := range old {
		next[k] = v
	}
	next[from] = to
	s.table.Store(next) // want `s\.table`
}

// generics

type cell[T any] struct {
	n atomic.Int64
	v T
}

func (c *cell[T]) Bump() {
	c.n.Store(c.n.Load() + 1) // want `c\.n`
}

// a write under a lock that another writer does not take

type half struct {
	mu sync.Mutex
	n  atomic.Int64
}

func (h *half) Locked() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.n.Store(h.n.Load() + 1) // want `h\.n`
}

func (h *half) Free() { h.n.Add(1) }

// two readers of a lock do not exclude each other

type shared struct {
	mu sync.RWMutex
	n  atomic.Int64
}

func (s *shared) Bump() {
	s.mu.RLock()
	defer s.mu.RUnlock()
	s.n.Store(s.n.Load() + 1) // want `s\.n`
}

// method values and ranges

func (s *stats) Value() {
	get, set := s.hits.Load, s.hits.Store
	set(get() + 1) // want `s\.hits`
}

func (s *stats) Each() {
	for i := range s.table {
		s.table[i].Store(s.table[i].Load() / 2) // want `s\.table\[i\]`
	}
}

func (s *stats) Func(seq func(func(int64) bool)) {
	for x := range seq {
		s.hits.Store(s.hits.Load() + x) // want `s\.hits`
	}
}
