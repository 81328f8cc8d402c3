package conc

import (
	"fmt"
	"go/types"
	"strings"
	"testing"
)

// describe writes what an operation is in one line.
func describe(op *Op) string {
	s := fmt.Sprintf("%s %s %s", op.Kind, op.Key, types.TypeString(op.Elem, func(p *types.Package) string { return map[bool]string{false: p.Name()}[p.Name() == "p"] }))
	if op.Via != nil {
		s += " via " + op.Via.Name()
	}
	for _, f := range []struct {
		on   bool
		name string
	}{{op.Used, "used"}, {op.Result != nil && !op.Exact, "computed"}, {op.Maybe, "maybe"}, {op.Deferred(), "deferred"}, {op.Started(), "started"}} {
		if f.on {
			s += " " + f.name
		}
	}
	return s
}

func TestOps(t *testing.T) {
	for _, tt := range []struct {
		name, src string
		want      []string
	}{
		{"methods", `type T struct { a atomic.Int32; b atomic.Uint64; c atomic.Bool; p atomic.Pointer[T]; v atomic.Value; u atomic.Uintptr }
			func (t *T) f() { t.a.Store(1); t.b.And(2); t.c.Swap(true); t.p.CompareAndSwap(nil, t); t.v.Store(t); _ = t.u.Or(1); t.a.Add(1) }`,
			[]string{"Store T.a int32", "And T.b uint64", "Swap T.c bool", "CompareAndSwap T.p *T", "Store T.v any", "Or T.u uintptr", "Add T.a int32"}},
		{"functions", `type T struct { n int64; p unsafe.Pointer; u uintptr }
			func (t *T) f() { atomic.AddInt64(&t.n, 1); x := atomic.LoadPointer(&t.p); atomic.StorePointer(&t.p, x); atomic.SwapUintptr(&t.u, 1); atomic.CompareAndSwapInt64(&t.n, 1, 2); atomic.OrInt64(&t.n, 1); _ = atomic.AndInt64(&t.n, 1) }`,
			[]string{"Add T.n int64", "Load T.p unsafe.Pointer used", "Store T.p unsafe.Pointer", "Swap T.u uintptr", "CompareAndSwap T.n int64", "Or T.n int64", "And T.n int64"}},
		{"a named integer", `type N int64; var n N
			func f() { atomic.AddInt64((*int64)(&n), 1) }`, []string{"Add n int64"}},
		{"package variables and pointers to them", `var n atomic.Int64; var q = &n; var m = new(atomic.Int64)
			func f() { n.Add(1); p := &n; p.Add(2); m.Add(3) }`, []string{"Add n int64", "Add n int64", "Add m int64"}},
		{"promoted, twice", `type C struct { atomic.Int64 }; type D struct { C }; type E struct { *D }
			func f(c *C, d *D, e E) { c.Add(1); d.Add(1); e.Add(1) }`, []string{"Add C.Int64 int64", "Add D.C.Int64 int64", "Add E.D.C.Int64 int64"}},
		{"method values and expressions", `type T struct { n atomic.Int64 }; type C struct { atomic.Int64 }
			func f(t *T, c *C) { add := t.n.Add; add(1); (*atomic.Int64).Store(&t.n, 2); (*C).Add(c, 3); inc := atomic.AddInt64; var x int64; inc(&x, 1) }`,
			[]string{"Add T.n int64", "Store T.n int64", "Add C.Int64 int64", "Add x int64"}},
		{"type aliases and named atomics", `type A = atomic.Int64; type T struct { a A }
			func (t *T) f() { t.a.Add(1) }`, []string{"Add T.a int64"}},
		{"generic holders", `type Box[T any] struct { n atomic.Int64; p atomic.Pointer[T] }
			func (b *Box[T]) f(v *T) { b.n.Add(1); b.p.Store(v) }
			func g(b *Box[int]) { b.n.Store(0); b.p.Load() }`, []string{"Add Box.n int64", "Store Box.p *T", "Store Box.n int64", "Load Box.p *int"}},
		{"interfaces and type parameters are silent", `type adder interface { Add(int64) int64 }
			func f(a adder) { a.Add(1) }
			func g[T interface{ *atomic.Int64; Add(int64) int64 }](a T) { a.Add(1) }`, nil},
		{"slices, arrays, maps", `type T struct { s []atomic.Int64; a [4]atomic.Int64; m map[string]*atomic.Int64; n [][2]struct{ x atomic.Int32 } }
			func (t *T) f(i int, k string) { t.s[i].Add(1); t.a[2].Add(1); t.m[k].Add(1); if c, ok := t.m[k]; ok { c.Add(2) }; for _, c := range t.m { c.Add(3) }; for i := range t.s { t.s[i].Add(4) }; t.n[i][0].x.Add(5) }`,
			[]string{"Add T.s[] int64", "Add T.a[] int64", "Add T.m[] int64", "Add T.m[] int64", "Add T.m[] int64", "Add T.s[] int64", "Add T.n[][].x int32"}},
		{"holders: value fields chain, a pointer field starts the chain", `type S struct { n atomic.Int64 }; type C struct { s S; p *S; in struct { n atomic.Int64 } }; type R struct { c *C }; var g C
			func f(r *R, c *C) { c.s.n.Add(1); c.p.n.Add(1); r.c.s.n.Add(1); r.c.p.n.Add(1); c.in.n.Add(1); g.s.n.Add(1) }`,
			[]string{"Add C.s.n int64", "Add C.p.n int64", "Add R.c.s.n int64", "Add C.p.n int64", "Add C.in.n int64", "Add g.s.n int64"}},
		{"reached through an atomic pointer", `type S struct { n atomic.Int64 }; type C struct { p atomic.Pointer[S] }
			func (c *C) f() { c.p.Load().n.Add(1) }`, []string{"Load C.p *S used", "Add C.p.n int64"}},
		{"fresh or found", `type S struct { n atomic.Int64 }; type C struct { m map[string]*S }
			func (c *C) f(k string) { s := c.m[k]; if s == nil { s = &S{}; c.m[k] = s }; s.n.Add(1) }`, []string{"Add C.m[].n int64"}},
		{"getters", `type S struct { n atomic.Int64 }; type C struct { s S; p *S }
			func (c *C) stats() *S { return &c.s }
			func (c *C) ptr() *S { return c.p }
			func (c *C) f() { c.stats().n.Add(1); c.ptr().n.Add(1) }`, []string{"Add C.s.n int64", "Add C.p.n int64"}},
		{"expvar", `var i = expvar.NewInt("i"); var x = expvar.NewFloat("x")
			func f() { i.Set(i.Value() + 1); x.Add(2) }`, []string{"Store i int64", "Load i int64 used", "Add x float64"}},
		{"go and defer", `var n atomic.Int64
			func f() { defer n.Add(-1); go n.Add(1); defer atomic.AddInt64(new(int64), 1) }`, []string{"Add n int64 deferred", "Add n int64 started", "Add new int64 deferred"}},
		{"results", `var n atomic.Int64
			func f() int64 { n.Add(1); _ = n.Add(2); x := n.Add(3); return x + n.Load() }`, []string{"Add n int64", "Add n int64", "Add n int64 used", "Load n int64 used"}},
		{"helpers", `type C struct { v atomic.Int64 }
			func (c *C) get() int64 { return c.v.Load() }
			func (c *C) set(x int64) { c.v.Store(x) }
			func (c *C) full(max int64) bool { return c.v.Load() >= max }
			func (c *C) inc() { if c != nil { c.v.Add(1) } }
			func f(c *C) bool { c.set(c.get() + 1); c.inc(); return c.full(3) }`,
			[]string{"Load C.v int64 used", "Store C.v int64", "Load C.v int64 used", "Add C.v int64",
				"Store C.v int64 via set", "Load C.v int64 via get used", "Add C.v int64 via inc maybe", "Load C.v int64 via full used computed"}},
		{"helpers on parameters, of helpers, as literals", `type T struct { n int64; m map[string]*atomic.Int64 }
			func add(p *int64, d int64) int64 { return atomic.AddInt64(p, d) }
			func addOne(p *int64) int64 { return add(p, 1) }
			func at(m map[string]*atomic.Int64, k string) *atomic.Int64 { return m[k] }
			func (t *T) f() { addOne(&t.n); at(t.m, "a").Add(1); load := func() int64 { return atomic.LoadInt64(&t.n) }; _ = load() + 1 }`,
			[]string{"Add p int64 used", "Add p int64 via add used", "Add T.n int64 via addOne", "Add T.m[] int64", "Load T.n int64 used", "Load T.n int64 used"}},
		{"no helper: two operations, a loop, a call of something else", `var n atomic.Int64
			func two() { n.Add(1); n.Add(2) }
			func loop() { for { n.Add(1) } }
			func wait(f func()) { f(); n.Add(1) }
			func f() { two(); wait(nil); loop() }`,
			[]string{"Add n int64", "Add n int64", "Add n int64", "Add n int64"}},
		{"recursion", `var n atomic.Int64
			func f(i int) { if i > 0 { g(i - 1) }; n.Add(1) }
			func g(i int) { f(i) }`, []string{"Add n int64"}},
		{"range over a function", `var n atomic.Int64
			func f(seq func(func(int) bool)) { for x := range seq { n.Add(int64(x)) } }`, []string{"Add n int64"}},
		{"captured; the call of a literal stands for what it does", `func f() { var n atomic.Int64; g := func() { n.Add(1) }; h := func() { func() { n.Add(2) }() }; g(); h(); n.Load() }`,
			[]string{"Add n int64", "Add n int64", "Add n int64", "Add n int64", "Add n int64", "Load n int64"}},
		{"initialisers", `var n atomic.Int64; var x = n.Add(1); var f = func() { n.Add(2) }`, []string{"Add n int64 used", "Add n int64"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := load(t, tt.src)
			var got []string
			for _, op := range m.Ops {
				got = append(got, describe(op))
			}
			if g, w := strings.Join(got, "\n"), strings.Join(tt.want, "\n"); g != w {
				t.Errorf("got\n%s\nwant\n%s", g, w)
			}
		})
	}
}

