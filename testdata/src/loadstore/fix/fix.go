// Package fix holds updates in all the shapes that a fix has to leave alone, or get right: the golden file tells which.
package fix

import (
	"expvar"
	"sync/atomic"
	. "sync/atomic"
)

type S struct {
	n, m, cur atomic.Int64
	u         atomic.Uint32
	i32       atomic.Int32
	old       int64
	old32     uint32
	p         *S
	up        atomic.Uintptr
	f         expvar.Float
	b         atomic.Bool
}
type Hits struct{ atomic.Int64 }
type MyInt int64

const k = 4
const kf = 2.0
const kr = 'a'
const flag = 1 << 3

func (s *S) next() *S    { s.old++; return s }
func (s *S) self() *S    { return s }
func (s *S) bump() int64 { return s.n.Add(1) }

func (s *S) A1(n int)           { s.n.Store(s.n.Load() + int64(n)) }        // want fix:`s\.n`
func (s *S) A2()                { s.n.Store(s.n.Load() + 1<<3) }            // want fix:`s\.n`
func (s *S) A3(n uint)          { s.n.Store(s.n.Load() + 1<<n) }            // want fix:`s\.n`
func (s *S) A4()                { s.n.Store(s.n.Load() + kf) }              // want fix:`s\.n`
func (s *S) A5()                { s.n.Store(s.n.Load() + kr) }              // want fix:`s\.n`
func (s *S) A6()                { s.n.Store(s.n.Load() - -1) }              // want fix:`s\.n`
func (s *S) A7()                { s.n.Store(s.n.Load() - k) }               // want fix:`s\.n`
func (s *S) A8(a, b int64)      { s.n.Store(s.n.Load() - (a + b)) }         // want fix:`s\.n`
func (s *S) A9(a, b int64)      { s.n.Store(s.n.Load() - a*b) }             // want fix:`s\.n`
func (s *S) A10(p *int64)       { s.n.Store(s.n.Load() - *p) }              // want fix:`s\.n`
func (s *S) A11(a []int64)      { s.n.Store(s.n.Load() - a[0]) }            // want fix:`s\.n`
func (s *S) A12(a, b int64)     { s.n.Store(s.n.Load() + a + b) }           // want `s\.n`
func (s *S) A13(a int64)        { s.n.Store(a + s.n.Load()) }               // want fix:`s\.n`
func (s *S) A14(f func() int64) { s.n.Store(f() + s.n.Load()) }             // want `s\.n`
func (s *S) A15(f func() int64) { s.n.Store(s.n.Load() + f()) }             // want fix:`s\.n`
func (s *S) A16()               { s.n.Store(s.n.Load() + s.n.Load()) }      // want `s\.n`
func (s *S) A17()               { s.n.Store(s.n.Load() + s.bump()) }        // want `s\.n`
func (s *S) A18()               { s.n.Store(s.n.Load() /* why */ + 1) }     // want `s\.n`
func (s *S) A19()               { s.n.Store((s.n.Load()) + (1)) }           // want fix:`s\.n`
func (s *S) A20()               { s.self().n.Store(s.self().n.Load() + 1) } // want `s\.self\(\)\.n`
func (s *S) A21()               { s.next().n.Store(s.next().n.Load() + 1) } // want `s\.next\(\)\.n`
func (s *S) A22()               { defer s.n.Store(s.n.Load() + 1) }         // want `s\.n`
func (s *S) A23()               { go s.n.Store(s.n.Load() + 1) }
func (s *S) A24() {
	for s.n.Store(s.n.Load() + 1); s.m.Load() < 3; { // want fix:`s\.n`
		s.m.Add(1)
	}
}
func (s *S) A25(ok bool) {
	if s.n.Store(s.n.Load() + 1); ok { // want fix:`s\.n`
		s.m.Add(1)
	}
}
func (s *S) A26() { s.n.Store(s.n.Load() + s.m.Load()) }  // want fix:`s\.n`
func (s *S) A27() { s.n.Store(s.n.Load() - s.m.Swap(0)) } // want fix:`s\.n`
func (s *S) A28() {
	if s.n.Load() < 10 {
		s.n.Store(s.n.Load() + 1) // want `s\.n`
	}
}
func (s *S) A29() { s.n.Store(max(s.n.Load()+1, 0)) }                             // want `s\.n`
func (s *S) A30() { (&s.n).Store((&s.n).Load() + 1) }                             // want fix:`\(&s\.n\)`
func (s *S) A31() { (*atomic.Int64).Store(&s.n, (*atomic.Int64).Load(&s.n)+1) }   // want fix:`s\.n`
func (s *S) A32() { StoreInt64(&s.old, LoadInt64(&s.old)+1) }                     // want `s\.old`
func (s *S) A33() { atomic.StoreInt64(&s.old, atomic.LoadInt64(&s.old)-1) }       // want fix:`s\.old`
func (s *S) A34() { atomic.StoreUint32(&s.old32, atomic.LoadUint32(&s.old32)-1) } // want `s\.old32`
func (s *S) A35() { s.up.Store(s.up.Load() + 1) }                                 // want fix:`s\.up`
func (s *S) A36() { s.f.Set(s.f.Value() - 1) }                                    // want fix:`s\.f`
func (s *S) A37() { s.f.Set(s.f.Value() * 2) }                                    // want `s\.f`

