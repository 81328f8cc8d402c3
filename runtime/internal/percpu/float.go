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

// Spread gives the sum its cells now; the first Add does so too.
func (s *FloatSum) Spread() {
	if usable && s.cells.Load() == nil {
		s.cells.CompareAndSwap(nil, newColumn())
	}
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

// addFloat adds to a word that others add to as well. Its loop would bloat the fast paths.
//
//go:noinline
func addFloat(bits *atomic.Uint64, d float64) {
	for {
		old := bits.Load()
		if bits.CompareAndSwap(old, math.Float64bits(math.Float64frombits(old)+d)) {
			return
		}
	}
}
