package conc

import (
	"fmt"
	"strings"
	"testing"
)

func TestDerivesFrom(t *testing.T) {
	const types = `type C struct { a, b int64; m map[string]int; s []int; next *C }
		type T struct { n, m atomic.Int64; f atomic.Uint64; p atomic.Pointer[C]; v atomic.Value; i atomic.Int32; ok atomic.Bool; s atomic.Pointer[[]int]; tab [8]int64 }
		func double(x int64) int64 { return 2 * x }
		func second(x, y int64) int64 { return y }
		func with(c *C, k int64) *C { d := *c; d.a = k; return &d }
		func named(x int64) (y int64, err error) { defer func() { err = nil }(); y = x + 1; return }
		func clone(c *C) *C { d := *c; return &d }
		var sink int64
		`
	for _, tt := range []struct {
		name, body string
		want       bool
	}{
		{"the value itself", `func f(t *T) { x := /*l*/t.n.Load(); /*s*/t.n.Store(x) }`, true},
		{"arithmetic", `func f(t *T) { x := /*l*/t.n.Load(); x = x*3 + 1; /*s*/t.n.Store(-x) }`, true},
		{"conversions", `func f(t *T) { x := int(/*l*/t.n.Load()); /*s*/t.n.Store(int64(float64(x) * 0.5)) }`, true},
		{"float bits", `func f(t *T, d float64) { x := math.Float64frombits(/*l*/t.f.Load()); /*s*/t.f.Store(math.Float64bits(x + d)) }`, true},
		{"max", `func f(t *T, y int64) { /*s*/t.n.Store(max(y, /*l*/t.n.Load())) }`, true},
		{"phi", `func f(t *T, ok bool) { x := int64(1); if ok { x = /*l*/t.n.Load() }; /*s*/t.n.Store(x) }`, true},
		{"around a loop", `func f(t *T) { x := /*l*/t.n.Load(); for range 3 { x += 2 }; /*s*/t.n.Store(x) }`, true},
		{"own function", `func f(t *T) { /*s*/t.n.Store(double(/*l*/t.n.Load())) }`, true},
		{"own function that ignores it", `func f(t *T) { /*s*/t.n.Store(second(/*l*/t.n.Load(), 1)) }`, false},
		{"one of two results", `func f(t *T) { y, _ := named(/*l*/t.n.Load()); /*s*/t.n.Store(y) }`, true},
		{"captured variable", `func f(t *T) { var x int64; func() { x = /*l*/t.n.Load() }(); /*s*/t.n.Store(x + 1) }`, true},
		{"captured variable, loaded outside", `func f(t *T) { x := /*l*/t.n.Load(); func() { x++ }(); /*s*/t.n.Store(x) }`, true},
		{"a boolean", `func f(t *T) { /*s*/t.ok.Store(!/*l*/t.ok.Load()) }`, true},
		{"a table", `func f(t *T) { /*s*/t.n.Store(t.tab[/*l*/t.n.Load()]) }`, true},
		{"nothing to do with it", `func f(t *T, y int64) { x := /*l*/t.n.Load(); sink = x; /*s*/t.n.Store(y) }`, false},
		{"only compared", `func f(t *T, y int64) { if /*l*/t.n.Load() < y { /*s*/t.n.Store(y) } }`, false},
		{"another load", `func f(t *T) { sink = /*l*/t.n.Load(); /*s*/t.n.Store(t.m.Load() + 1) }`, false},
		{"an earlier load of the same counter", `func f(t *T) { x := t.n.Load(); sink = /*l*/t.n.Load(); /*s*/t.n.Store(x) }`, false},
		{"struct copy", `func f(t *T) { c := */*l*/t.p.Load(); c.a++; /*s*/t.p.Store(&c) }`, true},
		{"struct copy by hand", `func f(t *T) { old := /*l*/t.p.Load(); c := &C{a: old.a + 1}; /*s*/t.p.Store(c) }`, true},
		{"linked", `func f(t *T) { /*s*/t.p.Store(&C{next: /*l*/t.p.Load()}) }`, true},
		{"own clone", `func f(t *T) { c := clone(/*l*/t.p.Load()); c.a = 1; /*s*/t.p.Store(c) }`, true},
		{"own copy with a change", `func f(t *T) { /*s*/t.p.Store(with(/*l*/t.p.Load(), 1)) }`, true},
		{"a new struct", `func f(t *T) { if /*l*/t.p.Load() == nil { /*s*/t.p.Store(&C{a: 1}) } }`, false},
		{"one field of a local struct, another one stored", `func f(t *T, y int64) { var c C; c.a = /*l*/t.n.Load(); c.b = y; /*s*/t.n.Store(c.b) }`, false},
		{"the same field of a local struct", `func f(t *T, y int64) { var c C; c.a = /*l*/t.n.Load(); c.b = y; /*s*/t.n.Store(c.a) }`, true},
		{"append", `func f(t *T) { s := append([]int(nil), */*l*/t.s.Load()...); s = append(s, 1); /*s*/t.s.Store(&s) }`, true},
		{"slices.Clone", `func f(t *T) { s := slices.Clone(*/*l*/t.s.Load()); s[0] = 1; /*s*/t.s.Store(&s) }`, true},
		{"copy", `func f(t *T) { old := */*l*/t.s.Load(); s := make([]int, 9); copy(s, old); /*s*/t.s.Store(&s) }`, true},
		{"a slice of the same length only", `func f(t *T) { s := make([]int, 9); sink = int64(len(*/*l*/t.s.Load())); /*s*/t.s.Store(&s) }`, false},
		{"maps.Clone", `func f(t *T) { old, _ := /*l*/t.v.Load().(map[string]int); m := maps.Clone(old); m["a"] = 1; /*s*/t.v.Store(m) }`, true},
		{"maps.Copy", `func f(t *T) { m := map[string]int{}; maps.Copy(m, /*l*/t.v.Load().(map[string]int)); /*s*/t.v.Store(m) }`, true},
		{"a map filled in a range", `func f(t *T) { m := map[string]int{}; for k, v := range /*l*/t.v.Load().(map[string]int) { m[k] = v }; /*s*/t.v.Store(m) }`, true},
		{"received", `func f(t *T, c chan int64) { c <- /*l*/t.n.Load(); /*s*/t.n.Store(<-c) }`, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			src := types + tt.body
			m := load(t, src)
			ops := labels(t, m, src)
			if got := m.DerivesFrom(ops["s"].New.Value, ops["l"]); got != tt.want {
				t.Errorf("DerivesFrom = %t, want %t", got, tt.want)
			}
		})
	}
}

