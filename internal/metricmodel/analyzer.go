package metricmodel

import (
	"go/token"
	"reflect"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/conc/ir"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rule"
	"github.com/counterlint/counterlint/internal/userrows"
)

// Analyzer builds the [*Model] of a package. It runs only on packages that a host looks at.
var Analyzer = &analysis.Analyzer{
	Name:       "counterlintmetricmodel",
	Doc:        "models the metrics of a package for counterlint's rules",
	URL:        rule.URL("index"),
	Requires:   []*analysis.Analyzer{report.Analyzer, userrows.Analyzer, Facts, ir.Analyzer},
	ResultType: reflect.TypeFor[*Model](),
	Run: func(pass *analysis.Pass) (any, error) {
		return newModel(pass, report.For(pass).Evidence, pass.ResultOf[Facts].(*foreign), others...), nil
	},
}

// others are packages that make a package interesting although they are no metrics libraries: runtime has ReadMemStats, means are logged, and keys of maps of
// counters come from the network.
var others = []string{"runtime", "log", "log/slog", "net/http", "net", "github.com/gin-gonic/gin", "github.com/labstack/echo", "github.com/gofiber/fiber", "github.com/valyala/fasthttp"}

// For returns the model of the package that pass analyses. The pass's analyzer must require [Analyzer]. The model is empty, never
// nil, for a package without metrics.
func For(pass *analysis.Pass) *Model { return pass.ResultOf[Analyzer].(*Model) }

// Facts carries what is known of metrics from package to package, and yields what the facts of others say about this one. It
// runs on every dependency, and stops at once in those that import no metrics library.
var Facts = &analysis.Analyzer{
	Name:       "counterlintmetrics",
	Doc:        "exports the metrics that packages declare and register for counterlint's engine",
	URL:        rule.URL("index"),
	Requires:   []*analysis.Analyzer{userrows.Analyzer},
	ResultType: reflect.TypeFor[*foreign](),
	FactTypes:  []analysis.Fact{new(Metric), new(Registers), new(Sinks), new(Sources), new(Vets), new(Speaks)},
	Run: func(pass *analysis.Pass) (any, error) {
		facts := lookup(pass)
		// Test files export nothing: nobody imports them.
		counts := func(pos token.Pos) bool { return !strings.HasSuffix(pass.Fset.Position(pos).Filename, "_test.go") }
		m := newModel(pass, counts, facts)
		if m.defs != nil {
			exportFacts(pass, m)
		} else if helpers := yieldingFiles(pass, counts); len(helpers) > 0 {
			if exportFlows(pass, helperModel(pass, helpers, counts, facts)) {
				pass.ExportPackageFact(new(Speaks))
			}
		}
		facts.initialised(pass, m)
		return facts, nil
	},
}
