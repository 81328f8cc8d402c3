// Package bad holds CompareAndSwaps whose failure nobody sees, and loops that can never succeed.
package bad

import (
	"math"
	"sync/atomic"
)

type stats struct {
	n    atomic.Int64
	peak atomic.Int64
	bits atomic.Uint64
	old  int64
	list atomic.Pointer[node]
	low  atomic.Int32
}

type node struct {
	next *node
	v    int
}

func (s *stats) Add(x int64) {
	cur := s.n.Load()
	s.n.CompareAndSwap(cur, cur+x) // want `s\.n`
}

func (s *stats) AddInline() {
	s.n.CompareAndSwap(s.n.Load(), s.n.Load()+1) // want `s\.n`
}

func (s *stats) AddOld() {
	cur := atomic.LoadInt64(&s.old)
	atomic.CompareAndSwapInt64(&s.old, cur, cur+1) // want `s\.old`
}

func (s *stats) Peak(x int64) {
	cur := s.peak.Load()
	if x > cur {
		s.peak.CompareAndSwap(cur, x) // want `s\.peak`
	}
}

func (s *stats) PeakEarly(x int64) {
	cur := s.peak.Load()
	if x <= cur {
		return
	}
	_ = s.peak.CompareAndSwap(cur, x) // want `s\.peak`
}

func (s *stats) AddFloat(x float64) {
	old := s.bits.Load()
	s.bits.CompareAndSwap(old, math.Float64bits(math.Float64frombits(old)+x)) // want `s\.bits`
}

func (s *stats) Push(v int) {
	head := s.list.Load()
	s.list.CompareAndSwap(head, &node{next: head, v: v}) // want `s\.list`
}

// Loops that never load again spin for ever once somebody else was first.

func (s *stats) Spin(x int64) {
	cur := s.n.Load()
	for !s.n.CompareAndSwap(cur, cur+x) { // want `s\.n`
	}
}

func (s *stats) SpinOld() {
	cur := atomic.LoadInt64(&s.old)
	for {
		if atomic.CompareAndSwapInt64(&s.old, cur, cur+1) { // want `s\.old`
			return
		}
	}
}

func (s *stats) SpinPeak(x int64) {
	cur := s.peak.Load()
	for x > cur {
		if s.peak.CompareAndSwap(cur, x) { // want `s\.peak`
			break
		}
	}
}

func (s *stats) SpinTimes(x int64) bool {
	cur := s.n.Load()
	for range 10 {
		if s.n.CompareAndSwap(cur, cur+x) { // want `s\.n`
			return true
		}
	}
	return false
}

// pointers, elements, embedding, generics, closures, helpers

func add(p *atomic.Int64) {
	cur := p.Load()
	p.CompareAndSwap(cur, cur+1) // want `p`
}

type shards struct{ n []atomic.Int64 }

func (s *shards) Add(i int) {
	cur := s.n[i].Load()
	s.n[i].CompareAndSwap(cur, cur+1) // want `s\.n\[i\]`
}

type counter struct{ atomic.Int64 }

func (c *counter) Double() {
	cur := c.Load()
	c.CompareAndSwap(cur, cur*2) // want `c`
}

type cell[T any] struct {
	n atomic.Uint32
	v T
}

func (c *cell[T]) Set(bit uint32) {
	cur := c.n.Load()
	c.n.CompareAndSwap(cur, cur|bit) // want `c\.n`
}

func Run(jobs []func() int64) {
	var sum atomic.Int64
	for _, job := range jobs {
		go func() {
			cur := sum.Load()
			sum.CompareAndSwap(cur, cur+job()) // want `sum`
		}()
	}
}

type gauge struct{ v atomic.Int64 }

func (g *gauge) get() int64 { return g.v.Load() }

func (g *gauge) Raise(x int64) {
	cur := g.get()
	g.v.CompareAndSwap(cur, cur+x) // want `g\.v`
}
