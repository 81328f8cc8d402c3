// Package good holds branches on a Load that are right, or harmless.
package good

import (
	"sync"
	"sync/atomic"
)

const limit = 100

type pool struct {
	active atomic.Int64
	peak   atomic.Int64
	total  atomic.Int64
	on     atomic.Bool
}

// Acquire is the right loop.
func (p *pool) Acquire() bool {
	for {
		n := p.active.Load()
		if n >= limit {
			return false
		}
		if p.active.CompareAndSwap(n, n+1) {
			return true
		}
	}
}

func (p *pool) Release() { p.active.Add(-1) }

// One atomic is tested, another one raised.
func (p *pool) Count() {
	if p.active.Load() > 0 {
		p.total.Add(1)
	}
}

// A flag that is only set again to what it is: best effort.
func (p *pool) Enable() {
	if !p.on.Load() {
		p.on.Store(true)
	}
}

// A test that saves a write to a shared line.
type dirty struct{ flag atomic.Uint32 }

func (d *dirty) Mark() {
	if d.flag.Load() == 0 {
		d.flag.Store(1)
	}
}

func (d *dirty) Clean() bool { return d.flag.Swap(0) == 1 }

// Under the lock that every writer holds.
type guarded struct {
	mu sync.Mutex
	n  atomic.Int64
}

func (g *guarded) Enter() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.n.Load() >= limit {
		return false
	}
	g.n.Add(1)
	return true
}

func (g *guarded) Leave() {
	g.mu.Lock()
	g.n.Add(-1)
	g.mu.Unlock()
}

func (g *guarded) Len() int64 { return g.n.Load() }

// The double-checked lock.
type once struct {
	mu   sync.Mutex
	done atomic.Uint32
}

func (o *once) Do(f func()) {
	if o.done.Load() == 0 {
		o.slow(f)
	}
}

func (o *once) slow(f func()) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.done.Load() == 0 {
		defer o.done.Store(1)
		f()
	}
}

func (o *once) DoInline(f func()) {
	if o.done.Load() == 1 {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.done.Load() == 1 {
		return
	}
	f()
	o.done.Store(1)
}

// A CAS decides between the test and the act.
type gate struct{ state atomic.Int32 }

func (g *gate) Start(f func()) {
	if g.state.Load() != 0 || !g.state.CompareAndSwap(0, 1) {
		return
	}
	f()
	g.state.Store(2)
}

// The only goroutine that lowers it.
type queue struct {
	n    atomic.Int64
	wake chan struct{}
}

func newQueue() *queue {
	q := &queue{wake: make(chan struct{}, 1)}
	go q.consume()
	return q
}

func (q *queue) Put() { q.n.Add(1) }

func (q *queue) consume() {
	for range q.wake {
		for q.n.Load() > 0 {
			q.n.Add(-1)
		}
	}
}

// Tested once, used once.
func (p *pool) Average(sum int64) int64 {
	if n := p.active.Load(); n != 0 {
		return sum / n
	}
	return 0
}

// Two reads for two log lines decide nothing.
func (p *pool) Log(logf func(string, ...any)) {
	logf("active %d", p.active.Load())
	if p.active.Load() > limit/2 {
		logf("busy")
	}
}

// Waiting for a value, then going on with other things.
func (p *pool) Drain(tick <-chan struct{}) {
	for p.active.Load() > 0 {
		<-tick
	}
	p.total.Store(0)
}

// A fresh object.
func newPool(n int64) *pool {
	p := new(pool)
	if p.active.Load() == 0 {
		p.active.Add(n)
	}
	return p
}

// A local that stays with its function.
func local(xs []int) int {
	var n atomic.Int32
	for range xs {
		if n.Load() < 10 {
			n.Add(1)
		}
	}
	return int(n.Load())
}

// The result of Add decides, and nothing is undone.
func (p *pool) Every(f func()) {
	if p.total.Add(1)%100 == 0 {
		f()
	}
}

// Statistics: raised in both branches.
func (p *pool) Either() {
	if p.total.Load() > 10 {
		p.total.Add(2)
	} else {
		p.total.Add(1)
	}
}

// The others only give back: what was found to be there is there still.
type quota struct {
	n    atomic.Int64
	work chan int64
}

func newQuota() *quota {
	q := &quota{work: make(chan int64)}
	go q.spend()
	return q
}

func (q *quota) spend() {
	for n := range q.work {
		if q.n.Load() > 0 {
			q.n.Add(-n)
		}
	}
}

func (q *quota) Refill(n int64) { q.n.Add(1) }

// The divisor only grows.
type mean struct{ n, sum atomic.Int64 }

func (m *mean) Add(x int64) {
	m.sum.Add(x)
	m.n.Add(1)
}

func (m *mean) Value() int64 {
	if m.n.Load() == 0 {
		return 0
	}
	return m.sum.Load() / m.n.Load()
}

// A mark that others set to what it is: one goroutine clears it, and a mark set just then counts as one set before.
type idle struct {
	active atomic.Int32
	tick   chan struct{}
	reset  func()
}

func newIdle() *idle {
	i := &idle{tick: make(chan struct{})}
	go i.watch()
	return i
}

func (i *idle) Mark() { i.active.Store(1) }

func (i *idle) watch() {
	for range i.tick {
		if i.active.Load() == 1 {
			i.active.Store(0)
			i.reset()
		}
	}
}

// A drain that takes back what it has read.
func (p *pool) Report(logf func(string, ...any)) {
	if dropped := p.total.Load(); dropped > 0 {
		logf("%d dropped", dropped)
		p.total.Add(-dropped)
	}
}

// A quota is taken as long as any is left, whatever the amount: it may go below zero with one goroutine too.
func (p *pool) Spend(n int64) bool {
	if p.active.Load() > 0 {
		p.active.Add(-n)
		return true
	}
	return false
}
