// Package bad holds 64-bit integers that are misaligned on 32-bit targets.
package bad

import (
	"sync"
	at "sync/atomic"
	"time"
)

type server struct {
	ready bool
	bytes int64
	sub   sub
	ptr   *sub
	cells [3]int64
	twelve
	more  []twelve
	word  uint32
	named struct {
		flag bool
		n    uint64
	}
}

// sub begins with the integer, and lies at byte 12 of server; it is used alone as well.
type sub struct {
	n    int64
	flag bool
}

// twelve has 12 bytes on 32-bit targets.
type twelve struct {
	total uint64
	flag  bool
}

var (
	one    server
	many   [4]twelve
	nested struct{ in struct{ a, b int32 } }
	alone  sub
)

func (s *server) Add(n int64) {
	at.AddInt64(&s.bytes, n) // want field/info:`atomic\.AddInt64 panics on 386, arm and mips unless the address is a multiple of 8, and there server\.bytes lies at byte 4 of server; make it an atomic\.Int64, or move it to the front of server`
}

func (s *server) All(i int, p *server) {
	at.LoadInt64(&s.bytes)                  // want field:`server\.bytes lies at byte 4`
	at.StoreInt64(&(s.bytes), 1)            // want field:`server\.bytes`
	at.SwapInt64(&(*s).bytes, 1)            // want field:`server\.bytes`
	at.CompareAndSwapInt64(&p.bytes, 0, 1)  // want field:`server\.bytes`
	at.AndInt64(&s.bytes, 1)                // want field:`server\.bytes`
	at.OrInt64(&one.bytes, 1)               // want field:`one\.bytes lies at byte 4 of one`
	at.AddInt64(&s.sub.n, 1)                // want field:`server\.sub\.n lies at byte 12 of server; make it an atomic\.Int64, or put it first in each struct on the way`
	at.AddUint64(&s.total, 1)               // want field:`server\.twelve\.total lies at byte 52 of server; make it an atomic\.Uint64`
	at.AddUint64(&s.named.n, 1)             // want field:`server\.named\.n lies at byte 84 of server`
	at.AddInt64(&s.cells[0], 1)             // want field:`server\.cells\[0\] lies at byte 28`
	at.AddInt64(&s.cells[i], 1)             // want field:`server\.cells\[…\] lies at byte 28`
	at.AddUint64(&many[i].total, 1)         // want element:`every second element of many puts many\[…\]\.total at an odd multiple of 4 bytes, since one has 12; make it an atomic\.Uint64, or pad the elements`
	at.AddUint64(&many[1].total, 1)         // want field:`many\[1\]\.total lies at byte 12 of many`
	at.AddUint64(&s.more[i].total, 1)       // want element:`every second element of s\.more`
	defer at.AddInt64(&s.bytes, 1)          // want field:`server\.bytes`
	go at.AddInt64(&s.bytes, 1)             // want field:`server\.bytes`
	func() { at.AddInt64(&one.bytes, 1) }() // want field:`one\.bytes`
	at.AddInt64((*int64)(&s.bytes), 1)      // want field:`server\.bytes`
}

func locals(list []twelve) {
	var s server
	at.AddInt64(&s.bytes, 1) // want field:`s\.bytes lies at byte 4 of s`
	p := &s.bytes
	at.AddInt64(p, 1) // want field:`s\.bytes`
	q := &server{}
	at.AddInt64(&q.bytes, 1) // want field:`server\.bytes`
	for i := range list {
		c := &list[i]
		at.AddUint64(&c.total, 1) // want element:`every second element of list`
	}
	var wg sync.WaitGroup
	wg.Go(func() { at.AddInt64(&s.bytes, 1) }) // want field:`s\.bytes`
	wg.Wait()
}

// Durations are 64-bit integers too.
type timer struct {
	id    int32
	total time.Duration
}

func (t *timer) add(d time.Duration) {
	at.AddInt64((*int64)(&t.total), int64(d)) // want field:`timer\.total lies at byte 4 of timer`
}

