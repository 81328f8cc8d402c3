// Package bad holds counters that are read and then zeroed in two steps.
package bad

import (
	"encoding/json"
	"expvar"
	"fmt"
	"math"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

type M struct {
	n     atomic.Int64
	u     atomic.Uint64
	bits  atomic.Uint64
	old32 uint32
	p     *atomic.Int64
	by    map[string]*atomic.Int64
	sl    []atomic.Int64
	ms    []struct{ hits, miss atomic.Uint32 }
	ctr   Counter
	pc    *Counter
	e     Emb
	reqs  expvar.Int
	fl    *expvar.Float
}
type Counter struct{ v atomic.Int64 }

func (c *Counter) Inc()       { c.v.Add(1) }
func (c *Counter) Get() int64 { return c.v.Load() }
func (c *Counter) Clear()     { c.v.Store(0) }

type Emb struct{ atomic.Int32 }

func (m *M) Work(k string, i int) {
	m.n.Add(1)
	m.u.Add(2)
	atomic.AddUint32(&m.old32, 1)
	m.p.Add(1)
	m.by[k].Add(1)
	m.sl[i].Add(1)
	m.ms[i].hits.Add(1)
	m.ms[i].miss.Add(1)
	m.ctr.Inc()
	m.pc.Inc()
	m.e.Add(1)
	m.reqs.Add(1)
	m.fl.Add(1)
}

func (m *M) Print() {
	fmt.Println(m.n.Load())
	m.n.Store(0) // want `m\.n`
}
func (m *M) Struct() (s struct{ N, U int64 }) {
	s.N = m.n.Load()
	s.U = int64(m.u.Load())
	m.n.Store(0) // want `m\.n`
	m.u.Store(0) // want `m\.u`
	return s
}
func (m *M) Multi() (a int64, b uint64) {
	a, b = m.n.Load(), m.u.Load()
	m.n.Store(0) // want `m\.n`
	m.u.Store(0) // want `m\.u`
	return
}
func (m *M) Old() uint32 {
	v := atomic.LoadUint32(&m.old32)
	atomic.StoreUint32(&m.old32, 0) // want `m\.old32`
	return v
}
func (m *M) OldSwap() uint32 {
	v := atomic.LoadUint32(&m.old32)
	atomic.SwapUint32(&m.old32, 0) // want `m\.old32`
	return v
}
func (m *M) BlankSwap() int64 {
	v := m.n.Load()
	_ = m.n.Swap(0) // want `m\.n`
	return v
}
func (m *M) Ptr() int64 { v := m.p.Load(); m.p.Store(0); return v } // want `m\.p`
func (m *M) Map() map[string]int64 {
	out := map[string]int64{}
	for k, c := range m.by {
		out[k] = c.Load()
		c.Store(0) // want `c`
	}
	return out
}
func (m *M) MapKey(k string) int64 {
	v := m.by[k].Load()
	m.by[k].Store(0) // want `m\.by\[k\]`
	return v
}
func (m *M) Slice() (out []int64) {
	for i := range m.sl {
		out = append(out, m.sl[i].Load())
		m.sl[i].Store(0) // want `m\.sl\[i\]`
	}
	return
}
func (m *M) SliceStruct() (h, mi uint32) {
	for i := range m.ms {
		x := &m.ms[i]
		h += x.hits.Load()
		mi += x.miss.Load()
		x.hits.Store(0) // want `x\.hits`
		x.miss.Store(0) // want `x\.miss`
	}
	return
}
func (m *M) Method() int64    { v := m.ctr.Get(); m.ctr.Clear(); return v }    // want `M\.ctr\.v`
func (m *M) PMethod() int64   { v := m.pc.Get(); m.pc.Clear(); return v }      // want `M\.pc\.v`
func (m *M) MixMethod() int64 { v := m.ctr.v.Load(); m.ctr.Clear(); return v } // want `M\.ctr\.v`
func (m *M) Emb() int32       { v := m.e.Load(); m.e.Store(0); return v }      // want `m\.e`
func (m *M) Expvar() int64 {
	v := m.reqs.Value()
	m.reqs.Set(0) // want `m\.reqs`
	return v
}
func (m *M) ExpvarF() float64 {
	v := m.fl.Value()
	m.fl.Set(0) // want `m\.fl`
	return v
}
func (m *M) Sleep() {
	for {
		time.Sleep(time.Second)
		fmt.Println(m.n.Load())
		m.n.Store(0) // want `m\.n`
	}
}
func (m *M) Ticker(t *time.Ticker, rate chan<- float64) {
	for range t.C {
		n := m.n.Load()
		m.n.Store(0) // want `m\.n`
		rate <- float64(n) / 5
	}
}
func (m *M) DeferFunc() int64 {
	defer func() { m.n.Store(0) }() // want `M\.n`
	return m.n.Load()
}
func (m *M) DeferFirst() int64 {
	defer m.n.Store(0) // want `m\.n`
	v := m.n.Load()
	return v
}
func (m *M) If(send func(int64) error) error {
	if err := send(m.n.Load()); err != nil {
		return err
	}
	m.n.Store(0) // want `m\.n`
	return nil
}
func (m *M) Threshold(send func(int64)) {
	if v := m.n.Load(); v >= 100 {
		m.n.Store(0) // want `m\.n`
		send(v)
	}
}
func (m *M) ThresholdAdd(send func(int64)) {
	m.n.Add(1)
	if v := m.n.Load(); v >= 100 {
		send(v)
		m.n.Store(0) // want `m\.n`
	}
}
func (m *M) JSON(w http.ResponseWriter, r *http.Request) {
	json.NewEncoder(w).Encode(map[string]int64{"n": m.n.Load()})
	m.n.Store(0) // want `m\.n`
}
func (m *M) Handler() http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, m.n.Load())
		m.n.Store(0) // want `m\.n`
	}
}
func (m *M) Switch(k int) (v int64) {
	switch k {
	case 0:
		v = m.n.Load()
		m.n.Store(0) // want `m\.n`
	case 1:
		v = m.n.Swap(0)
	}
	return
}
func (m *M) Arith() int64 {
	avg := m.n.Load() / 2
	m.n.Store(0) // want `m\.n`
	return avg
}
func (m *M) Acc(total *int64) {
	*total += m.n.Load()
	m.n.Store(0) // want `m\.n`
}
func (m *M) AccAtomic(total *atomic.Int64) {
	total.Add(m.n.Load())
	m.n.Store(0) // want `m\.n`
}
func (m *M) Label(xs []int) (v int64) {
outer:
	for range xs {
		for range xs {
			v = m.n.Load()
			if v > 3 {
				break outer
			}
		}
	}
	m.n.Store(0) // want `m\.n`
	return v
}
func (m *M) Goto() (v int64) {
	v = m.n.Load()
	if v == 0 {
		goto end
	}
	m.n.Store(0) // want `m\.n`
end:
	return
}
func (m *M) Lit() (v int64) {
	func() {
		v = m.n.Load()
		m.n.Store(0) // want `m\.n`
	}()
	return
}

