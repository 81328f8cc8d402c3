package bad

import (
	"context"
	"errors"
	"expvar"
	"io"
	"net"
	"net/http"
	"sync/atomic"

	"github.com/VictoriaMetrics/metrics"
	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/metric"
	uatomic "go.uber.org/atomic"
)

var errBusy = errors.New("busy")

type server struct {
	inflight atomic.Int64
	old      int64
	max      int64
	next     http.Handler
	jobs     chan int
}

func (s *server) fetch(r io.Reader) error { return nil }

// The plain case: an early return.
func (s *server) early(r io.Reader) error {
	s.inflight.Add(1) // want exit/error/review:`s.inflight stays raised on the way out at bad.go:\d+ \(return\), which skips the lowering at bad.go:\d+; defer the lowering right after the raise`
	if err := s.fetch(r); err != nil {
		return err
	}
	s.inflight.Add(-1)
	return s.fetch(r)
}

// Old style, unsigned: adding the complement takes away.
var depth uint64

func oldStyle(ok bool) {
	atomic.AddUint64(&depth, 1) // want exit/fix:`depth stays raised`
	if !ok {
		return
	}
	atomic.AddUint64(&depth, ^uint64(0))
}

func (s *server) field(n int) {
	atomic.AddInt64(&s.old, int64(n)) // want exit/fix:`s.old stays raised`
	if n > 100 {
		return
	}
	s.fetch(nil)
	atomic.AddInt64(&s.old, -int64(n))
}

// continue: the next round raises again.
func (s *server) worker() {
	for job := range s.jobs {
		s.inflight.Add(1) // want exit:`\(continue\).*; lower it there too`
		if job == 0 {
			continue
		}
		s.fetch(nil)
		s.inflight.Add(-1)
	}
}

func (s *server) endless(ctx context.Context) error {
	for {
		s.inflight.Add(1) // want exit:`\(return\)`
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-s.jobs:
			s.fetch(nil)
		}
		s.inflight.Add(-1)
	}
}

func (s *server) broken() {
	for {
		running.Inc() // want exit:`\(break\)`
		if s.fetch(nil) != nil {
			break
		}
		running.Dec()
	}
	s.fetch(nil)
}

// The defer comes too late.
func (s *server) late() error {
	if s.inflight.Add(1) > s.max { // want exit/error:`stays raised on the way out at bad.go:\d+ \(return\)`
		return errBusy
	}
	defer s.inflight.Add(-1)
	return s.fetch(nil)
}

func (s *server) lateDefer(r io.Reader) error {
	waiting.Inc() // want exit/fix:`waiting stays raised`
	if r == nil {
		return errors.New("no reader")
	}
	defer waiting.Dec()
	return s.fetch(r)
}

// Each case lowers but one.
func (s *server) cases(ctx context.Context) (int, error) {
	waiting.Inc() // want exit:`waiting stays raised`
	select {
	case <-ctx.Done():
		return 0, ctx.Err()
	case job := <-s.jobs:
		waiting.Dec()
		return job, nil
	}
}

var (
	waiting  = prometheus.NewGauge(prometheus.GaugeOpts{Name: "waiting"})
	running  = prometheus.NewGauge(prometheus.GaugeOpts{Name: "running"})
	requests = prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "requests"}, []string{"route"})
	open     = metrics.NewGauge("open", nil)
	opened   = expvar.NewInt("opened")
	byRoute  = expvar.NewMap("by_route")
)

func vec(route string, ok bool) bool {
	g := requests.WithLabelValues(route)
	g.Add(1) // want exit:`g stays raised`
	if !ok {
		return false
	}
	requests.WithLabelValues(route).Sub(1)
	return true
}

func victoria(files []string) (n int, err error) {
	open.Inc() // want exit:`open stays raised`
	for _, f := range files {
		if f == "" {
			return n, errBusy
		}
		n++
	}
	open.Dec()
	return n, nil
}

func published(ok bool) {
	opened.Add(1) // want exit/fix:`opened stays raised`
	switch {
	case !ok:
		return
	}
	opened.Add(-1)
}

func inMap(route string, ok bool) {
	byRoute.Add(route, 1) // want exit/fix:`byRoute stays raised`
	if !ok {
		return
	}
	byRoute.Add(route, -1)
}

type instrumented struct {
	active metric.Int64UpDownCounter
	*uatomic.Int64
}

func (i *instrumented) do(ctx context.Context, ok bool) {
	i.active.Add(ctx, 1) // want exit/fix:`i.active stays raised`
	if !ok {
		return
	}
	i.active.Add(ctx, -1)
}

// Embedded, and in a literal.
func (i *instrumented) start(ok func() bool) {
	go func() {
		i.Add(2) // want exit:`i stays raised`
		if !ok() {
			return
		}
		i.Sub(2)
	}()
}

// Helpers of the package.
func (s *server) enter() { s.inflight.Add(1) }
func (s *server) leave() { s.inflight.Add(-1) }
func move(n *atomic.Int64, by int64) {
	n.Add(by)
}

