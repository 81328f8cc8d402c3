package conc

import (
	"reflect"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rule"
)

// Analyzer builds the [*Model] of a package. It alone carries facts; rules never do.
var Analyzer = &analysis.Analyzer{
	Name:       "counterlintconc",
	Doc:        "models the atomics, locks and goroutines of a package for counterlint's rules",
	URL:        rule.URL("index"),
	Requires:   []*analysis.Analyzer{report.Analyzer},
	ResultType: reflect.TypeFor[*Model](),
	FactTypes:  []analysis.Fact{new(Helper), new(Cell)},
	Run:        run,
}

// For returns the model of the package that pass analyses. The pass's analyzer must require [Analyzer]. The model is empty, never
// nil, for a package without atomics and locks.
func For(pass *analysis.Pass) *Model { return pass.ResultOf[Analyzer].(*Model) }

func run(pass *analysis.Pass) (any, error) {
	m := newModel(pass)
	if m.prog != nil {
		m.export(pass)
	}
	return m, nil
}
