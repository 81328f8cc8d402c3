package counter

// The types here fix how a number is kept; Counter and UpDown choose for themselves.

import (
	"runtime"
	"sync/atomic"

	"github.com/counterlint/counterlint/runtime/internal/percpu"
)

// A PerP has one cell for each P of the scheduler from the first add on.
//
// Counts: anything, up and down.
// Read: an intermediate value: every add that happened before the read, and some that run beside it. It never falls if nothing is
// subtracted or drained.
// Cost: a write is a pin and a plain add, whatever the number of cores: dearer than an atomic add that nobody disturbs, cheaper
// from the second writer on. A read visits one cell for each P.
// Memory: 24 bytes; after the first add 8 bytes for each P and about 100 more.
// Never: decide on it.
type PerP struct {
	_ noCopy
	t percpu.Total
}

// Add adds d.
func (c *PerP) Add(d int64) { c.t.Add(uint64(d)) }

// Inc adds 1.
func (c *PerP) Inc() { c.t.Add(1) }

// Dec subtracts 1.
func (c *PerP) Dec() { c.t.Add(^uint64(0)) }

// Value returns the count.
func (c *PerP) Value() int64 { return int64(c.t.Value()) }

// Drain returns the count and takes it out: each add is in the result of exactly one Drain, also if several drain at once.
func (c *PerP) Drain() int64 { return int64(c.t.Drain()) }

// String returns the count in decimal.
func (c *PerP) String() string { return formatInt(c.Value()) }

// An Adaptive is one word until several writers are found at it, and then has one cell for each P.
//
// Counts: anything, up and down.
// Read: an intermediate value: every add that happened before the read, and some that run beside it. It never falls if nothing is
// subtracted or drained.
// Cost: a write is one compare-and-swap as long as one writer at a time is at it, then a pin and a plain add, whatever the number of
// cores; it looks for others now and then. A read is one load, then one for each P.
// Memory: 24 bytes; once several are, 8 bytes for each P and about 100 more.
// Never: decide on it.
type Adaptive struct {
	_ noCopy
	t percpu.Total
}

// Add adds d.
func (c *Adaptive) Add(d int64) { c.t.AddLazy(uint64(d)) }

// Inc adds 1.
func (c *Adaptive) Inc() { c.t.AddLazy(1) }

// Dec subtracts 1.
func (c *Adaptive) Dec() { c.t.AddLazy(^uint64(0)) }

// Value returns the count.
func (c *Adaptive) Value() int64 { return int64(c.t.Value()) }

// Drain returns the count and takes it out: each add is in the result of exactly one Drain, also if several drain at once.
func (c *Adaptive) Drain() int64 { return int64(c.t.Drain()) }

// Spread reports whether several writers were found and each P has its cell.
func (c *Adaptive) Spread() bool { return c.t.Spreads() }

// String returns the count in decimal.
func (c *Adaptive) String() string { return formatInt(c.Value()) }

// A Padded is one atomic word on a cache line of its own, so that neighbours in memory do not slow it down.
//
// Counts: anything, up and down.
// Read: the exact value.
// Cost: a write is one atomic add, a read one load; writers of several cores wait for each other.
// Memory: 136 bytes.
// Never: decide on it; that it is exact is this layout's affair, and another one would not be.
type Padded struct {
	_ noCopy
	_ percpu.Pad
	n atomic.Int64
	_ percpu.Pad
}

// Add adds d.
func (c *Padded) Add(d int64) { c.n.Add(d) }

// Inc adds 1.
func (c *Padded) Inc() { c.n.Add(1) }

// Dec subtracts 1.
func (c *Padded) Dec() { c.n.Add(-1) }

// Value returns the count.
func (c *Padded) Value() int64 { return c.n.Load() }

// Drain returns the count and takes it out.
func (c *Padded) Drain() int64 { return c.n.Swap(0) }

// String returns the count in decimal.
func (c *Padded) String() string { return formatInt(c.Value()) }

// A Sharded has a fixed number of padded atomic words; a writer takes one by the address of its stack. It leans on nothing of the
// Go runtime.
//
// Counts: anything, up and down.
// Read: an intermediate value: every add that happened before the read, and some that run beside it. It never falls if nothing is
// subtracted or drained.
// Cost: a write is one atomic add, and writers seldom meet; it pays from the second writer on. A read visits every word.
// Memory: 16 bytes; after the first add 64 for each word, of which there are four for each P unless NewSharded says else.
// Never: decide on it.
type Sharded struct {
	_      noCopy
	shards atomic.Pointer[[]shard]
	base   atomic.Uint64
}

type shard struct {
	n atomic.Uint64
	_ [percpu.LineSize - 8]byte
}

// NewSharded returns a Sharded of n words. It panics if n is not positive.
func NewSharded(n int) *Sharded {
	if n <= 0 {
		panic("counter: NewSharded of no words")
	}
	c := new(Sharded)
	all := make([]shard, n)
	c.shards.Store(&all)
	return c
}

// Add adds d.
func (c *Sharded) Add(d int64) {
	all := c.shards.Load()
	if all == nil {
		all = c.begin()
	}
	(*all)[percpu.Stripe(uint(len(*all)))].n.Add(uint64(d))
}

// begin makes the words on the first add.
func (c *Sharded) begin() *[]shard {
	all := make([]shard, 4*runtime.GOMAXPROCS(0))
	c.shards.CompareAndSwap(nil, &all)
	return c.shards.Load()
}

// Inc adds 1.
func (c *Sharded) Inc() { c.Add(1) }

// Dec subtracts 1.
func (c *Sharded) Dec() { c.Add(-1) }

func (c *Sharded) sum() (n uint64) {
	if all := c.shards.Load(); all != nil {
		for i := range *all {
			n += (*all)[i].n.Load()
		}
	}
	return n
}

// Value returns the count.
func (c *Sharded) Value() int64 {
	for {
		base := c.base.Load()
		n := c.sum()
		if c.base.Load() == base { // else n may hold less than what was taken meanwhile
			return int64(n - base)
		}
	}
}

// Drain returns the count and takes it out: each add is in the result of exactly one Drain, also if several drain at once.
func (c *Sharded) Drain() int64 {
	for {
		base := c.base.Load()
		n := c.sum()
		if c.base.CompareAndSwap(base, n) {
			return int64(n - base)
		}
	}
}

// String returns the count in decimal.
func (c *Sharded) String() string { return formatInt(c.Value()) }
