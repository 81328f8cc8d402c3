package metricmodel

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/counterlint/counterlint/internal/userrows"
	"golang.org/x/tools/go/analysis"
)

// This file finds the small functions that may hand a value on or look one up, in packages that have metrics and in those that have none.

// yields tells whether a function may have the fact Sources or Vets: it is exported, small, and makes a string of a string or of a request, or
// looks a string up.
func (m *Model) yields(fd *ast.FuncDecl) bool {
	if fd.Body == nil || !fd.Name.IsExported() {
		return false
	}
	obj, ok := m.info.Defs[fd.Name].(*types.Func)
	if !ok || obj.Signature().Results().Len() != 1 {
		return false
	}
	if obj.Signature().Results().At(0).Type().Underlying() != types.Typ[types.String] && !(isBool(obj) && m.looksUp(fd)) {
		return false
	}
	lines := m.pass.Fset.Position(fd.End()).Line - m.pass.Fset.Position(fd.Pos()).Line
	takes := func(v *types.Var) bool {
		return v.Type().Underlying() == types.Typ[types.String] || isNamed(v.Type(), "net/http", "Request") || isNamed(v.Type(), "net/url", "URL")
	}
	return lines <= maxSourceLines && slices.ContainsFunc(slices.Collect(obj.Signature().Params().Variables()), takes)
}

// isBool tells whether the function yields a boolean alone.
func isBool(fn *types.Func) bool {
	return fn.Signature().Results().Len() == 1 && fn.Signature().Results().At(0).Type() == types.Typ[types.Bool]
}

// looksUp tells whether the function has anything that a proof could stand on: a map, a switch, a loop, a call of Contains or Index.
func (m *Model) looksUp(fd *ast.FuncDecl) bool {
	found := false
	ast.Inspect(fd.Body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.IndexExpr:
			_, isMap := m.info.TypeOf(n.X).Underlying().(*types.Map)
			found = found || isMap
		case *ast.SwitchStmt, *ast.RangeStmt:
			found = true
		case *ast.SelectorExpr:
			found = found || n.Sel.Name == "Contains" || n.Sel.Name == "Index"
		}
		return !found
	})
	return found
}

// yieldingFiles lists the files of a package without metrics that have functions which may have the fact Sources. The standard
// library has its table.
func yieldingFiles(pass *analysis.Pass, counts func(token.Pos) bool) []*ast.File {
	if root, _, _ := strings.Cut(pass.Pkg.Path(), "/"); standard[root] || len(pass.TypeErrors) > 0 {
		return nil
	}
	m := &Model{pass: pass, info: pass.TypesInfo}
	var files []*ast.File
	for _, f := range pass.Files {
		if counts(f.Package) && slices.ContainsFunc(f.Decls, func(d ast.Decl) bool { fd, ok := d.(*ast.FuncDecl); return ok && m.yields(fd) }) {
			files = append(files, f)
		}
	}
	return files
}

// standard are the first elements of the paths of the standard library.
var standard = func() map[string]bool {
	roots := map[string]bool{}
	for _, r := range strings.Fields(`archive bufio bytes cmp compress container context crypto database debug embed encoding errors expvar flag fmt
		go hash html image index internal io iter log maps math mime net os path plugin reflect regexp runtime slices sort strconv strings
		structs sync syscall testing text time unicode unique unsafe vendor weak cmd`) {
		roots[r] = true
	}
	return roots
}()

// helperModel is the model of some files of a package without metrics. What is assigned in the others is known too: a list of what is allowed
// may stand there.
func helperModel(pass *analysis.Pass, files []*ast.File, counts func(token.Pos) bool, facts *foreign) *Model {
	all := slices.DeleteFunc(slices.Clone(pass.Files), func(f *ast.File) bool { return !counts(f.Package) })
	m := &Model{pass: pass, rows: userrows.For(pass), info: pass.TypesInfo, files: files, facts: facts, defs: newDefs(pass.TypesInfo, all)}
	m.index()
	return m
}
