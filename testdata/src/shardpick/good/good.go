// Package good picks shards well, or picks what is no shard of a counter.
package good

import (
	"math/bits"
	"math/rand"
	randv2 "math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"time"
)

type shard struct {
	n atomic.Int64
	_ [56]byte
}

type counter struct {
	mu     sync.Mutex
	rng    *rand.Rand
	shards [16]shard
	next   atomic.Uint32
	pool   sync.Pool
}

func (c *counter) v2()          { c.shards[randv2.IntN(16)].n.Add(1) }
func (c *counter) v2masked()    { c.shards[randv2.Uint32()&15].n.Add(1) }
func (c *counter) v1new()       { c.shards[rand.Intn(len(c.shards))].n.Add(1) } // lock-free since Go 1.20
func (c *counter) roundRobin()  { c.shards[c.next.Add(1)%16].n.Add(1) }
func (c *counter) key(h uint64) { c.shards[h&15].n.Add(1) }
func (c *counter) worker(i int) { c.shards[i%16].n.Add(1) }

func (c *counter) sum() (total int64) {
	for i := range c.shards {
		total += c.shards[i].n.Load()
	}
	return total
}

// A generator of its own per worker, without a lock.
func (c *counter) run(jobs <-chan int) {
	rng := rand.New(rand.NewSource(time.Now().UnixNano()))
	for range jobs {
		c.shards[rng.Intn(16)].n.Add(1)
	}
}

// Drawn once for many updates.
func (c *counter) once(jobs <-chan int) {
	i := time.Now().UnixNano() % 16
	for range jobs {
		c.shards[i].n.Add(1)
	}
}

func (c *counter) closure() func() {
	c.mu.Lock()
	i := c.rng.Intn(16)
	c.mu.Unlock()
	return func() { c.shards[i].n.Add(1) }
}

type handle struct {
	c   *counter
	idx int64
}

func (c *counter) handle() *handle { return &handle{c: c, idx: time.Now().UnixNano() % 16} }
func (h *handle) inc()             { h.c.shards[h.idx].n.Add(1) }

// An index held by a pool.
func (c *counter) pooled() {
	i := c.pool.Get().(*int)
	c.shards[*i].n.Add(1)
	c.pool.Put(i)
}

func (c *counter) pooledRand() {
	r := c.pool.Get().(*rand.Rand)
	c.shards[r.Intn(16)].n.Add(1)
	c.pool.Put(r)
}

// A shared generator without a lock is a race, and not this one's business.
func (c *counter) unlocked() { c.shards[c.rng.Intn(16)].n.Add(1) }

// The lock is given back before the draw.
func (c *counter) released() {
	c.mu.Lock()
	c.mu.Unlock()
	c.shards[c.rng.Intn(16)].n.Add(1)
}

// The worker's lock guards the worker's generator, against a rare reader.
type worker struct {
	mu  sync.Mutex
	rng *rand.Rand
	c   *counter
}

func (w *worker) inc() {
	w.mu.Lock()
	i := w.rng.Intn(16)
	w.mu.Unlock()
	w.c.shards[i].n.Add(1)
}

// Each worker has a locked generator of its own.
type lockedRand struct {
	mu sync.Mutex
	r  *rand.Rand
}

func (l *lockedRand) intn(n int) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.r.Intn(n)
}

type lockedWorker struct {
	rand lockedRand
	c    *counter
}

func (w *lockedWorker) inc() { w.c.shards[w.rand.intn(16)].n.Add(1) }

// A random cell is read as an estimate.
func (c *counter) estimate() int64 {
	return c.shards[time.Now().UnixNano()%16].n.Load() * 16
}

// Buckets of time.
type window struct{ cells [60]shard }

func (w *window) bySecond()  { w.cells[time.Now().Second()].n.Add(1) }
func (w *window) byUnix()    { w.cells[time.Now().Unix()%60].n.Add(1) }
func (w *window) byDivided() { w.cells[time.Now().UnixNano()/int64(time.Second)%60].n.Add(1) }
func (w *window) byShift()   { w.cells[time.Now().UnixNano()>>30%60].n.Add(1) }
func (w *window) byMilli()   { w.cells[time.Now().UnixMilli()%60].n.Add(1) }
func (w *window) byRemainder() {
	within := time.Now().UnixNano() % int64(time.Minute)
	w.cells[within/int64(time.Second)].n.Add(1)
}
func (w *window) at(t time.Time) { w.cells[t.UnixNano()%60].n.Add(1) }

func (w *window) sum() (total int64) {
	for i := range w.cells {
		total += w.cells[i].n.Load()
	}
	return total
}

// A load balancer picks an object, which counts its own work.
type backend struct {
	addr  string
	calls atomic.Int64
}

type balancer struct {
	mu       sync.Mutex
	rng      *rand.Rand
	backends []*backend
}

func (b *balancer) pick() *backend {
	b.mu.Lock()
	defer b.mu.Unlock()
	be := b.backends[b.rng.Intn(len(b.backends))]
	be.calls.Add(1)
	return be
}

func (b *balancer) total() (n int64) {
	for _, be := range b.backends {
		n += be.calls.Load()
	}
	return n
}

// A sample replaces a random element; nothing is added.
type reservoir struct {
	mu     sync.Mutex
	rng    *rand.Rand
	values []int64
	n      int64
}

func (r *reservoir) observe(v int64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.n++
	r.values[r.rng.Int63n(int64(len(r.values)))] = v
}

func (r *reservoir) mean() (sum int64) {
	for _, v := range r.values {
		sum += v
	}
	return sum / int64(len(r.values))
}

// The same with atomics.
type atomicReservoir struct{ cells [64]atomic.Int64 }

