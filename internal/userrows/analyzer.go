package userrows

import (
	"reflect"

	"golang.org/x/tools/go/analysis"
)

// Analyzer yields the [*Table] of the run, the same for all packages. Its flag sets it in hosts that are driven by flags; our driver
// puts its own in the place.
var Analyzer = newAnalyzer()

func newAnalyzer() *analysis.Analyzer {
	a := &analysis.Analyzer{
		Name:             "counterlintrows",
		Doc:              "knows what a project says of its own functions, for counterlint's engines",
		URL:              "https://github.com/counterlint/counterlint/blob/main/docs/configuration.md",
		ResultType:       reflect.TypeFor[*Table](),
		RunDespiteErrors: true,
	}
	rows := &flagValue{}
	a.Flags.Var(rows, "json", "label-sinks, label-sources, label-sanitizers and contexts, as in .counterlint.yml but in JSON")
	a.Run = func(*analysis.Pass) (any, error) { return rows.table, nil }
	return a
}

// For returns the table for the package that pass analyses. The pass's analyzer must require [Analyzer].
func For(pass *analysis.Pass) *Table { return pass.ResultOf[Analyzer].(*Table) }

// A flagValue is a table as the value of a flag.
type flagValue struct{ table *Table }

func (v *flagValue) String() string { return v.table.String() }

func (v *flagValue) Set(text string) (err error) {
	v.table, err = Parse(text)
	return err
}
