// Package good holds loads and stores of one counter that cannot lose an update.
package good

import (
	"maps"
	"sync"
	"sync/atomic"
)

// embedded mutex
type Emb struct {
	sync.Mutex
	n atomic.Int64
}

func (e *Emb) Up() {
	e.Lock()
	defer e.Unlock()
	e.n.Store(e.n.Load() + 1)
}
func (e *Emb) Add() { e.Lock(); e.n.Add(1); e.Unlock() }

// embedded pointer mutex
type EmbP struct {
	*sync.Mutex
	n atomic.Int64
}

func (e *EmbP) Up() {
	e.Lock()
	e.n.Store(e.n.Load() + 1)
	e.Unlock()
}

// write side of RW; readers read-locked
type RW struct {
	mu sync.RWMutex
	n  atomic.Int64
}

func (r *RW) Up() {
	r.mu.Lock()
	v := r.n.Load()
	if v > 10 {
		v = 0
	}
	r.n.Store(v + 1)
	r.mu.Unlock()
}
func (r *RW) Get() int64 { r.mu.RLock(); defer r.mu.RUnlock(); return r.n.Load() }

// adders with RLock, storer with Lock: exclusive against all adders
type RWMix struct {
	mu sync.RWMutex
	n  atomic.Int64
}

func (r *RWMix) Inc() {
	r.mu.RLock()
	r.n.Add(1)
	r.mu.RUnlock()
}

func (r *RWMix) Halve() {
	r.mu.Lock()
	r.n.Store(r.n.Load() / 2)
	r.mu.Unlock()
}

// global lock
var gmu sync.Mutex
var g atomic.Int64

func G1() { gmu.Lock(); g.Store(g.Load() + 1); gmu.Unlock() }
func G2(x int64) {
	gmu.Lock()
	defer gmu.Unlock()
	if x > g.Load() {
		g.Store(x)
	}
}

// helper that locks and returns unlock
type H struct {
	mu sync.Mutex
	n  atomic.Int64
}

func (h *H) acquire() (release func()) {
	h.mu.Lock()
	return func() { h.mu.Unlock() }
}
func (h *H) A() {
	release := h.acquire()
	defer release()
	h.n.Store(h.n.Load() + 1)
}
func (h *H) B()      { defer h.acquire()(); h.n.Store(h.n.Load() - 1) }
func (h *H) lock()   { h.mu.Lock() }
func (h *H) unlock() { h.mu.Unlock() }
func (h *H) C() {
	h.lock()
	defer h.unlock()
	h.n.Store(h.n.Load() * 2)
}
func (h *H) do(f func(*H)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	f(h)
}
func (h *H) D()          { h.do(func(h *H) { h.n.Store(h.n.Load() + 4) }) }
func (h *H) E()          { h.do((*H).bumpLocked) }
func (h *H) bumpLocked() { h.n.Store(h.n.Load() + 4) }

// Locked chain
func (h *H) F()          { h.mu.Lock(); h.stepLocked(); h.mu.Unlock() }
func (h *H) stepLocked() { h.deepLocked(1) }
func (h *H) deepLocked(x int64) {
	v := h.n.Load()
	h.n.Store(v + x)
}

// try
type Try struct {
	mu sync.Mutex
	n  atomic.Int64
}

func (t *Try) A() bool {
	if !t.mu.TryLock() {
		return false
	}
	defer t.mu.Unlock()
	t.n.Store(t.n.Load() + 1)
	return true
}
func (t *Try) B() {
	if t.mu.TryLock() {
		t.n.Store(t.n.Load() + 1)
		t.mu.Unlock()
	}
}
func (t *Try) C() {
	ok := t.mu.TryLock()
	if ok {
		t.n.Store(t.n.Load() + 1)
		t.mu.Unlock()
	}
}

// parent lock
type Child struct {
	p *Parent
	n atomic.Int64
}
type Parent struct {
	mu   sync.Mutex
	kids []*Child
}

func (c *Child) Up() {
	c.p.mu.Lock()
	defer c.p.mu.Unlock()
	c.n.Store(c.n.Load() + 1)
}
func (p *Parent) All() {
	p.mu.Lock()
	for _, k := range p.kids {
		k.n.Store(k.n.Load() + 1)
	}
	p.mu.Unlock()
}

// pointer to a mutex shared
type Sh struct {
	mu *sync.Mutex
	n  atomic.Int64
}

func (s *Sh) Up() { s.mu.Lock(); defer s.mu.Unlock(); s.n.Store(s.n.Load() + 1) }

// Locker
type L struct {
	l sync.Locker
	n atomic.Int64
}

