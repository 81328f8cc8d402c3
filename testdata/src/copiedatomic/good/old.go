package good

import (
	"slices"
	"sync"
	"sync/atomic"
)

// Old lives twice: updated in a server, frozen in a report.
type Old struct{ Hits, Misses int64 }

type oldServer struct {
	mu   sync.Mutex
	live Old
	last Old // frozen, under the lock
}

func (s *oldServer) Hit()  { atomic.AddInt64(&s.live.Hits, 1) }
func (s *oldServer) Miss() { atomic.AddInt64(&s.live.Misses, 1) }

// Snapshot fills a new value by atomic loads.
func (s *oldServer) Snapshot() Old {
	var o Old
	o.Hits = atomic.LoadInt64(&s.live.Hits)
	o.Misses = atomic.LoadInt64(&s.live.Misses)
	return o
}

// Refilled copies first and repairs the counters after.
func (s *oldServer) Refilled() Old {
	o := s.live
	o.Hits = atomic.LoadInt64(&s.live.Hits)
	o.Misses = atomic.LoadInt64(&s.live.Misses)
	return o
}

// The frozen one may be copied.
func (s *oldServer) Last() Old {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last
}

func (s *oldServer) Turn() {
	s.mu.Lock()
	s.last = s.Snapshot()
	s.mu.Unlock()
}

func (o Old) Sum() int64 { return o.Hits + o.Misses }

func (s *oldServer) Report() int64 { return s.Snapshot().Sum() + s.last.Sum() }

func Diff(a, b Old) Old { return Old{a.Hits - b.Hits, a.Misses - b.Misses} }

// pattern counts its matches; a copy of it starts from nothing.
type pattern struct {
	text    string
	matches int64
}

func (p *pattern) match() { atomic.AddInt64(&p.matches, 1) }

func (p *pattern) Clone() *pattern {
	p.match()
	q := *p
	q.matches = 0
	return &q
}

// weight is only ever stored to: a setting.
type node struct {
	weight int32
	next   *node
}

func (n *node) set(w int32) { atomic.StoreInt32(&n.weight, w) }

func (n *node) Shadow() *node {
	n.set(1)
	c := *n
	return &c
}

// underLock: every update takes the lock, so whoever copies may hold it too.
type underLock struct {
	mu sync.Mutex
	st Old
}

func (u *underLock) add(failed bool) {
	u.mu.Lock()
	if failed {
		u.mu.Unlock()
		return
	}
	atomic.AddInt64(&u.st.Hits, 1)
	u.mu.Unlock()
}

func (u *underLock) copyForCaller() Old { return u.st }

func (u *underLock) Use() Old {
	u.add(true)
	return u.copyForCaller()
}

// bump is called under the lock alone.
type helped struct {
	mu sync.Mutex
	n  Old
}

func (h *helped) bump() { atomic.AddInt64(&h.n.Hits, 1) }

func (h *helped) Inc() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.bump()
}

func (h *helped) Copy() Old {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.n
}

// Slices of cells: what is cloned is a local, or filled by loads.
type hist struct{ counts []uint64 }

func (h *hist) add(i int) { atomic.AddUint64(&h.counts[i], 1) }

func (h *hist) Snapshot() []uint64 {
	out := make([]uint64, len(h.counts))
	for i := range h.counts {
		out[i] = atomic.LoadUint64(&h.counts[i])
	}
	h.add(0)
	return slices.Clone(out)
}

// The header of a slice is no cell.
func (h *hist) Same() *hist {
	c := *h
	return &c
}

// After a join nobody updates.
func Run(s *oldServer) Old {
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(s.Hit)
	}
	wg.Wait()
	return s.live
}

// plain is used by nobody atomically.
type plain struct{ Hits int64 }

func Plain(p *plain) plain { return *p }

// local cells of one function.
func LocalCells() Old {
	var o Old
	atomic.AddInt64(&o.Hits, 1)
	return o
}
