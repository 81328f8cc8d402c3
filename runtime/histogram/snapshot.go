package histogram

import (
	"fmt"
	"iter"
	"math"
	"slices"
	"strconv"
)

// A Snapshot is a distribution that nobody records into. It may be read by several goroutines at once.
//
// Counts: what an HDR had counted, or a Recorder since the last time, or several of them merged.
// Read: exact, of what is in it.
// Cost: what it returns takes a step for each bucket.
// Memory: 8 bytes for each bucket, about 59,000 for two digits.
// Never: take a quantile for more precise than the digits; Merge while others read.
type Snapshot struct {
	layout *layout
	counts []uint64 // of the buckets, then of the values that were too small, and too large
}

// A MismatchError says that two histograms cannot be merged; Rescale makes them alike.
type MismatchError struct{ Have, Got Config }

func (e *MismatchError) Error() string {
	return fmt.Sprintf("histogram: cannot merge %+v into %+v; rescale it first", e.Got, e.Have)
}

// Config returns the config, with the defaults filled in.
func (s *Snapshot) Config() Config { return s.layout.config }

func (s *Snapshot) buckets() []uint64 { return s.counts[:s.layout.n] }

// Count returns how many values there are.
func (s *Snapshot) Count() uint64 {
	var n uint64
	for _, c := range s.buckets() {
		n += c
	}
	return n
}

// Clamped returns how many values were negative and count as 0, and how many were above Highest and count as that.
func (s *Snapshot) Clamped() (low, high uint64) {
	return s.counts[s.layout.n], s.counts[s.layout.n+1]
}

// A Bucket is the values from Low to High.
type Bucket struct {
	Low, High int64
	Count     uint64
}

// Sum returns the sum of the values, each taken as the middle of the bucket.
func (b Bucket) Sum() float64 { return float64(b.Count) * (float64(b.Low) + float64(b.High-b.Low)/2) }

// Buckets returns the buckets that hold something, from small to large.
func (s *Snapshot) Buckets() iter.Seq[Bucket] {
	return func(yield func(Bucket) bool) {
		for i, n := range s.buckets() {
			if n == 0 {
				continue
			}
			low, high := s.layout.bounds(uint(i))
			if !yield(Bucket{low, min(high, s.layout.config.Highest), n}) {
				return
			}
		}
	}
}

// Min returns the low end of the first bucket that holds something, or 0.
func (s *Snapshot) Min() int64 {
	for b := range s.Buckets() {
		return b.Low
	}
	return 0
}

// Max returns the high end of the last bucket that holds something, or 0.
func (s *Snapshot) Max() int64 { return s.Quantile(1) }

// Sum returns the sum of the values, each taken as the middle of its bucket. Of one histogram it never falls.
func (s *Snapshot) Sum() float64 {
	var sum float64
	for b := range s.Buckets() {
		sum += b.Sum()
	}
	return sum
}

// Mean returns the mean of the values, each taken as the middle of its bucket, or 0.
func (s *Snapshot) Mean() float64 {
	n := s.Count()
	if n == 0 {
		return 0
	}
	return s.Sum() / float64(n)
}

// Quantile returns a value that a share q of the values does not exceed: the high end of the bucket in which, of n sorted values,
// number ceil(q*n) is. Q below 0 is like 0 and above 1 like 1. Without values it returns 0.
func (s *Snapshot) Quantile(q float64) int64 { return s.Quantiles(q)[0] }

