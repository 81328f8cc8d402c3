// Package good counts in maps that nobody else uses meanwhile.
package good

import (
	"maps"
	"net/http"
	"sync"
	"sync/atomic"
	"time"
)

// All under one lock: at the access, by callers, by helpers, for reading.
type server struct {
	mu   sync.RWMutex
	hits map[string]int
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.hits[r.URL.Path]++
	s.add(r.Host)
	s.mu.Unlock()
	s.with(func() { s.hits["all"]++ })
	s.mu.RLock()
	defer s.mu.RUnlock()
	for range s.hits {
	}
}

func (s *server) add(host string) { s.hits[host] += 2 }

func (s *server) with(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}

func (s *server) Len() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return len(s.hits)
}

// Filled before, then only read.
type index struct{ n map[string]int }

func newIndex(words []string) *index {
	x := &index{n: map[string]int{}}
	for _, w := range words {
		x.n[w]++
	}
	http.Handle("/", x)
	return x
}

func (x *index) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_ = x.n[r.URL.Path]
	for range x.n {
	}
}

var table = map[string]int{}

func init() { table["a"]++ }

func lookup(w http.ResponseWriter, r *http.Request) { _ = table[r.URL.Path] }

// The pointers are in the map from the start.
type fixed struct{ n map[string]*atomic.Int64 }

func newFixed(names []string) *fixed {
	f := &fixed{n: map[string]*atomic.Int64{}}
	for _, name := range names {
		f.n[name] = new(atomic.Int64)
	}
	return f
}

func (f *fixed) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if n := f.n[r.URL.Path]; n != nil {
		n.Add(1)
	}
}

// sync.Map.
type synced struct{ n sync.Map }

func (s *synced) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	n, _ := s.n.LoadOrStore(r.URL.Path, new(atomic.Int64))
	n.(*atomic.Int64).Add(1)
}

// A clone that takes the place of the whole map under the lock; an old map that was taken out of it.
type swapped struct {
	mu sync.Mutex
	n  map[string]int
}

func (s *swapped) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	next := maps.Clone(s.n)
	next[r.URL.Path]++
	s.n = next
}

func (s *swapped) snapshot() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}

func (s *swapped) report() {
	for range s.snapshot() {
	}
}

type drained struct {
	mu sync.Mutex
	n  map[string]int
}

func (d *drained) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	d.n[r.URL.Path]++
	d.mu.Unlock()
}

func (d *drained) flush() (sum int) {
	d.mu.Lock()
	old := d.n
	d.n = map[string]int{}
	d.mu.Unlock()
	for _, n := range old {
		sum += n
	}
	return sum
}

func (d *drained) start() {
	go func() {
		for {
			d.flush()
		}
	}()
}

// Local: of one request, before the start, after the wait.
func perRequest(w http.ResponseWriter, r *http.Request) {
	n := map[string]int{}
	for k := range r.Header {
		n[k]++
	}
	countHeaders(r, n)
}

func countHeaders(r *http.Request, n map[string]int) {
	for k := range r.Header {
		n[k]++
	}
}

func joined(words []string) map[string]int {
	m := map[string]int{}
	m["before"]++
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, w := range words {
		wg.Add(1)
		go func() {
			defer wg.Done()
			mu.Lock()
			defer mu.Unlock()
			m[w]++
		}()
	}
	wg.Wait()
	m["after"]++
	for range m {
	}
	return m
}

func eachOwn(n int) {
	for range n {
		own := map[int]int{}
		go func() {
			for i := range 10 {
				own[i]++
			}
		}()
	}
}

// Callbacks that are called in place.
func inPlace(f *sync.Map) map[string]int {
	m := map[string]int{}
	f.Range(func(k, v any) bool {
		m[k.(string)]++
		return true
	})
	each(func(i int) { m["x"] += i })
	return m
}

func each(f func(int)) {
	for i := range 3 {
		f(i)
	}
}

// Numbers that are set and count nothing.
type positions struct{ at map[string]int }

func (p *positions) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.at[r.URL.Path] = 3
}

// A type that nobody says is shared.
type Plain struct{ n map[string]int }

func (p *Plain) Inc(k string) { p.n[k]++ }
func (p *Plain) Len() int     { return len(p.n) }

// The first one builds it, the others wait.
type lazy struct {
	once sync.Once
	n    map[string]int
}

