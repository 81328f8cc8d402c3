package good

import (
	"net/http"
	"sync"
)

// Positions are looked up and counted on from, never summed up: no counters, whatever else is wrong.
type catalog struct {
	rows map[string]int
	data []byte
}

func (t *catalog) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	at := t.rows[r.URL.Path]
	w.Write(t.data[at : at+8])
	t.rows[r.Host] = len(t.data)
	next := t.rows[r.Host] + 1
	w.Write(t.data[next:])
}

// Amounts under one lock.
type ledger struct {
	mu   sync.Mutex
	sums map[string]int
}

func (l *ledger) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sums[r.Host] = int(r.ContentLength)
	total := 0
	for _, n := range l.sums {
		total += n
	}
	w.WriteHeader(total)
}
