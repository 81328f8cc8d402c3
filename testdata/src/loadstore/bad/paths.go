// Package bad holds counters that are updated by a Load and a Store with a gap in between. This file varies the way to the counter.
package bad

import (
	"math"
	"sync"
	sa "sync/atomic"
)

type Inner struct {
	n   sa.Int64
	u   sa.Uint32
	p   *sa.Int64
	arr [3][2]sa.Int64
	old struct{ a, b uint64 }
}

type Mid struct{ in Inner }

type Outer struct {
	Mid
	ptr  *Inner
	pp   **Inner
	m    map[string]*sa.Int64
	ms   map[string]*Inner
	sl   []Inner
	psl  []*Inner
	flag sa.Bool
	up   sa.Uintptr
	v    sa.Value
}

func (o *Outer) Deep()     { o.in.n.Store(o.in.n.Load() + 1) }                 // want `o\.in\.n`
func (o *Outer) Ptr()      { o.ptr.n.Store(o.ptr.n.Load() + 1) }               // want `o\.ptr\.n`
func (o *Outer) PP()       { (*o.pp).n.Store((*o.pp).n.Load() + 1) }           // want `\(\*o\.pp\)\.n`
func (o *Outer) PtrAt()    { o.ptr.p.Store(o.ptr.p.Load() + 1) }               // want `o\.ptr\.p`
func (o *Outer) Arr(i int) { o.in.arr[i][1].Store(o.in.arr[i][1].Load() - 1) } // want `o\.in\.arr\[i\]\[1\]`
func (o *Outer) ArrC()     { o.in.arr[2][1].Store(o.in.arr[2][1].Load() - 1) } // want `o\.in\.arr\[2\]\[1\]`
func (o *Outer) Sl(i int)  { o.sl[i].n.Store(1 + o.sl[i].n.Load()) }           // want `o\.sl\[i\]\.n`
func (o *Outer) PSl(i int) { o.psl[i].u.Store(o.psl[i].u.Load() + 1) }         // want `o\.psl\[i\]\.u`
func (o *Outer) Map(k string) {
	o.m[k].Store(o.m[k].Load() + 1) // want `o\.m\[k\]`
}
func (o *Outer) MapVar(k string) {
	c := o.m[k]
	c.Store(c.Load() + 1) // want `c`
}
func (o *Outer) MapOK(k string) {
	if c, ok := o.m[k]; ok {
		c.Store(c.Load() + 1) // want `c`
	}
}
func (o *Outer) MapStruct(k string) { o.ms[k].n.Store(o.ms[k].n.Load() + 1) } // want `o\.ms\[k\]\.n`
func (o *Outer) MapRange() {
	for _, c := range o.m {
		c.Store(c.Load() >> 1) // want `c`
	}
}
func (o *Outer) SliceRange() {
	for i := range o.sl {
		s := &o.sl[i]
		s.n.Store(s.n.Load() / 2) // want `s\.n`
	}
	for _, s := range o.psl {
		s.n.Store(s.n.Load() / 2) // want `s\.n`
	}
}
func (o *Outer) Toggle() { o.flag.Store(!o.flag.Load()) }    // want `o\.flag`
func (o *Outer) Up()     { o.up.Store(o.up.Load() + 1) }     // want `o\.up`
func (o *Outer) Val()    { o.v.Store(o.v.Load().(int) + 1) } // want `o\.v`
func (o *Outer) OldStruct() {
	sa.StoreUint64(&o.in.old.b, sa.LoadUint64(&o.in.old.b)+1) // want `o\.in\.old\.b`
}

// pointer to pointer and locals
func Ptr(p *sa.Int64)              { p.Store(p.Load() + 1) }                       // want `p`
func PtrPtr(p **sa.Int64)          { (*p).Store((*p).Load() + 1) }                 // want `\(\*p\)`
func OldPtr(p *int32)              { sa.StoreInt32(p, sa.LoadInt32(p)+1) }         // want `p`
func OldPtrArr(p *[4]int32, i int) { sa.StoreInt32(&p[i], sa.LoadInt32(&p[i])+1) } // want `p\[i\]`
func OldSlice(p []uint32, i int) { // want:+1 `p\[i\]`
	sa.StoreUint32(&p[i], sa.LoadUint32(&p[i])+1)
}

// embedding
type Counter struct{ sa.Int64 }
type ByPtr struct{ *Counter }
type Deeper struct{ ByPtr }
type N = sa.Int64
type HasAlias struct {
	n N
	g Gen[int]
}

func (d *Deeper) Up()   { d.Store(d.Load() + 1) }                     // want `d`
func (d *Deeper) Full() { d.ByPtr.Counter.Int64.Store(d.Load() + 1) } // want `d\.ByPtr\.Counter\.Int64`
func (b ByPtr) Up()     { b.Store(b.Load() + 1) }                     // want `b`
func (h *HasAlias) Up() { h.n.Store(h.n.Load() + 1) }                 // want `h\.n`

// generics
type Gen[T any] struct {
	n sa.Int64
	p sa.Pointer[T]
	v T
}

func (g *Gen[T]) Up()                     { g.n.Store(g.n.Load() + 1) }     // want `g\.n`
func (h *HasAlias) UpG()                  { h.g.n.Store(h.g.n.Load() + 1) } // want `h\.g\.n`
func Up[T interface{ *Inner }](x *Gen[T]) { x.n.Store(x.n.Load() + 1) }     // want `x\.n`

// package variables
var Total sa.Int64
var totals [4]sa.Int64
var byName = map[string]*sa.Int64{"a": new(sa.Int64)}
var plain uint64
var glob struct {
	sync.Mutex
	n sa.Int64
}
var gp = new(sa.Int64)

func Glob()         { Total.Store(Total.Load() + 1) }                   // want `Total`
func GlobArr(i int) { totals[i].Store(totals[i].Load() + 1) }           // want `totals\[i\]`
func GlobMap()      { byName["a"].Store(byName["a"].Load() + 1) }       // want `byName\["a"\]`
func GlobOld()      { sa.StoreUint64(&plain, sa.LoadUint64(&plain)*3) } // want `plain`
func GlobStruct()   { glob.n.Store(glob.n.Load() + 1) }                 // want `glob\.n`
func GlobPtr()      { gp.Store(gp.Load() + 1) }                         // want `gp`
func GlobFloat(x float64) { // want:+1 `plain`
	sa.StoreUint64(&plain, math.Float64bits(math.Float64frombits(sa.LoadUint64(&plain))+x))
}
func GlobOtherFile() { elsewhere.Store(elsewhere.Load() + 1) } // want `elsewhere`

// method values and expressions
func MV() {
	load, store := Total.Load, Total.Store
	v := load()
	store(v + 1) // want `Total`
}
func ME() {
	(*sa.Int64).Store(&Total, (*sa.Int64).Load(&Total)+1) // want `Total`
}
func FV() {
	load := sa.LoadUint64
	sa.StoreUint64(&plain, load(&plain)+1) // want `plain`
}
