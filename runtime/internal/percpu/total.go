package percpu

import "sync/atomic"

// A Total is a Sum that can be emptied: it keeps what was taken as a base, because cells that others add to plainly cannot be
// swapped. 24 bytes as long as nobody adds. The zero value is ready to use.
type Total struct {
	Sum
	base atomic.Uint64
}

// Value returns what was added since the base.
func (t *Total) Value() uint64 {
	for {
		base := t.base.Load()
		n := t.Load()
		if t.base.Load() == base { // else n may hold less than what was taken meanwhile
			return n - base
		}
	}
}

// Drain returns what was added since the base, and makes it the base: each add is in the result of one Drain, whoever else drains.
func (t *Total) Drain() uint64 {
	for {
		base := t.base.Load()
		n := t.Load()
		if t.base.CompareAndSwap(base, n) {
			return n - base
		}
	}
}

// Set moves the base so that the value is v. Adds that run beside it may come before it or after.
func (t *Total) Set(v uint64) { t.base.Store(t.Load() - v) }

// Base returns what was taken so far.
func (t *Total) Base() uint64 { return t.base.Load() }
