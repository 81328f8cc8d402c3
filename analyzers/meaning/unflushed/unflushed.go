// An accumulator is found by its threshold flush: an if on a threshold that adds a number to a shared counter and sets it back. find.go
// finds those, sinks.go knows what a shared counter is, and local.go and field.go look for the ways on which the rest is dropped. This
// file words the findings.

package unflushed

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
	Analyzer:  &analysis.Analyzer{Name: "unflushed"},
	Group:     "meaning",
	Severity:  finding.Warning,
	Since:     "0.1.0",
	Questions: []string{"Q63", "Q64", "Q24"},
	Categories: []rule.Category{
		{ID: "exit", Summary: "a way out of the function drops what a local accumulator holds"},
		{ID: "owner", Summary: "a field is flushed past a threshold, and nothing flushes the rest"},
	},
}, run)

// Analyzer is what other drivers import.
var Analyzer = Rule.Analyzer

func run(pass *report.Pass) error {
	p := newPackage(pass)
	for _, f := range p.flushes() {
		if !pass.Log.Reported(f.stmt.Pos()) {
			continue
		}
		if f.acc.IsField() {
			p.judgeField(f)
		} else {
			p.judgeLocal(f)
		}
	}
	return nil
}

// reportExit reports the way out at, on which the local accumulator of f is dropped; others are further ones.
func (p *pkg) reportExit(f flush, at ast.Node, what string, others []ast.Node) {
	related := []analysis.RelatedInformation{{Pos: f.stmt.Pos(), End: f.stmt.Cond.End(), Message: "flushed here, past the threshold alone"}}
	for _, o := range others {
		related = append(related, analysis.RelatedInformation{Pos: o.Pos(), Message: "this way out drops it too"})
	}
	end := at.End()
	if loop, ok := at.(*ast.ForStmt); ok {
		end = loop.Body.Lbrace
	} else if loop, ok := at.(*ast.RangeStmt); ok {
		end = loop.Body.Lbrace
	}
	p.pass.Report(report.Finding{
		Pos: at.Pos(), End: end, Category: "exit", Related: related,
		Message: fmt.Sprintf("%s drops what %s has counted since its last flush: it is added to %s past the threshold alone (%s); flush it on every way out, with a defer for instance",
			what, f.acc.Name(), f.sink, conc.Where(p.pass.Fset, f.stmt.Pos())),
	})
}

// reportOwner reports an accumulator in a field that nothing flushes at the end of its owner's life.
func (p *pkg) reportOwner(f flush, owner *types.TypeName) {
	p.pass.Report(report.Finding{
		Pos: f.stmt.Pos(), End: f.stmt.Cond.End(), Category: "owner",
		Message: fmt.Sprintf("field %s of %s is added to %s past this threshold alone: what it holds when its owner goes away is never counted; flush the rest in a Close that the owner's user calls",
			f.acc.Name(), owner.Name(), f.sink),
	})
}
