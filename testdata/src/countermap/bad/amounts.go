package bad

import (
	"net/http"
	"sync"
	"sync/atomic"
)

// Batches that are on their way: how much each holds is subtracted from the total when it has arrived.
type listener struct {
	mu      sync.Mutex
	sizes   map[string]int64
	pending atomic.Int64
	arrived chan string
}

func (l *listener) start() {
	go func() {
		for id := range l.arrived {
			if n, ok := l.sizes[id]; ok { // want read/proven:`the map of counters sizes is read here while amounts.go:\d+ writes it`
				l.mu.Lock()
				l.pending.Add(-n)
				delete(l.sizes, id)
				l.mu.Unlock()
			}
		}
	}()
}

func (l *listener) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	l.mu.Lock()
	l.sizes[r.URL.Path] = r.ContentLength
	l.pending.Add(r.ContentLength)
	l.mu.Unlock()
}

// Weights that are summed up for a page.
type scales struct{ weights map[string]int }

func (s *scales) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	s.weights[r.Host] = len(r.URL.Path) // want write/declared:`the map of counters weights is written here`
	total := 0
	for _, w := range s.weights { // want read/declared:`the map of counters weights is ranged over here`
		total += w
	}
	http.Error(nil, "", total)
}