func (l *lazy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	l.once.Do(func() {
		l.n = map[string]int{}
		l.n["x"]++
	})
	_ = l.n[r.URL.Path]
}

// One goroutine at a time.
func turns(words []string) {
	m := map[string]int{}
	for _, w := range words {
		done := make(chan bool)
		go func() {
			m[w]++
			close(done)
		}()
		<-done
	}
	for _, w := range words {
		var wg sync.WaitGroup
		wg.Go(func() { m[w]++ })
		wg.Wait()
	}
}

// A map of each worker, connection and session.
type worker struct{ n map[string]int }

func (w *worker) run(jobs chan string) {
	for j := range jobs {
		w.n[j]++
		w.note(j)
	}
}

func (w *worker) note(j string) {
	if w.n[j] > 10 {
		delete(w.n, j)
	}
}

func workers(n int, jobs chan string) {
	var all []*worker
	for range n {
		w := &worker{n: map[string]int{}}
		all = append(all, w)
		go w.run(jobs)
	}
	for _, w := range all {
		go w.run(jobs)
	}
	for range n {
		go newWorker().run(jobs)
	}
}

func newWorker() *worker { return &worker{n: map[string]int{}} }

// A request that starts goroutines for a map of its own, and waits; two that do so do not meet.
func fanOut(w http.ResponseWriter, r *http.Request) {
	n := map[string]int{}
	done := make(chan bool)
	go func() {
		n["a"]++
		done <- true
	}()
	<-done
	n["b"]++
}

func init() { http.HandleFunc("/fan", fanOut) }

// Read once the goroutine has ended.
type collector struct {
	wg sync.WaitGroup
	n  map[string]int
	in chan string
}

func (c *collector) Start() {
	c.n = map[string]int{}
	c.n["started"]++
	c.wg.Go(c.loop)
}

func (c *collector) loop() {
	for s := range c.in {
		c.n[s]++
	}
}

func (c *collector) Stop() int {
	close(c.in)
	c.wg.Wait()
	return len(c.n)
}

// Who wins a flag is alone.
type gated struct {
	busy atomic.Bool
	n    map[string]int
}

func (g *gated) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if g.busy.CompareAndSwap(false, true) {
		g.n[r.URL.Path]++
		g.busy.Store(false)
	}
}

// A literal for code that is not seen: where it runs, and under which lock, nobody knows.
type Ledger struct {
	mu    sync.Mutex
	spent map[string]int
	open  func(func(string))
}

func (l *Ledger) Load() {
	l.open(func(k string) { l.spent[k]++ })
	index := func(k string) { l.spent[k] += 2 }
	l.open(index)
}

func (l *Ledger) Spend(k string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.spent[k]++
}

func (l *Ledger) Of(k string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.spent[k]
}

// Structs of numbers that count nothing.
type point struct{ x, y int }

type places struct{ at map[string]*point }

func (p *places) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.at[r.URL.Path] = &point{1, 2}
}

// A map that a literal fills for itself, called on many goroutines.
func quorum(w http.ResponseWriter, r *http.Request) {
	most := func(names []string) (best int) {
		seen := map[string]int{}
		for _, name := range names {
			seen[name]++
		}
		for _, n := range seen {
			best = max(best, n)
		}
		return best
	}
	for range 3 {
		go most(r.Header["X"])
	}
}

// Maps of any kind, which may be none of counters.
func merge[K comparable, V any, M ~map[K]V](ms ...M) M {
	out := make(M)
	for _, m := range ms {
		for k, v := range m {
			out[k] = v
		}
	}
	return out
}

// A group is kept by one goroutine: timers send it what is to be done.
type members struct {
	protocols map[string]int
	control   chan func()
	quit      chan struct{}
}

func newMembers() *members {
	m := &members{protocols: map[string]int{}, control: make(chan func()), quit: make(chan struct{})}
	go m.manage()
	return m
}

func (m *members) manage() {
	for {
		select {
		case f := <-m.control:
			f()
		case <-m.quit:
			m.leave("all")
			return
		}
	}
}

func (m *members) after(d time.Duration, f func()) *time.Timer {
	return time.AfterFunc(d, func() {
		select {
		case m.control <- f:
		case <-m.quit:
		}
	})
}

func (m *members) join(name string) {
	m.control <- func() {
		m.protocols[name]++
		m.after(time.Second, func() { m.leave(name) })
	}
}

func (m *members) leave(name string) { m.protocols[name]-- }
