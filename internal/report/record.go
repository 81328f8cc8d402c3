package report

// What a record becomes where the analysis world ends: a diagnostic for hosts that speak of those, a finding for all else.

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/finding"
)

// Diagnostic offers the safe fix alone; singleFile says that the host cannot apply one that spans files, which is told in words then.
func (rec *Record) Diagnostic(fset *token.FileSet, singleFile bool) analysis.Diagnostic {
	d := analysis.Diagnostic{
		Pos: rec.Pos, End: rec.End, Category: rec.Category.ID, Message: rec.Message, URL: rec.Rule.Analyzer.URL, Related: rec.Related,
	}
	if fix := rec.Fix; fix != nil && fix.Class == finding.Safe {
		if singleFile && spansFiles(fset, fix.Edits) {
			d.Message += "; run counterlint -fix ./... to apply the fix, which spans files"
		} else {
			d.SuggestedFixes = []analysis.SuggestedFix{{Message: fix.Message, TextEdits: fix.Edits}}
		}
	}
	return d
}

func spansFiles(fset *token.FileSet, edits []analysis.TextEdit) bool {
	return slices.ContainsFunc(edits, func(e analysis.TextEdit) bool { return fset.File(e.Pos) != fset.File(edits[0].Pos) })
}

// Finding is the record with names, lines, columns and offsets in place of positions. Package, Decl and Snippet are left empty.
func (rec *Record) Finding(fset *token.FileSet) finding.Finding {
	pos, end := fset.Position(rec.Pos), fset.Position(rec.End)
	f := finding.Finding{
		Analyzer: rec.Rule.Name(),
		Also:     rec.Also,
		Category: rec.Category.ID,
		Severity: rec.Severity,
		Evidence: string(rec.Evidence),
		File:     pos.Filename,
		Line:     pos.Line, Column: pos.Column,
		EndLine: end.Line, EndColumn: end.Column,
		Message:  rec.Message,
		URL:      rec.Rule.Analyzer.URL,
		Deep:     rec.Deep,
		Upstream: rec.Category.Upstream,
	}
	if end.Filename != pos.Filename || end.Line < pos.Line || end.Line == pos.Line && end.Column < pos.Column {
		f.EndLine, f.EndColumn = f.Line, f.Column // a //line comment lies between
	}
	for _, rel := range rec.Related {
		if p := fset.Position(rel.Pos); p.IsValid() { // objects of other packages have no position
			f.Related = append(f.Related, finding.Related{File: p.Filename, Line: p.Line, Column: p.Column, Message: rel.Message})
		}
	}
	for _, fix := range []*Fix{rec.Fix, rec.Alternative} {
		if fix != nil {
			f.Fixes = append(f.Fixes, fix.finding(fset))
		}
	}
	return f
}

// finding turns positions into byte offsets of the physical files.
func (fix *Fix) finding(fset *token.FileSet) finding.Fix {
	out := finding.Fix{Message: fix.Message, Class: fix.Class}
	for _, e := range fix.Edits {
		tf := fset.File(e.Pos)
		start := tf.Offset(e.Pos)
		end := start
		if e.End.IsValid() {
			end = tf.Offset(e.End)
		}
		out.Edits = append(out.Edits, finding.Edit{File: tf.Name(), Start: start, End: end, New: string(e.NewText)})
	}
	return out
}

// Compatible tells why the edits of several fixes, each of which is offered alone, must not be applied together: two of them may
// each remove a use of an import, and leave it to the other one. pass is that of any analyzer of the package.
func (l *Log) Compatible(pass *analysis.Pass, edits []analysis.TextEdit) error {
	return l.compiles(pass, edits)
}
