package proof

import (
	"math"
	"sync"
	"testing"
	"time"
)

const (
	workers = 4
	rounds  = 20_000
)

func together(f func(g int)) {
	var wg sync.WaitGroup
	start := make(chan struct{})
	for g := range workers {
		wg.Go(func() {
			<-start
			f(g)
		})
	}
	close(start)
	wg.Wait()
}

func shows(t *testing.T, try func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); {
		if try() {
			return
		}
	}
	t.Error("the mistake did not show in a minute of trying")
}

func repeat(f func()) func(int) {
	return func(int) {
		for range rounds {
			f()
		}
	}
}

func TestLostAdd(t *testing.T) {
	shows(t, func() bool {
		var s stats
		together(repeat(s.Add))
		return s.n.Load() < workers*rounds
	})
}

func TestLostOldAdd(t *testing.T) {
	shows(t, func() bool {
		var s stats
		together(repeat(s.AddOld))
		return s.old < workers*rounds
	})
}

func TestLostFloat(t *testing.T) {
	shows(t, func() bool {
		var s stats
		together(repeat(func() { s.AddFloat(1) }))
		return math.Float64frombits(s.bits.Load()) < workers*rounds
	})
}

func TestLostPeak(t *testing.T) {
	shows(t, func() bool {
		var s stats
		together(func(g int) {
			for i := range int64(rounds) {
				s.Observe(i*workers + int64(g))
			}
		})
		return s.peak.Load() < workers*rounds-1
	})
}

func TestStaleForEver(t *testing.T) {
	var s stats
	if s.AddStale(func() { s.n.Add(1) }) {
		t.Error("a stale expected value succeeded")
	}
}
