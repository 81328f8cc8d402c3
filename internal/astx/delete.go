package astx

import (
	"bytes"
	"cmp"
	"go/ast"
	"go/token"
	"slices"

	"golang.org/x/tools/go/analysis"
)

// DeleteLines deletes the lines of n. It refuses where something else stands on them, a comment too: a fix must not delete what
// its author did not mean.
func DeleteLines(pass *analysis.Pass, n ast.Node) (analysis.TextEdit, bool) {
	tf := pass.Fset.File(n.Pos())
	src, err := pass.ReadFile(tf.Name())
	if err != nil || len(src) != tf.Size() {
		return analysis.TextEdit{}, false
	}
	from, to := tf.Offset(n.Pos()), tf.Offset(n.End())
	start := bytes.LastIndexByte(src[:from], '\n') + 1
	end := len(src)
	if i := bytes.IndexByte(src[to:], '\n'); i >= 0 {
		end = to + i + 1
	}
	if len(bytes.TrimSpace(src[start:from])) > 0 || len(bytes.TrimSpace(src[to:end])) > 0 {
		return analysis.TextEdit{}, false
	}
	return analysis.TextEdit{Pos: tf.Pos(start), End: tf.Pos(end)}, true
}

// DeleteImport deletes the import of path from file if nothing but what lies in the deleted ranges uses it. It returns no edit
// where the import stays, and reports false where it would have to go and cannot.
func DeleteImport(pass *analysis.Pass, file *ast.File, path string, deleted []analysis.TextEdit) (edits []analysis.TextEdit, ok bool) {
	var spec *ast.ImportSpec
	for _, s := range file.Imports {
		if s.Path.Value == `"`+path+`"` {
			spec = s
		}
	}
	if spec == nil {
		return nil, true
	}
	object := pass.TypesInfo.PkgNameOf(spec)
	gone := func(pos token.Pos) bool {
		for _, e := range deleted {
			if e.Pos <= pos && pos < e.End {
				return true
			}
		}
		return false
	}
	used := false
	ast.Inspect(file, func(n ast.Node) bool {
		if id, isIdent := n.(*ast.Ident); isIdent && pass.TypesInfo.Uses[id] == object && !gone(id.Pos()) {
			used = true
		}
		return !used
	})
	if used || spec.Name != nil && (spec.Name.Name == "." || spec.Name.Name == "_") {
		return nil, true
	}
	var node ast.Node = spec
	for _, d := range file.Decls {
		if g, isGen := d.(*ast.GenDecl); isGen && len(g.Specs) == 1 && g.Specs[0] == spec {
			node = g
		}
	}
	edit, ok := DeleteLines(pass, node)
	return []analysis.TextEdit{edit}, ok
}

// SortEdits orders edits by place.
func SortEdits(edits []analysis.TextEdit) {
	slices.SortFunc(edits, func(a, b analysis.TextEdit) int { return cmp.Compare(a.Pos, b.Pos) })
}
