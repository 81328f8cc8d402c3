package report

import (
	"fmt"
	"go/ast"
	"go/types"
	"maps"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/astx"
)

// bodies checks an edition that changes nothing but bodies of functions, which is nearly all of them: those bodies alone, as
// function literals at the top of their files. A package of a hundred thousand lines is then not checked again for one line. It
// reports false where it cannot stand for a check of the whole package.
func (l *Log) bodies(pass *analysis.Pass, e *edition) (bool, error) {
	if len(e.hidden) > 0 || pass.TypesSizes.Sizeof(types.Typ[types.Uintptr]) != 8 { // the check of an expression reckons with 64 bits
		return false, nil
	}
	var changed []changedBody
	for before, after := range e.parsed {
		// The check of an expression knows no language version: all that a fix writes must exist in the oldest.
		if floor := astx.GoFloor(pass.Pkg, before); floor == "" || astx.Before(floor, "go1.23") {
			return false, nil
		}
		if len(before.Decls) != len(after.Decls) || slices.ContainsFunc(before.Imports, isDotImport) {
			return false, nil
		}
		for _, edit := range e.edits[pass.Fset.File(before.FileStart)] {
			i := slices.IndexFunc(before.Decls, func(d ast.Decl) bool { return d.Pos() <= edit.Pos && edit.Pos <= d.End() })
			if i < 0 {
				return false, nil
			}
			was, ok1 := before.Decls[i].(*ast.FuncDecl)
			is, ok2 := after.Decls[i].(*ast.FuncDecl)
			if !ok1 || !ok2 || !standsAlone(pass.TypesInfo, was) || edit.Pos < was.Body.Pos() || max(edit.Pos, edit.End) > was.Body.End() {
				return false, nil
			}
			if b := (changedBody{before, was, is}); !slices.Contains(changed, b) {
				changed = append(changed, b)
			}
		}
	}
	slices.SortFunc(changed, func(a, b changedBody) int { return int(a.before.Pos() - b.before.Pos()) })
	info := newInfo()
	for _, b := range changed {
		if err := types.CheckExpr(pass.Fset, pass.Pkg, b.file.Name.End(), b.literal(), info); err != nil {
			return true, err
		}
	}
	if err := unusedImport(pass, changed, info); err != nil {
		return true, err
	}
	for _, b := range changed {
		if d, worse := astx.NewCopies(b.copies(pass, b.before, pass.TypesInfo), b.copies(pass, b.after, info)); worse {
			return true, types.Error{Fset: pass.Fset, Pos: d.Pos, Msg: d.Message}
		}
	}
	return true, needsNewerGo(pass, info, e)
}

func isDotImport(s *ast.ImportSpec) bool { return s.Name != nil && s.Name.Name == "." }

// A changedBody is a function before and after.
type changedBody struct {
	file          *ast.File
	before, after *ast.FuncDecl
}

// standsAlone tells whether the body of f means the same in a function literal: a literal has no type parameters.
func standsAlone(info *types.Info, f *ast.FuncDecl) bool {
	fn, ok := info.Defs[f.Name].(*types.Func)
	return ok && f.Body != nil && fn.Signature().TypeParams() == nil && fn.Signature().RecvTypeParams() == nil
}

// literal is the changed function as an expression. Its receiver is the first parameter.
func (b changedBody) literal() *ast.FuncLit {
	typ := *b.after.Type
	if b.after.Recv != nil {
		params := *typ.Params
		params.List = nil
		for _, field := range slices.Concat(b.after.Recv.List, typ.Params.List) {
			if len(field.Names) == 0 { // all parameters have names, or none has
				named := *field
				named.Names = []*ast.Ident{{NamePos: field.Type.Pos(), Name: "_"}}
				field = &named
			}
			params.List = append(params.List, field)
		}
		typ.Params = &params
	}
	return &ast.FuncLit{Type: &typ, Body: b.after.Body}
}

// copies returns what vet's copylocks says of f, a form of the function, which info describes.
func (b changedBody) copies(pass *analysis.Pass, f *ast.FuncDecl, info *types.Info) []analysis.Diagnostic {
	alone := &ast.File{Name: b.file.Name, FileStart: b.file.FileStart, FileEnd: b.file.FileEnd, Decls: []ast.Decl{f}}
	known := *info
	known.FileVersions = map[*ast.File]string{alone: pass.TypesInfo.FileVersions[b.file]}
	return astx.Copylocks(pass.Fset, []*ast.File{alone}, pass.Pkg, &known)
}

// unusedImport refuses changes that take the last use of an import away. info describes the changed bodies.
func unusedImport(pass *analysis.Pass, changed []changedBody, info *types.Info) error {
	used := map[types.Object]bool{}
	for _, obj := range info.Uses {
		used[obj] = true
	}
	was := map[*ast.File][]*ast.FuncDecl{}
	for _, b := range changed {
		was[b.file] = append(was[b.file], b.before)
	}
	for _, f := range slices.SortedFunc(maps.Keys(was), func(a, b *ast.File) int { return int(a.Pos() - b.Pos()) }) {
		ast.Inspect(f, func(n ast.Node) bool {
			if d, ok := n.(*ast.FuncDecl); ok && slices.Contains(was[f], d) {
				return false
			}
			if id, ok := n.(*ast.Ident); ok && pass.TypesInfo.Uses[id] != nil {
				used[pass.TypesInfo.Uses[id]] = true
			}
			return true
		})
		for _, spec := range f.Imports {
			name := pass.TypesInfo.PkgNameOf(spec)
			if name != nil && name.Name() != "_" && !used[name] && spec.Path.Value != `"C"` {
				return types.Error{Fset: pass.Fset, Pos: spec.Pos(), Msg: fmt.Sprintf("%s imported and not used", spec.Path.Value)}
			}
		}
	}
	return nil
}