// Quantiles returns the same for each of several shares, in any order.
func (s *Snapshot) Quantiles(qs ...float64) []int64 {
	values := make([]int64, len(qs))
	order := make([]int, len(qs))
	for i := range order {
		order[i] = i
	}
	total := s.Count()
	rank := func(i int) uint64 { // of the value that is looked for, from 1
		if !(qs[i] > 0) { // NaN too
			return min(1, total)
		}
		r := min(qs[i], 1) * float64(total)
		return min(max(uint64(math.Ceil(r-r*1e-14)), 1), total) // 0.07*100 is 7, whatever floating point makes of it
	}
	slices.SortFunc(order, func(a, b int) int { return int(min(max(int64(rank(a)-rank(b)), -1), 1)) })
	var below uint64
	for b := range s.Buckets() {
		below += b.Count
		for len(order) > 0 && rank(order[0]) <= below {
			values[order[0]] = b.High
			order = order[1:]
		}
	}
	return values
}

// AtMost returns how many values are in buckets that end at v or below: what surely does not exceed v.
func (s *Snapshot) AtMost(v int64) uint64 {
	var n uint64
	for b := range s.Buckets() {
		if b.High > v {
			break
		}
		n += b.Count
	}
	return n
}

// Merge adds what o holds. It returns a *MismatchError, and adds nothing, if o has another config.
func (s *Snapshot) Merge(o *Snapshot) error {
	if o.layout.config != s.layout.config {
		return &MismatchError{Have: s.layout.config, Got: o.layout.config}
	}
	for i, n := range o.counts {
		s.counts[i] += n
	}
	return nil
}

// Rescale returns the same values with another config: each bucket goes where its middle is, so what was told apart only by finer
// digits is not afterwards, and finer digits than before tell no more.
func (s *Snapshot) Rescale(c Config) (*Snapshot, error) {
	l, err := newLayout(c)
	if err != nil {
		return nil, err
	}
	r := &Snapshot{layout: l, counts: make([]uint64, l.size)}
	low, high := s.Clamped()
	for b := range s.Buckets() {
		middle := b.Low + (b.High-b.Low)/2
		if middle > l.config.Highest {
			middle = l.config.Highest
			high += b.Count
		}
		r.counts[l.index(middle)] += b.Count
	}
	r.counts[l.n], r.counts[l.n+1] = low, min(high, r.Count())
	return r, nil
}

// String returns the count and some quantiles as a JSON object.
func (s *Snapshot) String() string {
	text := strconv.AppendUint([]byte(`{"count":`), s.Count(), 10)
	text = strconv.AppendInt(append(text, `,"min":`...), s.Min(), 10)
	names := [...]string{"p50", "p90", "p99", "p999", "max"}
	for i, v := range s.Quantiles(0.5, 0.9, 0.99, 0.999, 1) {
		text = append(append(append(text, `,"`...), names[i]...), `":`...)
		text = strconv.AppendInt(text, v, 10)
	}
	return string(append(text, '}'))
}

// An Exponential is a distribution in buckets that grow by a constant factor, as Prometheus' native histograms and OpenTelemetry's
// exponential histograms have them: bucket i holds what is above factor^(i-1) and not above factor^i, with the factor
// 2^(2^-Schema). OpenTelemetry numbers them one lower.
type Exponential struct {
	Schema int
	Zero   uint64   // values that are 0
	Offset int      // the number of the first of Counts
	Counts []uint64 // from there on
}

// Exponential returns the values in exponential buckets of a schema from -4 to 8, or panics. Each bucket goes where its middle is;
// with two digits, schemas above 5 have buckets finer than that and tell no more.
func (s *Snapshot) Exponential(schema int) Exponential {
	if schema < -4 || schema > 8 {
		panic("histogram: the schema of exponential buckets is not in -4 to 8")
	}
	e := Exponential{Schema: schema}
	for b := range s.Buckets() {
		if b.High == 0 {
			e.Zero += b.Count
			continue
		}
		middle := float64(b.Low) + float64(b.High-b.Low)/2
		i := int(math.Ceil(math.Ldexp(math.Log2(middle), schema)))
		if e.Counts == nil {
			e.Offset = i
		}
		for len(e.Counts) <= i-e.Offset {
			e.Counts = append(e.Counts, 0)
		}
		e.Counts[i-e.Offset] += b.Count
	}
	return e
}
