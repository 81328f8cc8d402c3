// Package proof shows at run time what happens between a test and the act.
package proof

import "sync/atomic"

const limit = 10

type pool struct {
	active atomic.Int64
	tokens atomic.Int32
	old    int64
	state  atomic.Uint32
	conns  atomic.Int64
}

func (p *pool) Acquire() bool {
	if p.active.Load() >= limit {
		return false
	}
	p.active.Add(1) // want `p\.active`
	return true
}

func (p *pool) Release() { p.active.Add(-1) }

func (p *pool) Take() bool {
	if p.tokens.Load() > 0 {
		p.tokens.Add(-1) // want `p\.tokens`
		return true
	}
	return false
}

func (p *pool) OldAcquire() bool {
	if atomic.LoadInt64(&p.old) < limit {
		atomic.AddInt64(&p.old, 1) // want `p\.old`
		return true
	}
	return false
}

// Start says who started it: exactly one may.
func (p *pool) Start(run func()) bool {
	if p.state.Load() != 0 {
		return false
	}
	p.state.Store(1) // want `p\.state`
	run()
	return true
}

func (p *pool) Share(sum int64) int64 {
	if p.conns.Load() != 0 {
		return sum / p.conns.Load() // want `p\.conns`
	}
	return 0
}

func (p *pool) Open()  { p.conns.Add(1) }
func (p *pool) Close() { p.conns.Add(-1) }

// Admit refuses somebody although the pool never was full: the undone overshoot of others was in the way.
func (p *pool) Admit() bool {
	if p.active.Add(1) > limit {
		p.active.Add(-1) // want `p\.active`
		return false
	}
	return true
}
