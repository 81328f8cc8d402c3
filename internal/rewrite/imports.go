package rewrite

import (
	"go/ast"
	"go/token"
	"go/types"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/astx"
)

// This file looks at imports that are of no more use, and at what ties the variable to things outside of Go.

// imported is the import by which a file names the target's package, and the edits that add it, if it is new.
type imported struct {
	name  string
	edits []analysis.TextEdit
}

// imports adds the import of the target's package, and deletes those whose last use goes with the edits: that of sync/atomic, when
// calls become method calls, or that of the package of the old type.
func (w *view) imports() {
	for _, f := range w.own {
		fresh := w.chosen[f].edits
		for _, spec := range w.useless(f) {
			if len(fresh) > 0 { // the new one takes its place
				w.replace(spec.Pos(), spec.End(), w.importSpec(f))
				fresh = nil
				continue
			}
			path, err := strconv.Unquote(spec.Path.Value)
			gone, ok := astx.DeleteImport(w.pass, f, path, w.gone(f))
			if err != nil || !ok || len(gone) == 0 {
				w.refuse(spec.Pos(), Import, "the import of %s is left without use", path)
				continue
			}
			fresh = append(fresh, gone...)
		}
		for _, e := range fresh {
			w.replace(e.Pos, e.End, string(e.NewText))
		}
	}
}

func (w *view) importSpec(f *ast.File) string {
	spec := strconv.Quote(w.to.Package)
	if name := w.chosen[f].name; name != path.Base(w.to.Package) {
		spec = name + " " + spec
	}
	return spec
}

// gone lists what the edits of a file delete.
func (w *view) gone(f *ast.File) (gone []analysis.TextEdit) {
	for _, e := range w.edits {
		if f.FileStart <= e.pos && e.pos < f.FileEnd {
			gone = append(gone, analysis.TextEdit{Pos: e.pos, End: e.end})
		}
	}
	return gone
}

// useless lists the imports of a file whose last use goes.
func (w *view) useless(f *ast.File) (specs []*ast.ImportSpec) {
	gone := w.gone(f)
	if len(gone) == 0 {
		return nil
	}
	var added strings.Builder
	for _, e := range w.edits {
		if f.FileStart <= e.pos && e.pos < f.FileEnd {
			added.WriteString(e.text + "\n")
		}
	}
	taken, left := w.importUses(f, gone)
	for _, spec := range f.Imports {
		pn := w.info.PkgNameOf(spec)
		if pn != nil && taken[pn] > 0 && left[pn] == 0 && !strings.Contains(added.String(), pn.Name()+".") {
			specs = append(specs, spec)
		}
	}
	return specs
}

// importUses counts for each import of a file the uses that lie in the deleted text, and those that do not.
func (w *view) importUses(f *ast.File, gone []analysis.TextEdit) (taken, left map[*types.PkgName]int) {
	taken, left = map[*types.PkgName]int{}, map[*types.PkgName]int{}
	dots := map[*types.Package]*types.PkgName{}
	for _, spec := range f.Imports {
		if pn := w.info.PkgNameOf(spec); pn != nil && pn.Name() == "." {
			dots[pn.Imported()] = pn
		}
	}
	count := func(pn *types.PkgName, pos token.Pos) {
		if slices.ContainsFunc(gone, func(e analysis.TextEdit) bool { return e.Pos <= pos && pos < e.End }) {
			taken[pn]++
		} else {
			left[pn]++
		}
	}
	for n := range ast.Preorder(f) {
		id, ok := n.(*ast.Ident)
		if !ok {
			continue
		}
		switch obj := w.info.Uses[id].(type) {
		case nil:
		case *types.PkgName:
			count(obj, id.Pos())
		default:
			if pn := dots[obj.Pkg()]; pn != nil && obj.Parent() == obj.Pkg().Scope() {
				count(pn, id.Pos())
			}
		}
	}
	return taken, left
}

// links refuses what a linkname or assembly refers to by name: the name of a package variable is a symbol, and fields have
// offsets in go_asm.h, named TYPE_FIELD.
func (w *view) links() {
	if isLocal(w.v) {
		return
	}
	name := w.v.Name()
	symbol := regexp.MustCompile(`·` + regexp.QuoteMeta(name) + `\b`)
	if w.v.IsField() {
		symbol = regexp.MustCompile(`_` + regexp.QuoteMeta(name) + `\b`)
	}
	for _, f := range w.own {
		for _, link := range astx.Linknames(f) {
			if link.Local == name && !w.v.IsField() {
				w.refuse(link.Comment.Pos(), Linked, "a linkname refers to %s", name)
			}
		}
	}
	for _, other := range w.pass.OtherFiles {
		if !strings.HasSuffix(other, ".s") {
			continue
		}
		if src, err := w.pass.ReadFile(other); err != nil || symbol.Match(src) {
			w.refuse(w.v.Pos(), Linked, "assembly may refer to %s", name)
		}
	}
}
