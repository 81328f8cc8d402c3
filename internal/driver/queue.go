package driver

import (
	"iter"
	"sync"
)

// A queue hands out units whose dependencies are done.
type queue struct {
	mu     sync.Mutex
	cond   *sync.Cond
	ready  []*unit
	left   int               // units that are not done
	users  map[*unit][]*unit // who imports a unit directly
	closed bool
	pick   func(n int) int // which of n ready units is next; nil: the first
}

func newQueue(units []*unit, pick func(n int) int) *queue {
	q := &queue{left: len(units), pick: pick, users: map[*unit][]*unit{}}
	q.cond = sync.NewCond(&q.mu)
	for _, u := range units {
		u.waits = len(u.deps)
		for _, dep := range u.deps {
			q.users[dep] = append(q.users[dep], u)
		}
		if u.waits == 0 {
			q.ready = append(q.ready, u)
		}
	}
	return q
}

// units yields units to work on until all are done or the queue is closed. Each must be given back with finish.
func (q *queue) units() iter.Seq[*unit] {
	return func(yield func(*unit) bool) {
		for {
			u := q.next()
			if u == nil || !yield(u) {
				return
			}
		}
	}
}

func (q *queue) next() *unit {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.ready) == 0 && q.left > 0 && !q.closed {
		q.cond.Wait()
	}
	if len(q.ready) == 0 || q.closed {
		return nil
	}
	i := 0
	if q.pick != nil {
		i = q.pick(len(q.ready))
	}
	u := q.ready[i]
	q.ready = append(q.ready[:i], q.ready[i+1:]...)
	return u
}

func (q *queue) finish(u *unit) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.left--
	for _, user := range q.users[u] {
		if user.waits--; user.waits == 0 {
			q.ready = append(q.ready, user)
		}
	}
	q.cond.Broadcast()
}

func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closed = true
	q.cond.Broadcast()
}