func (s *S) U1()            { s.u.Store(s.u.Load() - 1) }                                      // want `s\.u`
func (s *S) U2()            { s.u.Store(s.u.Load() | flag) }                                   // want fix:`s\.u`
func (s *S) U3()            { s.u.Store(s.u.Load() &^ flag) }                                  // want fix:`s\.u`
func (s *S) U4(b uint32)    { s.u.Store(s.u.Load() &^ b) }                                     // want fix:`s\.u`
func (s *S) U5(b, c uint32) { s.u.Store(s.u.Load() &^ (b | c)) }                               // want fix:`s\.u`
func (s *S) U6()            { s.i32.Store(s.i32.Load() & 0xf) }                                // want fix:`s\.i32`
func (s *S) U7()            { s.i32.Store(s.i32.Load() &^ 0xf) }                               // want fix:`s\.i32`
func (s *S) U8()            { s.u.Store(s.u.Load() ^ 1) }                                      // want `s\.u`
func (s *S) U9()            { s.u.Store(s.u.Load() << 1) }                                     // want `s\.u`
func (s *S) U10()           { atomic.StoreUint32(&s.old32, atomic.LoadUint32(&s.old32)|flag) } // want fix:`s\.old32`
func (s *S) U11()           { atomic.StoreUint32(&s.old32, atomic.LoadUint32(&s.old32)&^1) }   // want fix:`s\.old32`
func (s *S) U12(b uint32)   { s.u.Store(s.u.Load() &^ b &^ 1) }                                // want `s\.u`
func (s *S) B1()            { s.b.Store(!s.b.Load()) }                                         // want `s\.b`
func (s *S) B2(x bool)      { s.b.Store(s.b.Load() || x) }                                     // want `s\.b`

func (s *S) S1()       { v := s.n.Load(); v++; s.n.Store(v) }                  // want fix:`s\.n`
func (s *S) S2() int64 { v := s.n.Load(); v++; s.n.Store(v); return v }        // want `s\.n`
func (s *S) S3()       { v := s.n.Load(); w := v + 2; s.n.Store(w) }           // want fix:`s\.n`
func (s *S) S4() int64 { v := s.n.Load(); w := v + 2; s.n.Store(w); return w } // want `s\.n`
func (s *S) S5()       { v := s.n.Load(); v = v - 2; s.n.Store(v) }            // want fix:`s\.n`
func (s *S) S6()       { v := s.n.Load(); v -= 2 * 3; s.n.Store(v) }           // want fix:`s\.n`
func (s *S) S7()       { v := s.n.Load(); v += v; s.n.Store(v) }               // want `s\.n`
func (s *S) S8()       { v := s.n.Load(); s.m.Add(1); s.n.Store(v + 1) }       // want `s\.n`
func (s *S) S9() {
	v := s.n.Load()
	// because
	v++
	s.n.Store(v) // want `s\.n`
}
func (s *S) S10() {
	v := s.n.Load() // first
	v++             // second
	s.n.Store(v)    // third // want `s\.n`
}
func (s *S) S11(x int) {
	switch x {
	case 1:
		v := s.n.Load()
		v++
		s.n.Store(v) // want fix:`s\.n`
	default:
		v := s.n.Load()
		s.n.Store(v - int64(x)) // want fix:`s\.n`
	}
}
func (s *S) S12() {
	v := s.n.Load()
	f := func() int64 { return v }
	s.n.Store(v + 1) // want `s\.n`
	_ = f
}
func (s *S) S13() {
	v := s.u.Load()
	v |= 4
	s.u.Store(v) // want fix:`s\.u`
}
func (s *S) S14() {
	v := s.u.Load()
	v &^= 4
	s.u.Store(v) // want fix:`s\.u`
}
func (s *S) S15() {
	v := s.u.Load()
	v--
	s.u.Store(v) // want `s\.u`
}
func (s *S) S16() {
	var v = s.n.Load()
	v++
	s.n.Store(v) // want `s\.n`
}
func (s *S) S17() {
	v, w := s.n.Load(), s.m.Load()
	s.n.Store(v + 1) // want `s\.n`
	s.m.Store(w + 1) // want `s\.m`
}
func (s *S) S18() (v int64) {
	v = s.n.Load()
	v++
	s.n.Store(v) // want `s\.n`
	return
}
func (s *S) S19() {
lab:
	v := s.n.Load()
	v++
	s.n.Store(v) // want `s\.n`
	if s.m.Load() > 0 {
		goto lab
	}
}
func (s *S) S20() {
	v := s.n.Load()
lab:
	s.n.Store(v + 1) // want `s\.n`
	if s.m.Load() > 0 {
		goto lab
	}
}
func (s *S) S21() {
	v := s.n.Load()
	v++
	defer s.n.Store(v) // want `s\.n`
}
func (s *S) S22(v int64) { // shadow
	{
		v := s.n.Load()
		v += v / 2
		s.n.Store(v) // want `s\.n`
	}
	s.m.Store(v)
}
func (s *S) S23(v int64) {
	if v := s.n.Load(); true {
		s.n.Store(v + 1) // want `s\.n`
	}
}
func (s *S) S24(d int64) {
	v := s.n.Load()
	d, v = v, d
	s.n.Store(v + d) // want `s\.n`
}

