package bad

import (
	"errors"
	"io"
	"sync/atomic"
	"time"
)

// Refusals and claims that stand beside assertions, counts of what happened and turns.
type refs struct {
	n     atomic.Int32
	limit int
	state atomic.Int32
	out   chan int
	open  func() (io.Closer, error)
}

var errMany = errors.New("too many")

// One way out is a panic, another one a refusal.
func (r *refs) Get(must bool) error {
	if r.n.Load() >= 8 {
		if must {
			panic("too many")
		}
		return errMany
	}
	r.n.Add(1) // want bound:`r\.n|refs\.n`
	return nil
}

func (r *refs) Put() { r.n.Add(-1) }

// The panic is on the way of the claim, not of those who find nothing to claim.
func (r *refs) Start() {
	if r.state.Load() == 0 {
		r.state.Store(1) // want state:`claimed twice`
		if r.out == nil {
			panic("no channel")
		}
		r.out <- 1
	}
}

func (r *refs) Stop() { r.state.Store(0) }

// The undo refuses, and panics only sometimes.
func (r *refs) Take(must bool) bool {
	if r.n.Add(1) > 8 {
		r.n.Add(-1) // want undo:`beyond its bound`
		if must {
			panic("too many")
		}
		return false
	}
	return true
}

// A slot is taken; who takes the last one says so.
func (r *refs) Admit() error {
	if r.n.Load() >= int32(r.limit) {
		return errMany
	}
	if r.n.Add(1) == int32(r.limit) { // want bound:`can pass its bound`
		r.out <- 1
	}
	return nil
}

// What was opened is counted, and nobody asks what the count came to.
func (r *refs) Open() (io.Closer, error) {
	if r.n.Load() >= int32(r.limit) {
		return nil, errMany
	}
	c, err := r.open()
	if err == nil {
		r.n.Add(1) // want bound:`can pass its bound`
	}
	return c, err
}

// The amount is known before.
type quota struct{ used atomic.Int64 }

func (q *quota) Send(w io.Writer, p []byte) error {
	if q.used.Load()+int64(len(p)) > 1<<20 {
		return errMany
	}
	q.used.Add(int64(len(p))) // want bound:`can pass its bound`
	_, err := w.Write(p)
	return err
}

func (q *quota) Return(n int64) { q.used.Add(-n) }

// The other side answers whether it is asked or not.
type asking struct {
	state atomic.Int32
	since time.Time
}

func newAsking() *asking {
	p := &asking{}
	go p.ask()
	go p.answer()
	return p
}

func (p *asking) ask() {
	for range time.Tick(time.Second) {
		if p.state.Load() != 1 {
			p.since = time.Now()
			p.state.Store(1) // want state:`claimed twice`
		}
	}
}

func (p *asking) answer() {
	for range time.Tick(time.Millisecond) {
		p.state.Store(2)
	}
}
