// Package good changes what no one else sees, or what has a lock.
package good

import (
	"maps"
	"net/http"
	"slices"
	"sync"
	"sync/atomic"
)

type config struct {
	timeout int
	names   []string
	tags    map[string]string
	inner   *config
}

func (c *config) clone() *config {
	next := *c
	next.tags = maps.Clone(c.tags)
	next.names = slices.Clone(c.names)
	return &next
}

type server struct {
	mu  sync.Mutex
	cfg atomic.Pointer[config]
	val atomic.Value
}

// Clones, by hand and by library.
func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for {
		old := s.cfg.Load()
		next := old.clone()
		next.tags["a"] = "b"
		next.names[0] = "c"
		next.timeout++
		if s.cfg.CompareAndSwap(old, next) {
			return
		}
	}
}

func (s *server) Set(k, v string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	next := *s.cfg.Load()
	next.timeout = 4
	next.tags = maps.Clone(next.tags)
	next.tags[k] = v
	next.names = append([]string(nil), next.names...)
	next.names[0] = v
	s.cfg.Store(&next)
}

func (s *server) Names(name string) {
	old, _ := s.val.Load().([]string)
	next := make([]string, len(old), len(old)+1)
	copy(next, old)
	next[0] = name
	next = append(next, name)
	slices.Sort(next)
	s.val.Store(next)
}

// A struct by value is a copy.
func (s *server) Value() int {
	c, ok := s.val.Load().(config)
	if !ok {
		return 0
	}
	c.timeout = 3
	c.names = nil
	return c.timeout
}

// A copy that a helper completes.
func (s *server) Completed(k string) *config {
	c := *s.cfg.Load()
	complete(&c)
	c.tags[k] = k
	return &c
}

func complete(c *config) { c.tags = maps.Clone(c.tags) }

// Cloned the first time something changes.
func (s *server) Lazily(changes map[string]string) {
	tags := s.cfg.Load().tags
	cloned := false
	for k, v := range changes {
		if tags[k] == v {
			continue
		}
		if !cloned {
			tags = maps.Clone(tags)
			cloned = true
		}
		tags[k] = v
	}
	s.cfg.Store(&config{tags: tags})
}

// Before anybody else can see it.
func newServer() *server {
	s := &server{}
	s.cfg.Store(&config{tags: map[string]string{}})
	c := s.cfg.Load()
	c.timeout = 10
	c.tags["first"] = ""
	return s
}

// The object has a lock of its own, or atomics.
type guarded struct {
	mu sync.Mutex
	n  int
	m  map[string]int
}

type counted struct {
	hits atomic.Int64
	old  int64
}

type once struct {
	sync.Once
	parsed []string
}

type pool struct {
	g atomic.Pointer[guarded]
	c atomic.Pointer[counted]
	o atomic.Pointer[once]
	r atomic.Pointer[ring]
}

func (p *pool) Hit(k string) {
	g := p.g.Load()
	g.mu.Lock()
	defer g.mu.Unlock()
	g.n++
	g.m[k]++
}

func (p *pool) Count() {
	c := p.c.Load()
	c.hits.Add(1)
	atomic.AddInt64(&c.old, 1)
}

func (p *pool) Parsed() []string {
	o := p.o.Load()
	o.Do(func() { o.parsed = []string{"x"} })
	return o.parsed
}

// An atomic hands out the index.
type ring struct{ slots []int }

var at atomic.Int64

func (p *pool) Push(n int) {
	r := p.r.Load()
	i := at.Add(1) % int64(len(r.slots))
	r.slots[i] = n
}

// All that touch the field hold the lock: the pointer is read without it for other fields.
type state struct{ name, pending string }

type tracker struct {
	mu sync.Mutex
	st atomic.Pointer[state]
}

func (t *tracker) Name() string { return t.st.Load().name }

func (t *tracker) Queue(s string) {
	t.mu.Lock()
	t.st.Load().pending = s
	t.mu.Unlock()
}

func (t *tracker) Take() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.st.Load().pending
}

// A stack: who wins the CompareAndSwap has the node for itself.
type node struct {
	next *node
	v    int
}

type stack struct{ head atomic.Pointer[node] }

func (s *stack) Push(v int) {
	n := &node{v: v}
	for {
		n.next = s.head.Load()
		if s.head.CompareAndSwap(n.next, n) {
			return
		}
	}
}

func (s *stack) Pop() *node {
	for {
		n := s.head.Load()
		if n == nil {
			return nil
		}
		if s.head.CompareAndSwap(n, nil) {
			n.next = nil
			return n
		}
	}
}

// One goroutine alone.
var only atomic.Pointer[config]

func init() {
	only.Store(&config{})
	only.Load().timeout = 2
}

// A swap hands the old object over.
func (s *server) Drain() {
	if old := s.cfg.Swap(&config{}); old != nil {
		old.timeout = 0
	}
}

// After all have gone.
func joined() int {
	var p atomic.Pointer[config]
	p.Store(&config{})
	var wg sync.WaitGroup
	for range 3 {
		wg.Go(func() { _ = p.Load().timeout })
	}
	wg.Wait()
	p.Load().timeout = 3
	return p.Load().timeout
}

// Other objects of the same type.
func (s *server) Other(c *config) {
	c.timeout = s.cfg.Load().timeout
	c.inner = s.cfg.Load()
	mine := &config{inner: &config{}}
	mine.inner.timeout = s.cfg.Load().timeout
	local := s.cfg.Load()
	local = &config{}
	local.timeout = 3
}

// A source with a lock is published, one without is private: the object knows which one it is.
type source interface{ next() int }

type lockedSource struct {
	mu sync.Mutex
	n  int
}

func (l *lockedSource) next() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.n++
	return l.n
}

func (l *lockedSource) reset(left *int) {
	l.mu.Lock()
	l.n, *left = 0, 0
	l.mu.Unlock()
}

type reader struct {
	src  source
	left int
}

func (r *reader) Reset() {
	if l, ok := r.src.(*lockedSource); ok {
		l.reset(&r.left)
		return
	}
	r.left = 0
}

var shared atomic.Pointer[reader]

func Publish() { shared.Store(&reader{src: &lockedSource{}}) }

func Reset() { shared.Load().Reset() }

// The field of the same type elsewhere is read without a lock, but nobody publishes that object.
type window struct{ from, to int }

type windows struct {
	mu   sync.Mutex
	open atomic.Pointer[window]
	last *window
}

func (w *windows) Extend(to int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.open.Load().to = to
}

func (w *windows) Last() int { return w.last.to }
