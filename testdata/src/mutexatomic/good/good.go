// Package good holds mutexes that are needed.
package good

import (
	"sync"
	"sync/atomic"
)

// Two atomics are changed together.
type pair struct {
	mu   sync.Mutex
	a, b atomic.Int64
}

func (p *pair) Both() {
	p.mu.Lock()
	p.a.Add(1)
	p.b.Add(1)
	p.mu.Unlock()
}

func (p *pair) One() {
	p.mu.Lock()
	p.a.Add(1)
	p.mu.Unlock()
}

// Other state is protected too.
type state struct {
	mu   sync.Mutex
	n    atomic.Int64
	last string
}

func (s *state) Add(who string) {
	s.mu.Lock()
	s.n.Add(1)
	s.last = who
	s.mu.Unlock()
}

func (s *state) Count() {
	s.mu.Lock()
	s.n.Add(1)
	s.mu.Unlock()
}

// The atomic is handled in two steps elsewhere: the lock keeps the Add out of them.
type steps struct {
	mu sync.Mutex
	n  atomic.Int64
}

func (s *steps) Add() {
	s.mu.Lock()
	s.n.Add(1)
	s.mu.Unlock()
}

func (s *steps) Take() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.n.Load()
	s.n.Store(0)
	return n
}

// Used to wait: whoever holds it keeps the others from going on.
type barrier struct {
	mu   sync.Mutex
	gone atomic.Bool
}

func (b *barrier) Close() {
	b.mu.Lock()
	b.gone.Store(true)
	b.mu.Unlock()
}

func (b *barrier) Send(f func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.gone.Load() {
		f()
	}
}

// Exported and embedded locks: others may use them.
type Exported struct {
	Mu sync.Mutex
	n  atomic.Int64
}

func (e *Exported) Add() {
	e.Mu.Lock()
	e.n.Add(1)
	e.Mu.Unlock()
}

type embedded struct {
	sync.Mutex
	n atomic.Int64
}

func (e *embedded) Add() {
	e.Lock()
	e.n.Add(1)
	e.Unlock()
}

// Belongs to a Cond.
type queue struct {
	mu   sync.Mutex
	cond *sync.Cond
	n    atomic.Int64
}

func newQueue() *queue {
	q := &queue{}
	q.cond = sync.NewCond(&q.mu)
	return q
}

func (q *queue) Put() {
	q.mu.Lock()
	q.n.Add(1)
	q.mu.Unlock()
	q.cond.Signal()
}

func (q *queue) Get() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.n.Load() == 0 {
		q.cond.Wait()
	}
}

// Handed to somebody else.
type lent struct {
	mu sync.Mutex
	n  atomic.Int64
}

func (l *lent) Locker() sync.Locker { return &l.mu }

func (l *lent) Add() {
	l.mu.Lock()
	l.n.Add(1)
	l.mu.Unlock()
}

// A test and the act are one step.
type capped struct {
	mu sync.Mutex
	n  atomic.Int64
}

func (c *capped) Enter() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.n.Load() >= 10 {
		return false
	}
	c.n.Add(1)
	return true
}

func (c *capped) Leave() {
	c.mu.Lock()
	c.n.Add(-1)
	c.mu.Unlock()
}

// No lock at all.
type free struct{ n atomic.Int64 }

func (f *free) Add() { f.n.Add(1) }

// A section that calls out.
type calls struct {
	mu sync.Mutex
	n  atomic.Int64
}

func (c *calls) Add(f func()) {
	c.mu.Lock()
	c.n.Add(1)
	f()
	c.mu.Unlock()
}

// A plain variable in the section.
type plain struct {
	mu sync.Mutex
	n  atomic.Int64
	m  int
}

func (p *plain) Add() {
	p.mu.Lock()
	p.n.Add(int64(p.m))
	p.mu.Unlock()
}

func (p *plain) Set(m int) {
	p.mu.Lock()
	p.m = m
	p.mu.Unlock()
}

// An empty section waits for the holder.
type wait struct {
	mu sync.Mutex
	n  atomic.Int64
}

func (w *wait) Add() {
	w.mu.Lock()
	w.n.Add(1)
	w.mu.Unlock()
}

func (w *wait) Quiet() {
	w.mu.Lock()
	w.mu.Unlock()
}
