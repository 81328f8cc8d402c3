package bad

import (
	"errors"
	"net/http"
	"sync"
	"time"

	"github.com/counterlint/counterlint/runtime/counter"
	goadder "github.com/linxGnu/go-adder"
	"github.com/puzpuzpuz/xsync/v2"
	xsync3 "github.com/puzpuzpuz/xsync/v3"
	xsync4 "github.com/puzpuzpuz/xsync/v4"
)

var errBusy = errors.New("busy")

type limiter struct {
	inflight counter.PerP
	max      int64
	done     chan struct{}
	closed   bool
}

// Admit.
func (l *limiter) enter() error {
	if l.inflight.Value() >= l.max { // want decision/error:`this decides by the value of l.inflight, a per-P counter: its value orders nothing, .*; decide on counter.Int or counter.Capped`
		return errBusy
	}
	l.inflight.Inc()
	return nil
}

func (l *limiter) allow() bool {
	return l.inflight.Value() < l.max // want `by the value of l.inflight, a per-P counter`
}

// Close: the last one out.
func (l *limiter) leave() {
	l.inflight.Dec()
	if l.inflight.Value() == 0 { // want `l.inflight`
		close(l.done)
	}
}

// Free, after an early return, through a variable.
type object struct {
	refs *counter.Sharded
	data []byte
}

func (o *object) release(pool *sync.Pool) {
	o.refs.Add(-1)
	n := o.refs.Value()
	if n != 0 { // want `by the value of o.refs \(read at bad.go:\d+\), a sharded counter`
		return
	}
	pool.Put(o)
}

// Limit, in a handler.
func limited(next http.Handler, n *counter.Adaptive) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n.Value() > 100 { // want `n, an adaptive counter`
			http.Error(w, "busy", http.StatusTooManyRequests)
			return
		}
		n.Inc()
		defer n.Dec()
		next.ServeHTTP(w, r)
	})
}

// A switch.
func scale(jobs *xsync.Counter, grow, shrink func()) {
	switch n := jobs.Value(); {
	case n > 1000: // want `jobs \(read at bad.go:\d+\), a striped counter`
		grow()
	case n < 10: // want `jobs`
		shrink()
	}
}

func lastOne(jobs *xsync3.Counter, stop chan<- bool) {
	switch jobs.Value() {
	case 0: // want `jobs`
		stop <- true
	}
}

// Wait.
func drain(jobs *xsync4.Counter) {
	for jobs.Value() > 0 { // want `jobs, a striped counter`
		time.Sleep(time.Millisecond)
	}
}

// Through a helper and arithmetic.
type server struct {
	*xsync4.Counter
	limit int
}

func (s *server) active() int { return int(s.Value()) }

func (s *server) start(job func()) bool {
	if s.active()+1 > s.limit { // want `by the value of s \(read at bad.go:\d+\), a striped counter`
		return false
	}
	s.Inc()
	go job()
	return true
}

// A verdict in a variable.
func verdict(sloppy *counter.Sloppy, l *counter.Local, quota uint64, work func()) {
	ok := sloppy.Value() < quota
	if ok { // want `sloppy \(read at bad.go:\d+\), a sloppy counter`
		l.Inc()
		work()
	}
}

func adders(jdk *goadder.JDKAdder, long goadder.LongAdder, flags map[string]bool) {
	if max(jdk.Sum(), 0) > 5 && len(flags) > 0 { // want `jdk, a striped adder`
		delete(flags, "x")
	}
	if !(long.Sum() < 10) { // want `long`
		panic("too many")
	}
}

type gate[T any] struct {
	n     xsync4.Counter
	items []T
}

func (g *gate[T]) pop() (t T, err error) {
	if 0 == g.n.Value() { // want `g.n`
		return t, errBusy
	}
	return g.items[0], nil
}

func (l *limiter) state() {
	if l.inflight.Value() > l.max { // want `l.inflight`
		l.closed = true
	}
}

// A function of the package compares.
func over(n, limit int64) bool { return n > limit }

func (l *limiter) compared() error {
	if over(l.inflight.Value(), l.max) { // want `l.inflight`
		return errBusy
	}
	return nil
}

// What an object holds changes.
type shelf struct {
	n    counter.PerP
	free []int
}

func (s *shelf) put(x, limit int64) {
	total := s.n.Value() + 1
	if total > limit { // want `s.n`
		s.free = s.free[:0]
		return
	}
	s.free = append(s.free, int(x))
}