// inc leaves it to its callers.
func inc(p *int64, n int64) { at.AddInt64(p, n) }

func twice(p *int64) {
	inc(p, 1)
	inc(p, 1)
}

func (s *sub) inc() { at.AddInt64(&s.n, 1) }

func (t *twelve) bump() { at.AddUint64(&t.total, 1) }

func (s *server) Helpers() {
	inc(&s.bytes, 1) // want helper:`inc calls atomic\.AddInt64 at bad\.go:\d+, which panics on 386, arm and mips unless the address is a multiple of 8, and there server\.bytes lies at byte 4 of server`
	twice(&s.bytes)  // want helper:`twice calls atomic\.AddInt64 at bad\.go`
	s.sub.inc()      // want helper:`s\.sub\.inc calls atomic\.AddInt64 at bad\.go:\d+, which panics.*there server\.sub\.n lies at byte 12 of server`
	s.bump()         // want helper:`s\.bump calls atomic\.AddUint64 at bad\.go:\d+, which.*there server\.twelve\.total lies at byte 52 of server`
	s.ptr.inc()
	alone.inc()
	p := &s.sub
	p.inc() // want helper:`p\.inc calls atomic\.AddInt64`
	for i := range s.more {
		s.more[i].bump() // want helper:`s\.more\[i\]\.bump calls atomic\.AddUint64 at bad\.go:\d+, which.*every second element of s\.more`
	}
	defer s.sub.inc() // want helper:`s\.sub\.inc calls`
}

// within is only ever a part of outer, at byte 4: it is never aligned.
type within struct{ n int64 }

type outer struct {
	flag bool
	in   within
}

func (w *within) inc() {
	at.AddInt64(&w.n, 1) // want field:`within\.n lies at byte 0 of within, which lies at byte 4 of outer; make it an atomic\.Int64, or put it first in each struct on the way`
}

func (o *outer) Inc() { o.in.inc() }

// A generic type whose layout does not depend on its parameter.
type box[T any] struct {
	p *T
	n int64
}

func (b *box[T]) Inc() {
	at.AddInt64(&b.n, 1) // want field:`box\[T\]\.n lies at byte 4 of box\[T\]`
}

func Use(b *box[int]) {
	locals(nil)
	new(timer).add(1)
	new(outer).Inc()
	b.Inc()
}

// A helper that uses it twice is reported once, a method value where it is bound.
func (s *sub) take() int64 {
	n := at.LoadInt64(&s.n)
	at.AddInt64(&s.n, -n)
	return n
}

func (s *server) Values(wg *sync.WaitGroup) int64 {
	wg.Go(s.sub.inc) // want helper:`s\.sub\.inc calls atomic\.AddInt64`
	f := s.bump      // want helper:`s\.bump calls atomic\.AddUint64`
	f()
	return s.sub.take() // want helper:`s\.sub\.take calls atomic\.(Load|Add)Int64`
}

// The beginning of a slice of an array is that of the array.
func (s *server) Slices(i int) {
	cells := s.cells[:]
	at.AddInt64(&cells[i], 1)       // want field:`server\.cells\[…\] lies at byte 28 of server`
	at.AddInt64(&s.cells[:2][1], 1) // want field:`server\.cells\[1\] lies at byte 36`
}

// passed hands its parameter's inside on.
func (s *server) passed() { s.sub.inc2() } // want helper:`server\.sub\.n lies at byte 12`

func (s *sub) inc2() { at.AddInt64(&s.n, 1) }

// flow holds its integer behind two words, and is allocated by itself as well.
type flow struct {
	max, size int
	left      int64
}

func newFlow() flow {
	f := flow{max: 1}
	f.acquire()
	return f
}

func (f *flow) acquire() { at.AddInt64(&f.left, 1) }

type publisher struct {
	id int32
	flow
}

func (p *publisher) publish() {
	p.flow = newFlow()
	p.acquire() // want helper:`p\.acquire calls atomic\.AddInt64 at bad\.go:\d+, which.*there publisher\.flow\.left lies at byte 12 of publisher`
}
