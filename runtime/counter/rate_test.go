package counter

import (
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"
)

func TestRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := NewRate(16 * time.Second)
		if r.Value() != 0 || r.PerSecond() != 0 || r.String() != "0" || r.Window() != 16*time.Second {
			t.Errorf("a new rate is %v over %v", r, r.Window())
		}
		r.Add(10)
		if r.Value() != 10 || r.PerSecond() != 10 {
			t.Errorf("%d events, %v; a young rate looks at one slice at least", r.Value(), r)
		}
		time.Sleep(4 * time.Second)
		r.Add(10)
		if r.Value() != 20 || r.PerSecond() != 5 {
			t.Errorf("%d events, %v; want 20 in 4 seconds", r.Value(), r)
		}
		time.Sleep(11*time.Second + 999*time.Millisecond)
		if r.Value() != 20 {
			t.Errorf("%d events within the window, want 20", r.Value())
		}
		time.Sleep(time.Millisecond) // the first slice leaves
		if r.Value() != 10 {
			t.Errorf("%d events, want the 10 of the second add", r.Value())
		}
		time.Sleep(time.Hour)
		if r.Value() != 0 || r.PerSecond() != 0 || r.Total() != 20 {
			t.Errorf("%d events after an hour, %d in all", r.Value(), r.Total())
		}
		r.Inc()
		if r.Value() != 1 {
			t.Errorf("%d events, want the one after the hour", r.Value())
		}
	})
}

// At any time the events are those since some moment between 15 and 16 sixteenths of the window back.
func TestRateAgainstList(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(1, 2))
		const window = 160 * time.Millisecond
		r := NewRate(window)
		var events []time.Time
		for range 3000 {
			time.Sleep(time.Duration(rng.ExpFloat64() * float64(rng.IntN(20)) * float64(time.Millisecond)))
			if rng.IntN(3) > 0 {
				r.Inc()
				events = append(events, time.Now())
				continue
			}
			least, most := uint64(0), uint64(0)
			for _, e := range events {
				if ago := time.Since(e); ago <= window*15/16 {
					least++
					most++
				} else if ago <= window {
					most++
				}
			}
			if got := r.Value(); got < least || got > most {
				t.Fatalf("%d events, want %d to %d", got, least, most)
			}
			if least > 0 && r.PerSecond() < float64(least)/window.Seconds() {
				t.Fatalf("%v a second for %d events", r, least)
			}
		}
	})
}

func TestRateDefaults(t *testing.T) {
	var r Rate
	if r.Window() != time.Minute {
		t.Errorf("window %v, want a minute", r.Window())
	}
	defer func() {
		if recover() == nil {
			t.Error("a window of a nanosecond does not panic")
		}
	}()
	NewRate(1)
}

func TestRateTogether(t *testing.T) {
	r := NewRate(time.Millisecond)
	stop := beside(2, func() {
		if v, total := r.Value(), r.Total(); v > total {
			t.Errorf("%d of %d events", v, total)
		}
	})
	together(8, 20_000, r.Inc)
	stop()
	if r.Total() != 160_000 {
		t.Errorf("%d events, want 160000", r.Total())
	}
}
