package counter

import (
	"expvar"
	"math"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/quick"
)

var _ = []expvar.Var{new(Int), new(Capped), new(Max), new(Min), new(Latch)}

func TestInt(t *testing.T) {
	var c Int
	if c.Inc() != 1 || c.Add(5) != 6 || c.Dec() != 5 || c.Value() != 5 || c.Load() != 5 || c.String() != "5" {
		t.Errorf("value %v, want 5", &c)
	}
	if c.Swap(8) != 5 || c.CompareAndSwap(5, 1) || !c.CompareAndSwap(8, 9) || c.Drain() != 9 || c.Drain() != 0 {
		t.Errorf("value %v, want 0", &c)
	}
	c.Store(-3)
	if c.String() != "-3" {
		t.Errorf("value %v, want -3", &c)
	}
}

func TestAddIf(t *testing.T) {
	below := func(limit int64) func(int64) bool { return func(v int64) bool { return v < limit } }
	var c Int
	for want := int64(1); want <= 3; want++ {
		if v, added := c.AddIf(1, below(3)); !added || v != want {
			t.Errorf("AddIf: %d, %v; want %d, true", v, added, want)
		}
	}
	if v, added := c.AddIf(1, below(3)); added || v != 3 {
		t.Errorf("AddIf: %d, %v; want 3, false", v, added)
	}
	var plain atomic.Int64
	if v, added := AddIf(&plain, -2, below(1)); !added || v != -2 || plain.Load() != -2 {
		t.Errorf("AddIf on an atomic.Int64: %d, %v, left %d", v, added, plain.Load())
	}
}

// What AddIf admits is decided on the value that is added to, so many at once stop exactly at the limit.
func TestAddIfTogether(t *testing.T) {
	const limit = 1000
	var c Int
	var admitted atomic.Int64
	together(16, 200, func() {
		if _, added := c.AddIf(1, func(v int64) bool { return v < limit }); added {
			admitted.Add(1)
		}
	})
	if c.Value() != limit || admitted.Load() != limit {
		t.Errorf("value %v, %d admitted; want %d", &c, admitted.Load(), limit)
	}
}

// together runs f n times in each of some goroutines.
func together(goroutines, n int, f func()) {
	var wg sync.WaitGroup
	for range goroutines {
		wg.Go(func() {
			for range n {
				f()
			}
		})
	}
	wg.Wait()
}

func TestCapped(t *testing.T) {
	var zero Capped
	if zero.TryInc() || zero.Limit() != 0 {
		t.Error("the zero value lets somebody in")
	}
	zero.SetLimit(1)
	if !zero.TryInc() || zero.TryInc() {
		t.Error("a limit of 1 does not let one in")
	}
	c := NewCapped(10)
	if !c.TryAdd(7) || c.TryAdd(4) || !c.TryAdd(3) || c.TryInc() || !c.TryAdd(0) || c.Value() != 10 || c.String() != "10" {
		t.Errorf("value %v, want 10", c)
	}
	c.Dec()
	c.Sub(0)
	c.Sub(4)
	if c.Value() != 5 || !c.TryInc() || c.Value() != 6 {
		t.Errorf("value %v, want 6", c)
	}
	c.SetLimit(2)
	if c.TryInc() || c.TryAdd(0) || c.Value() != 6 {
		t.Errorf("value %v above a new limit", c)
	}
	c.Sub(5)
	if !c.TryInc() || c.TryInc() {
		t.Error("the new limit does not hold")
	}
	c.SetLimit(-5)
	if c.Limit() != 0 || c.TryAdd(math.MaxInt64) || c.TryInc() {
		t.Error("a negative limit lets somebody in")
	}
	c.SetLimit(math.MaxInt64)
	if c.TryAdd(math.MaxInt64-1) || !c.TryAdd(math.MaxInt64-2) || c.TryInc() {
		t.Errorf("value %v at the largest limit", c)
	}
}

