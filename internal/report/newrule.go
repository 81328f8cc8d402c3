package report

import (
	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/astx"
	"github.com/counterlint/counterlint/internal/doctext"
	"github.com/counterlint/counterlint/internal/rule"
)

// A Pass is what a rule sees of one package. Its Report takes the place of analysis.Pass's, so that a rule cannot help but
// speak through the gates of this package.
type Pass struct {
	*analysis.Pass
	Log  *Log
	Rule *rule.Rule
}

// Report hands in a finding.
func (p *Pass) Report(f Finding) { p.Log.add(p.Pass, p.Rule, f) }

// NewRule completes the record r and returns it: the analyzer gets the text of doc (the source of the rule's doc.go), its URL,
// the requirement of [Analyzer], and run as what it does. The analyzer in r needs a name, and Requires for the engines.
//
// A package of a rule then reads, without an initialisation cycle, as long as run says pass.Rule and not Rule:
//
//	//go:embed doc.go
//	var doc string
//
//	var Rule = report.NewRule(doc, rule.Rule{Analyzer: &analysis.Analyzer{Name: "lostupdate", Requires: …}, Group: "race", …}, run)
//
//	var Analyzer = Rule.Analyzer
//
//	func run(pass *report.Pass) error { … }
func NewRule(doc string, r rule.Rule, run func(*Pass) error) *rule.Rule {
	a := r.Analyzer
	a.Doc = doctext.Must(doc, a.Name)
	a.URL = rule.URL(a.Name)
	a.Requires = append(a.Requires, Analyzer)
	a.Run = func(pass *analysis.Pass) (any, error) {
		pass = astx.Complete(pass)
		return nil, run(&Pass{Pass: pass, Log: For(pass), Rule: &r})
	}
	return &r
}
