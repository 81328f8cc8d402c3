// Package bad counts in maps that goroutines share.
package bad

import (
	"context"
	"expvar"
	"log/slog"
	"maps"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

type server struct {
	mu     sync.RWMutex
	hits   map[string]int
	bytes  map[string]int64
	codes  map[int]*atomic.Int64
	users  map[string]map[string]uint
	sizes  map[string]size
	errors map[string]int
}

type size struct{ n, sum float64 }

// Handlers: several forms, and helpers that they call.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.hits[r.URL.Path]++                                        // want write/error/declared:`the map of counters hits is written here, with no common lock \(ServeHTTP runs on one goroutine per request`
	s.bytes[r.URL.Path] = s.bytes[r.URL.Path] + r.ContentLength // want write:`bytes`
	s.count(r.Host)
	sz := s.sizes[r.Host] // want read:`sizes is read`
	sz.n++
	s.sizes[r.Host] = sz                   // want write:`sizes`
	if n, ok := s.users[r.Host]["x"]; ok { // want read:`users is read`
		s.users[r.Host]["x"] = n + 1 // want write:`users`
	}
}

func (s *server) count(host string) {
	c, ok := s.codes[200] // want read/declared:`codes is read here while bad\.go:\d+ writes it`
	if !ok {
		c = new(atomic.Int64)
		s.codes[200] = c // want write/declared:`codes`
	}
	c.Add(1)
	s.mu.RLock()
	s.errors[host]++ // want write:`errors is written here, under server\.mu for reading only, which others hold too`
	s.mu.RUnlock()
}

// Read beside: ranged, measured, cloned by a goroutine of its own.
func (s *server) report() {
	for range time.Tick(time.Minute) {
		for k, n := range s.hits { // want read/proven:`hits is ranged over here while bad\.go:\d+ writes it, with no common lock \(a goroutine is started at`
			slog.Info(k, "n", n)
		}
		if len(s.bytes) > 10 { // want read:`bytes is measured`
			delete(s.bytes, "/") // want write:`bytes loses entries`
		}
		s.mu.Lock()
		c := maps.Clone(s.sizes) // want read:`sizes is ranged over`
		s.mu.Unlock()
		_ = c
	}
}

func newServer() *server {
	s := &server{hits: map[string]int{}}
	go s.report()
	return s
}

// A local map: captured, handed over, in a helper's literal.
func words(all []string) int {
	m := map[string]int{}
	var wg sync.WaitGroup
	for _, w := range all {
		wg.Go(func() {
			m[w]++ // want write/proven:`the map of counters m is written here, with no common lock \(goroutines are started in a loop at bad\.go:\d+\)`
		})
		go add(m, w)
	}
	wg.Wait()
	return len(m)
}

func add(m map[string]int, w string) {
	m[w] += 2 // want write/proven:`m`
}

func background(f func()) { go f() }

func Twice() {
	m := make(map[int]int)
	background(func() { m[1]++ }) // want write/proven:`m is written`
	m[2]++                        // want write/proven:`m is written`
}

// A package variable in a callback, and beside the goroutine that it was meant for.
var seen = map[string]float64{}

func watch(ctx context.Context) {
	context.AfterFunc(ctx, func() {
		seen["done"]++ // want write/proven:`seen`
	})
	go note("x")
}

func note(s string) {
	seen[s] += 0.5 // want write/proven:`seen`
}

// A log handler, embedded, generic.
type tally[K comparable] struct{ n map[K]int }

func (t *tally[K]) inc(k K) {
	t.n[k]++ // want write/declared:`n is written here.*a slog\.Handler is called by all that log`
}

type handler struct {
	slog.Handler
	tally[slog.Level]
}

func (h *handler) Handle(ctx context.Context, r slog.Record) error {
	h.inc(r.Level)
	return h.Handler.Handle(ctx, r)
}

// The rest of the type holds a lock.
type Registry struct {
	mu sync.Mutex
	n  map[string]int
}

func (r *Registry) Inc(k string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.n[k]++
}

func (r *Registry) Get(k string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.n[k]
}

func (r *Registry) Reset() {
	r.mu.Lock()
	clear(r.n)
	r.mu.Unlock()
}

func (r *Registry) Len() int {
	return len(r.n) // want read/betrayed/deep:`n is measured here while bad\.go:\d+ writes it, with no common lock \(Len can run on several goroutines at once .*, and the rest of the package holds a lock\)`
}

type Cache struct {
	mu   sync.RWMutex
	uses map[string]int
}

func (c *Cache) Use(k string) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	c.uses[k]++ // want write/betrayed:`uses is written here, under Cache\.mu for reading only`
}

func (c *Cache) Set(k string, n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.uses[k] = n
}

// Entries of numbers that are added to, by a variable for the entry.
type latency struct{ n, sum int64 }

type histograms struct{ by map[string]*latency }

func (h *histograms) RoundTrip(r *http.Request) (*http.Response, error) {
	l, ok := h.by[r.Host] // want read/declared:`by is read`
	if !ok {
		l = &latency{}
		h.by[r.Host] = l // want write/declared:`by is written.*RoundTrip runs on the goroutine of whoever sends a request`
	}
	l.n++
	return http.DefaultTransport.RoundTrip(r)
}

// A handler that is made with its map.
func counting(next http.Handler) http.HandlerFunc {
	n := map[string]int{}
	return func(w http.ResponseWriter, r *http.Request) {
		n[r.Method]++ // want write/declared:`n is written here, with no common lock \(an HTTP handler runs on one goroutine per request`
		next.ServeHTTP(w, r)
	}
}

// A goroutine that the constructor starts, and a method that others call meanwhile.
type Meter struct {
	rates map[string]float64
	tick  <-chan time.Time
}

func NewMeter() *Meter {
	m := &Meter{rates: map[string]float64{}, tick: time.Tick(time.Second)}
	go m.decay()
	return m
}

func (m *Meter) decay() {
	for range m.tick {
		for k := range m.rates { // want read/proven:`rates is ranged over here while`
			m.rates[k] *= 0.9 // want write/proven:`rates is written here while bad\.go:\d+ writes it, with no common lock \(a goroutine is started at`
		}
	}
}

func (m *Meter) Mark(k string) {
	m.rates[k]++ // want write/proven:`rates is written here while`
}

// Published for whoever asks.
type published struct {
	mu sync.Mutex
	n  map[string]int
}

func (p *published) publish() {
	expvar.Publish("size", expvar.Func(func() any { return len(p.n) })) // want read:`n is measured here while`
}

func (p *published) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.n[r.URL.Path]++
}