const zero = 0

func (m *M) Const() int64 { v := m.n.Load(); m.n.Store(zero); return v }      // want `m\.n`
func (m *M) Paren() int64 { v := (&m.n).Load(); (&m.n).Store((0)); return v } // want `\(&m\.n\)`
func (m *M) MV() int64 {
	get, set := m.n.Load, m.n.Store
	v := get()
	set(0) // want `M\.n`
	return v
}

// package variables in another file
func Drain() int64 { v := other.Load(); other.Store(0); return v } // want `other`
func DrainOld() uint64 {
	v := atomic.LoadUint64(&otherOld)
	atomic.StoreUint64(&otherOld, 0) // want `otherOld`
	return v
}

// Inc by IncrBy with CAS
type CasAdd struct {
	n atomic.Int64
	f atomic.Uint64
}

func (c *CasAdd) Inc() {
	for {
		v := c.n.Load()
		if c.n.CompareAndSwap(v, v+1) {
			return
		}
	}
}
func (c *CasAdd) AddF(x float64) {
	for {
		v := c.f.Load()
		if c.f.CompareAndSwap(v, math.Float64bits(math.Float64frombits(v)+x)) {
			return
		}
	}
}
func (c *CasAdd) Take() int64 { v := c.n.Load(); c.n.Store(0); return v } // want `c\.n`
func (c *CasAdd) TakeF() float64 {
	v := math.Float64frombits(c.f.Load())
	c.f.Store(0) // want `c\.f`
	return v
}

// lock regions
type G struct {
	mu sync.RWMutex
	n  atomic.Int64
}

func (g *G) Inc()       { g.mu.Lock(); defer g.mu.Unlock(); g.n.Add(1) }
func (g *G) get() int64 { g.mu.RLock(); defer g.mu.RUnlock(); return g.n.Load() }
func (g *G) reset()     { g.mu.Lock(); defer g.mu.Unlock(); g.n.Store(0) }
func (g *G) Flush() int64 {
	v := g.get()
	g.reset() // want `G\.n`
	return v
}
func (g *G) FlushR() int64 {
	g.mu.RLock()
	v := g.n.Load()
	g.mu.RUnlock()
	g.mu.Lock()
	g.n.Store(0) // want `g\.n`
	g.mu.Unlock()
	return v
}

type RL struct {
	mu sync.RWMutex
	n  atomic.Int64
}

func (r *RL) Inc() { r.mu.RLock(); r.n.Add(1); r.mu.RUnlock() }
func (r *RL) Flush() int64 {
	r.mu.RLock()
	defer r.mu.RUnlock()
	v := r.n.Load()
	r.n.Store(0) // want `r\.n`
	return v
}

// generics
type Box[T any] struct{ n atomic.Int64 }

func (b *Box[T]) Inc()        { b.n.Add(1) }
func (b *Box[T]) Take() int64 { v := b.n.Load(); b.n.Store(0); return v } // want `b\.n`
type Use struct{ b Box[string] }

func (u *Use) Take() int64 { v := u.b.n.Load(); u.b.n.Store(0); return v } // want `u\.b\.n`

// workers
func Run(jobs []func()) {
	var done atomic.Int64
	for _, j := range jobs {
		go func() { j(); done.Add(1) }()
	}
	for {
		time.Sleep(1)
		println(done.Load())
		done.Store(0) // want `done`
	}
}
func RunOld(jobs []func(), out chan int32) {
	var done int32
	for _, j := range jobs {
		go func() { j(); atomic.AddInt32(&done, 1) }()
	}
	for range time.Tick(1) {
		n := atomic.LoadInt32(&done)
		atomic.StoreInt32(&done, 0) // want `done`
		out <- n
	}
}
func (m *M) Reporter() {
	go func() {
		for range time.Tick(time.Second) {
			println(m.n.Load())
			m.n.Store(0) // want `m\.n`
		}
	}()
}
