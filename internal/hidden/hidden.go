// Package hidden reads the files of a package that an analysis pass does not compile: its tests, where the host analyses the
// package without them, and what build constraints leave out. A change of the package concerns them all the same.
//
// They are type-checked beside the package, with the imports that it has. Others are unknown, so the files cannot be asked whether
// they compile; they can be asked for complaints that they did not have before, and for what their names stand for.
package hidden

import (
	"go/ast"
	"go/parser"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// Files are the hidden files of one package, parsed into the Fset of its pass. Those that do not parse are left out.
type Files struct {
	Tests   []*ast.File // of the package itself
	Ignored []*ast.File // of the package itself, tests or not
	Outside []*ast.File // its external tests
}

// None tells whether there are no hidden files.
func (f *Files) None() bool { return len(f.Tests)+len(f.Ignored)+len(f.Outside) == 0 }

// All lists them.
func (f *Files) All() []*ast.File { return slices.Concat(f.Tests, f.Ignored, f.Outside) }

// Read finds and parses the hidden files of the package.
func Read(pass *analysis.Pass) *Files {
	h := &Files{}
	names := slices.Clone(pass.IgnoredFiles)
	seen := map[string]bool{}
	for _, f := range pass.Files {
		name := pass.Fset.File(f.FileStart).Name()
		seen[name] = true
		tests, _ := filepath.Glob(filepath.Join(globQuote(filepath.Dir(name)), "*_test.go"))
		names = append(names, tests...)
	}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		base := filepath.Base(name)
		if seen[name] || !strings.HasSuffix(base, ".go") || strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_") {
			continue
		}
		src, err := ReadFile(pass, name)
		if err != nil {
			continue
		}
		f, err := parser.ParseFile(pass.Fset, name, src, parser.SkipObjectResolution|parser.ParseComments)
		switch {
		case err != nil:
		case f.Name.Name == pass.Pkg.Name() && slices.Contains(pass.IgnoredFiles, name):
			h.Ignored = append(h.Ignored, f)
		case f.Name.Name == pass.Pkg.Name():
			h.Tests = append(h.Tests, f)
		case f.Name.Name == pass.Pkg.Name()+"_test":
			h.Outside = append(h.Outside, f)
		}
	}
	return h
}

// ReadFile reads a file of the package also where the host confines a pass to the files that it listed.
func ReadFile(pass *analysis.Pass, name string) ([]byte, error) {
	if src, err := pass.ReadFile(name); err == nil {
		return src, nil
	}
	return os.ReadFile(name)
}

func globQuote(dir string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(dir)
}

// A Variant is the package with some of its hidden files, type-checked together.
type Variant struct {
	Pkg    *types.Package
	Files  []*ast.File // all that were checked
	Asked  []*ast.File // the hidden ones among them that this variant is for
	Info   *types.Info
	Errors []types.Error // in the files asked
}

// Check type-checks the hidden files beside files, which make pkg: the tests together, and those that are ignored one by one,
// since files for two systems declare the same things. It looks at declarations alone where the files are not the ones asked, as
// others do, who need not know what functions do. newInfo makes the record of each variant.
func (f *Files) Check(pass *analysis.Pass, files []*ast.File, pkg *types.Package, newInfo func() *types.Info) []*Variant {
	files = WithoutBodies(files)
	tests := WithoutBodies(f.Tests)
	var all []*Variant
	check := func(path string, files []*ast.File, self *types.Package, asked ...*ast.File) {
		if len(asked) == 0 {
			return
		}
		v := &Variant{Files: files, Asked: asked, Info: newInfo()}
		conf := types.Config{
			Importer: NewImporter(pass, self), FakeImportC: true, Sizes: pass.TypesSizes, GoVersion: pass.Pkg.GoVersion(),
			Error: func(err error) {
				e, ok := err.(types.Error)
				if ok && slices.ContainsFunc(asked, func(f *ast.File) bool { return f.FileStart <= e.Pos && e.Pos < f.FileEnd }) {
					v.Errors = append(v.Errors, e)
				}
			},
		}
		v.Pkg, _ = conf.Check(path, pass.Fset, files, v.Info) // Error has seen what matters
		all = append(all, v)
	}
	check(pass.Pkg.Path(), slices.Concat(files, f.Tests), nil, f.Tests...)
	for _, ignored := range f.Ignored {
		check(pass.Pkg.Path(), append(slices.Concat(files, tests), ignored), nil, ignored)
	}
	check(pass.Pkg.Path()+"_test", f.Outside, pkg, f.Outside...)
	return all
}

// WithoutBodies returns files with the same declarations, but for the bodies of functions.
func WithoutBodies(files []*ast.File) []*ast.File {
	bare := make([]*ast.File, len(files))
	for i, f := range files {
		b := *f
		b.Decls = slices.Clone(f.Decls)
		for j, d := range b.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok {
				head := *fn
				head.Body = nil
				b.Decls[j] = &head
			}
		}
		bare[i] = &b
	}
	return bare
}
