// Package bad holds branches on a Load that act on the same counter as if nothing could come in between. Here it is a bound.
package bad

import (
	"context"
	"errors"
	"expvar"
	"sync/atomic"
)

const Max = 10

var ErrBusy = errors.New("busy")

type In struct{ n atomic.Int32 }
type P struct {
	n, cap_ atomic.Int64
	u       atomic.Uint32
	u64     atomic.Uint64
	up      atomic.Uintptr
	in      In
	pin     *In
	pp      **In
	by      map[string]*atomic.Int64
	sl      []In
	arr     [2][2]atomic.Int32
	old     int32
	oldu    uint64
	max     int64
	emb
	ptr atomic.Pointer[int]
	val atomic.Value
	st  atomic.Int32
	ch  chan int
}
type emb struct{ *atomic.Int64 }

func (p *P) Done(k string, i int) {
	p.n.Add(-1)
	p.u.Add(^uint32(0))
	p.u64.Add(^uint64(0))
	p.up.Add(^uintptr(0))
	p.in.n.Add(-1)
	p.pin.n.Add(-1)
	(*p.pp).n.Add(-1)
	p.by[k].Add(-1)
	p.sl[i].n.Add(-1)
	p.arr[i][i].Add(-1)
	atomic.AddInt32(&p.old, -1)
	atomic.AddUint64(&p.oldu, ^uint64(0))
	p.Add(-1)
}

