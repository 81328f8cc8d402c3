package linttest

import (
	"bytes"
	"fmt"
	"go/token"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/report"
)

// factBudget bounds what the engines may export about one test package: facts are read by every importer.
func factBudget(source int) int { return 2048 + source/2 }

// enginesOf lists the analyzers below a that export facts, those that others require first.
func enginesOf(a *analysis.Analyzer) []*analysis.Analyzer {
	var engines []*analysis.Analyzer
	seen := map[*analysis.Analyzer]bool{}
	var visit func(a *analysis.Analyzer)
	visit = func(a *analysis.Analyzer) {
		if seen[a] {
			return
		}
		seen[a] = true
		for _, req := range a.Requires {
			visit(req)
		}
		if len(a.FactTypes) > 0 {
			engines = append(engines, a)
		}
	}
	visit(a)
	return engines
}

var (
	worldsMu sync.Mutex
	worlds   []*world
)

// worldFor returns the world of a set of engines: one for all rules that require the same.
func worldFor(engines []*analysis.Analyzer) *world {
	worldsMu.Lock()
	defer worldsMu.Unlock()
	i := slices.IndexFunc(worlds, func(w *world) bool { return slices.Equal(w.engines, engines) })
	if i < 0 {
		i = len(worlds)
		worlds = append(worlds, newWorld(engines))
	}
	return worlds[i]
}

// An outcome is what a rule said about one unit, and what the engines exported about it.
type outcome struct {
	fset        *token.FileSet
	records     []report.Record
	diagnostics []analysis.Diagnostic
	facts       [][]encodedFact // by engine
}

// outcome runs the rule over u and checks the form of what it says. An error is a failure or a panic of an analyzer.
func (h *harness) outcome(w *world, u *unit, p report.Policy) (out *outcome, err error) {
	defer recovered(u, &err)
	out = &outcome{fset: w.fset}
	r := newRun(w, u, p)
	act := r.do(h.rule.Analyzer)
	if act.err != nil {
		if len(u.errs) > 0 {
			return out, nil // as in every host: an analyzer that needs types is left out of a package that has none
		}
		return nil, act.err
	}
	for _, rec := range r.log.Records() {
		if rec.Rule == h.rule {
			out.records = append(out.records, rec)
		}
	}
	out.diagnostics = act.diagnostics
	for _, a := range h.engines {
		facts, err := r.do(a).encode()
		if err != nil {
			return nil, err
		}
		for _, f := range facts {
			if again, err := encode(f.value()); err != nil || !bytes.Equal(again, f.data) {
				h.errorf("%s: a fact %v about %s is not the same after it was written and read (%v)", u.path, f.typ, f.path, err)
			}
		}
		out.facts = append(out.facts, facts)
	}
	h.checkForm(u, out)
	return out, nil
}

// recovered, deferred, turns the panic of an analyzer on u into an error.
func recovered(u *unit, err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("panic on package %s: %v\n%s", u.path, p, debug.Stack())
	}
}

// checkForm checks what holds for everything that a rule says.
func (h *harness) checkForm(u *unit, out *outcome) {
	if len(out.diagnostics) != len(out.records) {
		h.errorf("%s: %d diagnostics but %d records: report through the report.Pass alone", u.path, len(out.diagnostics), len(out.records))
	}
	for _, rec := range out.records {
		at := out.fset.Position(rec.Pos)
		if m := rec.Message; m == "" || strings.ContainsAny(m, "\n\r") || strings.TrimSpace(m) != m || strings.HasPrefix(m, h.rule.Name()+":") {
			h.errorf("%s: message %q: want one line without the name of the rule in front", at, m)
		}
		for _, offer := range offers {
			if fix := offer.of(rec); fix != nil && (fix.Message == "" || fix.Class == "") {
				h.errorf("%s: a fix without a message or a class", at)
			}
		}
		if rec.Alternative != nil && rec.Alternative.Class != finding.NeedsReview {
			h.errorf("%s: an alternative needs review", at)
		}
	}
}

// String renders the outcome to the last byte of every edit and fact.
func (o *outcome) String() string {
	var b strings.Builder
	for _, rec := range o.records {
		fmt.Fprintf(&b, "%s-%s: %s %v\n", o.fset.Position(rec.Pos), o.fset.Position(rec.End), rec.Message, attributes(rec))
		for _, rel := range rec.Related {
			fmt.Fprintf(&b, "\t%s: %s\n", o.fset.Position(rel.Pos), rel.Message)
		}
		for _, offer := range offers {
			if fix := offer.of(rec); fix != nil {
				fmt.Fprintf(&b, "\tfix: %s\n", fix.Message)
				for _, e := range fix.Edits {
					fmt.Fprintf(&b, "\t%s-%s: %q\n", o.fset.Position(e.Pos), o.fset.Position(e.End), e.NewText)
				}
			}
		}
	}
	for i, facts := range o.facts {
		for _, f := range facts {
			fmt.Fprintf(&b, "fact of engine %d: %s\n", i, f)
		}
	}
	return b.String()
}

// brief renders the findings without their fixes.
func (o *outcome) brief() string {
	var b strings.Builder
	for _, rec := range o.records {
		fmt.Fprintf(&b, "%s: %s [%s %s]\n", o.fset.Position(rec.Pos), rec.Message, rec.Category.ID, rec.Severity)
	}
	return b.String()
}

// checkSingleFile holds the diagnostics against what golangci-lint can apply without losing a finding or breaking the code: one
// fix per diagnostic, in the file of the diagnostic, and no two that overlap.
func (h *harness) checkSingleFile(out *outcome) {
	var taken []analysis.TextEdit
	for _, d := range out.diagnostics {
		at := out.fset.Position(d.Pos)
		if len(d.SuggestedFixes) > 1 {
			h.errorf("%s: %d fixes for one finding", at, len(d.SuggestedFixes))
		}
		for _, fix := range d.SuggestedFixes {
			for _, e := range fix.TextEdits {
				if out.fset.File(e.Pos) != out.fset.File(d.Pos) {
					h.errorf("%s: the fix reaches into %s though the host takes single files only", at, out.fset.Position(e.Pos))
				}
			}
			if overlaps(fix.TextEdits, taken) {
				h.errorf("%s: the fix overlaps that of another finding", at)
			}
			taken = append(taken, fix.TextEdits...)
		}
	}
}

// checkFacts holds the facts of the engines about u against their budget.
func (h *harness) checkFacts(u *unit, out *outcome) {
	source := 0
	for _, f := range u.files {
		source += int(f.FileEnd - f.FileStart)
	}
	for i, facts := range out.facts {
		size := 0
		for _, f := range facts {
			size += len(f.path) + len(f.data)
		}
		if budget := factBudget(source); size > budget {
			h.errorf("%s exports %d bytes of facts about %s, budget %d", h.engines[i].Name, size, u.path, budget)
		}
	}
}
