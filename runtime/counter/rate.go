package counter

import (
	"cmp"
	"sync"
	"sync/atomic"
	"time"

	"github.com/counterlint/counterlint/runtime/internal/percpu"
)

const (
	rateSlices    = 16
	defaultWindow = time.Minute
)

// A Rate counts what happened lately. No goroutine and no timer runs for it: who adds or reads first in a sixteenth of the window
// notes the count of that moment.
//
// Counts: events of the last window, one minute unless NewRate says else.
// Read: an intermediate value: what was added since some moment that lies between 15 and 16 sixteenths of the window back.
// Cost: a write is a look at the clock, and then a compare-and-swap as long as one writer at a time is at it, else a pin and a plain add;
// a read visits one cell for each P.
// Memory: 32 bytes; after the first add 200 more, and once several are 8 for each P and about 100.
// Never: decide on it; a limiter needs to admit and count in one step.
type Rate struct {
	_      noCopy
	sum    percpu.Sum
	window time.Duration
	ring   atomic.Pointer[rateRing]
}

// A rateRing remembers the count at the begin of each of the last slices.
type rateRing struct {
	origin time.Time
	slice  time.Duration
	last   atomic.Int64 // the newest slice that is noted
	mu     sync.Mutex
	counts [rateSlices]uint64 // of slice i at i%rateSlices
}

// NewRate returns a Rate over a window, which must be at least 16 nanoseconds, or it panics.
func NewRate(window time.Duration) *Rate {
	if window < rateSlices {
		panic("counter: NewRate of a window below 16 nanoseconds")
	}
	return &Rate{window: window}
}

// Window returns the window.
func (r *Rate) Window() time.Duration { return cmp.Or(r.window, defaultWindow) }

// Add adds n events of now.
func (r *Rate) Add(n uint64) {
	ring := r.ring.Load()
	if ring == nil {
		ring = r.begin()
	}
	if now := ring.now(); now != ring.last.Load() && ring.mu.TryLock() { // else another one notes the count
		ring.note(now, r.sum.Load())
		ring.mu.Unlock()
	}
	r.sum.AddLazy(n)
}

// Inc adds one event of now.
func (r *Rate) Inc() { r.Add(1) }

// begin starts the clock.
func (r *Rate) begin() *rateRing {
	r.ring.CompareAndSwap(nil, &rateRing{origin: time.Now(), slice: r.Window() / rateSlices})
	return r.ring.Load()
}

// now returns the slice of now.
func (ring *rateRing) now() int64 { return int64(time.Since(ring.origin) / ring.slice) }

// note enters the count of now for every slice that began since the last note. The caller holds mu.
func (ring *rateRing) note(now int64, count uint64) {
	last := ring.last.Load()
	for i := max(last+1, now-rateSlices+1); i <= now; i++ {
		ring.counts[i%rateSlices] = count
	}
	ring.last.Store(max(last, now))
}

// read returns the events of the window, and its length: shorter if the first add is not so long ago, but at least one slice.
func (r *Rate) read() (uint64, time.Duration) {
	ring := r.ring.Load()
	if ring == nil {
		return 0, r.Window()
	}
	ring.mu.Lock()
	defer ring.mu.Unlock()
	count := r.sum.Load()
	ring.note(ring.now(), count)
	oldest := max(ring.last.Load()-rateSlices+1, 0)
	span := time.Since(ring.origin) - time.Duration(oldest)*ring.slice
	return count - ring.counts[oldest%rateSlices], max(span, ring.slice)
}

// Value returns how many events the window has.
func (r *Rate) Value() uint64 { n, _ := r.read(); return n }

// PerSecond returns the events of the window for each second of it.
func (r *Rate) PerSecond() float64 {
	n, span := r.read()
	return float64(n) / span.Seconds()
}

// Total returns the events of all time.
func (r *Rate) Total() uint64 { return r.sum.Load() }

// String returns PerSecond as JSON has it.
func (r *Rate) String() string { return formatFloat(r.PerSecond()) }
