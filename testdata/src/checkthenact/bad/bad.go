// Package bad holds branches on a Load that act on the same counter as if nothing could come in between.
package bad

import (
	"errors"
	"sync"
	"sync/atomic"
)

var errFull = errors.New("full")

const limit = 100

type pool struct {
	active atomic.Int64
	slots  atomic.Int32
	state  atomic.Uint32
	old    int64
	max    int64
	conn   atomic.Int64
}

// Acquire admits more than limit.
func (p *pool) Acquire() error {
	if p.active.Load() >= limit {
		return errFull
	}
	p.active.Add(1) // want `p\.active`
	return nil
}

func (p *pool) Release() { p.active.Add(-1) }

func (p *pool) TryAcquire() bool {
	if p.active.Load() < p.max {
		p.active.Add(1) // want `p\.active`
		return true
	}
	return false
}

func (p *pool) Split() bool {
	n := p.active.Load()
	ok := n < p.max
	if !ok {
		return false
	}
	p.active.Add(1) // want `p\.active`
	return true
}

// Take lowers below zero.
func (p *pool) Take() bool {
	if p.slots.Load() > 0 {
		p.slots.Add(-1) // want `p\.slots`
		return true
	}
	return false
}

func (p *pool) Put() { p.slots.Add(1) }

func (p *pool) OldTake() bool {
	if atomic.LoadInt64(&p.old) == 0 {
		return false
	}
	atomic.AddInt64(&p.old, -1) // want `p\.old`
	return true
}

func (p *pool) OldPut() { atomic.AddInt64(&p.old, 1) }

// Start starts twice: a state is tested and stored.
func (p *pool) Start() error {
	if p.state.Load() != 0 {
		return errors.New("started already")
	}
	p.state.Store(1) // want `p\.state`
	go p.run()
	return nil
}

func (p *pool) Stop() {
	if p.state.Load() == 1 {
		p.state.Store(2) // want `p\.state`
		close(stop)
	}
}

var stop = make(chan struct{})

func (p *pool) run() {}

// A value tested by one Load and used by a second one.
func (p *pool) Average(sum int64) int64 {
	if p.conn.Load() != 0 {
		return sum / p.conn.Load() // want `p\.conn`
	}
	return 0
}

func (p *pool) Conn() { p.conn.Add(1) }
func (p *pool) Gone() { p.conn.Add(-1) }

func (p *pool) AverageEarly(sum int64) int64 {
	if p.conn.Load() == 0 {
		return 0
	}
	return sum / p.conn.Load() // want `p\.conn`
}

// An overshoot that is undone: others see it, and are refused for nothing.
func (p *pool) Undo() bool {
	if p.active.Add(1) > limit {
		p.active.Add(-1) // want `p\.active`
		return false
	}
	return true
}

func (p *pool) UndoSplit(max int64) error {
	n := p.active.Add(1)
	if n > max {
		p.active.Add(-1) // want `p\.active`
		return errFull
	}
	return nil
}

func (p *pool) UndoOld() bool {
	if atomic.AddInt64(&p.old, -1) < 0 {
		atomic.AddInt64(&p.old, 1) // want `p\.old`
		return false
	}
	return true
}

// switch, for, and, or

func (p *pool) Switch() bool {
	switch n := p.active.Load(); {
	case n >= limit:
		return false
	default:
		p.active.Add(1) // want `p\.active`
		return true
	}
}

func (p *pool) And(ok bool) bool {
	if ok && p.active.Load() < limit {
		p.active.Add(1) // want `p\.active`
		return true
	}
	return false
}

func (p *pool) Or(full bool) bool {
	if full || p.active.Load() >= limit {
		return false
	}
	p.active.Add(1) // want `p\.active`
	return true
}

func (p *pool) Wait() {
	for p.active.Load() >= limit {
	}
	p.active.Add(1) // want `p\.active`
}

// helpers

func (p *pool) full() bool { return p.active.Load() >= limit }
func (p *pool) enter()     { p.active.Add(1) }

func (p *pool) ByHelper() bool {
	if p.full() {
		return false
	}
	p.enter() // want `pool\.active`
	return true
}

// an RLock is no lock between two readers

type shared struct {
	mu sync.RWMutex
	n  atomic.Int64
}

func (s *shared) Enter() bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.n.Load() >= limit {
		return false
	}
	s.n.Add(1) // want `s\.n`
	return true
}

func (s *shared) Leave() { s.n.Add(-1) }

// package variables, embedding, generics, elements, closures

var inflight atomic.Int64

func Serve(work func()) error {
	if inflight.Load() > limit {
		return errFull
	}
	inflight.Add(1) // want `inflight`
	defer inflight.Add(-1)
	work()
	return nil
}

type gauge struct{ atomic.Int64 }

type owner struct{ gauge }

func (o *owner) Enter() bool {
	if o.Load() == limit {
		return false
	}
	o.Add(1) // want `o`
	return true
}

func (o *owner) Leave() { o.Add(-1) }

type cell[T any] struct {
	n atomic.Int64
	v []T
}

func (c *cell[T]) Push() bool {
	if c.n.Load() >= int64(cap(c.v)) {
		return false
	}
	c.n.Add(1) // want `c\.n`
	return true
}

func (c *cell[T]) Pop() { c.n.Add(-1) }

type shards struct{ n []atomic.Int32 }

func (s *shards) Enter(i int) bool {
	if s.n[i].Load() < 8 {
		s.n[i].Add(1) // want `s\.n\[i\]`
		return true
	}
	return false
}

func (s *shards) Leave(i int) { s.n[i].Add(-1) }

func Run(jobs []func()) {
	var running atomic.Int32
	for _, job := range jobs {
		go func() {
			if running.Load() < 4 {
				running.Add(1) // want `running`
				job()
				running.Add(-1)
			}
		}()
	}
}

// Nobody else reads it: the overshoot only refuses those who come just then.
type quiet struct{ n atomic.Int64 }

func (q *quiet) Enter() bool {
	if q.n.Add(1) > limit {
		q.n.Add(-1) // want `q\.n`
		return false
	}
	return true
}

func (q *quiet) Leave() { q.n.Add(-1) }

// A mark that several callers clear: what they do then happens twice.
func (p *pool) Tick(reset func()) {
	if p.state.Load() == 3 {
		p.state.Store(4) // want state-calls/error/deep:`p\.state`
		reset()
	}
}
