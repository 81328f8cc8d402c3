package bad

import (
	"net/http"
	"sync"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

const second = int64(time.Second)

var (
	wide   = hdrhistogram.New(1, 3600*second, 3)
	narrow = hdrhistogram.New(1, second, 3)
	coarse = hdrhistogram.New(1, second, 2)
)

// Smaller ranges, more digits.
func merge() {
	narrow.Merge(wide)     // want range/error:`narrow ends at 1000000000 and wide at 3600000000000: Merge drops the values above`
	_ = narrow.Merge(wide) // want range:`the number of them is ignored`
	narrow.Merge(coarse)   // want digits:`narrow promises 3 significant digits and coarse has 2`
	fine := newFine()
	fine.Merge(wide) // want digits:`fine promises 4 significant digits`
	small := hdrhistogram.New(1, 10, 3)
	defer small.Merge(narrow) // want range:`small ends at 10`
}

func newFine() *hdrhistogram.Histogram { return hdrhistogram.New(1, 3600*second, 4) }

// Handlers.
type server struct {
	mu   sync.Mutex
	hist *hdrhistogram.Histogram
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start := time.Now()
	s.hist.RecordValue(int64(time.Since(start))) // want shared/error:`s.hist.RecordValue records without a lock, and requests are answered at the same time`
	s.done(start)
}

func (s *server) done(start time.Time) {
	s.hist.RecordCorrectedValue(int64(time.Since(start)), second) // want shared:`requests are answered`
}

func handle(w http.ResponseWriter, r *http.Request) {
	wide.RecordValue(1) // want shared:`wide.RecordValue records without a lock`
}

// Goroutines.
func workers(n int) {
	h := hdrhistogram.New(1, second, 3)
	var wg sync.WaitGroup
	for range n {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range 100 {
				h.RecordValue(1) // want shared:`the loop starts several goroutines that do`
			}
		}()
	}
	for i := 0; i < n; i++ {
		wg.Go(func() {
			h.RecordValues(1, 2) // want shared:`the loop starts several`
		})
	}
	wg.Wait()
}

// The goroutines are handed it.
func handed() {
	h := hdrhistogram.New(1, second, 3)
	for range 3 {
		go fill(h)
	}
}

func fill(h *hdrhistogram.Histogram) {
	h.RecordValue(1) // want shared:`the loop starts several goroutines`
}
