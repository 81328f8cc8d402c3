package proof

import (
	"sync"
	"testing"
	"time"
)

const (
	workers = 4
	rounds  = 20_000
)

// lost lets workers add while one goroutine takes, and returns how many increments no report ever showed.
func lost(add func(), take func() int64) int64 {
	var adders sync.WaitGroup
	for range workers {
		adders.Go(func() {
			for range rounds {
				add()
			}
		})
	}
	stop := make(chan struct{})
	sum := make(chan int64)
	go func() {
		var n int64
		for {
			n += take()
			select {
			case <-stop:
				sum <- n + take()
				return
			default:
			}
		}
	}()
	adders.Wait()
	close(stop)
	return workers*rounds - <-sum
}

func shows(t *testing.T, add func(), take func() int64) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); {
		if lost(add, take) > 0 {
			return
		}
	}
	t.Error("nothing was lost in a minute of trying")
}

func TestTyped(t *testing.T)    { var s stats; shows(t, s.hit, s.take) }
func TestFunction(t *testing.T) { var s stats; shows(t, s.oldHit, s.takeOld) }
func TestMethods(t *testing.T)  { var s service; shows(t, s.handle, s.flush) }
func TestExpvar(t *testing.T)   { shows(t, serve, flush) }

// TestSwap: the right form loses nothing.
func TestSwap(t *testing.T) {
	var s stats
	if n := lost(s.hit, func() int64 { return s.hits.Swap(0) }); n != 0 {
		t.Errorf("Swap lost %d", n)
	}
}
