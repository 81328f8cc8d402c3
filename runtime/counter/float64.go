package counter

import (
	"math"
	"strconv"
	"sync/atomic"

	"github.com/counterlint/counterlint/runtime/internal/percpu"
)

// A Float64 adds up fractions: seconds, shares, prices for a chart.
//
// Counts: the sum of what is added, up and down. A NaN or an infinity stays in it for good.
// Read: an intermediate value: every add that happened before the read, and some that run beside it. The order of the additions,
// and with it the rounding, is not fixed.
// Cost: a write is a pin and a plain addition, whatever the number of cores; a read visits one cell for each P.
// Memory: 24 bytes; after the first add 8 bytes for each P and about 100 more.
// Never: decide on it, or add up money that must be right to the cent; count cents in a Counter.
type Float64 struct {
	_    noCopy
	sum  percpu.FloatSum
	base atomic.Uint64 // the bits of what was drained
}

// Add adds x.
func (c *Float64) Add(x float64) { c.sum.Add(x) }

// Value returns the sum.
func (c *Float64) Value() float64 {
	for {
		base := c.base.Load()
		x := c.sum.Load()
		if c.base.Load() == base { // else x may hold less than what was taken meanwhile
			return x - math.Float64frombits(base)
		}
	}
}

// Drain returns the sum and takes it out: each add is in the result of exactly one Drain, but for rounding.
func (c *Float64) Drain() float64 {
	for {
		base := c.base.Load()
		x := c.sum.Load()
		if c.base.CompareAndSwap(base, math.Float64bits(x)) {
			return x - math.Float64frombits(base)
		}
	}
}

// String returns the sum as JSON has it, or null for what JSON cannot say.
func (c *Float64) String() string { return formatFloat(c.Value()) }

func formatFloat(x float64) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return "null"
	}
	return strconv.FormatFloat(x, 'g', -1, 64)
}
