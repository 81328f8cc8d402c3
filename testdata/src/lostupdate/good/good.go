// Package good holds near misses that cannot be run: what they are called from is not there.
package good

import (
	"context"
	"database/sql"
	"net/http"
	"sync"
)

// Counter has no lock, no goroutine and no handler.
type Counter struct{ n int }

// Inc is called by whoever owns the counter.
func (c *Counter) Inc() { c.n++ }

// Total is a package variable that main and init count with.
var total int

func init() { total++ }

// Reader reads for one goroutine, as readers do.
type Reader struct {
	off   int
	lines int64
	buf   []byte
}

// Read advances.
func (r *Reader) Read(p []byte) (int, error) {
	n := copy(p, r.buf[r.off:])
	r.off += n
	return n, nil
}

// A stack per call.
func depth(n int) int {
	max := 0
	var walk func(int)
	walk = func(d int) {
		max++
		if d > 0 {
			walk(d - 1)
		}
	}
	walk(n)
	return max
}

// A server whose handlers count in what is the request's own.
type session struct{ hits int }

type server struct {
	mu       sync.Mutex
	sessions map[string]*session
	active   int
	peak     int
}

func (s *server) get(r *http.Request) *session {
	s.mu.Lock()
	defer s.mu.Unlock()
	x := &session{}
	s.sessions[r.RemoteAddr] = x
	return x
}

func (s *server) enter() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.active++
	s.peak = max(s.peak, s.active)
}

// ServeHTTP counts what it made.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.enter()
	n := 0
	for range r.Header {
		n++
	}
	x := &session{}
	x.hits += n
}

// A transaction belongs to the goroutine that began it.
type tx struct {
	*sql.Tx
	queries int
}

func begin(ctx context.Context, db *sql.DB) (*tx, error) {
	t, err := db.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	x := &tx{Tx: t}
	x.queries++
	return x, nil
}

// Rows of one query.
func (t *tx) query() { t.queries++ }

// A goroutine for each connection, with an object of its own.
type conn struct {
	reads int
	net   chan []byte
}

func accept(incoming <-chan chan []byte) {
	for ch := range incoming {
		c := &conn{net: ch}
		go c.serve()
	}
}

func (c *conn) serve() {
	for range c.net {
		c.reads++
	}
}

// A field that is guarded in most places, before the object is shared.
type guarded struct {
	mu sync.Mutex
	n  int
}

func newGuarded() *guarded {
	g := &guarded{}
	g.n++
	g.init()
	return g
}

func (g *guarded) init() { g.n += 2 }

func (g *guarded) inc() {
	g.mu.Lock()
	g.n++
	g.mu.Unlock()
}

func (g *guarded) dec() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.n--
}

// Only tests call it.
func (g *guarded) bumpForTest() { g.n++ }

// A literal of a function that a goroutine runs works on what that function has.
type progress struct{ items, bytes int }

func walk(n int, f func(int)) {
	visit := func(i int) { f(i) }
	for i := range n {
		visit(i)
	}
}

func (p *progress) scan(n int) {
	walk(n, func(i int) {
		p.items++
		p.bytes += i
	})
}

func scans() {
	for range 4 {
		go func() {
			p := &progress{}
			p.scan(3)
		}()
	}
}

// The objects are those of the goroutine that makes them, whoever else has such a type.
type env struct{ size int }

func build() *env {
	e := &env{}
	e.fill()
	return e
}

func (e *env) fill() {
	for i := range 3 {
		e.size += i
	}
}

// Build makes one here, too.
func Build() int { return build().size }

func builders() {
	for range 2 {
		go build()
	}
}

// The inner lock keeps all of them apart, whatever the outer one does.
type store struct {
	lock   sync.Mutex
	offset int
}

type queue struct {
	lock  sync.Mutex
	store *store
}

func (s *store) move(n int) {
	s.lock.Lock()
	s.offset += n
	s.lock.Unlock()
}

func (s *store) back() {
	s.lock.Lock()
	s.offset--
	s.lock.Unlock()
}

// Move holds both.
func (q *queue) Move() {
	q.lock.Lock()
	q.store.back()
	q.lock.Unlock()
}

// Back holds both.
func (q *queue) Back() {
	q.lock.Lock()
	q.store.back()
	q.lock.Unlock()
}

// Results holds the inner one.
func (q *queue) Results() { q.store.move(2) }

// A goroutine of a helper that holds the lock while it calls.
func holding(mu *sync.Mutex, f func()) {
	mu.Lock()
	defer mu.Unlock()
	f()
}

func StartHolding() {
	var mu sync.Mutex
	n := 0
	var wg sync.WaitGroup
	for range 3 {
		wg.Add(1)
		go holding(&mu, func() { n++; wg.Done() })
	}
	wg.Wait()
}

// MockTransport stands in for a transport in tests, one request after the other.
type MockTransport struct{ calls int }

// RoundTrip counts.
func (m *MockTransport) RoundTrip(*http.Request) (*http.Response, error) {
	m.calls++
	return nil, nil
}
