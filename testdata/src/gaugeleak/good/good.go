package good

import (
	"context"
	"errors"
	"log"
	"net/http"
	"os"
	"sync"
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"
)

var errBusy = errors.New("busy")

type server struct {
	inflight atomic.Int64
	refs     atomic.Int64
	queued   atomic.Int32
	total    int64
	mu       sync.Mutex
	jobs     chan int
	done     chan struct{}
}

func (s *server) fetch() error { return nil }

func (s *server) deferred() error {
	s.inflight.Add(1)
	defer s.inflight.Add(-1)
	return s.fetch()
}

func (s *server) deferredBefore() error {
	defer s.inflight.Add(-1)
	s.inflight.Add(1)
	return s.fetch()
}

func (s *server) everyWay(ok bool) error {
	s.inflight.Add(1)
	if !ok {
		s.inflight.Add(-1)
		return errBusy
	}
	err := s.fetch()
	s.inflight.Add(-1)
	return err
}

// A way that ends the process or the goroutine is no way out.
func (s *server) fatal() {
	s.inflight.Add(1)
	if s.fetch() != nil {
		log.Fatal("no")
	} else if s.done == nil {
		os.Exit(1)
	} else if s.jobs == nil {
		panic("no jobs")
	}
	s.inflight.Add(-1)
}

// Lowered elsewhere: the failure takes back, the success goes on.
func (s *server) acquire() error {
	s.refs.Add(1)
	if err := s.fetch(); err != nil {
		s.refs.Add(-1)
		return err
	}
	return nil
}

func (s *server) release() { s.refs.Add(-1) }

// The same with no release in sight: what was registered stays.
var registered atomic.Int64

func register(f func() error) error {
	registered.Add(1)
	if err := f(); err != nil {
		registered.Add(-1)
		return err
	}
	return nil
}

func tryRegister(max int64) bool {
	if registered.Add(1) <= max {
		return true
	}
	registered.Add(-1)
	return false
}

// A returned release function.
var sessions = prometheus.NewGauge(prometheus.GaugeOpts{})

func enter(ok bool) (leave func(), err error) {
	sessions.Inc()
	if !ok {
		sessions.Dec()
		return nil, errBusy
	}
	return func() { sessions.Dec() }, nil
}

func enterMethodValue() func() {
	sessions.Inc()
	return sessions.Dec
}

// Handed to a goroutine, which lowers.
func (s *server) spawn() {
	s.inflight.Add(1)
	if s.done == nil {
		s.inflight.Add(-1)
		return
	}
	go func() {
		defer s.inflight.Add(-1)
		s.fetch()
	}()
}

func (s *server) cleanup(onEnd func(func())) {
	s.inflight.Add(1)
	onEnd(func() { s.inflight.Add(-1) })
	if s.fetch() != nil {
		return
	}
}

// Handed to another owner by a channel, who lowers when the work is done.
func (s *server) submit(job int) bool {
	s.queued.Add(1)
	select {
	case s.jobs <- job:
		return true
	default:
		s.queued.Add(-1)
		return false
	}
}

func (s *server) work() {
	for range s.jobs {
		s.fetch()
		s.queued.Add(-1)
	}
}

// Lowered under the condition under which it was raised.
func (s *server) tracked(track bool) {
	if track {
		sessions.Inc()
	}
	s.fetch()
	if track {
		sessions.Dec()
	}
}

// Only channel operations and own code in between.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.inflight.Add(1)
	select {
	case <-s.done:
	case <-r.Context().Done():
	}
	s.fetch()
	w.WriteHeader(http.StatusOK)
	s.inflight.Add(-1)
}

// Foreign code, but a panic takes the process down.
func run(f func()) {
	sessions.Inc()
	f()
	sessions.Dec()
}

// The goroutine of a handler is not recovered from.
func spawning(w http.ResponseWriter, r *http.Request, f func()) {}

func handler(f func()) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		go func() {
			sessions.Inc()
			f()
			sessions.Dec()
		}()
	}
}

// Recovers, and panics again.
func again(f func()) {
	defer func() {
		if r := recover(); r != nil {
			log.Println(r)
			panic(r)
		}
	}()
	sessions.Inc()
	f()
	sessions.Dec()
}

// The recovering function lowers.
func lowersOnPanic(w http.ResponseWriter, r *http.Request) {
	sessions.Inc()
	defer func() {
		if recover() != nil {
			sessions.Dec()
		}
	}()
	call(r.Context(), nil)
	sessions.Dec()
}

func call(ctx context.Context, f func()) {}

// A total of one's own goes away with the function.
func count(xs []int) (int64, error) {
	var n atomic.Int64
	n.Add(1)
	if len(xs) == 0 {
		return 0, errBusy
	}
	n.Add(-1)
	return n.Load(), nil
}

// A new object that is dropped.
func open(ok bool) (*server, error) {
	s := &server{}
	s.inflight.Add(1)
	if !ok {
		return nil, errBusy
	}
	s.inflight.Add(-1)
	return s, nil
}

// Set by somebody who counts anew.
var active = prometheus.NewGauge(prometheus.GaugeOpts{})

func recount(n int) { active.Set(float64(n)) }

