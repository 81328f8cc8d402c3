// Package rand picks shards by a generator that all writers share.
package rand

import (
	"math/rand"
	randv2 "math/rand/v2"
	"sync"
	"sync/atomic"

	"shardpick/lib"
)

type shard struct {
	n atomic.Int64
	_ [56]byte
}

type counter struct {
	mu     sync.Mutex
	rng    *rand.Rand
	shards []shard
}

func newCounter(n int) *counter {
	return &counter{rng: rand.New(rand.NewSource(1)), shards: make([]shard, n)}
}

func (c *counter) inc() {
	c.mu.Lock()
	i := c.rng.Intn(len(c.shards)) // want locked-rand:`c\.rng\.Intn picks the cell of c\.shards under the lock c\.mu, so that all writers meet at that lock; use the top-level functions of math/rand/v2`
	c.mu.Unlock()
	c.shards[i].n.Add(1)
}

func (c *counter) sum() (total int64) {
	for i := range c.shards {
		total += c.shards[i].n.Load()
	}
	return total
}

// pick hands the cell on.
func (c *counter) pick() *shard {
	c.mu.Lock()
	defer c.mu.Unlock()
	return &c.shards[c.rng.Uint32()%uint32(len(c.shards))] // want locked-rand:`c\.rng\.Uint32 picks`
}

func (c *counter) add(n int64) { c.pick().n.Add(n) }

// index hands the index on.
func (c *counter) index() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.rng.Intn(len(c.shards)) // want locked-rand:`c\.rng\.Intn picks the cell of c\.shards under the lock c\.mu`
}

func (c *counter) addIndexed(n int64) { c.shards[c.index()].n.Add(n) }

// The lock and the generator are package variables, the cells old-style integers.
var (
	rngMu sync.Mutex
	rng   = randv2.New(randv2.NewPCG(1, 2))
	cells [16]int64
)

func hit() {
	rngMu.Lock()
	r := rng.Uint64()
	rngMu.Unlock()
	atomic.AddInt64(&cells[r%16], 1) // want locked-rand:`rng\.Uint64 picks the cell of cells under the lock rngMu`
}

func hits() int64 {
	var total int64
	for i := 0; i < len(cells); i++ {
		total += atomic.LoadInt64(&cells[i])
	}
	return total
}

// The lock is in the source.
type lockedSource struct {
	mu  sync.Mutex
	src rand.Source64
}

func (s *lockedSource) Int63() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.src.Int63()
}

func (s *lockedSource) Seed(seed int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.src.Seed(seed)
}

var safe = rand.New(&lockedSource{src: rand.NewSource(1).(rand.Source64)})

var stripes [8]struct {
	mu sync.Mutex
	n  int
}

func visit() {
	s := &stripes[safe.Intn(len(stripes))] // want locked-rand:`safe\.Intn picks the cell of stripes under the lock in lockedSource`
	s.mu.Lock()
	s.n++
	s.mu.Unlock()
}

// The mutex and the generator are embedded, the cells are pointers to a type of another package.
type base struct {
	sync.Mutex
	*rand.Rand
}

type striped struct {
	base
	lanes []*lib.Cell
}

func (s *striped) inc() {
	s.Lock()
	lane := s.lanes[s.Intn(len(s.lanes))] // want locked-rand:`s\.Intn picks the cell of s\.lanes under the lock s, so`
	s.Unlock()
	lane.Add(1)
}

func (s *striped) sum() int64 {
	var total int64
	for _, l := range s.lanes {
		total = total + l.Load()
	}
	return total
}

// A generic counter, and a closure.
type number interface{ ~int64 | ~uint64 }

type generic[T number] struct {
	mu    sync.Mutex
	rng   *randv2.Rand
	cells [32]struct {
		mu sync.Mutex
		n  T
		_  [48]byte
	}
}

func (g *generic[T]) adder() func(T) {
	return func(n T) {
		g.mu.Lock()
		i := g.rng.IntN(len(g.cells)) // want locked-rand:`g\.rng\.IntN picks the cell of g\.cells under the lock g\.mu`
		g.mu.Unlock()
		c := &g.cells[i]
		c.mu.Lock()
		c.n += n
		c.mu.Unlock()
	}
}

// The generator has a type of its own with the lock in it.
type lockedRand struct {
	mu sync.Mutex
	r  *rand.Rand
}

func (l *lockedRand) intn(n int) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.r.Intn(n) // want locked-rand:`l\.r\.Intn picks the cell of c\.shards under the lock l\.mu`
}

type wrapped struct {
	rand   lockedRand
	shards []shard
}

func (c *wrapped) inc() { c.shards[c.rand.intn(len(c.shards))].n.Add(1) }

var random = &lockedRand{r: rand.New(rand.NewSource(1))}

func (c *wrapped) incGlobal() { c.shards[random.intn(len(c.shards))].n.Add(1) }
