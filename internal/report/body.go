package report

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/types"
	"maps"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/astx"
	"github.com/counterlint/counterlint/internal/hidden"
)

// bodies checks an edition that changes nothing but bodies of functions, which is nearly all of them: those bodies, beside the bare
// declarations of the package. That spares most of the work. The package of the pass is left alone: other analyzers read it
// meanwhile. bodies reports false where it cannot stand for a check of the whole package.
func (l *Log) bodies(pass *analysis.Pass, e *edition) (bool, error) {
	changed, ok := changedBodies(pass, e)
	if !ok {
		return false, nil
	}
	var first error
	info := newInfo()
	conf := types.Config{
		Importer: hidden.NewImporter(pass, nil), FakeImportC: true, Sizes: pass.TypesSizes, GoVersion: pass.Pkg.GoVersion(),
		Error: func(err error) { // elsewhere bodies are missed, and the imports that they use
			if e, ok := err.(types.Error); ok && slices.ContainsFunc(changed, func(b changedBody) bool { return b.after.Pos() <= e.Pos && e.Pos < b.after.End() }) {
				first = cmp.Or(first, err)
			}
		},
	}
	pkg, _ := conf.Check(pass.Pkg.Path(), pass.Fset, withoutOtherBodies(e.files, changed), info) // Error has seen what matters
	if first != nil {
		return true, first
	}
	if err := unusedImport(pass, changed, info); err != nil {
		return true, err
	}
	for _, b := range changed {
		before := b.copies(pass, b.before, pass.Pkg, pass.TypesInfo)
		if d, worse := astx.NewCopies(before, b.copies(pass, b.after, pkg, info)); worse {
			return true, types.Error{Fset: pass.Fset, Pos: d.Pos, Msg: d.Message}
		}
	}
	return true, needsNewerGo(pass, info, e)
}

// A changedBody is a function before and after.
type changedBody struct {
	file          *ast.File // before
	before, after *ast.FuncDecl
}

// changedBodies lists the functions whose bodies the edition changes, in the order of the source. It reports false if that is not
// all, or if an import hides which names it brings.
func changedBodies(pass *analysis.Pass, e *edition) ([]changedBody, bool) {
	if len(e.hidden) > 0 {
		return nil, false
	}
	var changed []changedBody
	for before, after := range e.parsed {
		if len(before.Decls) != len(after.Decls) || slices.ContainsFunc(before.Imports, isDotImport) {
			return nil, false
		}
		for _, edit := range e.edits[pass.Fset.File(before.FileStart)] {
			i := slices.IndexFunc(before.Decls, func(d ast.Decl) bool { return d.Pos() <= edit.Pos && edit.Pos <= d.End() })
			if i < 0 {
				return nil, false
			}
			was, ok1 := before.Decls[i].(*ast.FuncDecl)
			is, ok2 := after.Decls[i].(*ast.FuncDecl)
			if !ok1 || !ok2 || was.Body == nil || edit.Pos < was.Body.Pos() || max(edit.Pos, edit.End) > was.Body.End() {
				return nil, false
			}
			if b := (changedBody{before, was, is}); !slices.Contains(changed, b) {
				changed = append(changed, b)
			}
		}
	}
	slices.SortFunc(changed, func(a, b changedBody) int { return int(a.before.Pos() - b.before.Pos()) })
	return changed, true
}

func isDotImport(s *ast.ImportSpec) bool { return s.Name != nil && s.Name.Name == "." }

// withoutOtherBodies returns files with the bodies of the changed functions alone.
func withoutOtherBodies(files []*ast.File, changed []changedBody) []*ast.File {
	bare := hidden.WithoutBodies(files)
	for i, f := range files {
		for j, d := range f.Decls {
			if slices.ContainsFunc(changed, func(b changedBody) bool { return ast.Decl(b.after) == d }) {
				bare[i].Decls[j] = d
			}
		}
	}
	return bare
}

// copies returns what vet's copylocks says of f, a form of the function, which info describes.
func (b changedBody) copies(pass *analysis.Pass, f *ast.FuncDecl, pkg *types.Package, info *types.Info) []analysis.Diagnostic {
	alone := &ast.File{Name: b.file.Name, FileStart: b.file.FileStart, FileEnd: b.file.FileEnd, Decls: []ast.Decl{f}}
	known := *info
	known.FileVersions = map[*ast.File]string{alone: pass.TypesInfo.FileVersions[b.file]}
	return astx.Copylocks(pass.Fset, []*ast.File{alone}, pkg, &known)
}

// unusedImport refuses changes that take the last use of an import away. info describes the changed bodies.
func unusedImport(pass *analysis.Pass, changed []changedBody, info *types.Info) error {
	type imported struct {
		file       *ast.File
		name, path string
	}
	used := map[imported]bool{}
	note := func(file *ast.File, info *types.Info, n ast.Node) {
		if id, ok := n.(*ast.Ident); ok {
			if pn, ok := info.Uses[id].(*types.PkgName); ok {
				used[imported{file, pn.Name(), pn.Imported().Path()}] = true
			}
		}
	}
	was := map[*ast.File][]*ast.FuncDecl{}
	for _, b := range changed {
		was[b.file] = append(was[b.file], b.before)
		for n := range ast.Preorder(b.after) {
			note(b.file, info, n)
		}
	}
	for _, f := range slices.SortedFunc(maps.Keys(was), func(a, b *ast.File) int { return cmp.Compare(a.Pos(), b.Pos()) }) {
		ast.Inspect(f, func(n ast.Node) bool {
			if d, ok := n.(*ast.FuncDecl); ok && slices.Contains(was[f], d) {
				return false
			}
			note(f, pass.TypesInfo, n)
			return true
		})
		for _, spec := range f.Imports {
			pn := pass.TypesInfo.PkgNameOf(spec)
			if pn == nil || pn.Name() == "_" || spec.Path.Value == `"C"` || used[imported{f, pn.Name(), pn.Imported().Path()}] {
				continue
			}
			return types.Error{Fset: pass.Fset, Pos: spec.Pos(), Msg: fmt.Sprintf("%s imported and not used", spec.Path.Value)}
		}
	}
	return nil
}
