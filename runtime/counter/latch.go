package counter

import "sync/atomic"

// A Latch is tripped once and stays so: the first error, the first overrun, the decision to shut down.
//
// Counts: whether something happened, and who was first.
// Read: linearizable.
// Cost: the first Trip is a compare-and-swap, later ones and reads are one load.
// Memory: 4 bytes.
// Never: guard with it what others must wait for; a sync.Once makes them wait.
type Latch struct {
	_ noCopy
	b atomic.Bool
}

// Trip trips the latch and reports true to exactly one caller.
func (l *Latch) Trip() bool { return !l.b.Load() && l.b.CompareAndSwap(false, true) }

// Tripped reports whether the latch is tripped. What its tripper did before is then visible.
func (l *Latch) Tripped() bool { return l.b.Load() }

// String returns true or false.
func (l *Latch) String() string {
	if l.b.Load() {
		return "true"
	}
	return "false"
}
