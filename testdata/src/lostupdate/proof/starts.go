// Package proof holds updates that get lost, each with a test that shows the race, and their near misses, each with a test that runs
// it under the race detector.
package proof

import (
	"sync"
	"time"
)

// Captured variables.

func loopOfGoroutines() int {
	n := 0
	var wg sync.WaitGroup
	for range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			n++ // want goroutines/proven:"`n\\+\\+` loses updates: go statement in a loop at starts.go:\\d+, and no lock is held"
		}()
	}
	wg.Wait()
	return n
}

func waitGroupGo() (n int64) {
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			n += 2 // want goroutines/proven:"`n \\+= 2` loses updates: call of Go in a loop"
		})
	}
	wg.Wait()
	return n
}

func startedTwice() float64 {
	sum := 0.0
	var wg sync.WaitGroup
	wg.Go(func() {
		sum += 0.5 // want "the update at starts.go:\\d+ runs on the goroutine started"
	})
	wg.Go(func() {
		sum += 0.25 // want "the update at starts.go:\\d+ runs on the goroutine started"
	})
	wg.Wait()
	return sum
}

// One function on two goroutines.
func oneFunctionTwice() int {
	n := 0
	var wg sync.WaitGroup
	wg.Add(2)
	count := func() {
		defer wg.Done()
		n++ // want goroutines/proven:"it runs on the goroutines started at starts.go:\\d+ and starts.go:\\d+"
	}
	go count()
	go count()
	wg.Wait()
	return n
}

func starterGoesOn() int {
	n := 0
	done := make(chan struct{})
	go func() {
		n++ // want "the update at starts.go:\\d+ runs beside the goroutine started"
		close(done)
	}()
	n++ // want "the update at starts.go:\\d+ runs on the goroutine started"
	<-done
	return n
}

func literalInVariable() int {
	n := 0
	inc := func() {
		n++ // want `go statement in a loop`
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			inc()
		}()
	}
	wg.Wait()
	return n
}

func throughPointer() int {
	n := 0
	p := &n
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			*p++ // want `loses updates`
		})
	}
	wg.Wait()
	return n
}

func bump(p *int) {
	*p += 1 // want `go statement in a loop`
}

func pointerHelper() int {
	n := 0
	var wg sync.WaitGroup
	for range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			bump(&n)
		}()
	}
	wg.Wait()
	return n
}

func maximum(vs []int) int {
	top := 0
	var wg sync.WaitGroup
	for _, v := range vs {
		wg.Go(func() {
			top = max(top, v) // want "`top = max\\(top, v\\)` loses updates"
		})
	}
	wg.Wait()
	return top
}

func bits() uint32 {
	var seen uint32
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			seen |= 1 << i // want `loses updates`
		})
	}
	wg.Wait()
	return seen
}

func longForm() int {
	n := 0
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			n = 1 + n // want `loses updates`
		})
	}
	wg.Wait()
	return n
}

func element() int {
	var counts [4]int
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			counts[0]++ // want "`counts\\[0\\]\\+\\+` loses updates"
		})
	}
	wg.Wait()
	return counts[0]
}

// Fields.

type tally struct {
	n    int
	deep struct{ m uint8 }
}

func (t *tally) inc() {
	t.n++ // want `go statement in a loop`
}

func methodOfShared(t *tally) {
	var wg sync.WaitGroup
	for range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			t.inc()
		}()
	}
	wg.Wait()
}

func (t *tally) work(wg *sync.WaitGroup) {
	defer wg.Done()
	t.deep.m-- // want `go statement in a loop`
}

func methodStarted(t *tally) {
	var wg sync.WaitGroup
	for range 4 {
		wg.Add(1)
		go t.work(&wg)
	}
	wg.Wait()
}

type outer struct{ tally }

func embedded(o *outer) {
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			o.n += 3 // want "`o.n \\+= 3` loses updates"
		})
	}
	wg.Wait()
}

type number interface{ ~int | ~int64 | ~float64 }

type sum[T number] struct{ total T }

func (s *sum[T]) add(v T) {
	s.total += v // want `loses updates`
}

func generic(s *sum[int64]) {
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { s.add(2) })
	}
	wg.Wait()
}

type hits int

var total hits

func global() {
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			total++ // want "`total\\+\\+` loses updates"
		})
	}
	wg.Wait()
}

type entry struct{ n int }

func throughMap(m map[string]*entry) {
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			m["a"].n++ // want "`m\\[\"a\"\\].n\\+\\+` loses updates"
		})
	}
	wg.Wait()
}

func afterFunc(t *tally, done chan<- bool) {
	for range 4 {
		time.AfterFunc(time.Microsecond, func() {
			t.n++ // want `call of AfterFunc in a loop`
			done <- true
		})
	}
}

// A worker and a method of one object.

type worker struct {
	seen int
	jobs chan int
	done chan struct{}
}

func newWorker() *worker {
	w := &worker{jobs: make(chan int), done: make(chan struct{})}
	go w.run()
	return w
}

func (w *worker) run() {
	for range w.jobs {
		w.seen++ // want `loses updates`
	}
	close(w.done)
}

// Skip counts a job that nobody runs.
func (w *worker) Skip() {
	w.seen++ // want "the update at starts.go:\\d+ runs on the goroutine started at starts.go:\\d+"
}

// Pools of the package.

type pool struct{ wg sync.WaitGroup }

func (p *pool) submit(f func()) {
	p.wg.Add(1)
	go func() {
		defer p.wg.Done()
		f()
	}()
}

func pooled() int {
	var p pool
	n := 0
	for range 4 {
		p.submit(func() {
			n++ // want `loses updates`
		})
	}
	p.wg.Wait()
	return n
}

// A lock that is none.

type perCall struct {
	mu sync.Mutex
	n  *int
}

func (c perCall) inc() {
	c.mu.Lock()
	defer c.mu.Unlock()
	*c.n++ // want `loses updates`
}

func copiedLock(c perCall) {
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { c.inc() })
	}
	wg.Wait()
}

func ownLock() int {
	n := 0
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			var mu sync.Mutex
			mu.Lock()
			n++ // want `loses updates`
			mu.Unlock()
		})
	}
	wg.Wait()
	return n
}

func triedLock() int {
	var mu sync.Mutex
	n := 0
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			if !mu.TryLock() {
				n++ // want `loses updates`
				return
			}
			mu.Unlock()
			n++ // want `loses updates`
		})
	}
	wg.Wait()
	return n
}
