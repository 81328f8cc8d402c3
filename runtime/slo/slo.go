// Package slo holds objectives: how many events have to be good, how much of the budget for bad ones is left, and how fast it burns.
//
//	checkout, err := slo.New(slo.Config{Objective: 0.999})
//	checkout.Record(err == nil)
//	for _, b := range checkout.Firing() { … }
//
// A burn rate of 1 uses the budget up exactly at the end of the period, one of 14.4 two percent of it in an hour of a month. An alert
// looks at a long window, so that it means something, and at a short one, so that it ends soon after the trouble does.
package slo

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/counterlint/counterlint/runtime/counter"
)

// noCopy makes go vet report copies of what holds it.
type noCopy struct{}

func (*noCopy) Lock()   {}
func (*noCopy) Unlock() {}

// A BurnRate is a condition: over both windows, the budget burns faster than a limit.
type BurnRate struct {
	Long, Short time.Duration
	Limit       float64
}

// BurnRates returns the conditions that are common for a period of 30 days: two percent of the budget in an hour, five in six hours,
// ten in three days.
func BurnRates() []BurnRate {
	return []BurnRate{
		{time.Hour, 5 * time.Minute, 14.4},
		{6 * time.Hour, 30 * time.Minute, 6},
		{72 * time.Hour, 6 * time.Hour, 1},
	}
}

// A Config is an objective.
type Config struct {
	Objective float64       // the share of events that are good, above 0 and below 1
	Period    time.Duration // over which it is looked at; 0 means 30 days
	BurnRates []BurnRate    // nil means BurnRates()
}

// A Budget is the bad events that an objective leaves room for. It comes from New. What was before the start of the process is not in
// it: for a whole period, ask the monitoring; the windows of an hour or a day are what it is for.
//
// Counts: good events and bad ones.
// Read: an intermediate value: what was added since some moment that lies between 15 and 16 sixteenths of the window back.
// Cost: a write is a look at the clock and one of counter.Counter; the first one in a sixteenth of a window notes the counts. A read
// takes a lock.
// Memory: about 200 bytes, and 320 for each window.
// Never: let it admit or refuse requests; a counter.Capped or a limiter decides.
type Budget struct {
	_         noCopy
	config    Config
	begun     time.Time
	good, bad counter.Counter
	due       atomic.Int64 // when the next sixteenth of some window begins, since begun

	mu      sync.Mutex
	windows []*window
}

// parts is into how many parts a window is cut.
const parts = 16

// A window remembers the counts at the begin of each of its last parts.
type window struct {
	length time.Duration
	last   int64 // the newest part that is noted
	counts [parts]counts
}

type counts struct{ good, bad uint64 }

// New returns the budget of an objective, or an error that says what is wrong with it.
func New(c Config) (*Budget, error) {
	c.Period = cmp.Or(c.Period, 30*24*time.Hour)
	if c.BurnRates == nil {
		c.BurnRates = BurnRates()
	}
	c.BurnRates = slices.Clone(c.BurnRates)
	if !(c.Objective > 0 && c.Objective < 1) {
		return nil, fmt.Errorf("slo: the objective is %v, want a share above 0 and below 1", c.Objective)
	}
	if c.Period < parts {
		return nil, fmt.Errorf("slo: the period is %v", c.Period)
	}
	lengths := []time.Duration{c.Period}
	for _, r := range c.BurnRates {
		if r.Short < parts || r.Long < r.Short || r.Long > c.Period || !(r.Limit > 0) {
			return nil, fmt.Errorf("slo: the burn rate %+v: want a long window within the period, a short one within that, and a limit above 0", r)
		}
		lengths = append(lengths, r.Long, r.Short)
	}
	slices.Sort(lengths)
	b := &Budget{config: c, begun: time.Now()}
	for _, length := range slices.Compact(lengths) {
		b.windows = append(b.windows, &window{length: length})
	}
	b.due.Store(int64(b.windows[0].length / parts))
	return b, nil
}

// Record counts an event, a good one or a bad one.
func (b *Budget) Record(good bool) {
	if good {
		b.Add(1, 0)
	} else {
		b.Add(0, 1)
	}
}

// Add counts good and bad events.
func (b *Budget) Add(good, bad uint64) {
	if now := int64(time.Since(b.begun)); now >= b.due.Load() && b.mu.TryLock() { // else another one notes the counts
		b.note(now)
		b.mu.Unlock()
	}
	if good > 0 {
		b.good.Add(good)
	}
	if bad > 0 {
		b.bad.Add(bad)
	}
}

// note enters the counts of now for every part that began since the last note, and returns them. The caller holds mu.
func (b *Budget) note(now int64) counts {
	c := counts{b.good.Value(), b.bad.Value()}
	due := int64(math.MaxInt64)
	for _, w := range b.windows {
		part := int64(w.length / parts)
		newest := now / part
		for i := max(w.last+1, newest-parts+1); i <= newest; i++ {
			w.counts[i%parts] = c
		}
		w.last = max(w.last, newest)
		due = min(due, (w.last+1)*part)
	}
	b.due.Store(due)
	return c
}

// over returns the events of a window, or false if there is no such one.
func (b *Budget) over(length time.Duration) (counts, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.note(int64(time.Since(b.begun)))
	for _, w := range b.windows {
		if w.length == length {
			then := w.counts[max(w.last-parts+1, 0)%parts]
			return counts{now.good - then.good, now.bad - then.bad}, true
		}
	}
	return counts{}, false
}

// burn returns the share of bad events in units of what the objective leaves room for, 0 without events.
func (b *Budget) burn(c counts) float64 {
	if c.bad == 0 {
		return 0
	}
	return float64(c.bad) / (float64(c.good) + float64(c.bad)) / (1 - b.config.Objective)
}

// BurnRate returns how fast the budget burned over a window: 1 is as fast as uses it up in just a period. It returns false if the
// window is neither the period nor one of the config's burn rates.
func (b *Budget) BurnRate(window time.Duration) (rate float64, ok bool) {
	c, ok := b.over(window)
	return b.burn(c), ok
}

// Remaining returns which share of the budget of the period, or of the time since the start if that is shorter, is left: 1 if nothing
// bad happened, below 0 if the objective is missed.
func (b *Budget) Remaining() float64 {
	c, _ := b.over(b.config.Period)
	return 1 - b.burn(c)
}

// Firing returns the burn rates whose limit is passed over both windows, in the order of the config.
func (b *Budget) Firing() []BurnRate {
	var all []BurnRate
	for _, r := range b.config.BurnRates {
		long, _ := b.over(r.Long)
		short, _ := b.over(r.Short)
		if b.burn(long) > r.Limit && b.burn(short) > r.Limit {
			all = append(all, r)
		}
	}
	return all
}

// Good returns the good events since the start, for a registry.
func (b *Budget) Good() uint64 { return b.good.Value() }

// Bad returns the bad events since the start, for a registry.
func (b *Budget) Bad() uint64 { return b.bad.Value() }
