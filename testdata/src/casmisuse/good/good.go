// Package good holds CompareAndSwaps that are right, or whose failure means that the work is done.
package good

import (
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

type Conf struct{ a int }
type C struct {
	n, t, max atomic.Int64
	on        atomic.Bool
	st        atomic.Int32
	p         atomic.Pointer[Conf]
	old       int64
	mu        sync.Mutex
	g         atomic.Int64
}

func (c *C) Loop(x int64) {
	for {
		v := c.n.Load()
		if c.n.CompareAndSwap(v, v+x) {
			return
		}
		runtime.Gosched()
	}
}
func (c *C) Post(x int64) {
	for v := c.n.Load(); !c.n.CompareAndSwap(v, v+x); v = c.n.Load() {
	}
}
func (c *C) Reload(x int64) {
	v := c.n.Load()
	for !c.n.CompareAndSwap(v, v+x) {
		v = c.n.Load()
	}
}
func (c *C) ReloadOld() {
	v := atomic.LoadInt64(&c.old)
	for {
		if atomic.CompareAndSwapInt64(&c.old, v, v+1) {
			break
		}
		v = atomic.LoadInt64(&c.old)
	}
}
func (c *C) ReloadHelper() {
	v := c.get()
	for !c.n.CompareAndSwap(v, v+1) {
		v = c.get()
	}
}
func (c *C) get() int64 { return c.n.Load() }
func (c *C) Goto() {
again:
	v := c.n.Load()
	if !c.n.CompareAndSwap(v, v+1) {
		goto again
	}
}
func (c *C) Max(x int64) {
	for v := c.max.Load(); x > v; v = c.max.Load() {
		if c.max.CompareAndSwap(v, x) {
			return
		}
	}
}
func (c *C) Try() bool         { v := c.n.Load(); return c.n.CompareAndSwap(v, v+1) }
func (c *C) TryOld() (ok bool) { v := c.n.Load(); ok = c.n.CompareAndSwap(v, v+1); return ok }
func (c *C) If() error {
	v := c.n.Load()
	if !c.n.CompareAndSwap(v, v+1) {
		return nil
	}
	return nil
}
func (c *C) Clear() { c.on.CompareAndSwap(true, false) }
func (c *C) Set()   { c.st.CompareAndSwap(0, 1) }
func (c *C) Install() *Conf {
	c.p.CompareAndSwap(nil, &Conf{})
	return c.p.Load()
}
func (c *C) Lazy() *Conf {
	if p := c.p.Load(); p != nil {
		return p
	}
	n := &Conf{1}
	if c.p.CompareAndSwap(nil, n) {
		return n
	}
	return c.p.Load()
}
func (c *C) Lazy2() *Conf {
	p := c.p.Load()
	if p == nil {
		c.p.CompareAndSwap(p, &Conf{1})
		p = c.p.Load()
	}
	return p
}
func (c *C) ClearIfSame() { v := c.n.Load(); c.n.CompareAndSwap(v, 0) }
func (c *C) Expire(now int64) {
	t := c.t.Load()
	if now-t > 100 {
		c.t.CompareAndSwap(t, now)
	}
}
func (c *C) Once(now int64, f func()) {
	t := c.t.Load()
	if now > t && c.t.CompareAndSwap(t, now+int64(time.Second)) {
		f()
	}
}
func (c *C) Lock() {
	for !c.st.CompareAndSwap(0, 1) {
		runtime.Gosched()
	}
}
func (c *C) Unlock()              { c.st.Store(0) }
func (c *C) Held()                { c.mu.Lock(); defer c.mu.Unlock(); v := c.g.Load(); c.g.CompareAndSwap(v, v+1) }
func (c *C) Param(old, new int64) { c.n.CompareAndSwap(old, new) }
func (c *C) Param2(old *Conf)     { c.p.CompareAndSwap(old, &Conf{old.a + 1}) }
func New() *C                     { c := &C{}; v := c.n.Load(); c.n.CompareAndSwap(v, v+1); return c }
func (c *C) Two(x *C)             { v := x.n.Load(); c.n.CompareAndSwap(v, v+1) }

// wait until the value is back to what it was: expected value is intended
func (c *C) WaitFor() {
	v := c.st.Load()
	_ = v
	for !c.st.CompareAndSwap(0, v) {
		time.Sleep(1)
	}
}

// sequence lock: even numbers are free; load is renewed
func (c *C) Seq() int64 {
	for {
		v := c.n.Load()
		if v&1 == 0 && c.n.CompareAndSwap(v, v+1) {
			return v
		}
	}
}

type Act struct {
	in chan int
	n  atomic.Int64
}

func NewAct() *Act { a := &Act{in: make(chan int)}; go a.run(); return a }
func (a *Act) run() {
	for range a.in {
		v := a.n.Load()
		a.n.CompareAndSwap(v, v+1)
	}
}
func (a *Act) N() int64 { return a.n.Load() }

// result in a stat
func (c *C) Count() {
	v := c.n.Load()
	if c.n.CompareAndSwap(v, v+1) {
		c.t.Add(1)
	} else {
		c.max.Add(1)
	}
}

// A queue in which everybody helps to move the tail on: who comes second finds it done.
type Item struct {
	next atomic.Pointer[Item]
	v    int
}

type Queue struct{ head, tail atomic.Pointer[Item] }

func (q *Queue) Put(v int) {
	n := &Item{v: v}
	for {
		tail := q.tail.Load()
		next := tail.next.Load()
		if tail != q.tail.Load() {
			continue
		}
		if next != nil {
			q.tail.CompareAndSwap(tail, next)
			continue
		}
		if tail.next.CompareAndSwap(nil, n) {
			q.tail.CompareAndSwap(tail, n)
			return
		}
	}
}

// A loop that goes on after success only.
func (c *C) Lease(work func()) {
	v := c.n.Load()
	for c.n.CompareAndSwap(v, v) {
		work()
	}
}

func (c *C) LeaseErr(work func()) bool {
	v := c.n.Load()
	for {
		if !c.n.CompareAndSwap(v, v) {
			return false
		}
		work()
	}
}

// A walk over other cells: each round has its own expected value.
func Sweep(cells []atomic.Int64, gone int64) {
	for i := range cells {
		cells[i].CompareAndSwap(gone, 0)
	}
}

func Each(cells []atomic.Int64) (n int) {
	for i := range cells {
		v := cells[i].Load()
		if cells[i].CompareAndSwap(v, v+1) {
			n++
		}
	}
	return n
}
