// Package bad holds counters that are raised by Add and then read again, as if nobody else could come in between.
package bad

import (
	"fmt"
	"log"
	"net/http"
	"sync"
	"sync/atomic"
)

type In struct{ n atomic.Int32 }
type C struct {
	refs atomic.Int64
	u    atomic.Uint32
	in   In
	pin  *In
	by   map[string]*atomic.Int64
	sl   []In
	old  int32
	ou   uint64
	emb
	ch chan struct{}
}
type emb struct{ atomic.Int64 }

func (c *C) Ref(k string, i int) {
	c.refs.Add(1)
	c.u.Add(1)
	c.in.n.Add(1)
	c.pin.n.Add(1)
	c.by[k].Add(1)
	c.sl[i].n.Add(1)
	c.Add(1)
	atomic.AddInt32(&c.old, 1)
	atomic.AddUint64(&c.ou, 1)
}

func (c *C) A() {
	c.refs.Add(-1)
	if c.refs.Load() == 0 { // want decision:`c\.refs`
		close(c.ch)
	}
}
func (c *C) B() {
	c.u.Add(^uint32(0))
	if v := c.u.Load(); v == 0 { // want decision:`c\.u`
		close(c.ch)
	}
}
func (c *C) In() {
	c.in.n.Add(-1)
	if 0 == c.in.n.Load() { // want decision:`c\.in\.n`
		close(c.ch)
	}
}
func (c *C) Pin() {
	c.pin.n.Add(-1)
	if c.pin.n.Load() <= 0 { // want decision:`c\.pin\.n`
		close(c.ch)
	}
}
func (c *C) By(k string) {
	c.by[k].Add(-1)
	if c.by[k].Load() == 0 { // want decision:`c\.by\[k\]`
		delete(c.by, k)
	}
}
func (c *C) By2(k string) {
	x := c.by[k]
	x.Add(-1)
	if x.Load() == 0 { // want decision:`x`
		delete(c.by, k)
	}
}
func (c *C) Sl(i int) bool {
	c.sl[i].n.Add(-1)
	return c.sl[i].n.Load() == 0 // want decision:`c\.sl\[i\]\.n`
}
func (c *C) Emb() {
	c.Add(-1)
	if c.Load() == 0 { // want decision:`c`
		close(c.ch)
	}
}
func (c *C) Old() {
	atomic.AddInt32(&c.old, -1)
	if atomic.LoadInt32(&c.old) == 0 { // want decision:`c\.old`
		close(c.ch)
	}
}
func (c *C) OldU() {
	atomic.AddUint64(&c.ou, ^uint64(0))
	if n := atomic.LoadUint64(&c.ou); n == 0 { // want decision:`c\.ou`
		close(c.ch)
	}
}
func (c *C) Two() {
	c.refs.Add(-1)
	n := c.refs.Load() // want decision:`c\.refs`
	switch {
	case n == 0:
		close(c.ch)
	case n < 0:
		panic("negative")
	}
}
func (c *C) Sw() {
	c.refs.Add(-1)
	switch c.refs.Load() { // want decision:`c\.refs`
	case 0:
		close(c.ch)
	}
}
func (c *C) Id() string {
	c.refs.Add(1)
	return fmt.Sprintf("id-%d", c.refs.Load()) // want value:`c\.refs`
}
func (c *C) IdRet() int64 {
	c.refs.Add(1)
	return c.refs.Load() // want value:`c\.refs`
}
func (c *C) NamedRet() (id int64) {
	c.refs.Add(1)
	id = c.refs.Load() // want value:`c\.refs`
	return
}
func (c *C) Logv() {
	c.refs.Add(1)
	log.Println("now", c.refs.Load()) // want value:`c\.refs`
}
func (c *C) LogBefore() {
	log.Print("x")
	c.refs.Add(1)
	log.Printf("now %d", c.refs.Load()) // want value:`c\.refs`
}
func (c *C) Limit() bool {
	c.refs.Add(1)
	if c.refs.Load() > 10 { // want decision:`c\.refs`
		c.refs.Add(-1)
		return false
	}
	return true
}
func (c *C) Mod() {
	c.refs.Add(1)
	if c.refs.Load()%100 == 0 { // want decision:`c\.refs`
		log.Print("100")
	}
}
func (c *C) Defer() {
	defer func() {
		c.refs.Add(-1)
		if c.refs.Load() == 0 { // want decision:`c\.refs`
			close(c.ch)
		}
	}()
}
func (c *C) dec()         { c.refs.Add(-1) }
func (c *C) zero() bool   { return c.refs.Load() == 0 }
func (c *C) count() int64 { return c.refs.Load() }
func (c *C) Helper() {
	c.dec()
	if c.zero() { // want decision:`C\.refs`
		close(c.ch)
	}
}
func (c *C) Helper2() {
	c.dec()
	if c.count() == 0 { // want decision:`C\.refs`
		close(c.ch)
	}
}
func (c *C) Blank() {
	_ = c.refs.Add(-1)
	if c.refs.Load() == 0 { // want decision:`c\.refs`
		close(c.ch)
	}
}
func (c *C) Between(x int) {
	c.refs.Add(-1)
	x++
	y := x * 2
	if c.refs.Load() == int64(y-y) { // want decision:`c\.refs`
		close(c.ch)
	}
}
func (c *C) IfAdd(ok bool) {
	if ok {
		c.refs.Add(1)
	} else {
		c.refs.Add(-1)
	}
	if c.refs.Load() == 0 { // want decision:`c\.refs`
		close(c.ch)
	}
}
func (c *C) Goto() {
	c.refs.Add(-1)
	if c.refs.Load() != 0 { // want decision:`c\.refs`
		goto end
	}
	close(c.ch)
end:
}
func (c *C) MV() {
	add, load := c.refs.Add, c.refs.Load
	add(-1)
	if load() == 0 { // want decision:`C\.refs`
		close(c.ch)
	}
}
func Global() int64 {
	total.Add(1)
	return total.Load() // want value:`total`
}
func GlobalOld() uint32 {
	atomic.AddUint32(&totalOld, 1)
	id := atomic.LoadUint32(&totalOld) // want value:`totalOld`
	return id
}
func H(w http.ResponseWriter, r *http.Request) {
	total.Add(1)
	fmt.Fprintf(w, "visitor %d", total.Load()) // want value:`total`
}
func Pool(jobs []func(), done chan struct{}) {
	var left atomic.Int64
	left.Add(int64(len(jobs)))
	for _, j := range jobs {
		go func() {
			j()
			left.Add(-1)
			if left.Load() == 0 { // want decision:`left`
				close(done)
			}
		}()
	}
}
func PoolOld(jobs []func(), done chan struct{}) {
	left := int32(len(jobs))
	for _, j := range jobs {
		go func() {
			defer func() {
				atomic.AddInt32(&left, -1)
				if atomic.LoadInt32(&left) == 0 { // want decision:`left`
					close(done)
				}
			}()
			j()
		}()
	}
}

