// Package bad holds initialisations that only the first caller waits for.
package bad

import (
	"database/sql"
	"sync/atomic"
)

type Conn struct{ id int }

func dial() (*Conn, error) { return &Conn{}, nil }

type In struct{ c *Conn }
type C struct {
	f   atomic.Int32
	b   atomic.Bool
	u   uint32
	c   *Conn
	m   map[string]int
	s   []int
	in  In
	pin *In
	err error
	n   int
	arr [4]int
	db  *sql.DB
}

func (c *C) A() *Conn {
	if c.b.CompareAndSwap(false, true) { // want `c\.b`
		c.c, _ = dial()
	}
	return c.c
}
func (c *C) Err() (*Conn, error) {
	if c.f.CompareAndSwap(0, 1) { // want `c\.f`
		c.c, c.err = dial()
	}
	return c.c, c.err
}
func (c *C) Not() *Conn {
	if !c.b.CompareAndSwap(false, true) { // want `c\.b`
		return c.c
	}
	c.c, _ = dial()
	return c.c
}
func (c *C) Swap() *Conn {
	if c.b.Swap(true) { // want `c\.b`
		return c.c
	}
	c.c, _ = dial()
	return c.c
}
func (c *C) Swap2() *Conn {
	if old := c.b.Swap(true); !old { // want `c\.b`
		c.c, _ = dial()
	}
	return c.c
}
func (c *C) SwapI() *Conn {
	if c.f.Swap(1) != 0 { // want `c\.f`
		return c.c
	}
	c.c, _ = dial()
	return c.c
}
func (c *C) Add() *Conn {
	if c.f.Add(1) != 1 { // want `c\.f`
		return c.c
	}
	c.c, _ = dial()
	return c.c
}
func (c *C) AddGt() *Conn {
	if c.f.Add(1) > 1 { // want `c\.f`
		return c.c
	}
	c.c, _ = dial()
	return c.c
}
func (c *C) AddMirror() *Conn {
	if 1 == c.f.Add(1) { // want `c\.f`
		c.c, _ = dial()
	}
	return c.c
}
func (c *C) OldAdd() *Conn {
	if atomic.AddUint32(&c.u, 1) == 1 { // want `c\.u`
		c.c, _ = dial()
	}
	return c.c
}
func (c *C) OldCAS() *Conn {
	if atomic.CompareAndSwapUint32(&c.u, 0, 1) { // want `c\.u`
		c.c, _ = dial()
	}
	return c.c
}
func (c *C) OldSwap() *Conn {
	if atomic.SwapUint32(&c.u, 1) == 0 { // want `c\.u`
		c.c, _ = dial()
	}
	return c.c
}
func (c *C) Var() *Conn {
	first := c.b.CompareAndSwap(false, true)
	if first { // want `c\.b`
		c.c, _ = dial()
	}
	return c.c
}
func (c *C) Map(k string) int {
	if c.b.CompareAndSwap(false, true) { // want `c\.b`
		c.m = make(map[string]int)
		c.m["a"] = 1
	}
	return c.m[k]
}
func (c *C) MapFill(k string) int {
	if c.b.CompareAndSwap(false, true) { // want `c\.b`
		c.m["a"] = 1
	}
	return c.m[k]
}
func (c *C) Slice() int {
	if c.b.CompareAndSwap(false, true) { // want `c\.b`
		for i := range 10 {
			c.s = append(c.s, i)
		}
	}
	return len(c.s)
}
func (c *C) Inner() *Conn {
	if c.b.CompareAndSwap(false, true) { // want `c\.b`
		c.in.c, _ = dial()
	}
	return c.in.c
}
func (c *C) PInner() *Conn {
	if c.b.CompareAndSwap(false, true) { // want `c\.b`
		c.pin.c, _ = dial()
	}
	return c.pin.c
}
func (c *C) Arr(i int) int {
	if c.b.CompareAndSwap(false, true) { // want `c\.b`
		c.arr[0] = 7
	}
	return c.arr[i]
}
func (c *C) Sw() *Conn {
	switch c.f.Add(1) { // want `c\.f`
	case 1:
		c.c, _ = dial()
	}
	return c.c
}
func (c *C) Method() int {
	if c.b.CompareAndSwap(false, true) { // want `c\.b`
		c.setup()
	}
	return c.n
}
func (c *C) setup() { c.n = 3 }
func (c *C) Method2() int {
	if c.b.CompareAndSwap(false, true) { // want `c\.b`
		c.setup()
	}
	return c.get()
}
func (c *C) get() int { return c.n }
func (c *C) ensure() {
	if c.b.CompareAndSwap(false, true) { // want `c\.b`
		c.c, _ = dial()
	}
}
func (c *C) Ensured() *Conn {
	c.ensure()
	return c.c
}
func (c *C) Closure() *Conn {
	if c.b.CompareAndSwap(false, true) { // want `c\.b`
		func() { c.c, _ = dial() }()
	}
	return c.c
}
func (c *C) Use(q string) error {
	if c.b.CompareAndSwap(false, true) { // want `c\.b`
		c.db, c.err = sql.Open("x", "y")
	}
	if c.err != nil {
		return c.err
	}
	_, err := c.db.Exec(q)
	return err
}

var once atomic.Bool
var conf map[string]string

func Conf(k string) string {
	if once.CompareAndSwap(false, true) { // want `once`
		conf = load()
	}
	return conf[k]
}
func load() map[string]string { return nil }

var onceU uint32

func ConfOld(k string) string {
	if !atomic.CompareAndSwapUint32(&onceU, 0, 1) { // want `onceU`
		return conf[k]
	}
	conf = load()
	return conf[k]
}
func Lazy[T any](f func() T) func() T {
	var done atomic.Bool
	var v T
	return func() T {
		if done.CompareAndSwap(false, true) { // want `done`
			v = f()
		}
		return v
	}
}
func LazyOld(f func() int) func() int {
	var done int32
	var v int
	return func() int {
		if atomic.AddInt32(&done, 1) == 1 { // want `done`
			v = f()
		}
		return v
	}
}

type Emb struct {
	atomic.Bool
	c *Conn
}

func (e *Emb) Get() *Conn {
	if e.CompareAndSwap(false, true) { // want `e`
		e.c, _ = dial()
	}
	return e.c
}

type Gen[T any] struct {
	f  atomic.Bool
	v  T
	mk func() T
}

func (g *Gen[T]) Get() T {
	if g.f.CompareAndSwap(false, true) { // want `g\.f`
		g.v = g.mk()
	}
	return g.v
}
func (c *C) Forced(force bool) *Conn {
	if force || c.b.CompareAndSwap(false, true) {
		c.c, _ = dial()
	}
	return c.c
}
func (c *C) AndCond(ok bool) *Conn {
	if ok && c.b.CompareAndSwap(false, true) { // want `c\.b`
		c.c, _ = dial()
	}
	return c.c
}
func (c *C) LoadFirst() *Conn {
	if !c.b.Load() && c.b.CompareAndSwap(false, true) { // want `c\.b`
		c.c, _ = dial()
	}
	return c.c
}
func (c *C) Logf(log func(string)) *Conn {
	if c.b.CompareAndSwap(false, true) { // want `c\.b`
		c.c, _ = dial()
		log("dialed")
	}
	return c.c
}
