package mutexcounter

import (
	_ "embed"
	"fmt"
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/conc"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rule"
)

//go:embed doc.go
var doc string

// Rule is the analyzer with what is known of it.
var Rule = report.NewRule(doc, rule.Rule{
	Analyzer:   &analysis.Analyzer{Name: "mutexcounter", Requires: []*analysis.Analyzer{conc.Analyzer}},
	Group:      "cost",
	Severity:   finding.Warning,
	Since:      "0.1.0",
	Questions:  []string{"Q2", "Q54"},
	Categories: []rule.Category{{ID: "one-integer", Summary: "every critical section of the mutex handles just one integer in one step"}},
}, run)

// Analyzer is what other drivers import.
var Analyzer = Rule.Analyzer

func run(pass *report.Pass) error {
	m := conc.For(pass.Pass)
	for _, mu := range m.Mutexes() {
		n, ok := onlyInteger(m, mu)
		if !ok || reachedElsewhere(pass, m, mu, n) {
			continue
		}
		first := mu.Sections[0]
		pass.Report(report.Finding{
			Pos: first.Lock.Pos(), End: first.Lock.End(),
			Message: fmt.Sprintf("%s guards nothing but the integer %s, which %s: make it an %s and drop the lock",
				lockName(first), n.v.Name(), sections(mu), atomicType(n.v.Type())),
			Related: related(mu, n),
		})
	}
	return nil
}

func sections(mu *conc.Mutex) string {
	if n := len(mu.Sections); n > 1 {
		return fmt.Sprintf("each of its %d sections sets, reads or adds to in one step", n)
	}
	return "its only section sets, reads or adds to in one step"
}

// atomicType names the type of sync/atomic that holds such integers.
func atomicType(t types.Type) string {
	switch t.Underlying().(*types.Basic).Kind() {
	case types.Int8, types.Int16, types.Int32:
		return "atomic.Int32"
	case types.Uint8, types.Uint16, types.Uint32:
		return "atomic.Uint32"
	case types.Uint, types.Uint64:
		return "atomic.Uint64"
	case types.Uintptr:
		return "atomic.Uintptr"
	}
	return "atomic.Int64"
}

func related(mu *conc.Mutex, n integer) []analysis.RelatedInformation {
	rel := []analysis.RelatedInformation{{Pos: n.v.Pos(), Message: n.v.Name() + " is declared here"}}
	for _, s := range mu.Sections[1:] {
		rel = append(rel, analysis.RelatedInformation{Pos: s.Lock.Pos(), End: s.Lock.End(), Message: "locked here for " + n.v.Name() + " too"})
	}
	return rel
}

// lockName is the mutex as it is written in the Lock call.
func lockName(s *conc.Section) string {
	if s.Recv != nil {
		return types.ExprString(s.Recv)
	}
	return types.ExprString(ast.Unparen(s.Lock.Fun))
}