func (l *L) Up() { l.l.Lock(); defer l.l.Unlock(); l.n.Store(l.n.Load() + 1) }

// Cond.L
type Q struct {
	c *sync.Cond
	n atomic.Int64
}

func (q *Q) Up() {
	q.c.L.Lock()
	q.n.Store(q.n.Load() + 1)
	q.c.L.Unlock()
	q.c.Signal()
}
func (q *Q) Wait() {
	q.c.L.Lock()
	for q.n.Load() < 10 {
		q.c.Wait()
	}
	q.n.Store(q.n.Load() - 10)
	q.c.L.Unlock()
}

// semaphore of one by receive token
type Tok struct {
	tok chan struct{}
	n   atomic.Int64
}

func NewTok() *Tok {
	t := &Tok{tok: make(chan struct{}, 1)}
	t.tok <- struct{}{}
	return t
}
func (t *Tok) Up() {
	<-t.tok
	defer func() { t.tok <- struct{}{} }()
	t.n.Store(t.n.Load() + 1)
}

// once
type O struct {
	once sync.Once
	n    atomic.Int64
}

func (o *O) Init() { o.once.Do(func() { o.n.Store(o.n.Load() + 7) }) }

// shards with their own lock
type Shards struct {
	s [16]struct {
		mu sync.Mutex
		n  atomic.Int64
	}
}

func (s *Shards) Up(h uint32) {
	sh := &s.s[h%16]
	sh.mu.Lock()
	defer sh.mu.Unlock()
	sh.n.Store(sh.n.Load() + 1)
}

func (s *Shards) UpI(i int) {
	s.s[i].mu.Lock()
	s.s[i].n.Store(s.s[i].n.Load() + 1)
	s.s[i].mu.Unlock()
}

// double checked lock
type DC struct {
	mu sync.Mutex
	n  atomic.Int64
}

func (d *DC) Max(x int64) {
	if x <= d.n.Load() {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if x > d.n.Load() {
		d.n.Store(x)
	}
}

// conditional lock by parameter
type CL struct {
	mu sync.Mutex
	n  atomic.Int64
}

func (c *CL) up(lock bool) {
	if lock {
		c.mu.Lock()
		defer c.mu.Unlock()
	}
	c.n.Store(c.n.Load() + 1)
}
func (c *CL) A() { c.up(true) }
func (c *CL) B() { c.mu.Lock(); c.up(false); c.mu.Unlock() }

// package init writes before anything
var table atomic.Pointer[map[string]int]
var tmu sync.Mutex

func init() { table.Store(&map[string]int{}) }

func Put(k string, v int) {
	tmu.Lock()
	defer tmu.Unlock()
	old := *table.Load()
	next := make(map[string]int, len(old)+1)
	for k, v := range old {
		next[k] = v
	}
	next[k] = v
	table.Store(&next)
}

// constructor writes unlocked
type Ctor struct {
	mu sync.Mutex
	m  atomic.Pointer[[]int]
}

func NewCtor() *Ctor {
	c := &Ctor{}
	c.m.Store(&[]int{})
	c.reset()
	return c
}
func (c *Ctor) reset() { c.m.Store(new([]int)) }
func (c *Ctor) Append(x int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	next := append([]int(nil), *c.m.Load()...)
	next = append(next, x)
	c.m.Store(&next)
}

type CtorVal struct {
	mu sync.Mutex
	m  atomic.Value
}

func NewCtorVal() CtorVal { var c CtorVal; c.m.Store(1); return c }
func (c *CtorVal) Up()    { c.mu.Lock(); c.m.Store(c.m.Load().(int) + 1); c.mu.Unlock() }

var pkgCtor = func() *Ctor { c := new(Ctor); c.m.Store(&[]int{1}); return c }()

// loaded outside of the literal that stores, under one lock
func (h *H) Captured() {
	h.mu.Lock()
	defer h.mu.Unlock()
	v := h.n.Load()
	func() { h.n.Store(v + 1) }()
}

// The Store without the lock fills the object before anybody can lose anything to it: the same setter, and nobody else updates.
type deleted struct {
	mu  sync.Mutex
	ids atomic.Pointer[map[int]bool]
}

func (d *deleted) get() *map[int]bool  { return d.ids.Load() }
func (d *deleted) set(m *map[int]bool) { d.ids.Store(m) }

func (d *deleted) load(m map[int]bool) { d.set(&m) }

func openDeleted(m map[int]bool) *deleted {
	d := new(deleted)
	d.load(m)
	return d
}

func (d *deleted) Delete(id int) {
	d.mu.Lock()
	next := maps.Clone(*d.get())
	next[id] = true
	d.set(&next)
	d.mu.Unlock()
}
