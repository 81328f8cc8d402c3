package registry

import (
	"iter"
	"math"
	"strconv"

	"github.com/counterlint/counterlint/runtime/histogram"
)

// A Number is what was read of a counter or a gauge: an integer, or a fraction.
type Number struct {
	bits uint64
	form form
}

type form uint8

const (
	unsigned form = iota
	signed
	fraction
)

func fractionOf(x float64) Number { return Number{math.Float64bits(x), fraction} }

// Float64 returns the number, rounded if it is an integer with more than 53 bits.
func (n Number) Float64() float64 {
	switch n.form {
	case unsigned:
		return float64(n.bits)
	case signed:
		return float64(int64(n.bits))
	}
	return math.Float64frombits(n.bits)
}

// Int64 returns the number, or the largest one of its type if it is larger; or false if it is a fraction.
func (n Number) Int64() (int64, bool) {
	if n.form == unsigned {
		return int64(min(n.bits, math.MaxInt64)), true
	}
	return int64(n.bits), n.form == signed
}

// IsFinite reports whether the number is neither an infinity nor NaN.
func (n Number) IsFinite() bool {
	x := n.Float64()
	return !math.IsNaN(x) && !math.IsInf(x, 0)
}

// AppendTo appends the number in decimal: all digits of an integer, and of a fraction as many as tell it from all others. What is
// not finite is +Inf, -Inf or NaN.
func (n Number) AppendTo(b []byte) []byte {
	switch n.form {
	case unsigned:
		return strconv.AppendUint(b, n.bits, 10)
	case signed:
		return strconv.AppendInt(b, int64(n.bits), 10)
	}
	return strconv.AppendFloat(b, math.Float64frombits(n.bits), 'g', -1, 64)
}

func (n Number) plus(o Number) Number {
	if n.form == fraction {
		return fractionOf(n.Float64() + o.Float64())
	}
	return Number{n.bits + o.bits, n.form} // of one metric, so of one form
}

// A Distribution is what was read of a histogram.
type Distribution struct {
	Bounds []float64 // the upper bounds of all buckets but the last, which has none; ascending
	Counts []uint64  // of each bucket: one more than Bounds
	Sum    float64
}

// Count returns how many values there are.
func (d Distribution) Count() (n uint64) {
	for _, c := range d.Counts {
		n += c
	}
	return n
}

// AtMost returns, for each bound, how many values do not exceed it.
func (d Distribution) AtMost() iter.Seq2[float64, uint64] {
	return func(yield func(float64, uint64) bool) {
		var n uint64
		for i, bound := range d.Bounds {
			n += d.Counts[i]
			if !yield(bound, n) {
				return
			}
		}
	}
}

// fit returns the distribution with a count for each bucket, whatever a function returned.
func (d Distribution) fit() Distribution {
	if want := len(d.Bounds) + 1; len(d.Counts) != want {
		counts := make([]uint64, want)
		for i, n := range d.Counts {
			counts[min(i, want-1)] += n
		}
		d.Counts = counts
	}
	return d
}

func (d Distribution) plus(o Distribution) Distribution {
	sum := Distribution{Bounds: d.Bounds, Counts: make([]uint64, len(d.Counts)), Sum: d.Sum + o.Sum}
	for i := range d.Counts {
		sum.Counts[i] = d.Counts[i] + o.Counts[i]
	}
	return sum
}

// distribute sorts what a histogram holds into buckets with bounds in units of so many. A value that the histogram does not tell from
// one above a bound is counted above it.
func distribute(s *histogram.Snapshot, bounds []float64, units int64) Distribution {
	d := Distribution{Bounds: bounds, Counts: make([]uint64, len(bounds)+1)}
	i, sum := 0, 0.0
	for b := range s.Buckets() {
		// The factor makes up for the rounding of the product: 0.07 s are 70,000,000 ns, whatever floating point makes of it.
		for i < len(bounds) && float64(b.High) > bounds[i]*float64(units)*(1+1e-12) {
			i++
		}
		d.Counts[i] += b.Count
		sum += b.Sum()
	}
	d.Sum = sum / float64(units)
	return d
}
