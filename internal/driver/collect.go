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
		f := r.Finding(c.fset)
		f.Package, f.Decl, f.Snippet = c.unit.path, c.declAt(r.Pos), c.snippet(r.Pos)
		list = append(list, f)
	}
	return list
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
