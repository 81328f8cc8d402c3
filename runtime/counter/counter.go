package counter

import "github.com/counterlint/counterlint/runtime/internal/percpu"

// A Counter counts events: requests, errors, bytes.
//
// Counts: what only ever grows; Drain takes it out.
// Read: an intermediate value: at least every add that happened before the read, at most those that began before it ended.
// Cost: a write is one compare-and-swap as long as one writer at a time is at it, then a pin and a plain add, whatever the number of
// cores; a read visits one cell for each P.
// Memory: 24 bytes; once several are, 8 bytes for each P and about 100 more.
// Never: decide on it, count down with it, or read it to tell what another goroutine has done.
type Counter struct {
	_ noCopy
	t percpu.Total
}

// Add adds n.
func (c *Counter) Add(n uint64) { c.t.AddLazy(n) }

// Inc adds 1.
func (c *Counter) Inc() { c.t.AddLazy(1) }

// Value returns the count. Without a Drain between, it never falls.
func (c *Counter) Value() uint64 { return c.t.Value() }

// Drain returns the count and takes it out: each add is in the result of exactly one Drain, also if several drain at once.
func (c *Counter) Drain() uint64 { return c.t.Drain() }

// String returns the count in decimal.
func (c *Counter) String() string { return formatUint(c.Value()) }

// An UpDown counts what comes and goes, for people to look at: connections, items in a queue.
//
// Counts: ups minus downs.
// Read: an intermediate value: the sum of all adds that happened before the read and of some that run beside it. It may pass
// through values that never were, also below zero, when an up and its down are on different Ps.
// Cost: a write is one compare-and-swap as long as one writer at a time is at it, then a pin and a plain add, whatever the number of
// cores; a read visits one cell for each P.
// Memory: 24 bytes; once several are, 8 bytes for each P and about 100 more.
// Never: decide on it; Capped enforces a limit.
type UpDown struct {
	_ noCopy
	t percpu.Total
}

// Add adds d.
func (c *UpDown) Add(d int64) { c.t.AddLazy(uint64(d)) }

// Inc adds 1.
func (c *UpDown) Inc() { c.t.AddLazy(1) }

// Dec subtracts 1.
func (c *UpDown) Dec() { c.t.AddLazy(^uint64(0)) }

// Value returns the count.
func (c *UpDown) Value() int64 { return int64(c.t.Value()) }

// Drain returns the count and takes it out: each add is in the result of exactly one Drain, also if several drain at once.
func (c *UpDown) Drain() int64 { return int64(c.t.Drain()) }

// String returns the count in decimal.
func (c *UpDown) String() string { return formatInt(c.Value()) }

// A Resettable is a Counter with two readings: one since the last reset, for people, and one of all time, for monitoring.
//
// Counts: what only ever grows.
// Read: an intermediate value: at least every add that happened before the read, at most those that began before it ended.
// Cost: a write is one compare-and-swap as long as one writer at a time is at it, then a pin and a plain add, whatever the number of
// cores; a read visits one cell for each P.
// Memory: 24 bytes; once several are, 8 bytes for each P and about 100 more.
// Never: decide on it, or reset it to start an interval that must be exact with a Value and a Reset; Drain is one step.
type Resettable struct {
	_ noCopy
	t percpu.Total
}

// Add adds n.
func (c *Resettable) Add(n uint64) { c.t.AddLazy(n) }

// Inc adds 1.
func (c *Resettable) Inc() { c.t.AddLazy(1) }

// Value returns what was added since the last Reset or Drain.
func (c *Resettable) Value() uint64 { return c.t.Value() }

// Total returns what was ever added. It never falls.
func (c *Resettable) Total() uint64 { return c.t.Load() }

// Reset begins anew at 0. Total stays.
func (c *Resettable) Reset() { c.t.Drain() }

// Drain begins anew and returns what was added since the last time: each add is in the result of one Drain or lost to one Reset.
func (c *Resettable) Drain() uint64 { return c.t.Drain() }

// String returns Value in decimal.
func (c *Resettable) String() string { return formatUint(c.Value()) }
