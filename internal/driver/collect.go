package driver

// From records, which live in the analysis world, to findings, which do not.

import (
	"bytes"
	"go/token"

	"github.com/counterlint/counterlint/internal/astx"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/report"
)

func (c *checked) findings(records []report.Record) []finding.Finding {
	var list []finding.Finding
	for _, r := range records {
		pos, end := c.fset.Position(r.Pos), c.fset.Position(r.End)
		f := finding.Finding{
			Analyzer: r.Rule.Name(),
			Also:     r.Also,
			Category: r.Category.ID,
			Severity: r.Severity,
			Evidence: string(r.Evidence),
			File:     pos.Filename,
			Line:     pos.Line, Column: pos.Column,
			EndLine: end.Line, EndColumn: end.Column,
			Message:  r.Message,
			URL:      r.Rule.Analyzer.URL,
			Package:  c.unit.path,
			Decl:     c.declAt(r.Pos),
			Snippet:  c.snippet(r.Pos),
			Deep:     r.Deep,
			Upstream: r.Category.Upstream,
		}
		if end.Filename != pos.Filename || end.Line < pos.Line || end.Line == pos.Line && end.Column < pos.Column {
			f.EndLine, f.EndColumn = f.Line, f.Column // a //line comment lies between
		}
		for _, rel := range r.Related {
			if p := c.fset.Position(rel.Pos); p.IsValid() { // objects of other packages have no position
				f.Related = append(f.Related, finding.Related{File: p.Filename, Line: p.Line, Column: p.Column, Message: rel.Message})
			}
		}
		if r.Fix != nil {
			f.Fixes = []finding.Fix{c.fix(r.Fix)}
		}
		list = append(list, f)
	}
	return list
}

// fix turns positions into byte offsets of the physical files.
func (c *checked) fix(fix *report.Fix) finding.Fix {
	out := finding.Fix{Message: fix.Message, Class: fix.Class}
	for _, e := range fix.Edits {
		tf := c.fset.File(e.Pos)
		start := tf.Offset(e.Pos)
		end := start
		if e.End.IsValid() {
			end = tf.Offset(e.End)
		}
		out.Edits = append(out.Edits, finding.Edit{File: tf.Name(), Start: start, End: end, New: string(e.NewText)})
	}
	return out
}

// snippet is the source line at pos, white space folded: of the text that was analysed, even where a //line comment names
// another file, because that one is not part of the key.
func (c *checked) snippet(pos token.Pos) string {
	tf := c.fset.File(pos)
	return finding.FoldSpace(string(lineOf(c.source[tf.Name()], tf.PositionFor(pos, false).Line)))
}

func lineOf(src []byte, line int) []byte {
	for ; line > 1; line-- {
		i := bytes.IndexByte(src, '\n')
		if i < 0 {
			return nil
		}
		src = src[i+1:]
	}
	src, _, _ = bytes.Cut(src, []byte{'\n'})
	return src
}

// declAt names the top-level declaration around pos; "" outside of all.
func (c *checked) declAt(pos token.Pos) string {
	for _, f := range c.files {
		if f.FileStart <= pos && pos <= f.FileEnd {
			return astx.DeclAt(f, pos)
		}
	}
	return ""
}
