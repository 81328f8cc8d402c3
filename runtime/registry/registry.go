package registry

import (
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/counterlint/counterlint/runtime/label"
)

// noCopy makes go vet report copies of what holds it.
type noCopy struct{}

func (*noCopy) Lock()   {}
func (*noCopy) Unlock() {}

// A Config is what a registry admits.
type Config struct {
	Owners map[string]int // how many series each owner may have; nil means that anybody may have any number
	Series int            // the highest limit that a labelled metric may have; 0 means any
}

// A Registry is metrics by their names. The zero value admits all owners; it must not be copied after first use.
//
// Counts: nothing; it holds what counts.
// Read: linearizable, as for which metrics there are; each of them is read as its own type says, one after the other.
// Cost: none for writes, which do not know of it. A read of all metrics takes a lock for a moment, and for a labelled metric another
// one and a sort if children came or went.
// Memory: about 300 bytes for each metric, and for each child of a labelled one about 150 and the text of its labels.
// Never: register in the course of a request; a metric lives as long as its registry.
type Registry struct {
	_       noCopy
	config  Config
	budgets map[string]*label.Budget

	mu      sync.Mutex
	metrics map[string]*Metric // by family
	before  []func()
}

// New returns a Registry with a config.
func New(c Config) *Registry {
	r := &Registry{config: c}
	if c.Owners != nil {
		r.budgets = map[string]*label.Budget{}
		for owner, n := range c.Owners {
			r.budgets[owner] = label.NewBudget(n)
		}
	}
	return r
}

// Budget returns the budget of an owner, or nil if there is none. The labelled metrics of an owner that has one are made with it:
//
//	label.NewCounter[route](label.Limits{Series: 50, Budget: metrics.Budget("web")})
func (r *Registry) Budget(owner string) *label.Budget { return r.budgets[owner] }

// Register gives a metric a name. What can be one: of package counter, Counter, Resettable (its Total) and Sloppy, which are
// counters, and UpDown, Int, Capped, Max, Min, Latch, Float64, Rate (its PerSecond), PerP, Adaptive, Padded and Sharded, which are
// gauges; gauge.Gauge; histogram.HDR and Recorder (all that it recorded); the labelled ones of package label; and the functions of
// this package, for all else. It returns an error, and registers nothing, if the metric is none of them, if its description breaks a
// convention, if its owner is unknown or has used its budget, or if the name is taken: then with both places.
func (r *Registry) Register(d Desc, metric any) error { return r.register(d, metric, 2) }

// MustRegister is Register for variables of packages, and panics with the error.
func (r *Registry) MustRegister(d Desc, metric any) {
	if err := r.register(d, metric, 2); err != nil {
		panic(err)
	}
}

// register does what Register says; the place is that of the caller skip frames up.
func (r *Registry) register(d Desc, metric any, skip int) error {
	place := "somewhere"
	if _, file, line, ok := runtime.Caller(skip); ok {
		place = fmt.Sprintf("%s:%d", file, line)
	}
	m := &Metric{Desc: d, Place: place}
	err := m.adapt(metric)
	if err == nil {
		m.Buckets = slices.Clone(d.Buckets)
		if m.Kind == Histogram && m.Buckets == nil {
			m.Buckets = DefaultBuckets()
		}
		err = check(d, m.Kind, m.Labels)
	}
	if err == nil {
		err = r.enter(m)
	}
	if err != nil {
		return fmt.Errorf("registry: %s at %s: %w", d.Name, place, err)
	}
	return nil
}

// enter puts a metric that is in order in its place, if it is free and paid for.
func (r *Registry) enter(m *Metric) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	family := m.Family()
	if other := r.metrics[family]; other != nil {
		return fmt.Errorf("the name is taken by %s, registered at %s", other.Name, other.Place)
	}
	if m.limits.Series > r.config.Series && r.config.Series > 0 {
		return fmt.Errorf("its limit is %d series, and no metric may have more than %d", m.limits.Series, r.config.Series)
	}
	if err := r.pay(m); err != nil {
		return err
	}
	if r.metrics == nil {
		r.metrics = map[string]*Metric{}
	}
	r.metrics[family] = m
	return nil
}

// pay takes the series of a metric from the budget of its owner.
func (r *Registry) pay(m *Metric) error {
	if r.budgets == nil {
		return nil
	}
	budget := r.budgets[m.Owner]
	switch {
	case budget == nil:
		return fmt.Errorf("the owner %q is unknown", m.Owner)
	case m.limits.Series > 0 && m.limits.Budget != budget: // its children pay one by one
		return fmt.Errorf("it was made without the budget of its owner: want Budget(%q) in its limits", m.Owner)
	case m.limits.Series == 0 && !budget.Take():
		return fmt.Errorf("the owner %q has used its budget of %d series", m.Owner, budget.Limit())
	}
	return nil
}

// BeforeRead has f called before each reading of the metrics: for what brings several of them up to date in one step.
func (r *Registry) BeforeRead(f func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.before = append(r.before, f)
}

// Metrics returns what is registered, by name, for a reading of all.
func (r *Registry) Metrics() []*Metric {
	r.mu.Lock()
	before := slices.Clone(r.before)
	all := slices.SortedFunc(maps.Values(r.metrics), func(a, b *Metric) int { return strings.Compare(a.Name, b.Name) })
	r.mu.Unlock()
	for _, f := range before {
		f()
	}
	return all
}
