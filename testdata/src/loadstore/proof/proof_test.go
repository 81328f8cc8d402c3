package proof

import (
	"math"
	"math/bits"
	"sync"
	"testing"
	"time"
)

// together runs f in n goroutines that start as one.
func together(n int, f func(g int)) {
	var wg sync.WaitGroup
	start := make(chan struct{})
	for g := range n {
		wg.Go(func() {
			<-start
			f(g)
		})
	}
	close(start)
	wg.Wait()
}

// shows repeats try until it shows the mistake once.
func shows(t *testing.T, try func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); {
		if try() {
			return
		}
	}
	t.Error("no update was lost in a minute of trying")
}

const (
	workers = 4
	rounds  = 20_000
)

func TestLostAdd(t *testing.T) {
	shows(t, func() bool {
		var s stats
		together(workers, func(int) {
			for range rounds {
				s.hit()
			}
		})
		return s.hits.Load() < workers*rounds
	})
}

func TestLostOldAdd(t *testing.T) {
	shows(t, func() bool {
		var s stats
		together(workers, func(int) {
			for range rounds {
				s.oldHit()
			}
		})
		return s.old < workers*rounds
	})
}

func TestLostPeak(t *testing.T) {
	shows(t, func() bool {
		var s stats
		together(workers, func(g int) {
			for i := range int64(rounds) {
				s.observe(i*workers + int64(g))
			}
		})
		return s.peak.Load() < workers*rounds-1
	})
}

func TestLostFloat(t *testing.T) {
	shows(t, func() bool {
		var s stats
		together(workers, func(int) {
			for range rounds {
				s.add(1)
			}
		})
		return math.Float64frombits(s.sum.Load()) < workers*rounds
	})
}

func TestLostFlag(t *testing.T) {
	shows(t, func() bool {
		var s stats
		together(32, func(g int) { s.flag(1 << g) })
		return bits.OnesCount32(s.bits.Load()) < 32
	})
}

func TestLostKey(t *testing.T) {
	shows(t, func() bool {
		var s stats
		together(8, func(g int) { s.set(g) })
		return len(*s.conf.Load()) < 8
	})
}

func TestLostExpvar(t *testing.T) {
	shows(t, func() bool {
		requests.Set(0)
		together(workers, func(int) {
			for range rounds {
				request()
			}
		})
		return requests.Value() < workers*rounds
	})
}
