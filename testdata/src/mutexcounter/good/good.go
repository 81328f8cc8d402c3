// Package good holds mutexes that do more than an atomic could.
package good

import (
	"log"
	"os"
	"sync"
	"time"
)

// Two numbers that belong together.
type pair struct {
	mu   sync.Mutex
	n, m int
}

func (p *pair) Inc() { p.mu.Lock(); p.n++; p.m++; p.mu.Unlock() }

// One each, under one lock.
type either struct {
	mu   sync.Mutex
	n, m int
}

func (e *either) N() { e.mu.Lock(); e.n++; e.mu.Unlock() }
func (e *either) M() { e.mu.Lock(); e.m++; e.mu.Unlock() }

// A conditional update, a maximum, another computation.
type bounded struct {
	mu sync.Mutex
	n  int
}

func (b *bounded) Try() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.n >= 10 {
		return false
	}
	b.n++
	return true
}

type peak struct {
	mu sync.Mutex
	n  int
}

func (p *peak) Max(n int) { p.mu.Lock(); p.n = max(p.n, n); p.mu.Unlock() }

type backoff struct {
	mu sync.Mutex
	n  int
}

func (b *backoff) Double() { b.mu.Lock(); b.n *= 2; b.mu.Unlock() }
func (b *backoff) Twice()  { b.mu.Lock(); b.n += b.n; b.mu.Unlock() }

type negated struct {
	mu sync.Mutex
	n  int
}

func (n *negated) Flip(by int) { n.mu.Lock(); n.n = by - n.n; n.mu.Unlock() }

type bits struct {
	mu sync.Mutex
	n  uint32
}

func (b *bits) Set(bit uint32) { b.mu.Lock(); b.n |= bit; b.mu.Unlock() }

// A log line, I/O, the clock, a channel.
type logged struct {
	mu sync.Mutex
	n  int
}

func (l *logged) Inc() { l.mu.Lock(); defer l.mu.Unlock(); l.n++; log.Print("more") }

type written struct {
	mu sync.Mutex
	n  int
	f  *os.File
}

func (w *written) Write(b []byte) { w.mu.Lock(); w.n += len(b); w.f.Write(b); w.mu.Unlock() }

type stamped struct {
	mu sync.Mutex
	at int64
}

func (s *stamped) Touch() { s.mu.Lock(); s.at = time.Now().Unix(); s.mu.Unlock() }

type signalled struct {
	mu sync.Mutex
	n  int
	ch chan int
}

func (s *signalled) Inc() { s.mu.Lock(); s.n++; s.ch <- s.n; s.mu.Unlock() }

// Exported, embedded, handed out, part of a Cond, tried.
type Open struct {
	Mu sync.Mutex
	n  int
}

func (o *Open) Inc() { o.Mu.Lock(); o.n++; o.Mu.Unlock() }

type embedded struct {
	sync.Mutex
	n int
}

func (e *embedded) Inc() { e.Lock(); e.n++; e.Unlock() }

type lent struct {
	mu sync.Mutex
	n  int
}

func (l *lent) Inc()                { l.mu.Lock(); l.n++; l.mu.Unlock() }
func (l *lent) Locker() sync.Locker { return &l.mu }

type waiting struct {
	mu   sync.Mutex
	cond *sync.Cond
	n    int
}

func newWaiting() *waiting { w := &waiting{}; w.cond = sync.NewCond(&w.mu); return w }
func (w *waiting) Inc()    { w.mu.Lock(); w.n++; w.mu.Unlock(); w.cond.Signal() }

type tried struct {
	mu sync.Mutex
	n  int
}

func (t *tried) Inc() {
	if t.mu.TryLock() {
		t.n++
		t.mu.Unlock()
	}
}

// A section that handles it in two steps, through a function, or looks at something else.
type twice struct {
	mu sync.Mutex
	n  int
}

func (t *twice) Add() { t.mu.Lock(); t.n++; t.n += 2; t.mu.Unlock() }

type helped struct {
	mu sync.Mutex
	n  int
}

func (h *helped) Inc() { h.mu.Lock(); h.inc(); h.mu.Unlock() }
func (h *helped) inc() { h.n++ }

type snapshot struct {
	mu   sync.Mutex
	n    int
	name string
}

func (s *snapshot) Inc()               { s.mu.Lock(); s.n++; s.mu.Unlock() }
func (s *snapshot) Get() (int, string) { s.mu.Lock(); defer s.mu.Unlock(); return s.n, s.name }

// No integers.
type float struct {
	mu sync.Mutex
	f  float64
}

func (f *float) Add(x float64) { f.mu.Lock(); f.f += x; f.mu.Unlock() }

type flag struct {
	mu sync.Mutex
	on bool
}

func (f *flag) Set(on bool) { f.mu.Lock(); f.on = on; f.mu.Unlock() }

type table struct {
	mu sync.Mutex
	m  map[string]int
	xs [4]int
}

func (t *table) Inc(k string) { t.mu.Lock(); t.m[k]++; t.mu.Unlock() }

type slots struct {
	mu sync.Mutex
	xs [4]int
}

func (s *slots) Inc(i int) { s.mu.Lock(); s.xs[i]++; s.mu.Unlock() }

// Others have the number's address, write it without the lock, or can see it: encoders do.
type given struct {
	mu sync.Mutex
	n  int
}

func (g *given) Inc()      { g.mu.Lock(); g.n++; g.mu.Unlock() }
func (g *given) Ptr() *int { return &g.n }

type raced struct {
	mu sync.Mutex
	n  int
}

func (r *raced) Inc()   { r.mu.Lock(); r.n++; r.mu.Unlock() }
func (r *raced) Clear() { r.n = 0 }

type shown struct {
	mu sync.Mutex
	N  int
}

func (s *shown) Inc() { s.mu.Lock(); s.N++; s.mu.Unlock() }

// Used to wait for whoever is inside.
type gate struct {
	mu sync.Mutex
	n  int
}

func (g *gate) Inc()  { g.mu.Lock(); g.n++; g.mu.Unlock() }
func (g *gate) Wait() { g.mu.Lock(); g.mu.Unlock() }

// Held across a call, given up elsewhere.
type split struct {
	mu sync.Mutex
	n  int
}

func (s *split) begin() { s.mu.Lock(); s.n++ }
func (s *split) end()   { s.mu.Unlock() }

// Somebody else's number.
type shared struct {
	mu sync.Mutex
	n  *int
}

func (s *shared) Inc() { s.mu.Lock(); *s.n++; s.mu.Unlock() }
