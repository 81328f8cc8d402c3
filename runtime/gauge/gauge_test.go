package gauge

import (
	"expvar"
	"runtime"
	"sync"
	"testing"
	"testing/quick"
)

var _ expvar.Var = (*Gauge)(nil)

func TestGauge(t *testing.T) {
	var g Gauge
	if g.Value() != 0 || g.String() != "0" {
		t.Fatalf("a new gauge says %v", &g)
	}
	g.Inc()
	g.Add(5)
	g.Dec()
	g.Add(-7)
	if g.Value() != -2 || g.String() != "-2" {
		t.Errorf("value %v, want -2", &g)
	}
	g.Set(10)
	g.Inc()
	if g.Value() != 11 {
		t.Errorf("value %v after Set(10) and Inc, want 11", &g)
	}
}

func TestGaugeIsASum(t *testing.T) {
	if err := quick.CheckEqual(func(start int64, ds []int64) int64 {
		var g Gauge
		g.Set(start)
		for _, d := range ds {
			g.Add(d)
		}
		return g.Value()
	}, func(start int64, ds []int64) int64 {
		for _, d := range ds {
			start += d
		}
		return start
	}, nil); err != nil {
		t.Error(err)
	}
}

func TestLeaveTwice(t *testing.T) {
	var g Gauge
	leave, other := g.Enter(), g.Enter()
	if g.Value() != 2 {
		t.Errorf("value %v after two Enters", &g)
	}
	var wg sync.WaitGroup
	for range 10 {
		wg.Go(leave)
	}
	wg.Wait()
	if g.Value() != 1 {
		t.Errorf("value %v after one left ten times", &g)
	}
	other()
	if g.Value() != 0 || g.Leaked() != 0 {
		t.Errorf("value %v and %d leaked at the end", &g, g.Leaked())
	}
}

func TestForgottenLeave(t *testing.T) {
	var g Gauge
	func() {
		for i := range 10 {
			leave := g.Enter()
			if i%2 == 0 {
				leave()
			}
		}
	}()
	for range 10_000 { // cleanups run some time after a collection
		runtime.GC()
		if g.Leaked() == 5 {
			break
		}
		runtime.Gosched()
	}
	if g.Value() != 0 || g.Leaked() != 5 {
		t.Errorf("value %v and %d leaked; want 0 and 5", &g, g.Leaked())
	}
}

func TestDoAndPanics(t *testing.T) {
	var g Gauge
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic got lost")
			}
		}()
		g.Do(func() {
			if g.Value() != 1 {
				t.Errorf("value %v inside", &g)
			}
			func() {
				defer g.Enter()()
				if g.Value() != 2 {
					t.Errorf("value %v deeper inside", &g)
				}
			}()
			panic("out")
		})
	}()
	if g.Value() != 0 {
		t.Errorf("value %v after all left", &g)
	}
}

func TestManyGoroutines(t *testing.T) {
	var g Gauge
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			for range 1000 {
				leave := g.Enter()
				g.Inc()
				g.Dec()
				leave()
			}
		})
	}
	wg.Wait()
	if g.Value() != 0 || g.Leaked() != 0 {
		t.Errorf("value %v, %d leaked", &g, g.Leaked())
	}
}

func TestAllocations(t *testing.T) {
	var g Gauge
	if n := testing.AllocsPerRun(1000, func() { g.Inc(); g.Value(); g.Add(-1) }); n != 0 {
		t.Errorf("Inc, Value and Add allocate %v times", n)
	}
}

func BenchmarkGauge(b *testing.B) {
	b.Run("Inc and Dec", func(b *testing.B) {
		var g Gauge
		for b.Loop() {
			g.Inc()
			g.Dec()
		}
	})
	b.Run("Enter and leave", func(b *testing.B) {
		var g Gauge
		b.ReportAllocs()
		for b.Loop() {
			g.Enter()()
		}
	})
}
