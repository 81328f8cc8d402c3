package slo

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func budget(t *testing.T, c Config) *Budget {
	t.Helper()
	b, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func near(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

func TestBudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := budget(t, Config{Objective: 0.99})
		if b.Remaining() != 1 || b.Firing() != nil {
			t.Errorf("a new one: %v remains, %v fires", b.Remaining(), b.Firing())
		}
		for i := range 1000 {
			b.Record(i%200 != 0) // half a percent is bad: half the budget
		}
		rate, ok := b.BurnRate(time.Hour)
		if !ok || !near(rate, 0.5) || !near(b.Remaining(), 0.5) || b.Firing() != nil || b.Good() != 995 || b.Bad() != 5 {
			t.Errorf("rate %v, %v; %v remains, %v fires, %d good, %d bad", rate, ok, b.Remaining(), b.Firing(), b.Good(), b.Bad())
		}
		if _, ok := b.BurnRate(time.Minute); ok {
			t.Error("a rate over a window that there is not")
		}

		// For a while a fifth is bad, which burns 20 times as fast as it may.
		time.Sleep(2 * time.Hour)
		b.Add(800, 200)
		if got := b.Firing(); !slices.Equal(got, BurnRates()) {
			t.Errorf("%v fires", got)
		}
		// Six minutes later all is well: the short window says so at once, the long one remembers.
		time.Sleep(6 * time.Minute)
		b.Add(100, 0)
		short, _ := b.BurnRate(5 * time.Minute)
		long, _ := b.BurnRate(time.Hour)
		if short != 0 || !near(long, 200.0/1100/0.01) || !slices.Equal(b.Firing(), BurnRates()[1:]) {
			t.Errorf("rates %v and %v, %v fires", short, long, b.Firing())
		}
		time.Sleep(73 * time.Hour)
		if b.Firing() != nil || b.Remaining() >= 0 {
			t.Errorf("three days later %v fires, %v remains", b.Firing(), b.Remaining())
		}
		time.Sleep(30 * 24 * time.Hour)
		if b.Remaining() != 1 {
			t.Errorf("a period later %v remains", b.Remaining())
		}
	})
}

// At any time each window has the events since some moment between 15 and 16 sixteenths of it back.
func TestAgainstList(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(1, 2))
		b := budget(t, Config{Objective: 0.5, Period: 1600 * time.Millisecond, BurnRates: []BurnRate{{700 * time.Millisecond, 160 * time.Millisecond, 1}}})
		type event struct {
			at  time.Time
			bad bool
		}
		var events []event
		for range 3000 {
			time.Sleep(time.Duration(rng.ExpFloat64() * float64(rng.IntN(20)) * float64(time.Millisecond)))
			if rng.IntN(3) > 0 {
				e := event{time.Now(), rng.IntN(2) == 0}
				b.Record(!e.bad)
				events = append(events, e)
				continue
			}
			for _, length := range []time.Duration{1600 * time.Millisecond, 700 * time.Millisecond, 160 * time.Millisecond} {
				got, ok := b.over(length)
				var least, most counts
				for _, e := range events {
					n := &least
					if ago := time.Since(e.at); ago > length {
						continue
					} else if ago > length*15/16 {
						n = &counts{}
					}
					if e.bad {
						n.bad++
						most.bad++
					} else {
						n.good++
						most.good++
					}
				}
				if !ok || got.good < least.good || got.good > most.good || got.bad < least.bad || got.bad > most.bad {
					t.Fatalf("over %v: %+v, want %+v to %+v", length, got, least, most)
				}
			}
		}
	})
}

func TestConfig(t *testing.T) {
	for want, c := range map[string]Config{
		"the objective is 0,":    {},
		"the objective is 1,":    {Objective: 1},
		"the objective is NaN,":  {Objective: math.NaN()},
		"the objective is 99.9,": {Objective: 99.9},
		"the period is -1ns":     {Objective: 0.9, Period: -1},
		"the burn rate {Long:1h": {Objective: 0.9, BurnRates: []BurnRate{{time.Hour, 2 * time.Hour, 1}}},
		"the burn rate {Long:2h": {Objective: 0.9, Period: time.Hour, BurnRates: []BurnRate{{2 * time.Hour, time.Hour, 1}}},
		"Short:0s":               {Objective: 0.9, BurnRates: []BurnRate{{Long: time.Hour, Limit: 1}}},
		"Limit:0}":               {Objective: 0.9, BurnRates: []BurnRate{{time.Hour, time.Minute, 0}}},
	} {
		if _, err := New(c); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%+v: error %v", c, err)
		}
	}
	if b := budget(t, Config{Objective: 0.9, BurnRates: []BurnRate{}}); b.Firing() != nil || len(b.windows) != 1 {
		t.Error("without burn rates there is more than the period")
	}
}

// Writers and readers at once, over parts that are as short as can be: nothing is lost.
func TestConcurrent(t *testing.T) {
	b := budget(t, Config{Objective: 0.9, Period: time.Hour, BurnRates: []BurnRate{{time.Second, 16 * time.Microsecond, 1}}})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i := range 5000 {
				b.Record(i%10 > 0)
			}
		})
		wg.Go(func() {
			for range 300 {
				if rate, ok := b.BurnRate(16 * time.Microsecond); !ok || rate < 0 || rate > 10+1e-9 {
					t.Errorf("rate %v, %v", rate, ok)
				}
				b.Firing()
			}
		})
	}
	wg.Wait()
	if c, _ := b.over(time.Hour); c != (counts{18000, 2000}) || !near(b.Remaining(), 0) {
		t.Errorf("%+v, %v remains", c, b.Remaining())
	}
}

func TestRecordAllocation(t *testing.T) {
	b := budget(t, Config{Objective: 0.9})
	if n := testing.AllocsPerRun(1000, func() { b.Record(true) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkRecord(b *testing.B) {
	o, err := New(Config{Objective: 0.999})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		o.Record(true)
	}
}
