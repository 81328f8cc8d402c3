// Package bad holds CompareAndSwaps whose failure nobody sees, and loops that can never succeed.
package bad

import (
	"math"
	"sync"
	"sync/atomic"
)

type Node struct {
	next *Node
	v    int
}
type In struct {
	n atomic.Int64
	o uint64
}
type C struct {
	n    atomic.Int64
	u    atomic.Uint32
	bits atomic.Uint64
	in   *In
	by   map[string]*atomic.Int64
	sl   []In
	p    atomic.Pointer[Node]
	v    atomic.Value
	on   atomic.Bool
	old  int32
	emb
	conf atomic.Pointer[map[string]int]
	up   atomic.Uintptr
}
type emb struct{ *atomic.Int64 }

func (c *C) A(x int64)    { old := c.n.Load(); c.n.CompareAndSwap(old, old+x) }                     // want dropped:`c\.n`
func (c *C) A1()          { c.n.CompareAndSwap(c.n.Load(), c.n.Load()+1) }                          // want dropped:`c\.n`
func (c *C) A2()          { old := c.n.Load(); next := old * 2; _ = c.n.CompareAndSwap(old, next) } // want dropped:`c\.n`
func (c *C) Toggle()      { v := c.on.Load(); c.on.CompareAndSwap(v, !v) }                          // want dropped:`c\.on`
func (c *C) U(bit uint32) { v := c.u.Load(); c.u.CompareAndSwap(v, v|bit) }                         // want dropped:`c\.u`
func (c *C) Up()          { v := c.up.Load(); c.up.CompareAndSwap(v, v+1) }                         // want dropped:`c\.up`
func (c *C) F(x float64) {
	b := c.bits.Load()
	c.bits.CompareAndSwap(b, math.Float64bits(math.Float64frombits(b)+x)) // want dropped:`c\.bits`
}
func (c *C) In()         { v := c.in.n.Load(); c.in.n.CompareAndSwap(v, v-1) }                             // want dropped:`c\.in\.n`
func (c *C) Old()        { v := atomic.LoadInt32(&c.old); atomic.CompareAndSwapInt32(&c.old, v, v+1) }     // want dropped:`c\.old`
func (c *C) OldU()       { v := atomic.LoadUint64(&c.in.o); atomic.CompareAndSwapUint64(&c.in.o, v, v+1) } // want dropped:`c\.in\.o`
func (c *C) By(k string) { x := c.by[k]; v := x.Load(); x.CompareAndSwap(v, v+1) }                         // want dropped:`x`
func (c *C) Sl(i int)    { v := c.sl[i].n.Load(); c.sl[i].n.CompareAndSwap(v, v+1) }                       // want dropped:`c\.sl\[i\]\.n`
func (c *C) Emb()        { v := c.Load(); c.CompareAndSwap(v, v+1) }                                       // want dropped:`c`
func (c *C) Push(v int)  { h := c.p.Load(); c.p.CompareAndSwap(h, &Node{h, v}) }                           // want dropped:`c\.p`
func (c *C) Push2(n *Node) {
	n.next = c.p.Load()
	c.p.CompareAndSwap(n.next, n) // want dropped:`c\.p`
}
func (c *C) Pop() *Node {
	h := c.p.Load()
	if h == nil {
		return nil
	}
	c.p.CompareAndSwap(h, h.next) // want dropped:`c\.p`
	return h
}
func (c *C) Cow(k string) {
	old := c.conf.Load()
	m := map[string]int{}
	for k, v := range *old {
		m[k] = v
	}
	m[k] = 1
	c.conf.CompareAndSwap(old, &m) // want dropped:`c\.conf`
}
func (c *C) Val(x int) {
	old := c.v.Load()
	c.v.CompareAndSwap(old, old.(int)+x) // want dropped:`c\.v`
}
func (c *C) Max(x int64) {
	if old := c.n.Load(); x > old {
		c.n.CompareAndSwap(old, x) // want dropped:`c\.n`
	}
}
func (c *C) MaxInline(x int64) {
	if x > c.n.Load() {
		c.n.CompareAndSwap(c.n.Load(), x) // want dropped:`c\.n`
	}
}
func (c *C) MaxB(x int64) { old := c.n.Load(); c.n.CompareAndSwap(old, max(old, x)) } // want dropped:`c\.n`
func (c *C) MaxLen(xs []int) {
	old := c.n.Load()
	if int64(len(xs)) > old {
		c.n.CompareAndSwap(old, int64(len(xs))) // want dropped:`c\.n`
	}
}
func (c *C) MinSw(x int64) {
	old := c.n.Load()
	switch {
	case x < old:
		c.n.CompareAndSwap(old, x) // want dropped:`c\.n`
	}
}
func (c *C) Capped() {
	v := c.n.Load()
	if v < 10 {
		c.n.CompareAndSwap(v, v+1) // want dropped:`c\.n`
	}
}
func (c *C) Defer() { v := c.n.Load(); defer c.n.CompareAndSwap(v, v+1) } // want dropped:`c\.n`
func (c *C) Lit() {
	func() { v := c.n.Load(); c.n.CompareAndSwap(v, v+1) }() // want dropped:`c\.n`
}
func (c *C) RangeFunc(seq func(func(int64) bool)) {
	for x := range seq {
		v := c.n.Load()
		c.n.CompareAndSwap(v, v+x) // want dropped:`c\.n`
	}
}
func (c *C) cas(a, b int64) bool { return c.n.CompareAndSwap(a, b) }
func (c *C) Helper()             { v := c.n.Load(); c.cas(v, v+1) }                                      // want dropped:`C\.n`
func (c *C) MV()                 { load, cas := c.n.Load, c.n.CompareAndSwap; v := load(); cas(v, v+1) } // want dropped:`C\.n`

