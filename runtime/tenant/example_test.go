package tenant_test

import (
	"fmt"

	"github.com/counterlint/counterlint/runtime/counter"
	"github.com/counterlint/counterlint/runtime/expose/promtext"
	"github.com/counterlint/counterlint/runtime/registry"
	"github.com/counterlint/counterlint/runtime/tenant"
)

func ExampleSet() {
	type metrics struct{ Orders counter.Counter }
	tenants, err := tenant.New(tenant.Config{}, func(r *registry.Registry, m *metrics) {
		r.MustRegister(registry.Desc{Name: "orders_total", Help: "Orders taken."}, &m.Orders)
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	tenants.With("acme").Orders.Add(2)
	tenants.With("zen").Orders.Inc()
	fmt.Printf("%s", promtext.New(tenants.Registry("acme")).AppendText(nil))
	// Output:
	// # HELP orders_total Orders taken.
	// # TYPE orders_total counter
	// orders_total 2
}
