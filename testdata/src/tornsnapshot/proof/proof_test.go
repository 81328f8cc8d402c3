package proof

import (
	"runtime"
	"testing"
)

// beside runs work over and over on another goroutine until look has seen what it looks for.
func beside(t *testing.T, work func(), look func() bool) {
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			default:
				work()
			}
		}
	}()
	defer func() { close(stop); <-stopped }()
	for range 20_000_000 {
		if look() {
			return
		}
		runtime.Gosched()
	}
	t.Error("the two were never torn apart")
}

// TestMean: all observations are 10, and so should their mean be.
func TestMean(t *testing.T) {
	var s stats
	s.observe(10)
	beside(t, func() { s.observe(10) }, func() bool { return s.mean() != 10 })
}

// TestPending: no more is ever done than was added, and yet the difference wraps.
func TestPending(t *testing.T) {
	var q queue
	beside(t, q.process, func() bool { return q.pending() > 1<<63 })
}