func (r *atomicReservoir) observe(v int64) { r.cells[time.Now().UnixNano()%64].Store(v) }

func (r *atomicReservoir) mean() (sum int64) {
	for i := range r.cells {
		sum += r.cells[i].Load()
	}
	return sum / 64
}

// How often each side came up: the numbers are the result, one by one.
var sides [6]atomic.Int64

func roll() { sides[time.Now().UnixNano()%6].Add(1) }

func show(print func(int64)) {
	for i := range sides {
		print(sides[i].Load())
	}
}

// Plain integers under one lock are no shards.
type grid struct {
	mu    sync.Mutex
	rng   *rand.Rand
	cells []int
}

func (g *grid) grow() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.cells[g.rng.Intn(len(g.cells))]++
}

func (g *grid) sum() (n int) {
	for _, c := range g.cells {
		n += c
	}
	return n
}

// Masks that fit.
var (
	sixteen [16]shard
	rounded = make([]shard, 1<<bits.Len(uint(runtime.NumCPU()-1)))
	shards  = make([]shard, size())
)

func size() int { return 12 }

func masked(h uint)   { sixteen[h&uint(len(sixteen)-1)].n.Add(1) }
func maskLen(h uint)  { rounded[h&uint(len(rounded)-1)].n.Add(1) }
func maskCall(h uint) { shards[h&uint(len(shards)-1)].n.Add(1) }

// The mask leaves cells out on purpose: it is not the length less one.
var spare [20]shard

func lower(h uint32) { spare[h&15].n.Add(1) }
func flags(h uint32) { spare[h&3].n.Add(1) }

// The number is rounded up in a loop.
type table struct {
	cells []shard
	mask  uint32
}

func newTable() *table {
	n := runtime.GOMAXPROCS(0)
	for n&(n-1) != 0 {
		n++
	}
	return &table{cells: make([]shard, n), mask: uint32(n - 1)}
}

func (t *table) inc(h uint32) { t.cells[h&t.mask].n.Add(1) }

func newRounded(n int) *table {
	n = roundUp(runtime.NumCPU())
	return &table{cells: make([]shard, n), mask: uint32(n - 1)}
}

func roundUp(n int) int { return 1 << bits.Len(uint(n)) }

// A histogram's buckets are found by value.
type histogram struct{ buckets [12]atomic.Uint64 }

func (h *histogram) observe(v uint) { h.buckets[v&11].Add(1) }

// A whole stack is printed, no id is parsed.
func trace() int {
	buf := make([]byte, 1<<16)
	return runtime.Stack(buf, true)
}

func (c *counter) byTrace() { c.shards[trace()%16].n.Add(1) }

// The index comes from outside.
func (c *counter) given(pick func(n int) int) { c.shards[pick(16)].n.Add(1) }

// Accounts with a lock each, and a sum that checks the books.
type account struct {
	mu      sync.Mutex
	balance int64
}

type bank struct {
	mu       sync.Mutex
	rng      *rand.Rand
	accounts []account
}

func (b *bank) gift() {
	b.mu.Lock()
	i := b.rng.Intn(len(b.accounts))
	b.mu.Unlock()
	a := &b.accounts[i]
	a.mu.Lock()
	a.balance++
	a.mu.Unlock()
}

func (b *bank) total() (sum int64) {
	for i := range b.accounts {
		b.accounts[i].mu.Lock()
		sum += b.accounts[i].balance
		b.accounts[i].mu.Unlock()
	}
	return sum
}

// The cells count what the backends do that the same index picks.
type spread struct {
	mu     sync.Mutex
	rng    *rand.Rand
	serve  []func()
	active []atomic.Int64
}

func (s *spread) call() {
	s.mu.Lock()
	i := s.rng.Intn(len(s.serve))
	s.mu.Unlock()
	s.active[i].Add(1)
	defer s.active[i].Add(-1)
	s.serve[i]()
}

func (s *spread) load() (n int64) {
	for i := range s.active {
		n += s.active[i].Load()
	}
	return n
}

// How a random choice is spread is the result, whatever their sum.
type trial struct {
	mu   sync.Mutex
	rng  *rand.Rand
	hits [6]atomic.Int64
}

func (t *trial) roll() {
	t.mu.Lock()
	i := t.rng.Intn(len(t.hits))
	t.mu.Unlock()
	t.hits[i].Add(1)
}

func (t *trial) print(f func(side int, n, total int64)) {
	total := int64(0)
	for i := range t.hits {
		total += t.hits[i].Load()
	}
	for i := range t.hits {
		f(i, t.hits[i].Load(), total)
	}
}

// The caller's number is rounded up, or a power of two.
func newGiven(n int) *given {
	n = roundUp(n)
	return &given{cells: make([]shard, n), mask: uint32(n - 1)}
}

func newPower(n int) *power { return &power{cells: make([]shard, n), mask: uint32(n - 1)} }

type (
	given struct {
		cells []shard
		mask  uint32
	}
	power struct {
		cells []shard
		mask  uint32
	}
)

var (
	tenRounded = newGiven(10)
	eight      = newPower(8)
)

func (g *given) inc(h uint32) { g.cells[h&g.mask].n.Add(1) }
func (p *power) inc(h uint32) { p.cells[h&p.mask].n.Add(1) }

// A bucket of time, by way of a function.
func bucket(nanos int64) int { return int(nanos / int64(time.Second) % 60) }

func (w *window) byFunction() { w.cells[bucket(time.Now().UnixNano())].n.Add(1) }

// A cell of bare integers is read, not changed.
var plainShards [16]int64

func addPlain(h int) { atomic.AddInt64(&plainShards[h%16], 1) }

func readPlain() int64 {
	v := plainShards[time.Now().UnixNano()%16]
	return v
}
