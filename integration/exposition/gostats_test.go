package exposition

import (
	"strings"
	"testing"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"github.com/counterlint/counterlint/runtime/gostats"
	"github.com/counterlint/counterlint/runtime/registry"
)

// What the Go runtime measures has the names and kinds that client_golang gives it, but for percentages.
func TestNamesOfGo(t *testing.T) {
	var r registry.Registry
	if err := gostats.Register(&r, ""); err != nil {
		t.Fatal(err)
	}
	theirs := prometheus.NewRegistry()
	theirs.MustRegister(collectors.NewGoCollector(collectors.WithGoCollectorRuntimeMetrics(collectors.MetricsAll)))
	families, err := theirs.Gather()
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]string{}
	for _, f := range families {
		kinds[f.GetName()] = strings.ToLower(f.GetType().String())
	}
	for _, m := range r.Metrics() {
		name := m.Name
		if m.PerUnit == 100 {
			name = strings.TrimSuffix(name, "ratio") + "percent"
		}
		if kinds[name] != m.Kind.String() {
			t.Errorf("%v %s, client_golang has %q", m.Kind, name, kinds[name])
		}
	}
}