func TestGuardedBy(t *testing.T) {
	const types = `type T struct { n atomic.Int64; p atomic.Pointer[T]; ok atomic.Bool; v atomic.Int32 }
		func (t *T) full() bool { return t.n.Load() >= 5 }
		func use(...any) {}
		`
	for _, tt := range []struct{ name, body, want string }{
		{"bound, early return", `func f(t *T) { if /*l*/t.n.Load() >= 10 { return }; /*o*/t.n.Add(1) }`, "< 10"},
		{"bound, nested", `func f(t *T) { if /*l*/t.n.Load() < 10 { /*o*/t.n.Add(1) } }`, "< 10"},
		{"else", `func f(t *T) { if /*l*/t.n.Load() < 10 { use() } else { /*o*/t.n.Add(1) } }`, ">= 10"},
		{"mirrored", `func f(t *T) { if 10 > /*l*/t.n.Load() { /*o*/t.n.Add(1) } }`, "< 10"},
		{"negated", `func f(t *T) { if !(/*l*/t.n.Load() == 10) { /*o*/t.n.Add(1) } }`, "!= 10"},
		{"a variable", `func f(t *T, max int64) { x := /*l*/t.n.Load(); ok := x <= max; if ok { /*o*/t.n.Add(1) } }`, "<= max"},
		{"computed", `func f(t *T, d int64) { if /*l*/t.n.Load() + d > 10 { return }; /*o*/t.n.Add(d) }`, "<= 10 indirect"},
		{"converted", `func f(t *T) { if int(/*l*/t.n.Load()) > 10 { return }; /*o*/t.n.Add(1) }`, "<= 10"},
		{"nil", `func f(t *T) { if /*l*/t.p.Load() == nil { /*o*/t.p.Store(t) } }`, "== nil"},
		{"a boolean", `func f(t *T) { if /*l*/t.ok.Load() { return }; /*o*/t.ok.Store(true) }`, "== false"},
		{"a helper's verdict", `func f(t *T) { if /*l*/t.full() { return }; /*o*/t.n.Add(1) }`, "== false indirect"},
		{"and", `func f(t *T, b bool) { if b && /*l*/t.n.Load() == 0 { /*o*/t.n.Add(1) } }`, "== 0"},
		{"or", `func f(t *T, b bool) { if b || /*l*/t.n.Load() == 0 { /*o*/t.n.Add(1) } }`, "== 0 or"},
		{"or, both of it", `func f(t *T, x int64) { y := /*l*/t.n.Load(); if y == 0 || x < y { /*o*/t.n.Store(x) } }`, "== 0 or, > x or"},
		{"or, negated", `func f(t *T, b bool) { if b || /*l*/t.n.Load() == 0 { return }; /*o*/t.n.Add(1) }`, "!= 0"},
		{"switch", `func f(t *T) { switch /*l*/t.n.Load() { case 1: use(); case 2: /*o*/t.n.Add(1) } }`, "!= 1, == 2"},
		{"switch, several values", `func f(t *T) { switch /*l*/t.n.Load() { case 1, 2: /*o*/t.n.Add(1) } }`, "== 1 or, == 2 or"},
		{"for", `func f(t *T) { for /*l*/t.n.Load() < 10 { /*o*/t.n.Add(1) } }`, "< 10"},
		{"after a loop", `func f(t *T) { for /*l*/t.n.Load() < 10 { }; /*o*/t.n.Add(1) }`, ">= 10"},
		{"two conditions", `func f(t *T) { x := /*l*/t.n.Load(); if x > 0 { if x < 10 { /*o*/t.n.Add(1) } } }`, "> 0, < 10"},
		{"joined again", `func f(t *T) { if /*l*/t.n.Load() < 10 { use() }; /*o*/t.n.Add(1) }`, ""},
		{"another counter", `func f(t *T) { if /*l*/t.n.Load() < 10 { use() }; if t.v.Load() < 10 { /*o*/t.v.Add(1) } }`, ""},
		{"a range over what was loaded", `func f(t *T) { for range /*l*/t.n.Load() { /*o*/t.n.Add(1) } }`, ""},
		{"compared with itself", `func f(t *T) { x := /*l*/t.n.Load(); if x == x { /*o*/t.n.Add(1) } }`, "other"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			src := types + tt.body
			m := load(t, src)
			ops := labels(t, m, src)
			var got []string
			for _, g := range m.GuardedBy(ops["o"].Instr, ops["l"]) {
				s := "other"
				switch {
				case g.Nil:
					s = g.Op.String() + " nil"
				case g.Const != nil:
					s = fmt.Sprintf("%s %s", g.Op, g.Const)
				case g.Other != nil:
					s = fmt.Sprintf("%s %s", g.Op, g.Other.Name())
				}
				if s != "other" && !g.Direct {
					s += " indirect"
				}
				if g.Or {
					s += " or"
				}
				got = append(got, s)
			}
			if g := strings.Join(got, ", "); g != tt.want {
				t.Errorf("guards %q, want %q", g, tt.want)
			}
		})
	}
}

