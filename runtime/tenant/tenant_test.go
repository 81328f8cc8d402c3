package tenant

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/counterlint/counterlint/runtime/counter"
	"github.com/counterlint/counterlint/runtime/expose/promtext"
	"github.com/counterlint/counterlint/runtime/label"
	"github.com/counterlint/counterlint/runtime/registry"
)

type metrics struct {
	orders counter.Counter
	items  label.Counter[string]
}

func setup(r *registry.Registry, m *metrics) {
	r.MustRegister(registry.Desc{Name: "orders_total", Help: "Orders."}, &m.orders)
	r.MustRegister(registry.Desc{Name: "items_total", Help: "Items."}, &m.items)
}

func page(r *registry.Registry) string { return string(promtext.New(r).AppendText(nil)) }

// What one tenant does is in no number and on no page of another.
func TestApart(t *testing.T) {
	s, err := New(Config{Tenants: 2}, setup)
	if err != nil {
		t.Fatal(err)
	}
	s.With("acme").orders.Add(3)
	for i := range 2000 { // a flood of labels
		s.With("acme").items.Inc(fmt.Sprint("secret", i))
	}
	s.With("zen").orders.Inc()
	s.With("zen").items.Inc("book")
	if n := s.With("zen").items.Overflow().Value(); n != 0 || s.With("acme").items.Overflow().Value() != 1000 {
		t.Errorf("the flood reached the other one: %d", n)
	}
	if p := page(s.Registry("zen")); strings.Contains(p, "secret") || !strings.Contains(p, "orders_total 1\n") || !strings.Contains(p, `items_total{key="book"} 1`) {
		t.Errorf("page of zen:\n%.500s", p)
	}
	if p := page(s.Registry("acme")); strings.Contains(p, "book") || !strings.Contains(p, "orders_total 3\n") {
		t.Errorf("page of acme:\n%.500s", p)
	}

	s.With("late").orders.Add(7) // there is no place for it
	if s.Overflow().orders.Value() != 7 || s.Len() != 2 || s.Registry("later") != s.Registry("late") || !strings.Contains(page(s.Registry("late")), "orders_total 7\n") {
		t.Errorf("%d tenants, overflow %v", s.Len(), &s.Overflow().orders)
	}
	if old := s.Delete("acme"); old == nil || old.orders.Value() != 3 || s.Delete("acme") != nil {
		t.Error("acme was not dropped")
	}
	if s.With("late").orders.Inc(); s.With("late").orders.Value() != 1 || s.Overflow().orders.Value() != 7 {
		t.Error("there is no place though one left")
	}
}

func TestSetup(t *testing.T) {
	_, err := New(Config{}, func(r *registry.Registry, m *metrics) {
		r.MustRegister(registry.Desc{Name: "orders", Help: "Orders."}, &m.orders)
	})
	if err == nil || !strings.Contains(err.Error(), "a counter's name ends in _total") {
		t.Errorf("error %v", err)
	}
	if _, err := New(Config{Tenants: -1}, setup); err == nil || !strings.Contains(err.Error(), "tenant: ") {
		t.Errorf("error %v", err)
	}
	s, err := New(Config{Registry: registry.Config{Owners: map[string]int{"shop": 1}}}, func(r *registry.Registry, m *metrics) {
		r.MustRegister(registry.Desc{Name: "orders_total", Help: "Orders.", Owner: "shop"}, &m.orders)
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"a", "b"} { // each has a budget of its own
		if b := s.Registry(name).Budget("shop"); b.Used() != 1 {
			t.Errorf("%s uses %d of its budget", name, b.Used())
		}
	}
}

func TestConcurrent(t *testing.T) {
	s, err := New(Config{Tenants: 20}, setup)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for i := range 1000 {
				name := fmt.Sprint(i % 25)
				s.With(name).orders.Inc()
				if n := len(s.Registry(name).Metrics()); n != 2 {
					t.Errorf("%d metrics", n)
				}
			}
		})
	}
	wg.Wait()
	total := s.Overflow().orders.Value()
	for i := range 25 {
		if m := s.With(fmt.Sprint(i)); m != s.Overflow() {
			total += m.orders.Value()
		}
	}
	if total != 8000 || s.Len() != 20 {
		t.Errorf("%d orders of %d tenants, want 8000 of 20", total, s.Len())
	}
}

func TestWithAllocation(t *testing.T) {
	s, err := New(Config{}, setup)
	if err != nil {
		t.Fatal(err)
	}
	s.With("a").orders.Inc()
	if n := testing.AllocsPerRun(1000, func() { s.With("a").orders.Inc() }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
