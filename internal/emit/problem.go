package emit

import (
	"slices"
	"strings"

	"github.com/counterlint/counterlint/internal/finding"
)

// What the formats of continuous integration share: they know one list, in which a package that was not analysed as a whole must
// not pass for a clean one.

// problems returns the findings, and behind them each error as a finding of "counterlint-KIND", such as counterlint-type.
func (r *Report) problems() []finding.Finding {
	ps := slices.Clone(r.Findings)
	var errs []finding.Finding
	for _, e := range r.Errors {
		message := e.Message
		if e.File == "" && !strings.Contains(message, e.Package) {
			message = e.Package + ": " + message
		}
		errs = append(errs, finding.Finding{
			Analyzer: "counterlint-" + e.Kind, Severity: finding.Error, File: e.File, Line: e.Line, Column: e.Column,
			Message: "not analysed as a whole: " + message, Package: e.Package, Snippet: e.Message,
		})
	}
	finding.SetFingerprints(errs)
	return append(ps, errs...)
}

// whole is the message of f with the other places that it leans on, each on a line of its own; clean, as [Clean] is.
func whole(f *finding.Finding) string {
	var b strings.Builder
	b.WriteString(Clean(f.Message))
	for _, rel := range f.Related {
		b.WriteString("\n" + place(rel.File, rel.Line, rel.Column) + ": " + Clean(rel.Message))
	}
	return b.String()
}

// byFile groups findings by their file, in the order in which the files come up.
func byFile(fs []finding.Finding) [][]finding.Finding {
	var groups [][]finding.Finding
	index := map[string]int{}
	for _, f := range fs {
		i, ok := index[f.File]
		if !ok {
			i = len(groups)
			index[f.File] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], f)
	}
	return groups
}
