// Package gauge holds a number that goes up and down, for people to look at: what is open, queued or in flight.
//
// It belongs to the statistics family of package counter: nothing is lost or counted twice, but no decision may hang on a value.
// What must not pass a limit is a counter.Capped.
package gauge

import (
	"runtime"
	"strconv"
	"sync/atomic"

	"github.com/counterlint/counterlint/runtime/internal/percpu"
)

// noCopy makes go vet report copies of what holds it.
type noCopy struct{}

func (*noCopy) Lock()   {}
func (*noCopy) Unlock() {}

// A Gauge is what is there now. The zero value is ready to use; it must not be copied after first use.
//
// Counts: what was set last, and ups minus downs since.
// Read: an intermediate value: the sum of all adds that happened before the read and of some that run beside it. It may pass
// through values that never were, also below zero, when an up and its down are on different Ps.
// Cost: a write is one compare-and-swap as long as one writer at a time is at it, then a pin and a plain add, whatever the number of
// cores; a read visits one cell for each P. Enter allocates, because it watches over its leave.
// Memory: 32 bytes; once several are, 8 bytes for each P and about 100 more. Between Enter and leave about 200.
// Never: decide on it; counter.Capped enforces a limit.
type Gauge struct {
	_      noCopy
	t      percpu.Total
	leaked atomic.Uint64
}

// Add adds d.
func (g *Gauge) Add(d int64) { g.t.AddLazy(uint64(d)) }

// Inc adds 1.
func (g *Gauge) Inc() { g.t.AddLazy(1) }

// Dec subtracts 1.
func (g *Gauge) Dec() { g.t.AddLazy(^uint64(0)) }

// Set sets the value. Adds that run beside it may come before it or after.
func (g *Gauge) Set(v int64) { g.t.Set(uint64(v)) }

// Value returns the value.
func (g *Gauge) Value() int64 { return int64(g.t.Value()) }

// String returns the value in decimal.
func (g *Gauge) String() string { return strconv.FormatInt(g.Value(), 10) }

// Do counts f as long as it runs, also if it panics.
func (g *Gauge) Do(f func()) {
	g.Inc()
	defer g.Dec()
	f()
}

// Enter adds 1 and returns the function that takes it back, once however often it is called:
//
//	defer g.Enter()()
//
// If leave is forgotten and collected, the 1 is taken back too, some time later, and counted in Leaked.
func (g *Gauge) Enter() (leave func()) {
	g.Inc()
	e := &entry{g: g}
	e.cleanup = runtime.AddCleanup(e, leak, g)
	return e.leave
}

// Leaked returns how many leaves of Enter were forgotten, as far as the collector has found them.
func (g *Gauge) Leaked() uint64 { return g.leaked.Load() }

// An entry is one between its Enter and its leave.
type entry struct {
	g       *Gauge
	left    atomic.Bool
	cleanup runtime.Cleanup
}

func (e *entry) leave() {
	if e.left.CompareAndSwap(false, true) {
		e.cleanup.Stop()
		e.g.Dec()
		runtime.KeepAlive(e) // Stop works on what is reachable
	}
}

func leak(g *Gauge) {
	g.leaked.Add(1)
	g.Dec()
}
