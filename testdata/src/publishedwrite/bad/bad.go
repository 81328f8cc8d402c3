// Package bad writes to objects that others may be reading.
package bad

import (
	"encoding/json"
	"net/http"
	"slices"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
)

type limits struct{ max, used int }

type route struct {
	to   string
	hits int
}

type config struct {
	timeout int
	limits  limits
	extra   *limits
	routes  map[string]*route
	names   []string
	tags    map[string]string
	cells   [4]int
}

type server struct {
	mu  sync.Mutex
	cfg atomic.Pointer[config]
	old atomic.Value
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c := s.cfg.Load()
	c.limits.used++                       // want in-place/error/declared:`used of the object that s\.cfg\.Load \(bad\.go:\d+\) returned is written in place while others use it \(ServeHTTP runs on one goroutine per request`
	c.routes[r.URL.Path].hits += 1        // want in-place/declared:`s\.cfg\.Load`
	s.cfg.Load().extra.max = len(c.names) // want `max of the object that s\.cfg\.Load returned is written in place`
	if rt, ok := c.routes[r.URL.Path]; ok {
		rt.to = "/" // want `s\.cfg\.Load`
	}
	delete(c.tags, r.URL.Path)  // want `loses an entry`
	c.tags["last"] = c.names[0] // want `gets an entry`
}

// Whoever has a lock is not alone with readers that have none.
func (s *server) Reload(timeout int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cfg.Load().timeout = timeout // want in-place/error/betrayed:`timeout is read at bad\.go:\d+`
}

func (s *server) Timeout() int { return s.cfg.Load().timeout }

// atomic.Value, with and without a check.
func (s *server) Names(name string) {
	names := s.old.Load().([]string)
	names[0] = name // want `s\.old\.Load`
	if m, ok := s.old.Load().(map[string]int); ok {
		m[name]++ // want `s\.old\.Load`
	}
	if c, _ := s.old.Load().(*config); c != nil {
		c.timeout = 0 // want `s\.old\.Load`
	}
}

// Through a getter of the package, and through a function that looks something up.
func (s *server) config() *config { return s.cfg.Load() }

func (s *server) route(path string) *route {
	if rt, ok := s.config().routes[path]; ok {
		return rt
	}
	return nil
}

func (s *server) Count(path string) {
	s.config().timeout = 1 // want `in place`
	if rt := s.route(path); rt != nil {
		rt.hits++ // want `in place`
	}
}

// Through helpers: the write stands in them.
func (c *config) rename(i int, name string) {
	c.names[i] = name // want `names`
}

func bump(l *limits) { l.used += 2 } // want `used`

func fill(c config, k string) { c.tags[k] = "" } // want `tags`

func (s *server) Rename(name string) {
	c := s.cfg.Load()
	c.rename(0, name)
	bump(&c.limits)
	fill(*c, name)
	set := c.setTimeout
	set(4)
}

func (c *config) setTimeout(n int) {
	c.timeout = n // want `timeout`
}

// Things that write what they are handed.
func (s *server) Tidy(raw []byte) error {
	c := s.cfg.Load()
	sort.Strings(c.names)                                     // want `changed in place`
	slices.Reverse(c.names)                                   // want `changed in place`
	sort.Slice(c.names, func(i, j int) bool { return i < j }) // want `changed in place`
	clear(c.tags)                                             // want `is cleared`
	copy(c.names[1:], c.names)                                // want `copied into`
	names := append(c.names[:1], c.names[2:]...)              // want `appended to in place`
	_ = names
	c.names = append(c.names, "x") // want `written in place`
	return json.Unmarshal(raw, c)  // want `changed in place`
}

// A copy of the struct still has the maps, slices and pointers of the original.
func (s *server) Shallow(k string) {
	c := *s.cfg.Load()
	c.timeout = 3
	c.tags[k] = "" // want `gets an entry`
	next := &config{tags: s.cfg.Load().tags}
	next.tags[k] = k // want `gets an entry`
	old := s.cfg.Load()
	again := new(config)
	*again = *old
	again.extra.max = 2 // want `written in place`
	again.limits.max = 2
	s.cfg.Store(again)
}

// In a range, in a literal, over an array.
func (s *server) Walk() {
	for _, rt := range s.cfg.Load().routes {
		rt.hits = 0 // want `written in place`
	}
	c := s.cfg.Load()
	each(func(i int) {
		c.cells[i]++ // want `written in place`
	})
	c.cells = [4]int{} // want `written in place`
	*c = config{}      // want `written in place`
}

func each(f func(int)) {
	for i := range 4 {
		f(i)
	}
}

// With something in its place where there is none.
func (s *server) Default() {
	c := s.cfg.Load()
	if c == nil {
		c = &config{}
		s.cfg.Store(c)
	}
	c.timeout = 7 // want `written in place`
}

// Goroutines of one start, and of two.
var current atomic.Pointer[[]int]

func workers() {
	for i := range 4 {
		go func() {
			(*current.Load())[0] = i // want in-place/proven:`go statement in a loop`
		}()
	}
}

// A generic holder, embedded.
type holder[T any] struct{ p atomic.Pointer[T] }

func (h *holder[T]) get() *T { return h.p.Load() }

type registry struct {
	holder[limits]
	seen holder[map[string]bool]
}

func (r *registry) Use() {
	r.get().used++ // want `in place`
}

func (r *registry) See(s string) {
	(*r.seen.get())[strings.ToLower(s)] = true // want `in place`
}

// Local, captured by goroutines.
func local() {
	var p atomic.Pointer[limits]
	p.Store(&limits{})
	for range 3 {
		go func() {
			l := p.Load()
			l.used-- // want in-place/proven:`go statement in a loop`
		}()
	}
}
