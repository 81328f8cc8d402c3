// Package fix holds reads and resets in all the shapes that a fix has to leave alone, or get right: the golden file tells which.
package fix

import (
	"fmt"
	"sync/atomic"
)

type S struct {
	a, b  atomic.Int64
	u     atomic.Uintptr
	old   uint32
	Store struct{ n atomic.Int32 }
	p     *S
	arr   [4]atomic.Int64
}

func (s *S) Hit(i int) {
	s.a.Add(1)
	s.b.Add(1)
	s.u.Add(1)
	atomic.AddUint32(&s.old, 1)
	s.Store.n.Add(1)
	s.arr[i].Add(1)
}

func (s *S) String() string { return fmt.Sprint(s.a.Load()) }
func (s *S) self() *S       { return s.p }
func (s *S) look() int64    { return s.a.Load() }
func send(x ...any)         {}
func (s *S) show(x int64)   { send(x, s.look()) }
func (s *S) keep(x int64)   { send(x) }

func (s *S) Pairs() (a, b int64) {
	// want:+3 fix:`s\.a`
	a = s.a.Load()
	b = s.b.Load()
	s.a.Store(0)
	s.b.Store(0) // want fix:`s\.b`
	return a, b
}

func (s *S) Computed() int64 {
	a := s.a.Load()
	n := a * 2
	var m int64 = n + 1
	m++
	s.a.Store(0) // want fix:`s\.a`
	return m
}

func (s *S) Calls() int64 {
	a := s.a.Load()
	send(a)
	s.a.Store(0) // want `s\.a`
	return a
}

func (s *S) Leaves(err error) (int64, error) {
	a := s.a.Load()
	if err != nil {
		return 0, err
	}
	s.a.Store(0) // want `s\.a`
	return a, nil
}

func (s *S) Looks() {
	s.show(s.a.Load())
	s.a.Store(0) // want `s\.a`
}

func (s *S) Keeps() {
	s.keep(s.a.Load())
	s.a.Store(0) // want fix:`s\.a`
}

func (s *S) Twice() int64 {
	n := s.a.Load() + s.a.Load()
	s.a.Store(0) // want `s\.a`
	return n
}

func (s *S) Again() int64 {
	n := s.a.Load()
	m := s.a.Load()
	s.a.Store(0) // want fix:`s\.a`
	return n + m
}

func (s *S) Getter() int64 {
	n := s.self().a.Load()
	s.self().a.Store(0) // want `s\.self\(\)\.a`
	return n
}

func (s *S) Names() int64 {
	p := &s.a
	n := p.Load()
	s.a.Store(0) // want `s\.a`
	return n
}

func (s *S) Field() int32     { n := s.Store.n.Load(); s.Store.n.Store(0); return n } // want `s\.Store\.n`
func (s *S) Uintptr() uintptr { n := s.u.Load(); s.u.Store(0); return n }             // want fix:`s\.u`

func (s *S) Old() uint32 {
	n := atomic.LoadUint32(&s.old)
	atomic.StoreUint32(&s.old, 0) // want fix:`s\.old`
	return n
}

func (s *S) OldPointer() uint32 {
	p := &s.old
	n := atomic.LoadUint32(p)
	atomic.StoreUint32(&s.old, 0) // want fix:`s\.old`
	return n
}

func (s *S) Comment() int64 {
	n := s.a.Load()
	// nobody may add here
	s.a.Store(0) // want `s\.a`
	return n
}

func (s *S) CommentBehind() int64 {
	n := s.a.Load() // take
	s.a.Store(0)    // want `s\.a`
	return n
}

func (s *S) Var() int64 {
	var n = s.a.Load()
	s.a.Store(0) // want fix:`s\.a`
	return n
}

func (s *S) Short(ok bool) bool {
	big := ok && s.a.Load()*2 > 10
	n := ok || s.a.Load()+1 > 5
	s.a.Store(0) // want `s\.a`
	return big || n
}

func (s *S) Literal() func() int64 {
	var n int64
	f := func() int64 { n = s.a.Load(); return n }
	s.a.Store(0)
	return f
}

func (s *S) Send(ch chan<- int64) {
	ch <- s.a.Load()
	s.a.Store(0) // want fix:`s\.a`
}

func (s *S) Index(m map[int64]int) {
	m[s.a.Load()]++
	s.a.Store(0) // want fix:`s\.a`
}

func (s *S) Label(again bool) (n int64) {
	n = s.a.Load()
reset:
	s.a.Store(0) // want `s\.a`
	if again {
		again = false
		goto reset
	}
	return n
}

func (s *S) Case(k int) (n int64) {
	switch k {
	case 0:
		n = s.a.Load()
		s.a.Store(0) // want fix:`s\.a`
	default:
		n = s.b.Load()
		s.b.Swap(0) // want fix:`s\.b`
	}
	return n
}

func (s *S) Elem(i int) int64 {
	n := s.arr[i].Load()
	s.arr[i].Store(0) // want fix:`s\.arr\[i\]`
	return n
}

func (s *S) Reassigned(i int) int64 {
	n := s.arr[i].Load()
	i++
	s.arr[i].Store(0)
	return n
}

func (s *S) Deferred() int64 {
	n := s.a.Load()
	defer s.a.Store(0) // want `s\.a`
	return n
}

func (s *S) If() (n int64) {
	if n = s.a.Load(); n > 3 {
		s.a.Store(0) // want `s\.a`
	}
	return n
}

func (s *S) Expression() int64 {
	n := (*atomic.Int64).Load(&s.a)
	(*atomic.Int64).Store(&s.a, 0) // want `s\.a`
	return n
}
