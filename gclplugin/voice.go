package gclplugin

import (
	"fmt"
	"go/token"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/filter"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rule"
)

// A voice says what its rules found in a package.
type voice struct {
	rules  []*rule.Rule // the last one judges ignore comments
	group  string       // "": all
	filter *filter.Filter
}

func (v *voice) run(pass *analysis.Pass) (any, error) {
	log := report.For(pass)
	// Filtering and merging work on findings; a place, an analyzer and a message tell which record one comes from.
	records := map[string]*report.Record{}
	var fs []finding.Finding
	for _, rec := range log.Records() { // of all linters of this plugin
		if v.speaksOf(&rec) {
			f := rec.Finding(pass.Fset)
			records[key(&f)] = &rec
			fs = append(fs, f)
		}
	}
	var edits []analysis.TextEdit // of all fixes so far
	for _, f := range v.filter.Apply(fs) {
		rec := records[key(&f)]
		if rec.Fix == nil && len(f.Fixes) > 0 {
			rec.Fix = fixOf(records, pass.Fset, f.Fixes[0])
		}
		d := rec.Diagnostic(pass.Fset, true)
		for _, fix := range d.SuggestedFixes {
			if all, ok := together(log, pass, edits, fix.TextEdits); ok {
				edits = all
			} else {
				d.SuggestedFixes = nil // the next run offers it again
			}
		}
		d.Message = text(&f, d.Message)
		d.Related = nil // golangci-lint would make findings of their own of them
		pass.Report(d)
	}
	return nil, nil
}

// speaksOf tells whether a record is of this linter. All linters of the plugin share one log for each package; an ignore comment
// is judged in the linters of its analyzers as to its use, and as to its form in that of the group that the rule belongs to.
func (v *voice) speaksOf(rec *report.Record) bool {
	if !slices.Contains(v.rules, rec.Rule) {
		return false
	}
	ignore := v.rules[len(v.rules)-1]
	return rec.Rule != ignore || v.group == "" || (rec.Category.ID == "unused") != (v.group == ignore.Group)
}

func key(f *finding.Finding) string {
	return fmt.Sprintf("%s\x00%d\x00%d\x00%s\x00%s\x00%s", f.File, f.Line, f.Column, f.Analyzer, f.Category, f.Message)
}

// fixOf returns the fix of a record that was merged into another one.
func fixOf(records map[string]*report.Record, fset *token.FileSet, fix finding.Fix) *report.Fix {
	for _, rec := range records {
		if rec.Fix == nil {
			continue
		}
		if f := rec.Finding(fset).Fixes[0]; f.Message == fix.Message && f.Class == fix.Class && slices.Equal(f.Edits, fix.Edits) {
			return rec.Fix
		}
	}
	return nil
}

// together adds the edits of a fix to those of others, if they leave each other alone and the package compiles with all of them.
func together(log *report.Log, pass *analysis.Pass, edits, more []analysis.TextEdit) ([]analysis.TextEdit, bool) {
	all := slices.Clone(edits)
	for _, e := range more {
		same := func(o analysis.TextEdit) bool {
			return o.Pos == e.Pos && o.End == e.End && string(o.NewText) == string(e.NewText)
		}
		if slices.ContainsFunc(edits, same) {
			continue // both add one import
		}
		if slices.ContainsFunc(edits, func(o analysis.TextEdit) bool { return o.Pos <= end(e) && e.Pos <= end(o) }) {
			return nil, false
		}
		all = append(all, e)
	}
	if len(edits) > 0 && log.Compatible(pass, all) != nil {
		return nil, false
	}
	return all, true
}

func end(e analysis.TextEdit) token.Pos {
	if e.End.IsValid() {
		return e.End
	}
	return e.Pos
}

// text is a message that makes sense alone: golangci-lint drops categories, URLs and related places, and knows the linter only.
func text(f *finding.Finding, message string) string {
	var b strings.Builder
	b.WriteString(strings.Join(append([]string{f.Analyzer}, f.Also...), ", ") + ": " + message)
	for _, rel := range f.Related {
		at := fmt.Sprintf("%s:%d", filepath.Base(rel.File), rel.Line)
		switch {
		case strings.Contains(message, at): // said already
		case strings.Contains(rel.Message, at):
			b.WriteString("; " + rel.Message)
		default:
			fmt.Fprintf(&b, "; %s: %s", at, rel.Message)
		}
	}
	fmt.Fprintf(&b, " (%s)", f.URL)
	return b.String()
}
