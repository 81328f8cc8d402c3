package good

import "context"

// A gate is a lock made of two channels, which also tells whether something is there.

type gate struct{ set, unset chan struct{} }

func newGate() gate {
	g := gate{make(chan struct{}, 1), make(chan struct{}, 1)}
	g.unset <- struct{}{}
	return g
}

func (g *gate) lock() bool {
	select {
	case <-g.set:
		return true
	case <-g.unset:
		return false
	}
}

func (g *gate) waitAndLock(ctx context.Context) error {
	select {
	case <-g.set:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (g *gate) unlock(set bool) {
	if set {
		g.set <- struct{}{}
	} else {
		g.unset <- struct{}{}
	}
}

// Quota is taken and given by goroutines.
type Quota struct {
	gate        gate
	taken, most int
}

// NewQuota makes one, which somebody raises all the time.
func NewQuota() *Quota {
	q := &Quota{gate: newGate()}
	go q.raise()
	return q
}

func (q *Quota) raise() {
	for range 100 {
		q.gate.lock()
		q.most++
		q.taken--
		q.unlock()
	}
}

func (q *Quota) unlock() { q.gate.unlock(q.taken < q.most) }

// Take takes one.
func (q *Quota) Take(ctx context.Context) error {
	if err := q.gate.waitAndLock(ctx); err != nil {
		return err
	}
	defer q.unlock()
	q.taken++
	q.most--
	return nil
}
