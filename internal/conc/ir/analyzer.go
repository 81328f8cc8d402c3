package ir

import (
	"reflect"
	"sync"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/rule"
	"github.com/counterlint/counterlint/internal/userrows"
)

// Analyzer hands one [Program] of a package to all engines that want one. It is built when the first of them asks: for most packages
// nobody does.
var Analyzer = &analysis.Analyzer{
	Name:       "counterlintssa",
	Doc:        "builds the SSA of a package for counterlint's engines",
	URL:        rule.URL("index"),
	Requires:   []*analysis.Analyzer{userrows.Analyzer},
	ResultType: reflect.TypeFor[*source](),
	Run: func(pass *analysis.Pass) (any, error) {
		return &source{build: sync.OnceValues(func() (*Program, error) {
			return Build(pass.Fset, pass.Pkg, pass.Files, pass.TypesInfo, userrows.For(pass))
		})}, nil
	},
}

type source struct {
	build func() (*Program, error)
}

// For returns the program of the package that pass analyses. The pass's analyzer must require [Analyzer].
func For(pass *analysis.Pass) (*Program, error) { return pass.ResultOf[Analyzer].(*source).build() }
