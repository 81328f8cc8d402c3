package ramp

import (
	"expvar"
	"math"
	"sync"
	"sync/atomic"
	"testing"
)

var _ expvar.Var = new(Counter)

func TestCounter(t *testing.T) {
	var c Counter
	if c.Value() != 0 || c.Shown() != Old || c.Compare() != (Comparison{}) || c.Compare().Ratio() != 1 {
		t.Errorf("a new one shows %v", &c)
	}
	want := func(value uint64, shown Meaning, old, new uint64) {
		t.Helper()
		if c.Value() != value || c.Shown() != shown || c.Compare() != (Comparison{old, new}) {
			t.Errorf("value %v of %v, %+v; want %d of %v, %d and %d", &c, c.Shown(), c.Compare(), value, shown, old, new)
		}
	}
	c.Add(10, 4)
	want(10, Old, 10, 4)
	if r := c.Compare().Ratio(); r != 0.4 {
		t.Errorf("ratio %v", r)
	}
	c.Show(New)
	want(10, New, 10, 4)
	c.Add(5, 1)
	want(11, New, 15, 5)
	c.Show(New) // changes nothing
	want(11, New, 15, 5)
	c.Show(Old)
	c.Add(3, 0)
	want(14, Old, 18, 5)
	if c.String() != "14" || !math.IsInf(Comparison{0, 1}.Ratio(), 1) {
		t.Errorf("text %v", &c)
	}
}

// While the meaning changes to and fro, the number never falls. Of what is added each Show can lose, or show twice, one Add for each
// goroutine that adds.
func TestConcurrent(t *testing.T) {
	const adders, adds, changers, changes = 4, 20_000, 2, 100
	var c Counter
	var wg sync.WaitGroup
	var done atomic.Int64
	for range adders {
		wg.Go(func() {
			for i := range uint64(adds) {
				c.Add(1, i%2)
			}
			done.Add(1)
		})
	}
	for range changers {
		wg.Go(func() {
			var last uint64
			for i := 0; done.Load() < adders; i++ {
				v := c.Value()
				if v < last {
					t.Errorf("%d after %d", v, last)
				}
				last = v
				if d := c.Compare(); d.New > d.Old {
					t.Errorf("%+v: a new count without its old one", d)
				}
				if i < changes {
					c.Show(Meaning(i % 2))
				}
			}
		})
	}
	wg.Wait()
	const all, split = adders * adds, adders * changers * changes
	if d := c.Compare(); d != (Comparison{all, all / 2}) || c.Value() < all/2-split || c.Value() > all+split {
		t.Errorf("%+v, %v", d, &c)
	}
}

// To show what is shown already changes nothing, whoever adds meanwhile.
func TestShowAgain(t *testing.T) {
	var c Counter
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 20_000 {
				c.Add(1, 0)
			}
		})
	}
	for range 2 {
		wg.Go(func() {
			for range 5_000 {
				c.Show(Old)
			}
		})
	}
	wg.Wait()
	if c.Value() != 80_000 {
		t.Errorf("%v", &c)
	}
}

func TestAddAllocation(t *testing.T) {
	var c Counter
	c.Add(1, 1)
	if n := testing.AllocsPerRun(1000, func() { c.Add(1, 1) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
