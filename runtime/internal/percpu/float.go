package percpu

import (
	"math"
	"runtime"
	"sync/atomic"
)

// A FloatSum is a Sum of float64s: every add is in it once, but the order of the additions, and with it the rounding, is not
// fixed. The zero value is ready to use.
type FloatSum struct {
	cells    atomic.Pointer[column] // of the bits of float64s
	overflow atomic.Uint64          // the bits of a float64
}

// addFirst adds to a sum that had no cells a moment ago, and gives it some.
func (s *FloatSum) addFirst(d float64) {
	addFloat(&s.overflow, d)
	if usable && s.cells.Load() == nil {
		s.cells.CompareAndSwap(nil, newColumn())
	}
}

// addOver adds on a P that has no cell, and makes one for the next time.
func (s *FloatSum) addOver(c *column, id uint, d float64) {
	addFloat(&s.overflow, d)
	c.block.cover(id)
}

// Load returns the sum: every add that happened before the call, and some of those that run beside it.
func (s *FloatSum) Load() float64 {
	x := math.Float64frombits(s.overflow.Load())
	if c := s.cells.Load(); c != nil {
		for b := c.block; b != nil; b = b.more.Load() {
			for i := range b.rows {
				x += math.Float64frombits(b.rows[i][c.index].Load())
			}
		}
		runtime.KeepAlive(c) // a column that dies is given to another sum
	}
	return x
}

// addFloat adds to a word that others add to as well.
func addFloat(bits *atomic.Uint64, d float64) {
	for {
		old := bits.Load()
		if bits.CompareAndSwap(old, math.Float64bits(math.Float64frombits(old)+d)) {
			return
		}
	}
}
