// Package bad holds counters that are read and then zeroed in two steps.
package bad

import (
	"expvar"
	"sync"
	"sync/atomic"
)

type stats struct {
	hits  atomic.Int64
	errs  atomic.Uint32
	old   int64
	cells [8]atomic.Int64
	sub   *sub
}

type sub struct{ n atomic.Int64 }

func (s *stats) Hit()     { s.hits.Add(1) }
func (s *stats) Err()     { s.errs.Add(1) }
func (s *stats) Old()     { atomic.AddInt64(&s.old, 1) }
func (s *stats) Sub()     { s.sub.n.Add(1) }
func (s *stats) At(i int) { s.cells[i].Add(1) }

func (s *stats) Report() int64 {
	n := s.hits.Load()
	s.hits.Store(0) // want `s\.hits`
	return n
}

func (s *stats) ReportErrs(send func(uint32)) {
	send(s.errs.Load())
	s.errs.Store(0) // want `s\.errs`
}

func (s *stats) ReportOld() (n int64) {
	n = atomic.LoadInt64(&s.old)
	atomic.StoreInt64(&s.old, 0) // want `s\.old`
	return n
}

// ReportIf resets only if there was something.
func (s *stats) ReportIf(send func(int64)) {
	if n := s.hits.Load(); n > 0 {
		send(n)
		s.hits.Store(0) // want `s\.hits`
	}
}

func (s *stats) ReportDeferred() int64 {
	defer s.hits.Store(0) // want `s\.hits`
	return s.hits.Load()
}

// ReportSwap drops what comes between the two: Swap's result is what was there.
func (s *stats) ReportSwap() int64 {
	n := s.hits.Load()
	s.hits.Swap(0) // want `s\.hits`
	return n
}

func (s *stats) ReportSub() int64 {
	p := &s.sub.n
	n := p.Load()
	p.Store(0) // want `p`
	return n
}

func (s *stats) ReportCells() (sum int64) {
	for i := range s.cells {
		sum += s.cells[i].Load()
		s.cells[i].Store(0) // want `s\.cells\[i\]`
	}
	return sum
}

// A type with the two steps as methods.
type counter struct{ n atomic.Int64 }

func (c *counter) Inc()         { c.n.Add(1) }
func (c *counter) Value() int64 { return c.n.Load() }
func (c *counter) Reset()       { c.n.Store(0) }

type service struct{ requests counter }

func (s *service) Handle() { s.requests.Inc() }

func (s *service) Flush() int64 {
	v := s.requests.Value()
	s.requests.Reset() // want `service\.requests\.n`
	return v
}

// Two lock regions are two steps.
type guarded struct {
	mu sync.Mutex
	n  atomic.Int64
}

func (g *guarded) Inc() {
	g.mu.Lock()
	g.n.Add(1)
	g.mu.Unlock()
}

func (g *guarded) Flush(send func(int64)) {
	g.mu.Lock()
	n := g.n.Load()
	g.mu.Unlock()
	send(n)
	g.mu.Lock()
	g.n.Store(0) // want `g\.n`
	g.mu.Unlock()
}

// A lock that the writers do not take protects nothing.
type half struct {
	mu sync.Mutex
	n  atomic.Int64
}

func (h *half) Inc() { h.n.Add(1) }

func (h *half) Flush() int64 {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := h.n.Load()
	h.n.Store(0) // want `h\.n`
	return n
}

// Package variables, expvar, embedding, generics, closures.

var total atomic.Int64

func count() { total.Add(1) }

func drain() int64 {
	n := total.Load()
	total.Store(0) // want `total`
	return n
}

var served = expvar.NewInt("splitreset_served")

func serve() { served.Add(1) }

func flush(send func(int64)) {
	send(served.Value())
	served.Set(0) // want `served`
}

type embedded struct{ atomic.Int64 }

func (e *embedded) Hit() { e.Add(1) }

func (e *embedded) Take() int64 {
	n := e.Load()
	e.Store(0) // want `e`
	return n
}

type cell[T any] struct {
	n atomic.Int64
	v T
}

func (c *cell[T]) Hit() { c.n.Add(1) }

func (c *cell[T]) Take() int64 {
	n := c.n.Load()
	c.n.Store(0) // want `c\.n`
	return n
}

func local(jobs []func(), tick <-chan struct{}, send func(int64)) {
	var done atomic.Int64
	for _, job := range jobs {
		go func() {
			job()
			done.Add(1)
		}()
	}
	for range tick {
		send(done.Load())
		done.Store(0) // want `done`
	}
}
