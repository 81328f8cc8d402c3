package counter

import "sync/atomic"

// An Int is an exact number.
//
// Counts: anything, up and down.
// Read: linearizable.
// Cost: a write is one atomic add, a read one load; writers of several cores wait for each other's cache line.
// Memory: 8 bytes.
// Never: test a value and act on it in two calls; AddIf, CompareAndSwap and Capped do it in one.
type Int struct {
	_ noCopy
	n atomic.Int64
}

// Add adds d and returns the new value.
func (c *Int) Add(d int64) int64 { return c.n.Add(d) }

// Inc adds 1 and returns the new value.
func (c *Int) Inc() int64 { return c.n.Add(1) }

// Dec subtracts 1 and returns the new value.
func (c *Int) Dec() int64 { return c.n.Add(-1) }

// Value returns the value.
func (c *Int) Value() int64 { return c.n.Load() }

// Load returns the value, under the name that sync/atomic has for it.
func (c *Int) Load() int64 { return c.n.Load() }

// Store sets the value.
func (c *Int) Store(v int64) { c.n.Store(v) }

// Swap sets the value and returns the one before.
func (c *Int) Swap(v int64) (old int64) { return c.n.Swap(v) }

// CompareAndSwap sets the value to v if it is old, and reports whether it was.
func (c *Int) CompareAndSwap(old, v int64) bool { return c.n.CompareAndSwap(old, v) }

// Drain sets the value to 0 and returns the one before.
func (c *Int) Drain() int64 { return c.n.Swap(0) }

// AddIf adds d if ok says so of the value that it is added to. See the function AddIf.
func (c *Int) AddIf(d int64, ok func(v int64) bool) (v int64, added bool) { return AddIf(&c.n, d, ok) }

// String returns the value in decimal.
func (c *Int) String() string { return formatInt(c.n.Load()) }

// A Word is a number that can be loaded and swapped: *atomic.Int64 and *Int are.
type Word interface {
	Load() int64
	CompareAndSwap(old, v int64) bool
}

// AddIf adds d to a word if ok says so of the value that it is added to, in one step that no other writer comes between. It
// returns the value that it left: the sum, or what ok refused. Ok may be called several times and must do nothing but look.
func AddIf[W Word](word W, d int64, ok func(v int64) bool) (v int64, added bool) {
	for {
		v := word.Load()
		if !ok(v) {
			return v, false
		}
		if word.CompareAndSwap(v, v+d) {
			return v + d, true
		}
	}
}
