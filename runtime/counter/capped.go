package counter

import "sync/atomic"

// A Capped counts what is in use and never passes its limit: requests in flight, workers, bytes of a budget.
//
// Counts: what was taken and not yet given back.
// Read: linearizable. A new limit holds for calls that begin after SetLimit.
// Cost: a write is a load and a compare-and-swap, repeated while others succeed; a read is one load.
// Memory: 16 bytes.
// Never: give back what was not taken: that panics, for it would let others pass the limit.
type Capped struct {
	_     noCopy
	n     atomic.Int64
	limit atomic.Int64
}

// NewCapped returns a Capped with a limit. The zero value has the limit 0 and lets nobody in until SetLimit.
func NewCapped(limit int64) *Capped {
	c := new(Capped)
	c.SetLimit(limit)
	return c
}

// SetLimit changes the limit. What is in use stays so, even above the new limit. A TryInc or TryAdd that began before may still
// go by the old limit. A negative limit is one of 0.
func (c *Capped) SetLimit(limit int64) { c.limit.Store(max(limit, 0)) }

// Limit returns the limit.
func (c *Capped) Limit() int64 { return c.limit.Load() }

// TryInc takes one and reports true, or reports false if the limit is reached.
func (c *Capped) TryInc() bool { return c.TryAdd(1) }

// TryAdd takes n and reports true, or takes nothing and reports false if that would pass the limit. It panics if n is negative.
func (c *Capped) TryAdd(n int64) bool {
	if n < 0 {
		panic("counter: Capped.TryAdd of a negative number")
	}
	for {
		used := c.n.Load()
		if used > c.limit.Load()-n {
			return false
		}
		if c.n.CompareAndSwap(used, used+n) {
			return true
		}
	}
}

// Dec gives one back. It panics if none is in use.
func (c *Capped) Dec() { c.Sub(1) }

// Sub gives n back. It panics if less is in use, or if n is negative.
func (c *Capped) Sub(n int64) {
	if n < 0 {
		panic("counter: Capped.Sub of a negative number")
	}
	if _, ok := AddIf(&c.n, -n, func(used int64) bool { return used >= n }); !ok {
		panic("counter: Capped gave back more than was taken")
	}
}

// Value returns what is in use.
func (c *Capped) Value() int64 { return c.n.Load() }

// String returns what is in use, in decimal.
func (c *Capped) String() string { return formatInt(c.n.Load()) }