func (p *P) A() bool {
	if p.n.Load() < Max {
		p.n.Add(1) // want bound:`p\.n`
		return true
	}
	return false
}
func (p *P) AMirror() bool {
	if Max > p.n.Load() {
		p.n.Add(1) // want bound:`p\.n`
		return true
	}
	return false
}
func (p *P) APlus() bool {
	if p.n.Load()+1 > Max {
		return false
	}
	p.n.Add(1) // want bound:`p\.n`
	return true
}
func (p *P) AN(n int64) error {
	if p.n.Load()+n > p.max {
		return ErrBusy
	}
	p.n.Add(n) // want bound:`p\.n`
	return nil
}
func (p *P) ANot() bool {
	if !(p.n.Load() < Max) {
		return false
	}
	p.n.Add(1) // want bound:`p\.n`
	return true
}
func (p *P) U() bool {
	if p.u.Load() == 0 {
		return false
	}
	p.u.Add(^uint32(0)) // want bound:`p\.u`
	return true
}
func (p *P) U64() bool {
	if p.u64.Load() > 0 {
		p.u64.Add(^uint64(0)) // want bound:`p\.u64`
		return true
	}
	return false
}
func (p *P) Up() bool {
	if p.up.Load() >= Max {
		return false
	}
	p.up.Add(1) // want bound:`p\.up`
	return true
}
func (p *P) In() bool {
	if p.in.n.Load() != 0 {
		p.in.n.Add(-1) // want bound:`p\.in\.n`
		return true
	}
	return false
}
func (p *P) Pin() {
	if p.pin.n.Load() > 0 {
		p.pin.n.Add(-1) // want bound:`p\.pin\.n`
	}
}
func (p *P) PP() {
	if (*p.pp).n.Load() > 0 {
		(*p.pp).n.Add(-1) // want bound:`\(\*p\.pp\)\.n`
	}
}
func (p *P) By(k string) bool {
	c, ok := p.by[k]
	if !ok || c.Load() >= Max {
		return false
	}
	c.Add(1) // want bound:`c`
	return true
}
func (p *P) Sl(i int) bool {
	s := &p.sl[i]
	if s.n.Load() >= Max {
		return false
	}
	s.n.Add(1) // want bound:`s\.n`
	return true
}
func (p *P) Arr(i int) bool {
	if p.arr[i][0].Load() >= Max {
		return false
	}
	p.arr[i][0].Add(1) // want bound:`p\.arr\[i\]\[0\]`
	return true
}
func (p *P) Old() bool {
	if v := atomic.LoadInt32(&p.old); v < Max {
		atomic.AddInt32(&p.old, 1) // want bound:`p\.old`
		return true
	}
	return false
}
func (p *P) OldU() bool {
	if atomic.LoadUint64(&p.oldu) == 0 {
		return false
	}
	atomic.AddUint64(&p.oldu, ^uint64(0)) // want bound:`p\.oldu`
	return true
}
func (p *P) OldSub(n uint64) bool {
	if atomic.LoadUint64(&p.oldu) < n {
		return false
	}
	atomic.AddUint64(&p.oldu, -n) // want bound:`p\.oldu`
	return true
}
func (p *P) OldSub2(n uint64) bool {
	if atomic.LoadUint64(&p.oldu) < n {
		return false
	}
	atomic.AddUint64(&p.oldu, ^(n - 1)) // want bound:`p\.oldu`
	return true
}
func (p *P) Emb() bool {
	if p.Load() >= Max {
		return false
	}
	p.Add(1) // want bound:`p`
	return true
}
func (p *P) Deferred(f func()) {
	if p.n.Load() > Max {
		return
	}
	p.n.Add(1) // want bound:`p\.n`
	defer p.n.Add(-1)
	f()
}
func (p *P) Spend(n int64) bool {
	if p.n.Load() >= n {
		p.n.Add(-n) // want bound:`p\.n`
		return true
	}
	return false
}
func (p *P) Bal(n int64) error {
	bal := p.n.Load()
	if bal < n {
		return ErrBusy
	}
	p.n.Add(-n) // want bound:`p\.n`
	return nil
}
func (p *P) Var() bool {
	full := p.n.Load() >= Max
	if full {
		return false
	}
	p.n.Add(1) // want bound:`p\.n`
	return true
}
func (p *P) Sw() bool {
	switch {
	case p.n.Load() >= Max:
		return false
	}
	p.n.Add(1) // want bound:`p\.n`
	return true
}
func (p *P) SwTag() bool {
	switch p.n.Load() {
	case 0:
		p.n.Add(1) // want bound:`p\.n`
		return true
	}
	return false
}
func (p *P) Loop(xs []int) {
	for range xs {
		if p.n.Load() >= Max {
			break
		}
		p.n.Add(1) // want bound:`p\.n`
	}
}
func (p *P) Labeled(xs [][]int) {
out:
	for _, x := range xs {
		for range x {
			if p.n.Load() >= Max {
				break out
			}
			p.n.Add(1) // want bound:`p\.n`
		}
	}
}
func (p *P) Goto() bool {
	if p.n.Load() >= Max {
		goto full
	}
	p.n.Add(1) // want bound:`p\.n`
	return true
full:
	return false
}
func (p *P) Sel(ctx context.Context) {
	select {
	case <-ctx.Done():
		return
	case <-p.ch:
		if p.n.Load() < Max {
			p.n.Add(1) // want bound:`p\.n`
		}
	}
}
func (p *P) Lit() func() bool {
	return func() bool {
		if p.n.Load() >= Max {
			return false
		}
		p.n.Add(1) // want bound:`p\.n`
		return true
	}
}
func (p *P) Nested() (ok bool) {
	func() {
		func() {
			if p.n.Load() < Max {
				p.n.Add(1) // want bound:`p\.n`
				ok = true
			}
		}()
	}()
	return
}
func (p *P) RangeFunc(seq func(func(int) bool)) {
	for range seq {
		if p.n.Load() < Max {
			p.n.Add(1) // want bound:`p\.n`
		}
	}
}
func (p *P) isFull() bool { return p.n.Load() >= Max }
func (p *P) inc() int64   { return p.n.Add(1) }
func (p *P) Helper() bool {
	if p.isFull() {
		return false
	}
	p.inc() // want bound:`P\.n`
	return true
}
func (p *P) HelperVal() bool {
	if p.get() >= Max {
		return false
	}
	p.inc() // want bound:`P\.n`
	return true
}
func (p *P) get() int64 { return p.n.Load() }
func (p *P) AtomicBound() bool {
	if p.n.Load() >= p.cap_.Load() {
		return false
	}
	p.n.Add(1) // want bound:`p\.n`
	return true
}
func (p *P) MV() {
	load, add := p.n.Load, p.n.Add
	if load() < Max {
		add(1) // want bound:`P\.n`
	}
}
func (p *P) And(a, b bool) bool {
	if a && b && p.n.Load() < Max {
		p.n.Add(1) // want bound:`p\.n`
		return true
	}
	return false
}
func (p *P) Or(a bool) bool {
	if a || p.n.Load() >= Max {
		return false
	}
	p.n.Add(1) // want bound:`p\.n`
	return true
}

// a limit that may be switched off
func (p *P) Optional() bool {
	if p.max > 0 && p.n.Load() >= p.max {
		return false
	}
	p.n.Add(1) // want bound:`p\.n`
	return true
}

// expvar has no CompareAndSwap: the loop needs another counter, or a lock
var served expvar.Int

func Serve() bool {
	if served.Value() >= Max {
		return false
	}
	served.Add(1) // want bound:`served`
	return true
}
func Served() { served.Add(-1) }