func (s *S) M1(cur int64) {
	if cur > s.cur.Load() {
		s.cur.Store(cur) // want fix:`s\.cur`
	}
}
func (s *S) M2(x int64) {
	if x > s.n.Load() {
		s.n.Store(x) // want fix:`s\.n`
	}
}
func (s *S) M3(x int64) {
	if x < 0 {
		return
	} else if x > s.n.Load() {
		s.n.Store(x) // want `s\.n`
	}
}
func (s *S) M4(x int64) {
	if x > s.n.Load() { // keep
		// comment
		s.n.Store(x) // want fix:`s\.n`
	}
}
func (s *S) M5(x int64) {
	if x > s.n.Load() {
		s.n.Store(x) // want `s\.n`
	} else {
		s.m.Add(1)
	}
}
func (s *S) M6(xs []int64) {
loop:
	for _, x := range xs {
		switch {
		case x < 0:
			break loop
		default:
			if s.n.Load() <= x {
				s.n.Store(x) // want fix:`s\.n`
			}
		}
	}
}
func (s *S) M7(x int64) {
lab:
	if x > s.n.Load() {
		s.n.Store(x) // want fix:`s\.n`
	}
	if s.m.Load() > 0 {
		goto lab
	}
}
func (s *S) M8(x int64) {
	if x := x * 2; x > s.n.Load() {
		s.n.Store(x) // want `s\.n`
	}
}
func (s *S) M9(x int) {
	if int64(x) > s.n.Load() {
		s.n.Store(int64(x)) // want `s\.n`
	}
}
func (s *S) M10(x *int64) {
	if *x > s.n.Load() {
		s.n.Store(*x) // want `s\.n`
	}
}
func (s *S) M11(x int64) bool {
	if x > s.n.Load() {
		s.n.Store(x) // want `s\.n`
		return true
	}
	return false
}
func (s *S) M12(x uint32) {
	if atomic.LoadUint32(&s.old32) > x {
		atomic.StoreUint32(&s.old32, x) // want fix:`s\.old32`
	}
}
func (s *S) M13(x int64) {
	if x > s.self().n.Load() {
		s.self().n.Store(x) // want `s\.self\(\)\.n`
	}
}
func (s *S) M14(x int64) {
	if x > s.n.Load() {
		defer s.n.Store(x) // want `s\.n`
	}
}
func (s *S) M15(x int64) {
	if x > s.n.Load() && x < 100 {
		s.n.Store(x) // want `s\.n`
	}
}
func (s *S) M16(x int64, old []atomic.Int64, cur int) {
	if x > old[cur].Load() {
		old[cur].Store(x) // want fix:`old\[cur\]`
	}
}
func (h *Hits) Inc()         { h.Store(h.Load() + 1) }                                                  // want fix:`h`
func (h *Hits) Conv()        { h.Store(int64(MyInt(h.Load()) + 1)) }                                    // want `h`
func two(a, b *atomic.Int64) { a.Store(a.Load() + func() int64 { b.Store(b.Load() + 1); return 2 }()) } // want `a` fix:`b`
