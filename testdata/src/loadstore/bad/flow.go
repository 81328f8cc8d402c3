package bad

import (
	"expvar"
	"math"
	"net/http"
	"sync/atomic"
)

type S struct {
	a, b  atomic.Int64
	bits  atomic.Uint64
	b32   atomic.Uint32
	max   atomic.Int64
	conf  atomic.Pointer[Conf]
	val   atomic.Value
	list  atomic.Pointer[[]int]
	m     atomic.Pointer[map[string]int]
	state atomic.Int32
}

type Conf struct {
	a, b int
	tags []string
}

func (s *S) PlusPlus() {
	v := s.a.Load()
	v++
	s.a.Store(v) // want `s\.a`
}

func (s *S) OpAssign(n int64) {
	v := s.a.Load()
	v += n
	s.a.Store(v) // want `s\.a`
}

func (s *S) Multi(n int64) {
	x, y := s.a.Load(), s.b.Load()
	x, y = x+n, y-n
	s.a.Store(x) // want `s\.a`
	s.b.Store(y) // want `s\.b`
}

func (s *S) NamedResult() (n int64) {
	n = s.a.Load()
	n++
	s.a.Store(n) // want `s\.a`
	return
}

func (s *S) Deferred() {
	v := s.a.Load()
	defer s.a.Store(v + 1) // want `s\.a`
}

func (s *S) DeferredClosure() {
	v := s.a.Load()
	defer func() {
		s.a.Store(v + 1) // want `s\.a`
	}()
}

func (s *S) Closure() {
	f := func() int64 { return s.a.Load() }
	s.a.Store(f() + 1) // want `s\.a`
}

func (s *S) NestedClosure() {
	func() {
		func() {
			s.a.Store(s.a.Load() + 1) // want `s\.a`
		}()
	}()
}

func (s *S) Goto() {
	i := 0
again:
	s.a.Store(s.a.Load() + 1) // want `s\.a`
	i++
	if i < 3 {
		goto again
	}
}

func (s *S) Labeled(xs [][]int64) {
outer:
	for _, row := range xs {
		for _, x := range row {
			if x < 0 {
				continue outer
			}
			s.a.Store(s.a.Load() + x) // want `s\.a`
			if x == 99 {
				break outer
			}
		}
	}
}

func (s *S) Switch(k int) {
	v := s.a.Load()
	switch k {
	case 1:
		v += 1
	case 2:
		v += 2
	default:
		v = -v
	}
	s.a.Store(v) // want `s\.a`
}

func (s *S) Select(c chan int64) {
	v := s.a.Load()
	select {
	case x := <-c:
		s.a.Store(v + x) // want `s\.a`
	default:
	}
}

func (s *S) Shadow() {
	v := s.a.Load()
	{
		v := v + 1
		s.a.Store(v) // want `s\.a`
	}
}

func (s *S) Min(x int64) {
	s.a.Store(min(s.a.Load(), x)) // want `s\.a`
}

func (s *S) Max2(x int64) {
	if cur := s.max.Load(); cur < x {
		s.max.Store(x) // want `s\.max`
	}
}

func (s *S) MaxInverse(x int64) {
	if !(x <= s.max.Load()) {
		s.max.Store(x) // want `s\.max`
	}
}

func (s *S) MaxSwitch(x int64) {
	switch {
	case s.max.Load() < x:
		s.max.Store(x) // want `s\.max`
	}
}

func (s *S) MaxLen(xs []int) {
	if int64(len(xs)) > s.max.Load() {
		s.max.Store(int64(len(xs))) // want `s\.max`
	}
}

func (s *S) MaxFor(xs []int64) {
	for _, x := range xs {
		if x > s.max.Load() {
			s.max.Store(x) // want `s\.max`
		}
	}
}

func (s *S) MaxVar(x int64) {
	m := s.max.Load()
	if x > m {
		m = x
	}
	s.max.Store(m) // want `s\.max`
}

func (s *S) MaxAdd(n int64) {
	cur := s.a.Add(n)
	if cur > s.max.Load() {
		s.max.Store(cur) // want `s\.max`
	}
}

func (s *S) MaxFloat(x float64) {
	if x > math.Float64frombits(s.bits.Load()) {
		s.bits.Store(math.Float64bits(x)) // want `s\.bits`
	}
}

func (s *S) MathMax(x float64) {
	s.bits.Store(math.Float64bits(math.Max(math.Float64frombits(s.bits.Load()), x))) // want `s\.bits`
}

func (s *S) Float32(x float32) {
	s.b32.Store(math.Float32bits(math.Float32frombits(s.b32.Load()) + x)) // want `s\.b32`
}

func (s *S) CondAdd(limit int64) bool {
	n := s.a.Load()
	if n+1 > limit {
		return false
	}
	s.a.Store(n + 1) // want `s\.a`
	return true
}

func (s *S) Even() bool {
	cur := s.a.Load()
	if (cur+1)%2 != 0 {
		return false
	}
	s.a.Store(cur + 1) // want `s\.a`
	return true
}

func (s *S) Wrap() {
	i := s.a.Load() + 1
	if i >= 10 {
		i = 0
	}
	s.a.Store(i) // want `s\.a`
}

func (s *S) WrapMod() int64 {
	i := s.a.Load()
	s.a.Store((i + 1) % 10) // want `s\.a`
	return i
}

func (s *S) Cow() {
	old := s.conf.Load()
	next := *old
	next.a++
	s.conf.Store(&next) // want `s\.conf`
}

func (s *S) CowLit() {
	old := s.conf.Load()
	s.conf.Store(&Conf{a: old.a + 1, b: old.b}) // want `s\.conf`
}

