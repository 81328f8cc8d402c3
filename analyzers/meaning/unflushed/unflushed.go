// An accumulator is found by its threshold flush: an if on a threshold that adds a number to a shared counter and sets it back. find.go
// finds those, threshold.go knows the conditions, and sinks.go what a shared counter is. local.go and field.go look for the ways on
// which the rest is dropped, and taken.go for those who take it over. This file words the findings.

package unflushed

import (
	_ "embed"
	"fmt"
	"go/ast"
	"go/types"
	"slices"

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
	var drops []drop
	for _, f := range p.flushes() {
		if !pass.Log.Reported(f.stmt.Pos()) {
			continue
		}
		if f.acc.IsField() {
			p.judgeField(f)
		} else if d, ok := p.judgeLocal(f); ok {
			drops = append(drops, d)
		}
	}
	for i, d := range drops {
		if !slices.ContainsFunc(drops[:i], func(e drop) bool { return e.at == d.at }) {
			p.reportExit(d, drops[i+1:])
		}
	}
	return nil
}

// A drop is a way out on which a local accumulator is not empty.
type drop struct {
	flush  flush
	at     ast.Node
	others []ast.Node // further ones
}

// reportExit reports d; what of the rest is dropped at the same place belongs to it.
func (p *pkg) reportExit(d drop, rest []drop) {
	names, verb, end := d.flush.acc.Name(), "holds", d.at.End()
	for _, e := range rest {
		if e.at == d.at {
			names, verb = names+" and "+e.flush.acc.Name(), "hold"
		}
	}
	what := "this return"
	switch at := d.at.(type) {
	case *ast.ForStmt:
		what, end = "the end of this loop", at.Body.Lbrace
	case *ast.RangeStmt:
		what, end = "the end of this loop", at.Body.Lbrace
	case *ast.BranchStmt:
		what = "this break"
	}
	related := []analysis.RelatedInformation{{Pos: d.flush.stmt.Pos(), End: d.flush.stmt.End(), Message: "flushed here, past the threshold alone"}}
	for _, o := range d.others {
		related = append(related, analysis.RelatedInformation{Pos: o.Pos(), Message: "this way out drops it too"})
	}
	p.pass.Report(report.Finding{
		Pos: d.at.Pos(), End: end, Category: "exit", Related: related,
		Message: fmt.Sprintf("%s drops what %s %s since the last flush: it is added to %s past the threshold alone (%s); flush it on every way out, with a defer for instance",
			what, names, verb, d.flush.sink, conc.Where(p.pass.Fset, d.flush.stmt.Pos())),
	})
}

// reportOwner reports an accumulator in a field that nothing flushes at the end of its owner's life.
func (p *pkg) reportOwner(f flush, owner *types.TypeName) {
	p.pass.Report(report.Finding{
		Pos: f.stmt.Pos(), End: f.stmt.End(), Category: "owner",
		Related: []analysis.RelatedInformation{{Pos: f.cond.Pos(), End: f.cond.End(), Message: "the threshold"}},
		Message: fmt.Sprintf("field %s of %s is added to %s past the threshold alone: what it holds when its owner goes away is never counted; flush the rest in a Close that the owner's user calls",
			f.acc.Name(), owner.Name(), f.sink),
	})
}