func TestCappedPanics(t *testing.T) {
	for name, f := range map[string]func(*Capped){
		"Dec of nothing":    (*Capped).Dec,
		"Sub of too much":   func(c *Capped) { c.TryAdd(2); c.Sub(3) },
		"TryAdd negative":   func(c *Capped) { c.TryAdd(-1) },
		"Sub negative":      func(c *Capped) { c.Sub(-1) },
		"Sub after give up": func(c *Capped) { c.TryInc(); c.Dec(); c.Sub(1) },
	} {
		c := NewCapped(5)
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic, value %v", name, c)
				}
			}()
			f(c)
		}()
		if v := c.Value(); v < 0 || v > 5 {
			t.Errorf("%s: value %d afterwards", name, v)
		}
	}
}

// However many come at once, never more than the limit are in.
func TestCappedTogether(t *testing.T) {
	const limit = 3
	c := NewCapped(limit)
	var inside, entered atomic.Int64
	together(16, 2000, func() {
		if !c.TryInc() {
			return
		}
		if n := inside.Add(1); n > limit {
			t.Errorf("%d are in", n)
		}
		entered.Add(1)
		inside.Add(-1)
		c.Dec()
	})
	if c.Value() != 0 || entered.Load() == 0 {
		t.Errorf("value %v at the end, %d entered", c, entered.Load())
	}
}

func TestExtremes(t *testing.T) {
	if err := quick.Check(func(vs []int64) bool {
		var hi Max
		var lo Min
		for i, v := range vs {
			higher := i == 0 && v > math.MinInt64 || i > 0 && v > slices.Max(vs[:i])
			lower := i == 0 && v < math.MaxInt64 || i > 0 && v < slices.Min(vs[:i])
			if hi.Observe(v) != higher || lo.Observe(v) != lower {
				return false
			}
		}
		h, hok := hi.Load()
		l, lok := lo.Load()
		if len(vs) == 0 {
			return !hok && !lok && h == 0 && l == 0 && hi.String() == "0" && lo.String() == "0"
		}
		return hok && lok && h == slices.Max(vs) && l == slices.Min(vs) && hi.Value() == h && lo.Value() == l
	}, nil); err != nil {
		t.Error(err)
	}
	for _, v := range []int64{math.MinInt64, -1, 0, 1, math.MaxInt64} {
		var hi Max
		var lo Min
		hi.Observe(v)
		lo.Observe(v)
		if got, ok := hi.Drain(); ok != (v != math.MinInt64) || ok && got != v {
			t.Errorf("the maximum of %d alone is %d, %v", v, got, ok)
		}
		if got, ok := lo.Drain(); ok != (v != math.MaxInt64) || ok && got != v {
			t.Errorf("the minimum of %d alone is %d, %v", v, got, ok)
		}
		if _, ok := hi.Load(); ok {
			t.Error("a drained Max holds something")
		}
		if _, ok := lo.Load(); ok {
			t.Error("a drained Min holds something")
		}
	}
}

func TestExtremesTogether(t *testing.T) {
	var hi Max
	var lo Min
	var next atomic.Int64
	together(8, 5000, func() {
		n := next.Add(1)
		hi.Observe(n)
		lo.Observe(-n)
	})
	if hi.Value() != 40_000 || lo.Value() != -40_000 {
		t.Errorf("extremes %v and %v, want 40000 and -40000", &hi, &lo)
	}
}

func TestLatch(t *testing.T) {
	var l Latch
	if l.Tripped() || l.String() != "false" {
		t.Error("a new latch is tripped")
	}
	var first atomic.Int64
	together(16, 50, func() {
		if l.Trip() {
			first.Add(1)
		}
		if !l.Tripped() {
			t.Error("not tripped after Trip")
		}
	})
	if first.Load() != 1 || l.String() != "true" {
		t.Errorf("%d were first", first.Load())
	}
}

// go vet reports copies of every type.
func TestNoCopy(t *testing.T) {
	for _, v := range []any{
		Int{}, Capped{}, Max{}, Min{}, Latch{}, Counter{}, UpDown{}, Resettable{}, PerP{}, Adaptive{}, Padded{}, Sharded{}, Sloppy{}, Local{},
		Group{}, Rate{}, Float64{},
	} {
		typ := reflect.TypeOf(v)
		if field := typ.Field(0); field.Name != "_" || field.Type != reflect.TypeFor[noCopy]() {
			t.Errorf("%v has no noCopy", typ)
		}
	}
	var lock sync.Locker = new(noCopy) // which is what vet looks for
	lock.Lock()
	lock.Unlock()
}
