// Package tenant keeps the metrics of the tenants of one process apart: each has counters, limits and a registry of its own.
//
//	type metrics struct{ Orders counter.Counter }
//	tenants, err := tenant.New(tenant.Config{}, func(r *registry.Registry, m *metrics) {
//		r.MustRegister(registry.Desc{Name: "orders_total", Help: "Orders taken."}, &m.Orders)
//	})
//	tenants.With("acme").Orders.Inc()
//	promtext.New(tenants.Registry("acme")) // a page that shows nothing of the others
//
// So a flood of labels that one tenant causes fills that tenant's limits alone, what one may see has nothing of another, and one that
// leaves is dropped as a whole.
package tenant

import (
	"cmp"
	"fmt"
	"sync"
	"sync/atomic"

	"github.com/counterlint/counterlint/runtime/label"
	"github.com/counterlint/counterlint/runtime/registry"
)

// A Config is what a set admits.
type Config struct {
	Tenants  int             // how many tenants; 0 means label.DefaultSeries
	Registry registry.Config // of each tenant
}

// A Set is a T for each tenant, a struct of metrics. It comes from New.
//
// Counts: nothing; the metrics in T do.
// Read: of With, linearizable as for which tenants there are.
// Cost: a look-up in a map, without lock and allocation; the first one of a tenant takes locks, and registers its metrics.
// Memory: for each tenant T, and a registry.
// Never: take tenants from input that nobody authenticated; they are limited, and the first ones would keep the others out.
type Set[T any] struct {
	config  Config
	setup   func(*registry.Registry, *T)
	entries *label.Set[string, entry[T]]
}

// An entry is a tenant.
type entry[T any] struct {
	ready    atomic.Bool
	mu       sync.Mutex
	registry *registry.Registry
	metrics  T
}

// New returns a set whose tenants have their metrics registered by setup, which is called once for each, and at once for the tenants
// that there is no place for. It returns an error if setup panics then, as MustRegister does, or if the limit is negative. Setup must
// do the same each time.
func New[T any](c Config, setup func(r *registry.Registry, metrics *T)) (*Set[T], error) {
	entries, err := label.NewSet[string, entry[T]](label.Limits{Series: cmp.Or(c.Tenants, label.DefaultSeries)})
	if err != nil {
		return nil, fmt.Errorf("tenant: %w", err)
	}
	s := &Set[T]{c, setup, entries}
	if err := s.try(); err != nil {
		return nil, err
	}
	return s, nil
}

// try sets up what counts for the tenants that there is no place for.
func (s *Set[T]) try() (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("tenant: setting up the metrics of a tenant: %v", p)
		}
	}()
	s.prepare(s.entries.Overflow())
	return nil
}

// prepare makes the registry of an entry, once.
func (s *Set[T]) prepare(e *entry[T]) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.ready.Load() {
		return
	}
	e.registry = registry.New(s.config.Registry)
	s.setup(e.registry, &e.metrics)
	e.ready.Store(true)
}

func (s *Set[T]) entry(tenant string) *entry[T] {
	e := s.entries.With(tenant)
	if !e.ready.Load() {
		s.prepare(e)
	}
	return e
}

// With returns the metrics of a tenant, made if need be, or Overflow if there is no place for it. They may be kept until Delete.
func (s *Set[T]) With(tenant string) *T { return &s.entry(tenant).metrics }

// Registry returns the registry of a tenant, made if need be, or that of Overflow if there is no place for it.
func (s *Set[T]) Registry(tenant string) *registry.Registry { return s.entry(tenant).registry }

// Overflow returns the metrics that count for all tenants that there was no place for.
func (s *Set[T]) Overflow() *T { return &s.entries.Overflow().metrics }

// Delete drops a tenant with its registry, and returns its metrics, or nil if there is none. The next With makes new ones. Who holds
// the old ones may add to them a moment longer.
func (s *Set[T]) Delete(tenant string) *T {
	if e := s.entries.Delete(tenant); e != nil {
		return &e.metrics
	}
	return nil
}

// Len returns how many tenants there are.
func (s *Set[T]) Len() int { return s.entries.Len() }
