package histogram

import (
	"errors"
	"fmt"
	"math"
	"math/bits"
)

// A Config is the range and the resolution of a histogram. Histograms can be merged if their configs are equal.
type Config struct {
	Lowest  int64 // what can be told from 0; 0 means 1
	Highest int64 // larger values count as this one; 0 means math.MaxInt64
	Digits  int   // significant decimal digits, 1 to 5; 0 means 2
}

// full returns the config with its defaults filled in.
func (c Config) full() Config {
	if c.Lowest == 0 {
		c.Lowest = 1
	}
	if c.Highest == 0 {
		c.Highest = math.MaxInt64
	}
	if c.Digits == 0 {
		c.Digits = 2
	}
	return c
}

// A layout numbers the buckets: octaves, each cut into equal parts, of which there are enough for the digits. Octave 0 has twice
// the parts, from 0 on. The arithmetic is that of HdrHistogram.
type layout struct {
	config Config // with the defaults filled in
	unit   uint   // a part of octave 0 has 1<<unit values
	half   uint   // an octave has 1<<half parts
	mask   uint64 // the values of octave 0
	n      uint   // buckets
	size   uint   // n, and the counts of values below the range and above
}

var defaultLayout = mustLayout(Config{})

func mustLayout(c Config) *layout {
	l, err := newLayout(c)
	if err != nil {
		panic(err)
	}
	return l
}

// newLayout returns the layout of a config, or an error that names the field.
func newLayout(c Config) (*layout, error) {
	c = c.full()
	switch {
	case c.Lowest < 1:
		return nil, fmt.Errorf("histogram: Lowest is %d, want at least 1", c.Lowest)
	case c.Digits < 1 || c.Digits > 5:
		return nil, fmt.Errorf("histogram: Digits is %d, want 1 to 5", c.Digits)
	case c.Highest/2 < c.Lowest:
		return nil, fmt.Errorf("histogram: Highest is %d, want at least twice Lowest, %d", c.Highest, c.Lowest)
	}
	parts := 2 // twice as many as the digits tell apart: never a power of two, so the next one is where Len64 points
	for range c.Digits {
		parts *= 10
	}
	l := &layout{
		config: c,
		unit:   uint(bits.Len64(uint64(c.Lowest)) - 1),
		half:   uint(bits.Len64(uint64(parts)) - 1),
	}
	if l.unit+l.half > 61 {
		return nil, errors.New("histogram: Lowest is too large for so many Digits")
	}
	l.mask = (2<<l.half - 1) << l.unit
	l.n = l.index(c.Highest) + 1
	l.size = l.n + 2
	return l, nil
}

// index returns the bucket of a value from 0 to Highest.
func (l *layout) index(v int64) uint {
	octave := uint(bits.Len64(uint64(v)|l.mask)) - l.unit - l.half - 1
	return octave<<l.half + uint(uint64(v)>>(octave+l.unit))
}

// bounds returns the smallest and the largest value of a bucket.
func (l *layout) bounds(i uint) (low, high int64) {
	octave := uint(0)
	if i>>l.half > 1 {
		octave = i>>l.half - 1
	}
	part := i - octave<<l.half
	shift := octave + l.unit
	low = int64(uint64(part) << shift)
	return low, low + (1<<shift - 1)
}
