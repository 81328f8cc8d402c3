package proof

import (
	"sync"
	"testing"
)

// TestRestIsDropped: short-lived workers never reach the threshold.
func TestRestIsDropped(t *testing.T) {
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() { work(make([]int, 50)) })
	}
	wg.Wait()
	if n := total.Load(); n != 0 {
		t.Errorf("%d of 1000 jobs were counted, want none", n)
	}
}
