package driver

// From records, which live in the analysis world, to findings, which do not.

import (
	"bytes"
	"cmp"
	"go/ast"
	"go/token"
	"go/types"

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

// declAt names the top-level declaration around pos: "F", "T.M", "(*T).M", "T", "x"; "" outside of all.
func (c *checked) declAt(pos token.Pos) string {
	for _, f := range c.files {
		if pos < f.FileStart || pos > f.FileEnd {
			continue
		}
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if contains(d, d.Doc, pos) {
					return funcName(d)
				}
			case *ast.GenDecl:
				for _, s := range d.Specs {
					doc := d.Doc
					if d.Lparen.IsValid() {
						doc = nil
					}
					switch s := s.(type) {
					case *ast.TypeSpec:
						if contains(s, cmp.Or(s.Doc, doc), pos) {
							return s.Name.Name
						}
					case *ast.ValueSpec:
						if contains(s, cmp.Or(s.Doc, doc), pos) {
							return s.Names[0].Name
						}
					}
				}
			}
		}
	}
	return ""
}

func contains(n ast.Node, doc *ast.CommentGroup, pos token.Pos) bool {
	start := n.Pos()
	if doc != nil {
		start = doc.Pos()
	}
	return start <= pos && pos <= n.End()
}

func funcName(d *ast.FuncDecl) string {
	if d.Recv == nil || len(d.Recv.List) == 0 {
		return d.Name.Name
	}
	recv := ast.Unparen(d.Recv.List[0].Type)
	star, pointer := recv.(*ast.StarExpr)
	if pointer {
		recv = ast.Unparen(star.X)
	}
	switch x := recv.(type) { // type parameters are no part of the name
	case *ast.IndexExpr:
		recv = x.X
	case *ast.IndexListExpr:
		recv = x.X
	}
	name := types.ExprString(recv)
	if pointer {
		name = "(*" + name + ")"
	}
	return name + "." + d.Name.Name
}
