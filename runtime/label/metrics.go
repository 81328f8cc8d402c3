package label

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/counterlint/counterlint/runtime/counter"
	"github.com/counterlint/counterlint/runtime/gauge"
	"github.com/counterlint/counterlint/runtime/histogram"
)

// A Counter is a counter.Counter for each key. The zero value lets 1000 keys in; it must not be copied after first use.
//
// Counts: events, for each key.
// Read: an intermediate value of each child; several children are not read at one moment.
// Cost: a write is a look-up in a map and a write of counter.Counter, without lock and allocation; the first write of a key takes a
// lock, and now and then copies the map.
// Memory: about 100 bytes, and for each key its child of 32, and a place in two maps.
// Never: decide on it, or use keys whose number nobody bounds and call the result complete: see Overflow.
type Counter[K comparable] struct{ set[K, counter.Counter] }

// NewCounter returns a Counter with limits, or an error that says which of them makes no sense.
func NewCounter[K comparable](l Limits) (*Counter[K], error) {
	a, err := newAdmission(l, reflect.TypeFor[K]())
	if err != nil {
		return nil, err
	}
	return &Counter[K]{set[K, counter.Counter]{limits: a}}, nil
}

// Add adds n for a key.
func (c *Counter[K]) Add(key K, n uint64) { c.With(key).Add(n) }

// Inc adds 1 for a key.
func (c *Counter[K]) Inc(key K) { c.With(key).Inc() }

// Value returns the count of a key, 0 if it has no child.
func (c *Counter[K]) Value(key K) uint64 {
	if child := c.get(key); child != nil {
		return child.Value()
	}
	return 0
}

// String returns the counts as a JSON object by the text of the keys, and Overflow under "".
func (c *Counter[K]) String() string { return object(&c.set, (*counter.Counter).String) }

// A Gauge is a gauge.Gauge for each key. The zero value lets 1000 keys in; it must not be copied after first use.
//
// Counts: what is there now, for each key.
// Read: an intermediate value of each child; several children are not read at one moment.
// Cost: a write is a look-up in a map and a write of gauge.Gauge, without lock and allocation; the first write of a key takes a
// lock, and now and then copies the map.
// Memory: about 100 bytes, and for each key its child of 40, and a place in two maps.
// Never: decide on it, or use keys whose number nobody bounds and call the result complete: see Overflow.
type Gauge[K comparable] struct{ set[K, gauge.Gauge] }

// NewGauge returns a Gauge with limits, or an error that says which of them makes no sense.
func NewGauge[K comparable](l Limits) (*Gauge[K], error) {
	a, err := newAdmission(l, reflect.TypeFor[K]())
	if err != nil {
		return nil, err
	}
	return &Gauge[K]{set[K, gauge.Gauge]{limits: a}}, nil
}

// Add adds d for a key.
func (g *Gauge[K]) Add(key K, d int64) { g.With(key).Add(d) }

// Inc adds 1 for a key.
func (g *Gauge[K]) Inc(key K) { g.With(key).Inc() }

// Dec subtracts 1 for a key.
func (g *Gauge[K]) Dec(key K) { g.With(key).Dec() }

// Set sets the value of a key.
func (g *Gauge[K]) Set(key K, v int64) { g.With(key).Set(v) }

// Value returns the value of a key, 0 if it has no child.
func (g *Gauge[K]) Value(key K) int64 {
	if child := g.get(key); child != nil {
		return child.Value()
	}
	return 0
}

// String returns the values as a JSON object by the text of the keys, and Overflow under "".
func (g *Gauge[K]) String() string { return object(&g.set, (*gauge.Gauge).String) }

// A Histogram is a histogram.HDR of two digits for each key. The zero value lets 1000 keys in; it must not be copied after first
// use.
//
// Counts: values, for each key.
// Read: what a snapshot of each child holds; several children are not read at one moment.
// Cost: a write is a look-up in a map and a write of histogram.HDR, without a lock; the first write of a key takes one, and now and
// then copies the map.
// Memory: about 100 bytes, and for each key its child, which begins at 24, and a place in two maps.
// Never: decide on it, or use keys whose number nobody bounds and call the result complete: see Overflow.
type Histogram[K comparable] struct{ set[K, histogram.HDR] }

// NewHistogram returns a Histogram with limits, or an error that says which of them makes no sense.
func NewHistogram[K comparable](l Limits) (*Histogram[K], error) {
	a, err := newAdmission(l, reflect.TypeFor[K]())
	if err != nil {
		return nil, err
	}
	return &Histogram[K]{set[K, histogram.HDR]{limits: a}}, nil
}

// Record counts v for a key.
func (h *Histogram[K]) Record(key K, v int64) { h.With(key).Record(v) }

// Snapshot returns what was recorded for a key, empty if it has no child.
func (h *Histogram[K]) Snapshot(key K) *histogram.Snapshot {
	if child := h.get(key); child != nil {
		return child.Snapshot()
	}
	return new(histogram.HDR).Snapshot()
}

// String returns the counts and quantiles as a JSON object by the text of the keys, and Overflow under "".
func (h *Histogram[K]) String() string { return object(&h.set, (*histogram.HDR).String) }

// A Set is any V for each key, of which the zero value must be ready to use: several counters that belong together. The zero value lets
// 1000 keys in; it must not be copied after first use.
//
// Counts: nothing; its children do.
// Read: of With, linearizable as for which children there are.
// Cost: a look-up in a map, without lock and allocation; the first one of a key takes a lock, and now and then copies the map.
// Memory: about 100 bytes, and for each key its child and a place in two maps.
// Never: use keys whose number nobody bounds and call the result complete: see Overflow.
type Set[K comparable, V any] struct{ set[K, V] }

// NewSet returns a Set with limits, or an error that says which of them makes no sense.
func NewSet[K comparable, V any](l Limits) (*Set[K, V], error) {
	a, err := newAdmission(l, reflect.TypeFor[K]())
	if err != nil {
		return nil, err
	}
	return &Set[K, V]{set[K, V]{limits: a}}, nil
}

// object renders the children as a JSON object, in the order of their names.
func object[K comparable, V any](s *set[K, V], text func(*V) string) string {
	members := map[string]json.RawMessage{"": json.RawMessage(text(s.Overflow()))}
	for key, v := range s.All() {
		name := strings.Join(values(key), ",")
		for n := 2; members[name] != nil; n++ { // two keys may read alike
			name = fmt.Sprintf("%s#%d", strings.Join(values(key), ","), n)
		}
		members[name] = json.RawMessage(text(v))
	}
	out, err := json.Marshal(members)
	if err != nil {
		return "null" // the texts are JSON, so there is no way to come here
	}
	return string(out)
}
