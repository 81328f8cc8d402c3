package registry

import (
	"slices"
	"strings"
	"sync"

	"github.com/counterlint/counterlint/runtime/label"
)

// A Metric is what is registered under one name. Its fields must not be changed.
type Metric struct {
	Desc
	Kind     Kind
	Fraction bool     // a counter or gauge whose numbers are no integers
	Labels   []string // their names
	Place    string   // file:line of the registration

	limits   label.Limits // of a labelled one
	version  func() uint64
	children func() []Series

	mu  sync.Mutex
	now *Table
}

// A Table is the series of a metric. A metric has the same one as long as no series comes or goes.
type Table struct {
	Series  []Series // in the order of their values
	version uint64
}

// A Series is one of the numbers or distributions of a metric.
type Series struct {
	Values   []string // of the labels, valid UTF-8
	Overflow bool     // counts for all keys that were not let in; has OverflowLabel, and no Values
	source
}

// Number reads a counter or a gauge.
func (s *Series) Number() Number { return s.source.read() }

// Distribution reads a histogram.
func (s *Series) Distribution() Distribution { return s.spread() }

// Family returns the name without _total.
func (m *Metric) Family() string { return strings.TrimSuffix(m.Name, "_total") }

// Table returns the series.
func (m *Metric) Table() *Table {
	m.mu.Lock()
	defer m.mu.Unlock()
	version := m.version() // before the children: if another one comes meanwhile, the next Table is new
	if m.now == nil || m.now.version != version {
		m.now = &Table{merge(m.children()), version}
	}
	return m.now
}

// merge sorts series, and makes one of those that read alike: two keys may, if their text is the same or no valid UTF-8.
func merge(all []Series) []Series {
	for _, s := range all {
		for i, v := range s.Values {
			s.Values[i] = strings.ToValidUTF8(v, "\uFFFD")
		}
	}
	order := make([]int32, len(all)) // which is less to move about than series
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(i, j int32) int {
		a, b := &all[i], &all[j]
		if a.Overflow != b.Overflow {
			if a.Overflow {
				return 1
			}
			return -1
		}
		return slices.Compare(a.Values, b.Values)
	})
	merged := make([]Series, 0, len(all))
	for _, i := range order {
		s := all[i]
		if n := len(merged); n > 0 && !s.Overflow && slices.Equal(merged[n-1].Values, s.Values) {
			merged[n-1].source = merged[n-1].source.plus(s.source)
			continue
		}
		merged = append(merged, s)
	}
	return merged
}
