package proof

import (
	"sync"
	"testing"
)

func TestNothingAdded(t *testing.T) {
	add()
	if n.Load() != 0 {
		t.Errorf("n is %d", n.Load())
	}
}

func TestRacePlain(t *testing.T) {
	var wg sync.WaitGroup
	wg.Go(func() { plain++ })
	wg.Go(func() { plain++ })
	wg.Wait()
}
