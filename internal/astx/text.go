package astx

import (
	"bytes"
	"go/ast"
	"go/printer"

	"golang.org/x/tools/go/analysis"
)

// Text returns the source of n as it stands in its file, comments and line breaks included. Where the file cannot be read, or
// is no longer the one that was parsed, it returns what the printer makes of n.
func Text(pass *analysis.Pass, n ast.Node) string {
	tf := pass.Fset.File(n.Pos())
	if src, err := pass.ReadFile(tf.Name()); err == nil && len(src) == tf.Size() {
		return string(src[tf.Offset(n.Pos()):tf.Offset(n.End())])
	}
	var b bytes.Buffer
	if err := printer.Fprint(&b, pass.Fset, n); err != nil {
		return ""
	}
	return b.String()
}