func (s *S) CowNew() {
	next := new(Conf)
	if old := s.conf.Load(); old != nil {
		*next = *old
	}
	next.b = 7
	s.conf.Store(next) // want `s\.conf`
}

func (s *S) CowTags(t string) {
	old := s.conf.Load()
	tags := make([]string, len(old.tags), len(old.tags)+1)
	copy(tags, old.tags)
	s.conf.Store(&Conf{tags: append(tags, t)}) // want `s\.conf`
}

func (s *S) CowMap(k string) {
	old := *s.m.Load()
	next := map[string]int{}
	for k, v := range old {
		next[k] = v
	}
	next[k]++
	s.m.Store(&next) // want `s\.m`
}

func (s *S) clone(c *Conf) *Conf { d := *c; return &d }

func (s *S) CowHelper() {
	c := s.clone(s.conf.Load())
	c.a = 9
	s.conf.Store(c) // want `s\.conf`
}

func (c *Conf) with(a int) *Conf { d := *c; d.a = a; return &d }

func (s *S) CowMethod(a int) {
	s.conf.Store(s.conf.Load().with(a)) // want `s\.conf`
}

func (s *S) CowValue(k string) {
	m, _ := s.val.Load().(map[string]bool)
	n := make(map[string]bool, len(m)+1)
	for k := range m {
		n[k] = true
	}
	n[k] = true
	s.val.Store(n) // want `s\.val`
}

func (s *S) RangeFunc(seq func(yield func(int, int64) bool)) {
	for _, x := range seq {
		s.a.Store(s.a.Load() + x) // want `s\.a`
	}
}

func (s *S) RangeFuncOutside(seq func(yield func(int64) bool)) {
	v := s.a.Load()
	for x := range seq {
		v += x
	}
	s.a.Store(v) // want `s\.a`
}

func (s *S) ForStmt() {
	for v := s.a.Load(); v < 10; v++ {
		s.a.Store(v + 1) // want `s\.a`
	}
}

func (s *S) Ternary(up bool) {
	d := int64(-1)
	if up {
		d = 1
	}
	s.a.Store(s.a.Load() + d) // want `s\.a`
}

func (s *S) Neg()       { s.a.Store(-s.a.Load()) }                // want `s\.a`
func (s *S) Not()       { s.state.Store(^s.state.Load()) }        // want `s\.state`
func (s *S) Conv(n int) { s.a.Store(int64(int(s.a.Load()) + n)) } // want `s\.a`

func helperAdd(x, y int64) int64 { return x + y }

func (s *S) ViaFunc() { s.a.Store(helperAdd(s.a.Load(), 2)) } // want `s\.a`

func clamp[T int64 | float64](x, lo, hi T) T { return max(lo, min(x, hi)) }

func (s *S) ViaGenericFunc() { s.a.Store(clamp(s.a.Load()+1, 0, 10)) } // want `s\.a`

var ei = expvar.NewInt("x")
var ef = new(expvar.Float)

type Vars struct {
	reqs expvar.Int
	load *expvar.Float
}

func (v *Vars) Inc()        { v.reqs.Set(v.reqs.Value() + 1) }         // want `v\.reqs`
func (v *Vars) Dec()        { n := v.reqs.Value(); v.reqs.Set(n - 1) } // want `v\.reqs`
func (v *Vars) F(x float64) { v.load.Set(v.load.Value() + x) }         // want `v\.load`
func (v *Vars) Peak(x int64) {
	if x > v.reqs.Value() {
		v.reqs.Set(x) // want `v\.reqs`
	}
}
func EI() { ei.Set(ei.Value() * 2) }   // want `ei`
func EF() { ef.Set(ef.Value() + 0.5) } // want `ef`

func (s *S) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.a.Store(s.a.Load() + 1) // want `s\.a`
}

func Register(mux *http.ServeMux) {
	var n atomic.Int64
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		n.Store(n.Load() + 1) // want `n`
	})
}

func unexported(s *S) { s.a.Store(s.a.Load() + 1) } // want `s\.a`

// the smallest value but for zero
func (s *S) Low(x int64) {
	cur := s.a.Load()
	if cur == 0 || x < cur {
		s.a.Store(x) // want `s\.a`
	}
}

// what is compared and what is stored are two readings of one field
type Req struct{ size int64 }

func (s *S) Largest(r *Req) {
	if r.size > s.max.Load() {
		s.max.Store(r.size) // want `s\.max`
	}
}

// functions that are not seen
type Policy interface{ Next(int64) int64 }

func (s *S) Call(f func(int64) int64)    { s.a.Store(f(s.a.Load())) }                         // want `s\.a`
func (s *S) Sqrt()                       { s.a.Store(int64(math.Sqrt(float64(s.a.Load())))) } // want `s\.a`
func (s *S) Interface(p Policy)          { s.a.Store(p.Next(s.a.Load())) }                    // want `s\.a`
func (s *S) CowCall(f func(*Conf) *Conf) { s.conf.Store(f(s.conf.Load())) }                   // want `s\.conf`
func (s *S) CowErr(f func(*Conf) (*Conf, error)) error {
	next, err := f(s.conf.Load())
	if err != nil {
		return err
	}
	s.conf.Store(next) // want `s\.conf`
	return nil
}

// loaded outside of the literal that stores
func (s *S) Captured() {
	v := s.a.Load()
	func() {
		s.a.Store(v + 1) // want `s\.a`
	}()
}

func (s *S) Started(done chan<- bool) {
	v := s.a.Load()
	go func() {
		s.a.Store(v * 2) // want `s\.a`
		done <- true
	}()
}

// a moving average
func (s *S) Average(x uint64) {
	avg := s.bits.Load()
	if avg == 0 {
		avg = x
	} else {
		avg = (avg*7 + x) / 8
	}
	s.bits.Store(avg) // want `s\.bits`
}
