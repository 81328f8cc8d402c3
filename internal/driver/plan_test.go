package driver

import (
	"slices"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/report"
)

// TestStages checks that rules which share an engine run one after the other, that the engine's result is dropped behind the last of
// them, and that rules without an engine keep their places.
func TestStages(t *testing.T) {
	named := func(name string, requires ...*analysis.Analyzer) *analysis.Analyzer {
		return &analysis.Analyzer{Name: name, Requires: append(requires, report.Analyzer)}
	}
	facts := named("facts")
	conc, metrics, index := named("conc", facts), named("metrics"), named("index")
	roots := []*analysis.Analyzer{
		named("a", conc), named("b", metrics), named("c"), named("d", conc, index), named("e", index), named("f", metrics), named("ignore"),
	}
	var order, drops []string
	for _, s := range stages(together(roots)) {
		order = append(order, s.Name)
		for _, d := range s.drop {
			drops = append(drops, s.Name+" drops "+d.Name)
		}
	}
	if want := []string{"counterlintreport", "facts", "conc", "a", "index", "d", "e", "metrics", "b", "f", "c", "ignore"}; !slices.Equal(order, want) {
		t.Errorf("order %v, want %v", order, want)
	}
	for _, want := range []string{"conc drops facts", "d drops conc", "e drops index", "f drops metrics", "ignore drops counterlintreport", "c drops c"} {
		if !slices.Contains(drops, want) {
			t.Errorf("%q is missing in %v", want, drops)
		}
	}
	if len(drops) != len(order) {
		t.Errorf("%d results of %d are dropped", len(drops), len(order))
	}
}