func (s *server) helped(r io.Reader) error {
	s.enter() // want exit/review:`inflight stays raised`
	if r == nil {
		return errBusy
	}
	s.leave()
	return s.fetch(r)
}

func (s *server) moved(r io.Reader) error {
	move(&s.inflight, 1) // want exit:`inflight stays raised`
	if r == nil {
		return errBusy
	}
	err := s.fetch(r)
	move(&s.inflight, -1)
	return err
}

// A local closure.
func (s *server) closure(r io.Reader) error {
	s.inflight.Add(1) // want exit:`s.inflight stays raised`
	release := func() { s.inflight.Add(-1) }
	if r == nil {
		return errBusy
	}
	defer release()
	return s.fetch(r)
}

// Under the same condition.
type optional struct{ gauge prometheus.Gauge }

func (o *optional) do(ok bool) {
	if o.gauge != nil {
		o.gauge.Inc() // want exit:`o.gauge stays raised`
	}
	if !ok {
		return
	}
	if o.gauge != nil {
		o.gauge.Dec()
	}
}

// A defer in a loop.
func (s *server) piles() {
	for range s.jobs {
		s.inflight.Add(1) // want defer-in-loop:`s.inflight is raised in each round of the loop, and lowered at the end of the function alone \(bad.go:\d+\)`
		defer s.inflight.Add(-1)
		s.fetch(nil)
	}
}

func (s *server) pilesInLiteral(conns []io.Reader) {
	for _, c := range conns {
		running.Inc() // want defer-in-loop:`running is raised in each round`
		defer func() { running.Dec() }()
		s.fetch(c)
	}
}

type pool[T any] struct {
	busy  atomic.Int32
	items []T
}

func (p *pool[T]) take() (t T, ok bool) {
	p.busy.Add(1) // want exit:`p.busy stays raised`
	if len(p.items) == 0 {
		return t, false
	}
	t = p.items[0]
	p.busy.Add(-1)
	return t, true
}

// A gauge of one's own that wants to be told by how much.
type levelGauge struct{ v atomic.Int64 }

func (g *levelGauge) Inc(by int64) { g.v.Add(by) }
func (g *levelGauge) Dec(by int64) { g.v.Add(-by) }

var level levelGauge

func fill(ok bool) {
	level.Inc(3) // want exit/fix:`level stays raised`
	if !ok {
		return
	}
	level.Dec(3)
}

// A labelled jump to the next round of an outer loop.
func (s *server) nested(batches [][]int) {
outer:
	for _, b := range batches {
		for _, job := range b {
			s.inflight.Add(1) // want exit:`\(continue\)`
			if job < 0 {
				continue outer
			}
			s.inflight.Add(-1)
		}
	}
}

// The refusal comes between the raise and the defer.
func (s *server) limited(w http.ResponseWriter, r *http.Request) {
	if n := s.inflight.Add(1); n > s.max { // want exit:`\(return\)`
		http.Error(w, "busy", http.StatusServiceUnavailable)
		return
	}
	defer s.inflight.Add(-1)
	s.next.ServeHTTP(w, r)
}

// In an endless loop nothing that is deferred ever runs.
func (s *server) accept(l net.Listener) error {
	for {
		c, err := l.Accept()
		if err != nil {
			return err
		}
		s.inflight.Add(1) // want defer-in-loop:`s.inflight is raised in each round`
		defer s.inflight.Add(-1)
		defer c.Close()
		s.fetch(c)
	}
}

// Of an object that was there before.
func (s *server) find() *server { return s }

func (s *server) found(ok bool) {
	other := s.find()
	other.inflight.Add(1) // want exit:`other.inflight stays raised`
	if !ok {
		return
	}
	other.inflight.Add(-1)
}

// Method expressions, and an object behind an interface.
func expression(n *atomic.Int64, ok bool) {
	(*atomic.Int64).Add(n, 1) // want exit/fix:`n stays raised`
	if !ok {
		return
	}
	(*atomic.Int64).Add(n, -1)
}

func asserted(v any, ok bool) {
	v.(*atomic.Int64).Add(1) // want exit/fix:`v.\(\*atomic.Int64\) stays raised`
	if !ok {
		return
	}
	v.(*atomic.Int64).Add(-1)
}

// Made in an init function.
var late prometheus.Gauge

func init() { late = prometheus.NewGauge(prometheus.GaugeOpts{Name: "late"}) }

func lateGauge(ok bool) {
	late.Inc() // want exit/fix:`late stays raised`
	if !ok {
		return
	}
	late.Dec()
}

// Lowered on success alone.
func (s *server) onSuccess(r io.Reader) {
	running.Inc() // want exit:`running stays raised on the way out at bad.go:\d+ \(where the error is not nil\), which skips the lowering`
	if err := s.fetch(r); err == nil {
		running.Dec()
	}
}

func (s *server) onSuccessElse(r io.Reader) (n int) {
	running.Inc() // want exit:`where the error is not nil`
	if err := s.fetch(r); err != nil {
		n = 1
	} else {
		running.Dec()
	}
	return n
}
