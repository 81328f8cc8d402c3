// Package fix holds Adds and Loads in all the shapes that a fix has to leave alone, or get right: the golden file tells which.
package fix

import (
	"fmt"
	"sync/atomic"
)

type C struct {
	n    atomic.Int64
	u    atomic.Uint32
	old  int32
	self *C
	sl   []atomic.Int32
	done chan struct{}
}

func (c *C) Up() {
	c.n.Add(1)
	c.u.Add(1)
	atomic.AddInt32(&c.old, 1)
}

func (c *C) get() *C                 { return c.self }
func (c *C) show(x ...any)           {}
func step() int64                    { return 2 }
func report(format string, x ...any) {}

func (c *C) If() {
	c.n.Add(-1)
	if c.n.Load() == 0 { // want fix:`c\.n`
		close(c.done)
	} else {
		c.show(1)
	}
}

func (c *C) And(ok bool) {
	c.n.Add(-1)
	if c.n.Load() == 0 && ok { // want fix:`c\.n`
		close(c.done)
	}
}

func (c *C) AndSecond(ok bool) {
	c.n.Add(-1)
	if ok && c.n.Load() == 0 { // want `c\.n`
		close(c.done)
	}
}

func (c *C) Init() {
	c.n.Add(-1)
	if left := c.n.Load(); left == 0 { // want fix:`c\.n`
		close(c.done)
	}
}

func (c *C) Switch() {
	c.n.Add(-1)
	switch c.n.Load() { // want fix:`c\.n`
	case 0:
		close(c.done)
	}
}

func (c *C) SwitchInit() {
	c.n.Add(-1)
	switch left := c.n.Load(); { // want fix:`c\.n`
	case left == 0:
		close(c.done)
	}
}

func (c *C) Var() int64 {
	c.n.Add(step())
	var n = c.n.Load() // want fix:`c\.n`
	return n
}

func (c *C) Shadow() int64 {
	n := &c.n
	n.Add(1)
	{
		n := n.Load() // want `n`
		return n
	}
}

func (c *C) ShadowBeside() (n int64) {
	p := &c.n
	p.Add(1)
	n = p.Load() + 1 // want fix:`p`
	return n
}

func (c *C) Sprint() string {
	c.n.Add(1)
	return fmt.Sprintf("id-%d", c.n.Load()) // want fix:`c\.n`
}

func (c *C) Call() {
	c.n.Add(1)
	report("now", c.n.Load()) // want fix:`c\.n`
}

func (c *C) CallSecond() {
	c.n.Add(1)
	report("now", step(), c.n.Load()) // want `c\.n`
}

func (c *C) CallMethod() {
	c.n.Add(1)
	c.show(c.n.Load(), c.n.Load()) // want fix:`c\.n` `c\.n`
}

func (c *C) CallFar() {
	c.n.Add(1)
	c.self.show(c.n.Load()) // want `c\.n`
}

func (c *C) Convert() int {
	c.n.Add(1)
	return int(c.n.Load()) + 1 // want fix:`c\.n`
}

func (c *C) Old() int32 {
	atomic.AddInt32(&c.old, 1)
	return atomic.LoadInt32(&c.old) // want fix:`c\.old`
}

func (c *C) OldName() int32 {
	p := &c.old
	atomic.AddInt32(p, 1)
	return atomic.LoadInt32(&c.old) // want `c\.old`
}

func (c *C) Getter() int64 {
	c.get().n.Add(1)
	return c.get().n.Load() // want `c\.get\(\)\.n`
}

func (c *C) Comment() int64 {
	c.n.Add(1)        // one more
	return c.n.Load() // want `c\.n`
}

func (c *C) CommentBetween() int64 {
	c.n.Add(1)
	// and now?
	return c.n.Load() // want `c\.n`
}

func (c *C) Blank() bool {
	_ = c.n.Add(-1)
	return c.n.Load() == 0 // want `c\.n`
}

func (c *C) Element(i int) int32 {
	c.sl[i].Add(1)
	return c.sl[i].Load() // want fix:`c\.sl\[i\]`
}

func (c *C) Into(m map[string]int64, k string) {
	c.n.Add(1)
	m[k] = c.n.Load() // want `c\.n`
}

func (c *C) Two() (a, b int64) {
	c.n.Add(1)
	a, b = c.n.Load(), step() // want fix:`c\.n`
	return a, b
}

func (c *C) TwoSecond() (a, b int64) {
	c.n.Add(1)
	a, b = step(), c.n.Load() // want `c\.n`
	return a, b
}

func (c *C) OneLine() int64 { c.n.Add(1); return c.n.Load() } // want fix:`c\.n`

func (c *C) Label(again bool) int64 {
more:
	c.n.Add(1)
	n := c.n.Load() // want `c\.n`
	if again {
		again = false
		goto more
	}
	return n
}

func (c *C) Case(k int) int64 {
	switch k {
	case 1:
		c.n.Add(1)
		return c.n.Load() // want fix:`c\.n`
	}
	return 0
}

func (c *C) Expression() int64 {
	(*atomic.Int64).Add(&c.n, 1)
	return (*atomic.Int64).Load(&c.n) // want fix:`c\.n`
}

func (c *C) Paren() int64 {
	(c.n).Add(1)
	return (c.n.Load()) // want `c\.n`
}

func (c *C) Unsigned() uint32 {
	c.u.Add(^uint32(0))
	return c.u.Load() // want fix:`c\.u`
}

func (c *C) Values() int64 {
	add, load := c.n.Add, c.n.Load
	add(1)
	return load() // want `C\.n`
}

func (c *C) For() {
	c.n.Add(1)
	for i := c.n.Load(); i > 0; i-- { // want `c\.n`
		c.show(i)
	}
}

func (c *C) Send(ch chan<- int64) {
	c.n.Add(1)
	ch <- c.n.Load() // want `c\.n`
}
