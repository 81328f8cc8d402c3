// Package mask picks shards by masks of lengths that are no powers of two.
package mask

import (
	"hash/maphash"
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
)

type shard struct {
	n atomic.Int64
	_ [56]byte
}

const (
	lanes    = 10
	laneMask = lanes - 1
)

var twelve [12]shard

func literal(h uint32) {
	twelve[h&11].n.Add(1) // want mask/fix:`h & 11 reaches only 8 of the 12 cells of twelve, as 12 is no power of two; use the remainder, or a length that is a power of two`
}

func length(h uint) {
	twelve[h&uint(len(twelve)-1)].n.Add(1) // want mask/fix:`reaches only 8 of the 12 cells`
}

func lengthParen() {
	i := rand.Uint64() & (uint64(len(twelve)) - 1) // want mask/fix:`rand\.Uint64\(\) & \(uint64\(len\(twelve\)\) - 1\) reaches only 8 of the 12 cells`
	twelve[i].n.Add(1)
}

func signed(h int) {
	twelve[h&(len(twelve)-1)].n.Add(1) // want mask:`reaches only 8 of the 12 cells`
}

var ten = make([]shard, lanes)

func named(h uint64) {
	ten[h&laneMask].n.Add(1) // want mask:`h & laneMask reaches only 4 of the 10 cells of ten`
}

func spelled(h uint64) {
	ten[h&(lanes-1)].n.Add(1) // want mask/fix:`reaches only 4 of the 10 cells of ten`
}

func reversed(h uint64) {
	ten[laneMask&h].n.Add(1) // want mask:`laneMask & h reaches only 4 of the 10`
}

// As many cells as processors.
type Counter struct {
	shards []shard
	mask   uint64
	seed   maphash.Seed
}

func New() *Counter {
	n := runtime.NumCPU()
	return &Counter{shards: make([]shard, n), mask: uint64(n - 1), seed: maphash.MakeSeed()}
}

func (c *Counter) Inc() {
	c.shards[rand.Uint64()&c.mask].n.Add(1) // want mask:`rand\.Uint64\(\) & c\.mask reaches every cell of c\.shards only if their number is a power of two, and it is runtime\.NumCPU\(\) \(mask\.go:\d+\)`
}

func (c *Counter) IncKey(key string) {
	h := maphash.String(c.seed, key)
	s := &c.shards[h&uint64(len(c.shards)-1)] // want mask/fix:`reaches every cell of c\.shards only if`
	s.n.Add(1)
}

type old struct{ stripes []uint64 }

func newOld() *old { return &old{stripes: make([]uint64, 2*runtime.GOMAXPROCS(0))} }

func (o *old) inc(h uint32) {
	mask := uint32(len(o.stripes) - 1)
	atomic.AddUint64(&o.stripes[h&mask], 1) // want mask:`it is runtime\.GOMAXPROCS\(0\)`
}

func (o *old) sum() (n uint64) {
	for i := range o.stripes {
		n += atomic.LoadUint64(&o.stripes[i])
	}
	return n
}

// A pointer to an array, cells with a mutex, and a helper for the index.
type locked struct {
	sync.Mutex
	n int
}

type set struct{ cells *[100]locked }

func (s *set) index(h uint8) uint8 { return h & 99 } // want mask/fix:`h & 99 reaches only 16 of the 100 cells`

func (s *set) inc(h uint8) {
	c := &s.cells[s.index(h)]
	c.Lock()
	defer c.Unlock()
	c.n++
}

type typed[K ~uint32 | ~uint64] struct{ lanes [6]atomic.Int64 }

func (t *typed[K]) inc(k K) {
	t.lanes[k&5].Add(1) // want mask:`k & 5 reaches only 4 of the 6`
}

// The number of cells comes from the caller.
type given struct {
	shards []shard
	mask   uint32
}

func newGiven(n int) *given { return &given{shards: make([]shard, n), mask: uint32(n - 1)} }

var (
	tenGiven   = newGiven(10)
	eightGiven = newGiven(8)
)

func (g *given) inc(h uint32) {
	g.shards[h&g.mask].n.Add(1) // want mask:`h & g\.mask reaches only 4 of the 10 cells that g\.shards gets at mask\.go:\d+, as 10 is no power of two`
}

func (g *given) incLen(h uint32) {
	g.shards[h&uint32(len(g.shards)-1)].n.Add(1) // want mask/fix:`reaches only 4 of the 10 cells that g\.shards gets`
}

// A method value and a method expression add, too.
type values struct{ lanes [5]atomic.Int64 }

func (v *values) adder(h uint) func(int64) int64 {
	return v.lanes[h&4].Add // want mask/fix:`h & 4 reaches only 2 of the 5`
}

func (v *values) expression(h uint) {
	(*atomic.Int64).Add(&v.lanes[h&uint(len(v.lanes)-1)], 1) // want mask/fix:`reaches only 2 of the 5`
}
