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

func TestClosedTwice(t *testing.T) {
	shows(t, func() bool {
		var c conn
		var closes atomic.Int32
		c.refs.Store(8)
		together(8, func() { c.release(func() { closes.Add(1) }) })
		return closes.Load() > 1
	})
}

func TestOldClosedTwice(t *testing.T) {
	shows(t, func() bool {
		var closes atomic.Int32
		c := conn{old: 8}
		together(8, func() { c.oldRelease(func() { closes.Add(1) }) })
		return closes.Load() > 1
	})
}

func TestSameID(t *testing.T) {
	shows(t, func() bool {
		var c conn
		var seen sync.Map
		var twice atomic.Bool
		together(4, func() {
			for range 5_000 {
				if _, dup := seen.LoadOrStore(c.id(), true); dup {
					twice.Store(true)
				}
			}
		})
		return twice.Load()
	})
}
