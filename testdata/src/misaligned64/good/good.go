// Package good holds what is aligned, or cannot be judged.
package good

import (
	"math/bits"
	"strconv"
	"sync/atomic"
	"syscall"
	"unsafe"
)

// first comes first.
type first struct {
	n    int64
	flag bool
	ok   atomic.Int64
}

func (f *first) Inc() {
	atomic.AddInt64(&f.n, 1)
	f.ok.Add(1)
}

// The first word of a variable, of an allocation, of an array or a slice.
var (
	total  int64
	table  [8]uint64
	global first
)

func Variables(slice []int64, i int) {
	var local uint64
	atomic.AddInt64(&total, 1)
	atomic.AddUint64(&table[i], 1)
	atomic.AddUint64(&local, 1)
	atomic.AddInt64(&slice[i], 1)
	atomic.AddInt64(&global.n, 1)
	p := new(int64)
	atomic.AddInt64(p, 1)
	func() { atomic.AddUint64(&local, 1) }()
	q := &first{}
	atomic.AddInt64(&q.n, 1)
	atomic.AddInt64(&make([]first, 1)[0].n, 1)
}

// padded is a multiple of eight by hand.
type padded struct {
	flag bool
	_    [4]byte
	n    int64
	rest uint32
	_    [4]byte
}

func Padded(p *padded, list []padded, i int) {
	atomic.AddInt64(&p.n, 1)
	atomic.AddInt64(&list[i].n, 1)
}

// Two words before it: two pointers, a string, an interface.
type pairs struct {
	a, b *int
	s    string
	e    error
	n    int64
	list []int
	pad  uint32
	m    int64
}

func Pairs(p *pairs) {
	atomic.AddInt64(&p.n, 1)
	atomic.AddInt64(&p.m, 1)
}

// 32-bit operations need no more than four.
type small struct {
	flag bool
	n    int32
	u    uintptr
	p    unsafe.Pointer
}

func Small(s *small) {
	atomic.AddInt32(&s.n, 1)
	atomic.AddUintptr(&s.u, 1)
	atomic.LoadPointer(&s.p)
}

// typed atomics are aligned by the compiler, and so is what holds them.
type typed struct {
	flag bool
	n    atomic.Int64
	old  int64
}

func Typed(t *typed) {
	t.n.Add(1)
	atomic.AddInt64(&t.old, 1)
}

// inner is odd by itself, and only ever lies where that is put right.
type inner struct {
	flag uint32
	n    int64
}

type outer struct {
	flag uint32
	in   inner
}

func (i *inner) inc()  { atomic.AddInt64(&i.n, 1) }
func (o *outer) Inc()  { o.in.inc(); atomic.AddInt64(&o.in.n, 1) }
func (o *outer) Read() { _ = o.in.flag }

// A pointer field begins anew, embedded or not.
type holder struct {
	flag bool
	*first
	ptr *first
	val *int64
}

func (h *holder) Inc() {
	atomic.AddInt64(&h.n, 1)
	atomic.AddInt64(&h.ptr.n, 1)
	atomic.AddInt64(h.val, 1)
	h.first.Inc()
	h.ptr.Inc()
	h.Inc2()
}

func (f *first) Inc2() { atomic.AddInt64(&f.n, 1) }

// Only on machines with 64-bit words.
func Guarded(s *struct {
	flag bool
	n    int64
}) {
	if unsafe.Sizeof(uintptr(0)) == 8 {
		atomic.AddInt64(&s.n, 1)
	}
	if strconv.IntSize == 64 && s.flag {
		return
	}
	switch bits.UintSize {
	case 64:
		atomic.AddInt64(&s.n, 1)
	}
	const wide = ^uint(0)>>63 == 1
	switch {
	case wide:
		atomic.AddInt64(&s.n, 1)
	}
}

// The layout differs between architectures.
type foreign struct {
	ts syscall.Timespec
	n  int64
	m  int64
}

func Foreign(f *foreign) { atomic.AddInt64(&f.m, 1) }

const line = 64

type computed struct {
	a [line - unsafe.Sizeof(first{})%line + 3]byte
	n int64
}

const words = 12 / (bits.UintSize / 8)

type byWords struct {
	a [words]uint32
	n int64
}

func Computed(c *computed, b *byWords) {
	atomic.AddInt64(&c.n, 1)
	atomic.AddInt64(&b.n, 1)
}

type generic[T any] struct {
	v T
	n int64
}

func (g *generic[T]) Inc() { atomic.AddInt64(&g.n, 1) }

// What unsafe pointers lead to is not known.
func Unsafe(b []byte, p unsafe.Pointer) {
	atomic.AddInt64((*int64)(unsafe.Pointer(&b[4])), 1)
	atomic.AddInt64((*int64)(p), 1)
}

// A helper whose callers are all aligned.
func inc(p *int64) { atomic.AddInt64(p, 1) }

func Helper(f *first, list []int64) {
	inc(&f.n)
	inc(&total)
	inc(&list[3])
	f.Inc()
	global.Inc()
	new(generic[int]).Inc()
	new(outer).Inc()
}

// An array of one element has no second one.
type single struct {
	n    int64
	flag bool
}

func Single(s *[1]single, i int) { atomic.AddInt64(&s[i].n, 1) }

// Plain uses need no alignment.
type plain struct {
	flag bool
	n    int64
}

func Plain(p *plain) *int64 {
	p.n++
	return &p.n
}

// A parameter that is given something else.
func Reassigned(p *int64) {
	if p == nil {
		p = new(int64)
	}
	atomic.AddInt64(p, 1)
}

func UseReassigned(p *plain) { Reassigned(&p.n) }

// part lies at byte 4 of one struct and at 8 of others, one without a name and one in a function: it is judged by its users.
type part struct{ n int64 }

func (p *part) inc() { atomic.AddInt64(&p.n, 1) }

type holdsPart struct {
	flag uint32
	p    part
}

var nameless struct {
	flag uint64
	p    part
}

func Parts(h *holdsPart) {
	type local struct{ p part }
	new(local).p.inc()
	nameless.p.inc()
	_ = h.p.n
	f := nameless.p.inc
	f()
}

// A slice that begins elsewhere is not followed.
func Sliced(p *struct {
	flag  bool
	cells [4]int64
}, i int) {
	cells := p.cells[i:]
	atomic.AddInt64(&cells[0], 1)
}