func use(ok bool) {
	active.Inc()
	if !ok {
		return
	}
	active.Dec()
}

// The deferred lowering belongs to a resource that lives as long.
func openAll(names []string) error {
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		sessions.Inc()
		defer func() {
			f.Close()
			sessions.Dec()
		}()
	}
	return nil
}

// A defer in a literal that runs in each round.
func (s *server) rounds() {
	for range s.jobs {
		func() {
			s.inflight.Add(1)
			defer s.inflight.Add(-1)
			s.fetch()
		}()
	}
}

// Retried: the loop goes on only with the gauge down.
func (s *server) retry() error {
	for i := 0; ; i++ {
		s.inflight.Add(1)
		err := s.fetch()
		s.inflight.Add(-1)
		if err == nil || i > 3 {
			return err
		}
	}
}

// Amounts that differ are no pair.
func (s *server) bytes(n, written int) error {
	atomic.AddInt64(&s.total, int64(n))
	if written < 0 {
		return errBusy
	}
	atomic.AddInt64(&s.total, -int64(n-written))
	return nil
}

// Break, and lowered after the loop.
func (s *server) breaks() {
	for {
		s.inflight.Add(1)
		if s.fetch() != nil {
			break
		}
		s.inflight.Add(-1)
	}
	s.inflight.Add(-1)
}

// Another gauge of the same vec.
var states = prometheus.NewGaugeVec(prometheus.GaugeOpts{}, []string{"state"})

func change(ok bool) {
	states.WithLabelValues("running").Inc()
	if !ok {
		return
	}
	states.WithLabelValues("waiting").Dec()
}

// The object that holds the gauge is closed.
type conn struct {
	users atomic.Int32
}

func (c *conn) close() {}

func (c *conn) use(f func() error) error {
	c.users.Add(1)
	if err := f(); err != nil {
		c.close()
		return err
	}
	c.users.Add(-1)
	return nil
}

// Raised once over several rounds.
func (s *server) onceRaised() {
	up := false
	for job := range s.jobs {
		if !up {
			s.inflight.Add(1)
			up = true
		}
		if job == 0 {
			continue
		}
		s.inflight.Add(-1)
		up = false
	}
}

// Admitted: whoever got in lowers it when it is done, which another package does.
var admitted atomic.Int64

func tryEnter(limit int64, start func()) {
	if admitted.Add(1) <= limit {
		start()
		return
	}
	admitted.Add(-1)
}

func tryEnterOther(limit int64, start func()) {
	n := admitted.Add(1)
	if n > limit {
		admitted.Add(-1)
		return
	}
	start()
}

// Success first: what was pushed stays counted.
var pushed atomic.Int64

func push(try func() error) error {
	pushed.Add(1)
	err := try()
	if err == nil {
		return nil
	}
	pushed.Add(-1)
	return err
}

// What is returned is in use until somebody else gives it back.
type entry struct{ key string }

var inUse atomic.Int32

func get(all map[string]*entry, key string) *entry {
	inUse.Add(1)
	if e := all[key]; e != nil {
		return e
	}
	inUse.Add(-1)
	return nil
}

// Raised and left under opposite conditions.
type optional struct {
	gauge prometheus.Gauge
	track bool
}

func (o *optional) do(f func()) {
	if o.gauge != nil {
		o.gauge.Inc()
	}
	if o.gauge == nil {
		f()
		return
	}
	f()
	if o.gauge != nil {
		o.gauge.Dec()
	}
}

func (o *optional) tracked(f func()) {
	if o.track {
		sessions.Inc()
	}
	if !o.track {
		f()
		return
	}
	f()
	if o.track {
		sessions.Dec()
	}
}

// A logger, a clock and a cancel function in between.
func logs(logf func(string, ...any), now func() int64) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, cancel := context.WithCancel(r.Context())
		sessions.Inc()
		logf("%d", now())
		cancel()
		sessions.Dec()
	}
}

// Lowered by an owner, through a getter.
type holder struct{ leases atomic.Int32 }

func (h *holder) gauge() *atomic.Int32 { return &h.leases }

type lease struct{ h *holder }

func (l *lease) Release() { l.h.gauge().Add(-1) }

func (h *holder) take(ok bool) (l lease, good bool) {
	h.leases.Add(1)
	if !ok {
		return lease{h}, false
	}
	h.leases.Add(-1)
	return lease{}, true
}

// Lowered on failure alone: it counts what has succeeded.
func (s *server) onFailure() {
	registered.Add(1)
	if err := s.fetch(); err != nil {
		registered.Add(-1)
	}
}

// The other way round: it counts what has failed.
var failures atomic.Int64

func (s *server) countFailures() {
	failures.Add(1)
	if err := s.fetch(); err == nil {
		failures.Add(-1)
	}
}

// A gauge that has no name here.
func enterAny(g prometheus.Gauge) { g.Inc() }
func leaveAny(g prometheus.Gauge) { g.Dec() }

func nameless(ok bool) {
	enterAny([]prometheus.Gauge{active}[0])
	if !ok {
		return
	}
	leaveAny([]prometheus.Gauge{active}[0])
}