func TestArgs(t *testing.T) {
	src := `type C struct { v atomic.Int64; old int64 }
		func (c *C) set(x int) { c.v.Store(int64(x)) }
		func (c *C) reset() { c.v.Store(0) }
		func (c *C) double(x int64) { c.v.Store(2 * x) }
		func f(c *C, a int, b, d int64) {
			/*cas*/c.v.CompareAndSwap(b, d)
			/*func*/atomic.CompareAndSwapInt64(&c.old, b, d)
			/*expr*/(*atomic.Int64).CompareAndSwap(&c.v, b, d)
			/*add*/c.v.Add(d)
			/*set*/c.set(a)
			/*reset*/c.reset()
			/*double*/c.double(b)
		}`
	m := load(t, src)
	ops := labels(t, m, src)
	name := func(a Arg) string {
		expr := "-"
		if a.Expr != nil {
			expr = types.ExprString(a.Expr)
		}
		if a.Value == nil {
			return "- " + expr
		}
		return a.Value.Name() + " " + expr
	}
	for label, want := range map[string]string{
		"cas":    "recv c.v old b b new d d delta - -",
		"func":   "recv c.old old b b new d d delta - -",
		"expr":   "recv c.v old b b new d d delta - -",
		"add":    "recv c.v old - - new - - delta d d",
		"set":    "recv - old - - new a a delta - -",
		"reset":  "recv - old - - new 0:int64 - delta - -",
		"double": "recv - old - - new - - delta - -",
	} {
		op := ops[label]
		recv := "-"
		if op.Recv != nil {
			recv = types.ExprString(op.Recv)
		}
		got := fmt.Sprintf("recv %s old %s new %s delta %s", recv, name(op.Old), name(op.New), name(op.Delta))
		if got != want {
			t.Errorf("%s: got %s, want %s", label, got, want)
		}
		if m.OpAt(op.Call) != op {
			t.Errorf("%s: OpAt does not find it", label)
		}
	}
}

// TestNothing: a package without atomics and locks costs nothing, and every question has a quiet answer.
func TestNothing(t *testing.T) {
	m := load(t, `func f() int { return 1 }`)
	if m.prog != nil {
		t.Error("SSA was built")
	}
	if len(m.Ops) != 0 || len(m.Keys()) != 0 || len(m.Mutexes()) != 0 || len(m.Skipped()) != 0 {
		t.Error("the model is not empty")
	}
}
