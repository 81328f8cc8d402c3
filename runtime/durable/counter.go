package durable

import (
	"context"
	"fmt"
	"math"
	"strconv"
	"sync"
	"sync/atomic"
)

// A Counter is an exact count that survives restarts. It comes from a Ledger.
//
// Counts: what only ever grows, over all runs of the program.
// Read: linearizable, as for what this process adds; others that write to the same database are seen when the counter is made.
// Cost: a write is a load and a compare-and-swap, and once in a lag it waits for the store; a read takes a lock.
// Memory: about 100 bytes.
// Never: ignore the error of Add, which says that it was not counted; count what may get lost anyway, for that costs less.
type Counter struct {
	_       noCopy
	ledger  *Ledger
	name    string
	limit   atomic.Uint64 // of unsaved
	unsaved atomic.Uint64 // what was added and is not stored, or sealed

	mu    sync.Mutex // makes one step of what moves from unsaved to saved
	saved uint64
}

// sealed is what stands in place of a number when nothing may be added any more.
const sealed = math.MaxUint64

// Add adds n. It returns an error, and has added nothing, if the ledger is closed, if n is larger than the lag, or if a lag is full and
// the store does not take it.
func (c *Counter) Add(n uint64) error {
	if c.tryAdd(n) {
		return nil
	}
	return c.addSlow(n)
}

// Inc adds 1, or returns an error, as Add does.
func (c *Counter) Inc() error { return c.Add(1) }

// tryAdd adds n if it fits into the limit.
func (c *Counter) tryAdd(n uint64) bool {
	for {
		old, limit := c.unsaved.Load(), c.limit.Load()
		if old > limit || n > limit-old {
			return false
		}
		if c.unsaved.CompareAndSwap(old, old+n) {
			return true
		}
	}
}

// addSlow adds n when there is room for it again.
func (c *Counter) addSlow(n uint64) error {
	l := c.ledger
	if n > l.config.Lag {
		return fmt.Errorf("durable: %q cannot add %d at once, its lag is %d", c.name, n, l.config.Lag)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for {
		if l.closing {
			return ErrClosed
		}
		if c.tryAdd(n) { // another one has made room
			return nil
		}
		if err := l.flush(context.Background()); err != nil {
			return err
		}
	}
}

// settle notes that n of what was not stored is.
func (c *Counter) settle(n uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.saved += n
	c.unsaved.Add(-n)
}

// Value returns the count.
func (c *Counter) Value() uint64 {
	saved, unsaved := c.parts()
	return saved + unsaved
}

// Unsaved returns what a crash would lose now.
func (c *Counter) Unsaved() uint64 {
	_, unsaved := c.parts()
	return unsaved
}

func (c *Counter) parts() (saved, unsaved uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if n := c.unsaved.Load(); n != sealed {
		unsaved = n
	}
	return c.saved, unsaved
}

// String returns the count in decimal.
func (c *Counter) String() string { return strconv.FormatUint(c.Value(), 10) }
