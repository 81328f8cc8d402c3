// Package ramp changes what a counter means without a jump in its number: requests without health checks, bytes after compression.
//
// For a while both meanings are counted, and can be compared; then the number that is shown goes on with the new meaning from where it
// is, and can go back:
//
//	requests.Add(1, isReal) // the old meaning, and the new one
//	requests.Compare()      // how far they are apart
//	requests.Show(ramp.New)
package ramp

import (
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/counterlint/counterlint/runtime/counter"
)

// noCopy makes go vet report copies of what holds it.
type noCopy struct{}

func (*noCopy) Lock()   {}
func (*noCopy) Unlock() {}

// A Meaning is one of the two ways to count.
type Meaning int

// The meanings. Old is shown at first.
const (
	Old Meaning = iota
	New
)

// A Counter counts in two ways, and shows one of them. The zero value is ready to use; it must not be copied after first use.
//
// Counts: what only ever grows.
// Read: an intermediate value of the meaning that is shown, and what was shown by the other one before; it never falls. What Compare
// returns is consistent: no new count without the old one that was added with it. An Add that runs while Show changes the meaning may
// count in the value twice, or not at all.
// Cost: a write is two of counter.Group. A read of the number visits one cell for each P and takes a step more for the maximum.
// Memory: that of a counter.Group of two, and 40 bytes.
// Never: decide on it; keep it when the old meaning is of no use any more, but take a counter.Counter.
type Counter struct {
	_     noCopy
	group counter.Group
	shown counter.Max // what Value returned so far
	now   atomic.Pointer[view]
	mu    sync.Mutex // one Show at a time
}

// A view is what is shown: a meaning, moved so that there is no jump.
type view struct {
	meaning Meaning
	offset  uint64
}

// Add counts n in the old meaning, and m in the new one.
func (c *Counter) Add(n, m uint64) {
	if n > 0 {
		c.group.Add(int(Old), n)
	}
	if m > 0 {
		c.group.Add(int(New), m)
	}
}

// Value returns the count that is shown. It never falls: if the meaning that is shown now lags behind what was shown when it was changed,
// the value waits for it.
func (c *Counter) Value() uint64 {
	v := c.now.Load()
	if v == nil {
		v = &view{}
	}
	c.shown.Observe(int64(c.group.Value(int(v.meaning)) + v.offset))
	return uint64(c.shown.Value())
}

// Show has Value go on with a meaning, from what the other one shows now. Both are looked at in one moment, so that nothing that is added
// meanwhile falls in between.
func (c *Counter) Show(m Meaning) {
	c.mu.Lock()
	defer c.mu.Unlock()
	before := view{}
	if v := c.now.Load(); v != nil {
		before = *v
	}
	all := c.all()
	c.now.Store(&view{m, before.offset + all[before.meaning] - all[m]})
}

// Shown returns the meaning that is shown.
func (c *Counter) Shown() Meaning {
	if v := c.now.Load(); v != nil {
		return v.meaning
	}
	return Old
}

// A Comparison is both counts at one moment.
type Comparison struct{ Old, New uint64 }

// Ratio returns New for each Old, or 1 if nothing was counted.
func (c Comparison) Ratio() float64 {
	if c == (Comparison{}) {
		return 1
	}
	return float64(c.New) / float64(c.Old)
}

// Compare returns what was counted in both meanings since the start.
func (c *Counter) Compare() Comparison {
	all := c.all()
	return Comparison{all[Old], all[New]}
}

// all returns the counts of both meanings at one moment.
func (c *Counter) all() []uint64 { return append(c.group.Snapshot(nil), 0, 0) }

// String returns Value in decimal.
func (c *Counter) String() string { return strconv.FormatUint(c.Value(), 10) }
