package counter

import (
	"math"
	"sync/atomic"
)

// A Max is the largest number seen.
//
// Counts: observations, of which it keeps the largest.
// Read: linearizable.
// Cost: an observation that is not larger is one load; a larger one a compare-and-swap; a read is one load.
// Memory: 8 bytes.
// Never: read it and then empty it with a second call; Drain does both.
type Max struct {
	_ noCopy
	// The number with its sign bit turned, so that order stays and the zero value is less than all: math.MinInt64.
	bits atomic.Uint64
}

const signBit = 1 << 63

// Observe notes v and reports whether it is larger than all before.
func (m *Max) Observe(v int64) bool { return raise(&m.bits, uint64(v)^signBit) }

// Load returns the largest number, or false if there is none larger than math.MinInt64.
func (m *Max) Load() (v int64, ok bool) { return unmax(m.bits.Load()) }

// Value returns the largest number, or 0 if there is none.
func (m *Max) Value() int64 { v, _ := m.Load(); return v }

// Drain returns what Load would, and forgets it: each observation that raises the maximum is in the result of one Drain.
func (m *Max) Drain() (v int64, ok bool) { return unmax(m.bits.Swap(0)) }

// String returns Value in decimal.
func (m *Max) String() string { return formatInt(m.Value()) }

func unmax(bits uint64) (int64, bool) {
	if bits == 0 {
		return 0, false
	}
	return int64(bits ^ signBit), true
}

// A Min is the smallest number seen.
//
// Counts: observations, of which it keeps the smallest.
// Read: linearizable.
// Cost: an observation that is not smaller is one load; a smaller one a compare-and-swap; a read is one load.
// Memory: 8 bytes.
// Never: read it and then empty it with a second call; Drain does both.
type Min struct {
	_    noCopy
	bits atomic.Uint64 // the distance to math.MaxInt64, which is what the zero value stands for
}

// Observe notes v and reports whether it is smaller than all before.
func (m *Min) Observe(v int64) bool { return raise(&m.bits, math.MaxInt64-uint64(v)) }

// Load returns the smallest number, or false if there is none smaller than math.MaxInt64.
func (m *Min) Load() (v int64, ok bool) { return unmin(m.bits.Load()) }

// Value returns the smallest number, or 0 if there is none.
func (m *Min) Value() int64 { v, _ := m.Load(); return v }

// Drain returns what Load would, and forgets it: each observation that lowers the minimum is in the result of one Drain.
func (m *Min) Drain() (v int64, ok bool) { return unmin(m.bits.Swap(0)) }

// String returns Value in decimal.
func (m *Min) String() string { return formatInt(m.Value()) }

func unmin(bits uint64) (int64, bool) {
	if bits == 0 {
		return 0, false
	}
	return int64(math.MaxInt64 - bits), true
}

// raise sets the word to bits if they are larger, and reports whether they were.
func raise(word *atomic.Uint64, bits uint64) bool {
	for {
		old := word.Load()
		if bits <= old {
			return false
		}
		if word.CompareAndSwap(old, bits) {
			return true
		}
	}
}
