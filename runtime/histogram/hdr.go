package histogram

import (
	"slices"

	"github.com/counterlint/counterlint/runtime/internal/percpu"
)

// noCopy makes go vet report copies of what holds it.
type noCopy struct{}

func (*noCopy) Lock()   {}
func (*noCopy) Unlock() {}

// An HDR is a histogram of fixed relative precision. The zero value keeps two digits of any int64 that is not negative; it must not
// be copied after first use.
//
// Counts: values, each in the bucket that its first digits say. Negative values count as 0 and those above Highest as Highest;
// Snapshot.Clamped tells how many.
// Read: a Snapshot holds every value that was recorded before it, and some of those that are recorded beside it.
// Cost: Record is a pin and a plain add in a page of the P, whatever the number of cores; RecordCorrected is that for each bucket
// that it fills. A Snapshot visits every page.
// Memory: 16 bytes; for each P that records 8 bytes for each 64 buckets, and 512 for 64 buckets that it came to. Two digits have
// about 7,400 buckets, of which latencies from 10 µs to 10 ms in nanoseconds come to 1,300.
// Never: decide on it.
type HDR struct {
	_      noCopy
	layout *layout // nil means the default
	cells  percpu.Paged
}

// New returns an HDR, or an error that says what is wrong with the config.
func New(c Config) (*HDR, error) {
	l, err := newLayout(c)
	if err != nil {
		return nil, err
	}
	return &HDR{layout: l}, nil
}

func (h *HDR) shape() *layout {
	if h.layout == nil {
		return defaultLayout
	}
	return h.layout
}

// Config returns the config, with the defaults filled in.
func (h *HDR) Config() Config { return h.shape().config }

// Record counts v.
func (h *HDR) Record(v int64) {
	l := h.shape()
	if uint64(v) > uint64(l.config.Highest) {
		h.clamped(v, 1)
		return
	}
	if i := l.index(v); !h.cells.Add(i, 1) {
		h.cells.AddNew(i, l.size, 1)
	}
}

// clamped counts values that are out of range, all like v.
func (h *HDR) clamped(v int64, n uint64) {
	l := h.shape()
	if v < 0 {
		h.cells.AddNew(0, l.size, n)
		h.cells.AddNew(l.n, l.size, n)
		return
	}
	h.cells.AddNew(l.n-1, l.size, n)
	h.cells.AddNew(l.n+1, l.size, n)
}

// RecordCorrected counts v, and, if v is longer than the interval at which values are expected, those that were not measured
// because of it: v-interval, v-2*interval and so on down to interval. A measurement that waits for the slow answer before it asks
// again would leave them out (coordinated omission). It takes a step for each bucket, not for each value.
func (h *HDR) RecordCorrected(v, interval int64) {
	h.Record(v)
	if interval <= 0 || v <= interval {
		return
	}
	l := h.shape()
	t := v - interval // the largest value that is still to count
	if t > l.config.Highest && t >= interval {
		n := (t-l.config.Highest-1)/interval + 1
		if last := t - (n-1)*interval; last < interval { // Highest lies below the interval
			n = t / interval
		}
		h.clamped(t, uint64(n))
		t -= n * interval
	}
	for t >= interval {
		i := l.index(t)
		low, _ := l.bounds(i)
		n := (t-max(low, interval))/interval + 1
		h.cells.AddNew(i, l.size, uint64(n))
		t -= n * interval
	}
}

// Merge counts what s holds. It returns a *MismatchError, and counts nothing, if s has another config.
func (h *HDR) Merge(s *Snapshot) error {
	l := h.shape()
	if s.layout.config != l.config {
		return &MismatchError{Have: l.config, Got: s.layout.config}
	}
	for i, n := range s.counts {
		if n > 0 {
			h.cells.AddNew(uint(i), l.size, n)
		}
	}
	return nil
}

// Snapshot returns what was recorded so far.
func (h *HDR) Snapshot() *Snapshot {
	s := new(Snapshot)
	h.SnapshotInto(s)
	return s
}

// SnapshotInto makes s what Snapshot would return, in the memory that s has if that is enough. S may be the zero value.
func (h *HDR) SnapshotInto(s *Snapshot) {
	s.layout = h.shape()
	s.counts = slices.Grow(s.counts[:0], int(s.layout.size))[:s.layout.size]
	clear(s.counts)
	h.cells.AddTo(s.counts)
}

// Quantile returns what Quantile of a Snapshot does. For several of them, take one Snapshot.
func (h *HDR) Quantile(q float64) int64 { return h.Snapshot().Quantile(q) }

// String returns the count and some quantiles as a JSON object.
func (h *HDR) String() string { return h.Snapshot().String() }
