package label

import (
	"cmp"
	"fmt"
	"iter"
	"reflect"
	"slices"

	"github.com/counterlint/counterlint/runtime/counter"
)

// DefaultSeries is the limit of a metric that was not given one.
const DefaultSeries = 1000

// Limits bounds what keys may make.
type Limits struct {
	Series int            // children of the metric; 0 means DefaultSeries
	Labels map[string]int // values of single labels, by the name of the field of the key
	Budget *Budget        // children of several metrics together; nil means no such bound
}

// A Budget is how many children the metrics that share it may have together, those of a team for instance.
//
// Counts: the children of all metrics that were made with it.
// Read: linearizable.
// Cost: a compare-and-swap for each child that is made or deleted, and nothing else.
// Memory: 16 bytes.
// Never: rely on it to bound bytes; children differ.
type Budget struct{ used counter.Capped }

// NewBudget returns a Budget of n children. The zero value has none.
func NewBudget(n int) *Budget {
	b := new(Budget)
	b.used.SetLimit(int64(n))
	return b
}

// Used returns how many children there are.
func (b *Budget) Used() int { return int(b.used.Value()) }

// Take takes the place of one child for what is none, and reports false if no place is left.
func (b *Budget) Take() bool { return b.used.TryInc() }

// Give gives back what Take took. It panics if nothing was taken.
func (b *Budget) Give() { b.used.Dec() }

// Limit returns how many there may be.
func (b *Budget) Limit() int { return int(b.used.Limit()) }

// An admission decides which keys get a child. The set's lock guards it.
type admission struct {
	series  int
	budget  *Budget
	labels  []labelLimit
	refused uint64
}

// A labelLimit counts the children for each value of one label.
type labelLimit struct {
	field int
	limit int
	uses  map[string]int
}

// newAdmission returns what the limits say for keys of a type, or an error that names the limit that makes no sense.
func newAdmission(l Limits, key reflect.Type) (*admission, error) {
	if l.Series < 0 {
		return nil, fmt.Errorf("label: Series is %d, want at least 0", l.Series)
	}
	a := &admission{series: cmp.Or(l.Series, DefaultSeries), budget: l.Budget}
	names := labels(key)
	for name, limit := range l.Labels {
		field := slices.Index(names, name)
		if field < 0 {
			return nil, fmt.Errorf("label: %v has no label %q; it has %q", key, name, names)
		}
		if limit < 1 {
			return nil, fmt.Errorf("label: the limit of label %q is %d, want at least 1", name, limit)
		}
		a.labels = append(a.labels, labelLimit{field, limit, map[string]int{}})
	}
	return a, nil
}

// labels returns the names of the labels of a type of keys: its fields, or "key" if it is no struct.
func labels(key reflect.Type) []string {
	if key.Kind() != reflect.Struct {
		return []string{"key"}
	}
	var names []string
	for i := range key.NumField() {
		names = append(names, key.Field(i).Name)
	}
	return names
}

// values returns the values of a key's labels as text.
func values(key any) []string {
	v := reflect.ValueOf(key)
	if v.Kind() != reflect.Struct {
		if s, ok := key.(string); ok {
			return []string{s}
		}
		return []string{fmt.Sprint(key)}
	}
	all := make([]string, v.NumField())
	for i := range all {
		all[i] = text(v.Field(i))
	}
	return all
}

// text returns the text of a field: a string as it is, and all else as fmt has it.
func text(v reflect.Value) string {
	if v.Type() == reflect.TypeFor[string]() { // no type of its own, which might have a String method
		return v.String()
	}
	return fmt.Sprint(v)
}

// admit reports whether the limits of the labels and the budget let a key in, and takes its place if so.
func (a *admission) admit(key any) bool {
	if !a.admitLabels(key) {
		return false
	}
	if a.budget != nil && !a.budget.used.TryInc() {
		a.releaseLabels(key)
		return false
	}
	return true
}

func (a *admission) admitLabels(key any) bool {
	if len(a.labels) == 0 {
		return true
	}
	all := values(key)
	for _, l := range a.labels {
		if l.uses[all[l.field]] == 0 && len(l.uses) >= l.limit {
			return false
		}
	}
	for _, l := range a.labels {
		l.uses[all[l.field]]++
	}
	return true
}

// release gives up what admit took for a key.
func (a *admission) release(key any) {
	a.releaseLabels(key)
	if a.budget != nil {
		a.budget.used.Dec()
	}
}

func (a *admission) releaseLabels(key any) {
	if len(a.labels) == 0 {
		return
	}
	all := values(key)
	for _, l := range a.labels {
		if l.uses[all[l.field]]--; l.uses[all[l.field]] == 0 {
			delete(l.uses, all[l.field])
		}
	}
}

// A Width is what an audit says of one label.
type Width struct {
	Label   string
	Values  int    // how many values it has
	Most    string // the value with the most children
	Share   int    // how many those are
	Series  int    // children of the metric
	Limit   int    // how many there may be
	Refused uint64 // how often a key without a child was not let in
}

// widths counts the values of each label of some keys, the widest label first.
func widths[K comparable](keys iter.Seq[K], limit, series int, refused uint64) []Width {
	names := labels(reflect.TypeFor[K]())
	uses := make([]map[string]int, len(names))
	for i := range uses {
		uses[i] = map[string]int{}
	}
	for key := range keys {
		for i, v := range values(key) {
			uses[i][v]++
		}
	}
	all := make([]Width, len(names))
	for i, name := range names {
		w := Width{Label: name, Values: len(uses[i]), Series: series, Limit: limit, Refused: refused}
		for v, n := range uses[i] {
			if n > w.Share || n == w.Share && v < w.Most {
				w.Most, w.Share = v, n
			}
		}
		all[i] = w
	}
	slices.SortStableFunc(all, func(a, b Width) int { return cmp.Compare(b.Values, a.Values) })
	return all
}
