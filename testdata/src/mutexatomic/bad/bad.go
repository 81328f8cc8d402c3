// Package bad holds mutexes that guard nothing but one atomic operation at a time.
package bad

import (
	"sync"
	"sync/atomic"
)

type stats struct {
	mu   sync.Mutex
	hits atomic.Int64
}

func (s *stats) Hit() {
	s.mu.Lock() // want `s\.mu`
	s.hits.Add(1)
	s.mu.Unlock()
}

func (s *stats) Hits() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.hits.Load()
}

// RWMutex

type gauge struct {
	lock sync.RWMutex
	v    atomic.Uint32
}

func (g *gauge) Set(x uint32) {
	g.lock.Lock() // want `g\.lock`
	defer g.lock.Unlock()
	g.v.Store(x)
}

func (g *gauge) Get() uint32 {
	g.lock.RLock()
	defer g.lock.RUnlock()
	return g.v.Load()
}

// functions of sync/atomic

type old struct {
	mu sync.Mutex
	n  int64
}

func (o *old) Add(x int64) {
	o.mu.Lock() // want `o\.mu`
	atomic.AddInt64(&o.n, x)
	o.mu.Unlock()
}

func (o *old) Take() int64 {
	o.mu.Lock()
	defer o.mu.Unlock()
	return atomic.SwapInt64(&o.n, 0)
}

// package variables

var (
	mu    sync.Mutex
	total atomic.Int64
)

func count() {
	mu.Lock() // want `mu`
	total.Add(1)
	mu.Unlock()
}

// a pointer to the mutex, made once

type ptr struct {
	mu *sync.Mutex
	n  atomic.Int64
}

func newPtr() *ptr { return &ptr{mu: new(sync.Mutex)} }

func (p *ptr) Add() {
	p.mu.Lock() // want `p\.mu`
	p.n.Add(1)
	p.mu.Unlock()
}

// generics

type cell[T any] struct {
	mu sync.Mutex
	p  atomic.Pointer[T]
}

func (c *cell[T]) Set(v *T) {
	c.mu.Lock() // want `c\.mu`
	c.p.Store(v)
	c.mu.Unlock()
}

// local, with closures

func run(jobs []func()) int64 {
	var mu sync.Mutex
	var done atomic.Int64
	var wg sync.WaitGroup
	for _, job := range jobs {
		wg.Go(func() {
			job()
			mu.Lock() // want `mu`
			done.Add(1)
			mu.Unlock()
		})
	}
	wg.Wait()
	return done.Load()
}

// two atomics, each in a section of its own

type two struct {
	mu   sync.Mutex
	a, b atomic.Int64
}

func (t *two) A() {
	t.mu.Lock() // want `t\.mu`
	t.a.Add(1)
	t.mu.Unlock()
}

func (t *two) B() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.b.Add(1)
}
