package proof

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func together(n int, f func()) {
	var wg sync.WaitGroup
	start := make(chan struct{})
	for range n {
		wg.Go(func() {
			<-start
			f()
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

func TestOvershoot(t *testing.T) {
	shows(t, func() bool {
		var p pool
		together(64, func() { p.Acquire() })
		return p.active.Load() > limit
	})
}

func TestBelowZero(t *testing.T) {
	shows(t, func() bool {
		var p pool
		p.tokens.Store(1)
		together(64, func() { p.Take() })
		return p.tokens.Load() < 0
	})
}

func TestOldOvershoot(t *testing.T) {
	shows(t, func() bool {
		var p pool
		together(64, func() { p.OldAcquire() })
		return p.old > limit
	})
}

func TestStartedTwice(t *testing.T) {
	shows(t, func() bool {
		var p pool
		var runs atomic.Int32
		together(64, func() { p.Start(func() { runs.Add(1) }) })
		return runs.Load() > 1
	})
}

func TestDivideByZero(t *testing.T) {
	var panicked atomic.Bool
	shows(t, func() bool {
		var p pool
		together(2, func() {
			defer func() {
				if recover() != nil {
					panicked.Store(true)
				}
			}()
			for range 20_000 {
				p.Open()
				p.Close()
				p.Share(1)
			}
		})
		return panicked.Load()
	})
}

// TestRefusedForNothing: with limit-1 places taken and one left, somebody always fits; an undone overshoot refuses both.
func TestRefusedForNothing(t *testing.T) {
	shows(t, func() bool {
		var p pool
		p.active.Store(limit - 1)
		var refusedWhileFree atomic.Bool
		together(4, func() {
			for range 5_000 {
				if p.Admit() {
					p.Release()
				} else if p.active.Load() < limit {
					refusedWhileFree.Store(true)
				}
			}
		})
		return refusedWhileFree.Load()
	})
}
