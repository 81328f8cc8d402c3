package bad

import (
	"log"
	"net/http"
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"
)

// net/http recovers from panics of handlers.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.inflight.Add(1) // want panic/warning/fix:`s.inflight stays raised if s.next.ServeHTTP panics at panic.go:\d+, and the process lives on \(net/http recovers from panics of handlers\); defer the lowering right after the raise`
	s.next.ServeHTTP(w, r)
	s.inflight.Add(-1)
}

func middleware(g prometheus.Gauge, next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		g.Inc() // want panic/fix:`g stays raised if next panics`
		next(w, r)
		g.Dec()
	}
}

type backend interface {
	Fetch(key string) (string, error)
}

type api struct {
	calls   atomic.Int32
	backend backend
	hook    func(string)
}

func (a *api) get(w http.ResponseWriter, r *http.Request) {
	v, err := a.lookup(r.URL.Path)
	if err != nil {
		return
	}
	w.Write([]byte(v))
}

// Called by a handler.
func (a *api) lookup(key string) (string, error) {
	a.calls.Add(1) // want panic/fix:`a.calls stays raised if a.backend.Fetch panics`
	v, err := a.backend.Fetch(key)
	a.calls.Add(-1)
	return v, err
}

// Recovered from in the same function.
func (a *api) guarded(key string) {
	defer func() {
		if r := recover(); r != nil {
			log.Println(r)
		}
	}()
	a.calls.Add(1) // want panic/review:`if a.hook panics at panic.go:\d+, and the process lives on \(it is recovered from at panic.go:\d+\)`
	a.hook(key)
	a.calls.Add(-1)
}

// Recovered from above.
func (a *api) loop(keys []string) {
	for _, k := range keys {
		a.safely(k)
	}
}

func (a *api) safely(key string) {
	defer catch()
	a.step(key)
}

func catch() {
	if r := recover(); r != nil {
		log.Println(r)
	}
}

func (a *api) step(key string) {
	a.calls.Add(1) // want panic:`it is recovered from`
	if key != "" {
		a.hook(key)
	}
	a.calls.Add(-1)
}

// The literal runs below a function that recovers, on a goroutine of its own.
func safely(f func()) {
	go func() {
		defer catch()
		f()
	}()
}

func (a *api) background(key string) {
	safely(func() {
		a.calls.Add(1) // want panic/fix:`if a.hook panics at .* \(it is recovered from at`
		a.hook(key)
		a.calls.Add(-1)
	})
}

// A handler that returns an error to what wraps it.
func (a *api) wrapped(w http.ResponseWriter, r *http.Request) error {
	a.calls.Add(1) // want panic:`a.backend.Fetch panics`
	_, err := a.backend.Fetch(r.URL.Path)
	a.calls.Add(-1)
	return err
}
