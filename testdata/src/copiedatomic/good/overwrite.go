package good

import (
	"sync"
	"sync/atomic"
)

type Gauge struct {
	n    atomic.Int64
	all  Stats
	name string
	mu   sync.Mutex
}

func (g *Gauge) Inc() { g.n.Add(1); g.all.Hit() }

// Setting up is not overwriting.
func (g *Gauge) init(name string) {
	*g = Gauge{name: name}
}

func (g *Gauge) Init() {
	g.n = atomic.Int64{}
	g.all = Stats{}
}

func NewGauge() *Gauge {
	g := &Gauge{}
	g.all = Stats{name: "x"}
	*g = Gauge{}
	g.init("x")
	return g
}

func (g *Gauge) UnmarshalJSON(b []byte) error {
	*g = Gauge{name: string(b)}
	return nil
}

// Reset of a local is nobody's business.
func ResetLocal() int64 {
	var g Gauge
	g.Inc()
	g = Gauge{}
	g.reset()
	return g.n.Load()
}

func (g *Gauge) reset() { *g = Gauge{} }

// Objects from a pool belong to who takes them.
type buffer struct {
	refs atomic.Int32
	data []byte
}

var buffers = sync.Pool{New: func() any { return new(buffer) }}

func (b *buffer) Retain() { b.refs.Add(1) }

func (b *buffer) Release() {
	if b.refs.Add(-1) == 0 {
		b.Reset()
		buffers.Put(b)
	}
}

func (b *buffer) Reset() { *b = buffer{data: b.data[:0]} }

// Zeroing by the method is what the rule asks for.
func (g *Gauge) Zero() {
	g.n.Store(0)
	g.all.hits.Store(0)
	g.name = ""
}

// Every update takes the lock.
type allLocked struct {
	mu sync.Mutex
	st Stats
}

func (a *allLocked) Inc() {
	a.mu.Lock()
	a.st.hits.Add(1)
	a.mu.Unlock()
}

func (a *allLocked) Reset() {
	a.mu.Lock()
	a.st = Stats{}
	a.mu.Unlock()
}

// A map of values may be overwritten: what is in it cannot be updated in place.
func Put(m map[string]Stats, key string) { m[key] = Stats{} }

// A pointer is swung, not a value.
func (s *Server) ResetPointer() { s.byPtr = &Stats{} }

// list is taken back to its beginning with all that it holds: nobody else can be using it.
type list struct {
	arena  *Server
	height atomic.Uint32
}

func (l *list) grow(h uint32) { l.height.CompareAndSwap(h, h+1) }

func (l *list) Reset(a *Server) {
	*l = list{arena: a}
	l.height.Store(1)
}

// begun updates what it has just set.
type begun struct{ n atomic.Int64 }

func (b *begun) Restart() {
	*b = begun{}
	b.n.Add(1)
}

// ByContract is reset while nobody else uses it, says its comment.
type ByContract struct{ n atomic.Int64 }

func (b *ByContract) Inc() { b.n.Add(1) }

// Reset sets all to zero. It must not be called while others
// are counting.
func (b *ByContract) Reset() { *b = ByContract{} }

// session takes up the state of an earlier one; its epoch is set, not counted.
type state struct {
	epoch atomic.Uint32
	peer  string
}

type conn struct {
	mu    sync.Mutex
	state state
}

func (c *conn) setEpoch(n uint32) { c.state.epoch.Store(n) }

func (c *conn) Handshake(resume func() *state) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.state = *resume()
	c.setEpoch(1)
}
