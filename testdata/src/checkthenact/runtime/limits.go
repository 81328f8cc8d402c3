// Package runtime holds limits in a package that has counterlint's counters at hand: the golden file tells where they are offered.
package runtime

import (
	"errors"
	"sync/atomic"

	"github.com/counterlint/counterlint/runtime/counter"
)

const limit = 10

var errBusy = errors.New("busy")

type Pool struct {
	n, m   atomic.Int64
	p      *atomic.Int64
	small  atomic.Int32
	max    int64
	closed bool
	served counter.Int
}

func (p *Pool) Enter() error {
	if p.n.Load() >= limit {
		return errBusy
	}
	// want:+1 review:`p\.n`
	p.n.Add(1)
	p.served.Inc()
	return nil
}

func (p *Pool) Try() bool {
	if p.n.Load() < limit {
		// want:+1 review:`p\.n`
		p.n.Add(1)
		return true
	}
	return false
}

func (p *Pool) TryMirrored(v int64) bool {
	if p.max > p.n.Load()+v {
		// want:+1 review:`p\.n`
		p.n.Add(v)
		return true
	} else {
		return false
	}
}

func (p *Pool) TryOpen() error {
	if limit <= p.n.Load() || p.closed { // full or closed
		return errBusy
	}
	// want:+1 review:`p\.n`
	p.n.Add(1)
	return nil
}

func (p *Pool) TryAll(jobs []func()) {
	for _, job := range jobs {
		if p.p.Load() > int64(len(jobs)) {
			continue
		}
		// want:+1 review:`p\.p`
		p.p.Add(1)
		job()
		p.p.Add(-1)
	}
}

// Not offered: without the first part there may be no counter.
func TryAny(p *Pool) bool {
	if p != nil && p.n.Load() < limit {
		p.n.Add(1) // want `p\.n`
		return true
	}
	return false
}

// Not offered: AddIf has no word of 32 bits.
func (p *Pool) Small() bool {
	if p.small.Load() < limit {
		p.small.Add(1) // want `p\.small`
		return true
	}
	return false
}

// Not offered: what is called may answer otherwise when it is asked again.
func (p *Pool) Asked(room func() int64) bool {
	if p.n.Load() < room() {
		p.n.Add(1) // want `p\.n`
		return true
	}
	return false
}

// Not offered: something else stands first.
func (p *Pool) Later() bool {
	if p.n.Load() < limit {
		p.served.Inc()
		p.n.Add(1) // want `p\.n`
		return true
	}
	return false
}

// Not offered: the names are taken.
func (p *Pool) Named(ok bool) bool {
	if p.n.Load() < limit {
		p.n.Add(1) // want `p\.n`
		return ok
	}
	return false
}

// Not offered: the result is used.
func (p *Pool) Number() int64 {
	if p.n.Load() >= limit {
		return 0
	}
	return p.n.Add(1) // want `p\.n`
}

// Not offered: the test is kept.
func (p *Pool) Kept() bool {
	free := p.m.Load() < limit
	if free {
		p.m.Add(1) // want `p\.m`
	}
	return free
}

// Not offered: the body is empty.
func (p *Pool) Else() bool {
	if p.n.Load() >= limit {
	} else {
		p.n.Add(1) // want `p\.n`
		return true
	}
	return false
}

func (p *Pool) Leave() {
	p.n.Add(-1)
	p.m.Add(-1)
	p.p.Add(-1)
	p.small.Add(-1)
}
