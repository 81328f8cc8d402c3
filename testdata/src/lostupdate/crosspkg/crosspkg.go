// Package crosspkg makes concurrent what another package does plainly.
package crosspkg

import (
	"net/http"
	"sync"

	"lostupdate/crosspkg/lib"
)

type server struct{ stats lib.Stats }

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.stats.Hits++ // want `s.stats.Hits`
	s.stats.Hit()  // want `Hit`
}

func workers(s *lib.Stats) {
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			s.Size(2)   // want `Size`
			lib.Count() // want `Count`
			lib.Total++ // want `lib.Total`
		})
	}
	wg.Wait()
}

func pointers() int {
	n := 0
	var wg sync.WaitGroup
	for range 4 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			lib.Inc(&n) // want `Inc`
		}()
	}
	wg.Wait()
	return n
}

func own() {
	for range 4 {
		go func() {
			var s lib.Stats
			s.Hit()
			n := 0
			lib.Inc(&n)
			lib.Each(3, func(i int) { n += i })
		}()
	}
}

func locked(s *lib.Stats) {
	var mu sync.Mutex
	for range 4 {
		go func() {
			mu.Lock()
			defer mu.Unlock()
			s.Hit()
		}()
	}
}