type Latch struct {
	n  atomic.Int64
	ch chan struct{}
}

func (l *Latch) Add(n int64) { l.n.Add(n) }
func (l *Latch) Done() {
	l.n.Add(-1)
	if l.n.Load() == 0 { // want decision:`l\.n`
		close(l.ch)
	}
}
func (l *Latch) Wait() { <-l.ch }

type RL struct {
	mu sync.RWMutex
	n  atomic.Int64
}

func (r *RL) X() int64 {
	r.mu.RLock()
	defer r.mu.RUnlock()
	r.n.Add(1)
	return r.n.Load() // want value:`r\.n`
}

type Un struct {
	mu sync.Mutex
	n  atomic.Int64
}

func (u *Un) X() int64 {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.n.Add(1)
	return u.n.Load() // want value:`u\.n`
}
func (u *Un) Y() { u.n.Add(1) }

type Gen[T any] struct {
	n atomic.Int64
	x T
}

func (g *Gen[T]) Next() int64 { g.n.Add(1); return g.n.Load() } // want value:`g\.n`

// A threshold that the counter only moves towards: whichever number is looked at, the first to pass it passes it.
type Meter struct{ n atomic.Int64 }

func (m *Meter) Tick(f func()) {
	m.n.Add(1)
	if m.n.Load() > 100 { // want value:`m\.n`
		f()
	}
}

// The other way happens too: Add's result would have been zero, and nobody sees it.
type Gate struct{ n atomic.Uint32 }

func (g *Gate) Up() { g.n.Add(1) }

func (g *Gate) Down(open func()) {
	g.n.Add(^uint32(0))
	if g.n.Load() <= 0 { // want decision:`g\.n`
		open()
	}
}
