package registry

import (
	"sync"

	"github.com/counterlint/counterlint/runtime/histogram"
)

// A source is how a series is read.
type source struct {
	reader reader // of a counter or a gauge
	units  int64  // how many of what it reads are one
	spread func() Distribution
}

// A reader is a counter or a gauge. Its types hold one pointer each, so that a page with many series takes few steps to their numbers.
type reader interface {
	read() Number
	form() form // of all Numbers that it reads
}

type (
	uints[C interface{ Value() uint64 }]   struct{ c C }
	ints[C interface{ Value() int64 }]     struct{ c C }
	floats[C interface{ Value() float64 }] struct{ c C }
	sum                                    struct{ a, b source }
)

func (r uints[C]) read() Number  { return Number{r.c.Value(), unsigned} }
func (r ints[C]) read() Number   { return Number{uint64(r.c.Value()), signed} }
func (r floats[C]) read() Number { return fractionOf(r.c.Value()) }
func (s *sum) read() Number      { return s.a.read().plus(s.b.read()) }

func (uints[C]) form() form  { return unsigned }
func (ints[C]) form() form   { return signed }
func (floats[C]) form() form { return fraction }
func (s *sum) form() form    { return s.a.reader.form() }

// fraction reports whether the source reads fractions.
func (s source) fraction() bool {
	return s.reader != nil && (s.units > 1 || s.reader.form() == fraction)
}

func (m *Metric) number(r reader) source { return source{reader: r, units: max(m.PerUnit, 1)} }

// snapshots are the memory for those that are taken for a moment.
var snapshots = sync.Pool{New: func() any { return new(histogram.Snapshot) }}

func (m *Metric) snapshot(take func(*histogram.Snapshot)) source {
	units := max(m.PerUnit, 1)
	return source{spread: func() Distribution {
		s := snapshots.Get().(*histogram.Snapshot)
		defer snapshots.Put(s)
		take(s)
		return distribute(s, m.Buckets, units)
	}}
}

func (s source) read() Number {
	n := s.reader.read()
	if s.units == 1 {
		return n
	}
	return fractionOf(n.Float64() / float64(s.units))
}

// plus is the source of the sum.
func (s source) plus(o source) source {
	if s.reader != nil {
		return source{reader: &sum{s, o}, units: 1}
	}
	return source{spread: func() Distribution { return s.spread().plus(o.spread()) }}
}
