// Package good holds loads and stores of one counter that cannot lose an update.
package good

import (
	"expvar"
	"math"
	"sync"
	"sync/atomic"
)

type stats struct {
	hits atomic.Int64
	bits atomic.Uint64
	peak atomic.Int64
}

func (s *stats) Add() { s.hits.Add(1) }

// Peak is the right loop.
func (s *stats) Peak(x int64) {
	for {
		cur := s.peak.Load()
		if x <= cur || s.peak.CompareAndSwap(cur, x) {
			return
		}
	}
}

// AddFloat is the right loop over float bits.
func (s *stats) AddFloat(x float64) {
	for {
		old := s.bits.Load()
		next := math.Float64bits(math.Float64frombits(old) + x)
		if s.bits.CompareAndSwap(old, next) {
			return
		}
	}
}

// guarded: every writer holds the lock, the Add too; readers are free.
type guarded struct {
	mu sync.Mutex
	n  atomic.Int64
	m  atomic.Int64
}

func (g *guarded) Bump() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.n.Store(g.n.Load() + 1)
}

func (g *guarded) AddTo(x int64) {
	g.mu.Lock()
	g.n.Add(x)
	g.mu.Unlock()
}

func (g *guarded) Value() int64 { return g.n.Load() }

// bumpLocked is called with g.mu held.
func (g *guarded) bumpLocked(x int64) {
	g.m.Store(g.m.Load() + x)
}

func (g *guarded) Bump2(x int64) {
	g.mu.Lock()
	g.bumpLocked(x)
	g.mu.Unlock()
}

func (g *guarded) Bump3() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.bumpLocked(1)
}

// locked through helpers
type helper struct {
	mu sync.Mutex
	n  atomic.Int64
}

func (h *helper) lock() func() {
	h.mu.Lock()
	return h.mu.Unlock
}

func (h *helper) with(f func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	f()
}

func (h *helper) A() {
	defer h.lock()()
	h.n.Store(h.n.Load() + 1)
}

func (h *helper) B() {
	h.with(func() { h.n.Store(h.n.Load() * 2) })
}

// one goroutine, started once, is the only writer.
type actor struct {
	done  chan struct{}
	in    chan int64
	total atomic.Int64
}

func newActor() *actor {
	a := &actor{done: make(chan struct{}), in: make(chan int64)}
	go a.loop()
	return a
}

func (a *actor) loop() {
	for x := range a.in {
		a.total.Store(a.total.Load() + x)
	}
	close(a.done)
}

func (a *actor) Total() int64 { return a.total.Load() }

// Two different counters, two different objects.
func (s *stats) Copy() { s.peak.Store(s.hits.Load() + 1) }

func (s *stats) From(t *stats) { s.hits.Store(t.hits.Load() + 1) }

func move(cells []atomic.Int64, i, j int) { cells[i].Store(cells[j].Load() + 1) }

// Save and restore.
var level atomic.Int32

func withLevel(l int32, f func()) {
	old := level.Load()
	level.Store(l)
	defer level.Store(old)
	f()
}

// A fresh object nobody else has seen.
func newStats(from int64) *stats {
	s := &stats{}
	s.hits.Store(from)
	s.hits.Store(s.hits.Load() + 1)
	return s
}

// A local that never leaves the function.
func local(xs []int64) int64 {
	var n atomic.Int64
	for _, x := range xs {
		n.Store(n.Load() + x)
	}
	return n.Load()
}

// After the join one goroutine is left.
func joined(fs []func()) int64 {
	var n atomic.Int64
	var wg sync.WaitGroup
	for _, f := range fs {
		wg.Go(func() {
			f()
			n.Add(1)
		})
	}
	wg.Wait()
	n.Store(n.Load() * 2)
	return n.Load()
}

// Stored values that do not come from the load.
func (s *stats) SetAndReport(x int64) (before int64) {
	before = s.hits.Load()
	s.hits.Store(x)
	return before
}

var requests = expvar.NewInt("loadstore_good")

func request() { requests.Add(1) }

// A value that is only set anew, with no load of it in the way.
func now(clock func() int64, s *stats) { s.peak.Store(clock()) }

// A copy of the configuration under the lock that every writer holds.
type config struct{ limit int }

type server struct {
	mu   sync.Mutex
	conf atomic.Pointer[config]
}

func (s *server) SetLimit(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := *s.conf.Load()
	c.limit = n
	s.conf.Store(&c)
}

func (s *server) Limit() int { return s.conf.Load().limit }

// Lazy installation: losers overwrite an equal value; nothing is computed from the load.
func (s *server) Get() *config {
	if c := s.conf.Load(); c != nil {
		return c
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if c := s.conf.Load(); c != nil {
		return c
	}
	c := &config{limit: 1}
	s.conf.Store(c)
	return c
}

// A semaphore of one is a lock.
type sem struct {
	ch chan struct{}
	n  atomic.Int64
}

func newSem() *sem { return &sem{ch: make(chan struct{}, 1)} }

func (s *sem) Bump() {
	s.ch <- struct{}{}
	s.n.Store(s.n.Load() + 1)
	<-s.ch
}

// The winner of the gate works alone.
type gate struct {
	busy atomic.Bool
	n    atomic.Int64
}

func (g *gate) Try() {
	if !g.busy.CompareAndSwap(false, true) {
		return
	}
	g.n.Store(g.n.Load() + 1)
	g.busy.Store(false)
}

// The Store in init comes before anything else runs: all other writers hold the lock.
var (
	typesMu sync.Mutex
	types   atomic.Value
)

func init() { types.Store(map[string]int{}) }

func Register(name string) {
	typesMu.Lock()
	defer typesMu.Unlock()
	old := types.Load().(map[string]int)
	next := make(map[string]int, len(old)+1)
	for k, v := range old {
		next[k] = v
	}
	next[name] = len(next)
	types.Store(next)
}