func TestPath(t *testing.T) {
	const types = `type T struct { n, m atomic.Int64; mu sync.Mutex; s []atomic.Int64 }
		type L struct { n atomic.Int64; next *L }
		func (t *T) both() { t.n.Add(1); t.m.Add(1) }
		func (t *T) lock() { t.mu.Lock() }
		func pure(x int64) int64 { return x + 1 }
		func waits(c chan int) { <-c }
		var hook func()
		`
	const all = OtherOps | LockOps | Blocking | Unknown
	for _, tt := range []struct {
		name, body string
		avoid      Avoid
		want       bool
	}{
		{"straight", `func f(t *T) { /*a*/t.n.Load(); /*b*/t.n.Store(0) }`, all, true},
		{"backwards", `func f(t *T) { /*b*/t.n.Store(0); /*a*/t.n.Load() }`, 0, false},
		{"around a loop", `func f(t *T) { for { /*b*/t.n.Store(0); /*a*/t.n.Load() } }`, 0, true},
		{"on one branch", `func f(t *T, ok bool) { /*a*/t.n.Load(); if ok { /*b*/t.n.Store(0) } }`, all, true},
		{"on the other branch", `func f(t *T, ok bool) { if ok { /*a*/t.n.Load() } else { /*b*/t.n.Store(0) } }`, 0, false},
		{"past an Add", `func f(t *T) { /*a*/t.n.Load(); t.n.Add(1); /*b*/t.n.Store(0) }`, OtherOps, false},
		{"past an Add on another counter", `func f(t *T) { /*a*/t.n.Load(); t.m.Add(1); /*b*/t.n.Store(0) }`, OtherOps, true},
		{"past a load", `func f(t *T) { /*a*/t.n.Load(); t.n.Load(); /*b*/t.n.Store(0) }`, OtherOps, true},
		{"past an Add in a callee", `func f(t *T) { /*a*/t.n.Load(); t.both(); /*b*/t.n.Store(0) }`, OtherOps, false},
		{"past an Add on one of two ways", `func f(t *T, ok bool) { /*a*/t.n.Load(); if ok { t.n.Add(1) }; /*b*/t.n.Store(0) }`, OtherOps, true},
		{"past a lock", `func f(t *T) { /*a*/t.n.Load(); t.mu.Lock(); /*b*/t.n.Store(0) }`, LockOps, false},
		{"past a lock helper", `func f(t *T) { /*a*/t.n.Load(); t.lock(); /*b*/t.n.Store(0) }`, LockOps, false},
		{"a lock does not block here", `func f(t *T) { /*a*/t.n.Load(); t.mu.Lock(); /*b*/t.n.Store(0) }`, Blocking | Unknown, true},
		{"past a receive", `func f(t *T, c chan int) { /*a*/t.n.Load(); <-c; /*b*/t.n.Store(0) }`, Blocking, false},
		{"past a helper that receives", `func f(t *T, c chan int) { /*a*/t.n.Load(); waits(c); /*b*/t.n.Store(0) }`, Blocking, false},
		{"past a sleep", `func f(t *T) { /*a*/t.n.Load(); time.Sleep(1); /*b*/t.n.Store(0) }`, Blocking, false},
		{"past a function value", `func f(t *T) { /*a*/t.n.Load(); hook(); /*b*/t.n.Store(0) }`, Unknown, false},
		{"past a pure function", `func f(t *T) { x := /*a*/t.n.Load(); x = pure(x); /*b*/t.n.Store(x) }`, all, true},
		{"past printing into a string", `func f(t *T) { x := /*a*/t.n.Load(); _ = fmt.Sprintf("%d", x); /*b*/t.n.Store(x) }`, all, true},
		{"past printing", `func f(t *T) { x := /*a*/t.n.Load(); fmt.Println(x); /*b*/t.n.Store(x) }`, Unknown, false},
		{"deferred", `func f(t *T) int64 { defer /*b*/t.n.Store(0); return /*a*/t.n.Load() }`, all, true},
		{"first deferred, run last", `func f(t *T) { defer /*b*/t.n.Store(0); defer /*a*/t.n.Load() }`, 0, true},
		{"first deferred, run last, asked the other way", `func f(t *T) { defer /*a*/t.n.Load(); defer /*b*/t.n.Store(0) }`, 0, false},
		{"another object in the next round", `func f(t *T) { for i := range t.s { /*b*/t.s[i].Store(0); /*a*/t.s[i].Load() } }`, 0, false},
		{"another object after a step", `func f(l *L) { for ; l != nil; l = l.next { /*b*/l.n.Store(0); /*a*/l.n.Load() } }`, 0, false},
		{"in another function", `func f(t *T) { /*a*/t.n.Load() }; func g(t *T) { /*b*/t.n.Store(0) }`, 0, false},
		{"started", `func f(t *T) { /*a*/t.n.Load(); go /*b*/t.n.Store(0) }`, 0, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			src := types + tt.body
			m := load(t, src)
			ops := labels(t, m, src)
			if got := m.Path(ops["a"], ops["b"], tt.avoid); got != tt.want {
				t.Errorf("Path = %t, want %t", got, tt.want)
			}
		})
	}
}
