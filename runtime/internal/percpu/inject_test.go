//go:build counter_inject

package percpu

import (
	"runtime"
	"sync"
	"testing"
	"time"
)

// addSlowly lets goroutines on one P add to one sum, with adds that wait in the middle for another add, and returns how many adds
// are missing in the end. The scheduler takes a goroutine that may be taken after some 10 ms.
func addSlowly(t *testing.T, unpin bool) uint64 {
	if !Pinned {
		t.Skip("this build does not pin")
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	inject.every, inject.longest, inject.unpin = 1000, 60*time.Millisecond, unpin
	defer func() { inject.every, inject.unpin = 0, false }()
	const writers, adds = 4, 1000
	var s Sum
	s.Spread()
	var wg sync.WaitGroup
	for range writers {
		wg.Go(func() {
			for range adds {
				s.Add(1)
			}
		})
	}
	wg.Wait()
	return writers*adds - s.Load()
}

func TestInjectPinned(t *testing.T) {
	if lost := addSlowly(t, false); lost != 0 {
		t.Errorf("%d adds lost or doubled", lost)
	}
}

// Stress alone does not see this mutant in hundreds of millions of adds.
func TestInjectUnpinned(t *testing.T) {
	if lost := addSlowly(t, true); lost == 0 {
		t.Error("the add without a pin lost nothing: the injected schedule proves nothing")
	}
}
