package proof

import (
	"net/http"
	"sync"
)

// A lock dropped around a whole method: what else the method does without it is no evidence that none is needed.

// Reservoir keeps values and how many there were.
type Reservoir struct {
	mu     sync.Mutex
	count  int
	values []int
}

// Add forgets the lock, reads the number again and writes a sibling of it.
func (r *Reservoir) Add(v int) {
	r.count++ // want unguarded/betrayed:"Reservoir.mu is not held here"
	if r.count > 8 {
		r.values = r.values[:0]
	}
	r.values = append(r.values, v)
}

// Clear is right.
func (r *Reservoir) Clear() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.count = 0
	r.values = nil
}

// Snapshot is right.
func (r *Reservoir) Snapshot() (int, []int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.count, append([]int(nil), r.values...)
}

// A helper of an unexported type, behind a field of an exported one.

type state struct {
	mu  sync.RWMutex
	cur int
}

func (s *state) add() {
	s.mu.RLock()
	defer s.mu.RUnlock()
	s.cur++ // want read-lock/betrayed:"state.mu is held for reading only"
}

func (s *state) set(n int) {
	s.mu.Lock()
	s.cur = n
	s.mu.Unlock()
}

// Rule runs.
type Rule struct{ state *state }

// Exec counts.
func (r *Rule) Exec() { r.state.add() }

// Reset sets back.
func (r *Rule) Reset() { r.state.set(0) }

// The same in an element of a slice, with an embedded lock.

type bucket struct {
	sync.RWMutex
	gen int
}

func (b *bucket) turn() {
	b.RLock()
	b.gen++ // want read-lock:"is held for reading only"
	b.RUnlock()
}

// Buckets turn.
type Buckets struct{ all [4]bucket }

// Turn counts in one of them.
func (b *Buckets) Turn(i int) { b.all[i%4].turn() }

// The same in a package variable.

type words struct {
	mu    sync.RWMutex
	chars int
}

var spelling words

func (w *words) put(s string) {
	w.mu.RLock()
	w.chars += len(s) // want read-lock:"is held for reading only"
	w.mu.RUnlock()
}

// Spell counts letters.
func Spell(s string) { spelling.put(s) }

// The lock of a container is that of its elements too.

type conn struct{ refs int }

// Pool holds connections.
type Pool struct {
	mu    sync.Mutex
	conns map[string]*conn
}

// Take is right.
func (p *Pool) Take(k string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := p.conns[k]
	c.refs++
	if c.refs > 100 {
		c.refs = 0
	}
}

// Drop forgets the lock.
func (p *Pool) Drop(c *conn) {
	c.refs-- // want unguarded-far/betrayed:"Pool.mu is not held here"
}

type book struct{ read int }

// Shelf holds books.
type Shelf struct {
	mu    sync.RWMutex
	books map[string]*book
}

// Touch takes it for reading.
func (s *Shelf) Touch(k string) {
	s.mu.RLock()
	s.books[k].read++ // want read-lock:"Shelf.mu is held for reading only"
	s.mu.RUnlock()
}

// A literal that is handed out runs when its callers like.

// Calls counts calls that run.
type Calls struct {
	mu   sync.Mutex
	n    int
	most int
}

// Begin is right, the function that it returns is not.
func (c *Calls) Begin() func() {
	c.mu.Lock()
	c.n++
	c.most = max(c.most, c.n)
	c.mu.Unlock()
	return func() {
		c.n-- // want unguarded:"Calls.mu is not held here"
	}
}

// Reset is right.
func (c *Calls) Reset() {
	c.mu.Lock()
	c.n, c.most = 0, 0
	c.mu.Unlock()
}

// Holds counts holders, each of which lets go once.
type Holds struct {
	mu   sync.Mutex
	refs int
}

// Hold is right, the function that it returns is not.
func (h *Holds) Hold() func() {
	h.mu.Lock()
	h.refs++
	h.mu.Unlock()
	return sync.OnceFunc(func() {
		h.refs-- // want unguarded:"Holds.mu is not held here"
	})
}

// Empty is right.
func (h *Holds) Empty() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.refs == 0
}

// Methods that the package calls through an interface alone.

type source interface{ send() }

type limited struct {
	mu      sync.Mutex
	pending int
}

func (l *limited) send() {
	l.pending++ // want unguarded:"limited.mu is not held here"
}

// Done is right.
func (l *limited) Done() {
	l.mu.Lock()
	l.pending--
	if l.pending < 0 {
		l.pending = 0
	}
	l.mu.Unlock()
}

type throttled struct {
	mu   sync.RWMutex
	sent int
}

func (t *throttled) send() {
	t.mu.RLock()
	t.sent++ // want read-lock:"throttled.mu is held for reading only"
	t.mu.RUnlock()
}

// Send sends.
func Send(s source) { s.send() }

// A handler that goes on to start a goroutine does not prepare for it.

type tracker struct{ seen int }

// ServeHTTP counts.
func (t *tracker) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	t.seen++ // want goroutines/declared:"ServeHTTP runs on one goroutine per request"
	done := make(chan bool)
	go func() { done <- true }()
	<-done
}
