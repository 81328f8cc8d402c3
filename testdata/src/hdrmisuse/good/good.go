package good

import (
	"net/http"
	"sync"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

const second = int64(time.Second)

var (
	a    = hdrhistogram.New(1, second, 3)
	b    = hdrhistogram.New(1, second, 3)
	wide = hdrhistogram.New(1, 60*second, 3)
	mu   sync.Mutex
)

// The same, or narrow into wide.
func merge() {
	a.Merge(b)
	wide.Merge(a)
}

// The result is looked at.
func checked() bool {
	if dropped := a.Merge(wide); dropped > 0 {
		return false
	}
	return a.Merge(wide) == 0
}

// Shapes that are not known.
func unknown(x, y *hdrhistogram.Histogram, high int64) {
	x.Merge(y)
	hdrhistogram.New(1, high, 3).Merge(a)
}

// Under a lock, also the caller's.
type server struct {
	mu   sync.Mutex
	hist *hdrhistogram.Histogram
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hist.RecordValue(1)
	s.recordLocked(2)
}

func (s *server) recordLocked(v int64) { s.hist.RecordValue(v) }

func handle(w http.ResponseWriter, r *http.Request) {
	h := hdrhistogram.New(1, second, 3)
	h.RecordValue(1)
	mu.Lock()
	a.RecordValue(1)
	mu.Unlock()
}

// One for each goroutine.
func workers(n int) *hdrhistogram.Histogram {
	all := make([]*hdrhistogram.Histogram, n)
	var wg sync.WaitGroup
	for i := range n {
		h := hdrhistogram.New(1, second, 3)
		all[i] = h
		wg.Go(func() { h.RecordValue(1) })
	}
	wg.Wait()
	total := hdrhistogram.New(1, second, 3)
	for _, h := range all {
		total.Merge(h)
	}
	return total
}

// One goroutine.
func one() {
	go func() {
		for range 100 {
			a.RecordValue(1)
		}
	}()
}

func alone() { b.RecordValue(1) }

// One for each goroutine that is handed it.
func handedEach() {
	for range 3 {
		h := hdrhistogram.New(1, 1000, 3)
		go fillOwn(h)
	}
}

func fillOwn(h *hdrhistogram.Histogram) { h.RecordValue(1) }

// One goroutine alone.
func handedOnce() {
	h := hdrhistogram.New(1, 1000, 3)
	go fillOne(h)
}

func fillOne(h *hdrhistogram.Histogram) { h.RecordValue(1) }
