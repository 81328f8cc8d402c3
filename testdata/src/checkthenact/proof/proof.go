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

func (p *pool) acquire() bool {
	if p.active.Load() >= limit {
		return false
	}
	p.active.Add(1) // want `p\.active`
	return true
}

func (p *pool) release() { p.active.Add(-1) }

func (p *pool) take() bool {
	if p.tokens.Load() > 0 {
		p.tokens.Add(-1) // want `p\.tokens`
		return true
	}
	return false
}

func (p *pool) oldAcquire() bool {
	if atomic.LoadInt64(&p.old) < limit {
		atomic.AddInt64(&p.old, 1) // want `p\.old`
		return true
	}
	return false
}

// start says who started it: exactly one may.
func (p *pool) start(run func()) bool {
	if p.state.Load() != 0 {
		return false
	}
	p.state.Store(1) // want `p\.state`
	run()
	return true
}

func (p *pool) share(sum int64) int64 {
	if p.conns.Load() != 0 {
		return sum / p.conns.Load() // want `p\.conns`
	}
	return 0
}

func (p *pool) open()  { p.conns.Add(1) }
func (p *pool) close() { p.conns.Add(-1) }

// admit refuses somebody although the pool never was full: the undone overshoot of others was in the way.
func (p *pool) admit() bool {
	if p.active.Add(1) > limit {
		p.active.Add(-1) // want `p\.active`
		return false
	}
	return true
}
