package conc

import (
	"reflect"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/conc/ir"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rule"
	"github.com/counterlint/counterlint/internal/userrows"
)

// Analyzer builds the [*Model] of a package. It runs only on packages that a host looks at.
var Analyzer = &analysis.Analyzer{
	Name:       "counterlintmodel",
	Doc:        "models the atomics, locks and goroutines of a package for counterlint's rules",
	URL:        rule.URL("index"),
	Requires:   []*analysis.Analyzer{report.Analyzer, userrows.Analyzer, Facts, ir.Analyzer},
	ResultType: reflect.TypeFor[*Model](),
	Run: func(pass *analysis.Pass) (any, error) {
		build := func() (*ir.Program, error) { return ir.For(pass) }
		return newModel(pass, pass.Files, build, report.For(pass).Evidence, pass.ResultOf[Facts].(*foreign), userrows.For(pass)), nil
	},
}

// For returns the model of the package that pass analyses. The pass's analyzer must require [Analyzer]. The model is empty, never
// nil, for a package without atomics and locks.
func For(pass *analysis.Pass) *Model { return pass.ResultOf[Analyzer].(*Model) }

// Facts carries the engine's facts from package to package, and yields what the facts of others say about this one. It runs on
// every dependency and is kept apart from [Analyzer] for that reason: it looks into the few functions that mention an atomic.
var Facts = &analysis.Analyzer{
	Name:       "counterlintconc",
	Doc:        "exports which functions and variables are atomic for counterlint's engine",
	URL:        rule.URL("index"),
	ResultType: reflect.TypeFor[*foreign](),
	FactTypes:  []analysis.Fact{new(Helper), new(Cell), new(Updater)},
	Run: func(pass *analysis.Pass) (any, error) {
		facts := lookup(pass)
		if len(pass.TypeErrors) == 0 {
			exportFacts(pass, facts)
			exportUpdaters(pass)
		}
		return facts, nil
	},
}