// stale loops
func (c *C) S1() {
	v := c.n.Load()
	for !c.n.CompareAndSwap(v, v+1) { // want stale:`c\.n`
	}
}
func (c *C) S2() {
	v := c.n.Load()
	for {
		if c.n.CompareAndSwap(v, v+1) { // want stale:`c\.n`
			break
		}
	}
}
func (c *C) S3() bool {
	v := c.n.Load()
	for i := 0; i < 3; i++ {
		if c.n.CompareAndSwap(v, v+1) { // want stale:`c\.n`
			return true
		}
	}
	return false
}
func (c *C) S4() {
	v := c.n.Load()
retry:
	if !c.n.CompareAndSwap(v, v+1) { // want stale:`c\.n`
		goto retry
	}
}
func (c *C) S5(x int64) {
	v := c.n.Load()
	next := v + x
	for !c.n.CompareAndSwap(v, next) { // want stale:`c\.n`
		next = v + x
	}
}
func (c *C) S6() {
	v := atomic.LoadInt32(&c.old)
	for ok := false; !ok; {
		ok = atomic.CompareAndSwapInt32(&c.old, v, v+1) // want stale:`c\.old`
	}
}
func (c *C) S7() {
	for v := c.n.Load(); !c.n.CompareAndSwap(v, v+1); { // want stale:`c\.n`
	}
}
func (c *C) S8(n *Node) {
	h := c.p.Load()
	for {
		n.next = h
		if c.p.CompareAndSwap(h, n) { // want stale:`c\.p`
			return
		}
	}
}
func (c *C) S9(x int64) {
	cur := c.n.Load()
	for x > cur {
		if c.n.CompareAndSwap(cur, x) { // want stale:`c\.n`
			return
		}
	}
}
func (c *C) S10() {
	v := c.n.Load()
	for range 10 {
		func() {}()
		if c.n.CompareAndSwap(v, v+1) { // want stale:`c\.n`
			return
		}
	}
}
func Glob() { v := g.Load(); g.CompareAndSwap(v, v+1) } // want dropped:`g`
func Work() {
	var n atomic.Int64
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			v := n.Load()
			n.CompareAndSwap(v, v+1) // want dropped:`n`
		})
	}
	wg.Wait()
}

type Gen[T any] struct {
	n atomic.Int64
	p atomic.Pointer[T]
}

func (g *Gen[T]) Inc()              { v := g.n.Load(); g.n.CompareAndSwap(v, v+1) }  // want dropped:`g\.n`
func (g *Gen[T]) Upd(f func(*T) *T) { v := g.p.Load(); g.p.CompareAndSwap(v, f(v)) } // want dropped:`g\.p`

// the loop goes on either way
func (c *C) Each(xs []int64) {
	for _, x := range xs {
		v := c.n.Load()
		if !c.n.CompareAndSwap(v, v+x) { // want dropped:`c\.n`
			continue
		}
	}
}
