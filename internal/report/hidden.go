package report

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
)

// A hidden file is one of the package that is not compiled here: its tests, where the host analyses the package without them,
// and what build constraints leave out. Their imports may be unknown, so they cannot be asked whether they compile; they are
// asked for complaints that they did not have before.
type hiddenFiles struct {
	tests   []*ast.File // of the package itself
	ignored []*ast.File // of the package itself, tests or not
	outside []*ast.File // its external tests

	info   *types.Info // of all, before any change
	before map[complaint]bool
}

// A complaint is a type error at a place in a hidden file. Those do not change, so the place is a key.
type complaint struct {
	pos token.Pos
	msg string
}

// hiddenComplain returns the first new complaint of the hidden files when files, which make pkg, take the place of the package's.
func (l *Log) hiddenComplain(pass *analysis.Pass, files []*ast.File, pkg *types.Package) error {
	l.hideOnce.Do(func() { l.hidden = readHidden(pass) })
	h := l.hidden
	if h.none() {
		return nil
	}
	info, after := h.ask(pass, files, pkg)
	for _, c := range after {
		if !h.before[c] {
			return types.Error{Fset: pass.Fset, Pos: c.pos, Msg: c.msg}
		}
	}
	return cgoFeels(pass.Fset, slices.Concat(h.tests, h.ignored, h.outside), h.info, info)
}

func (h *hiddenFiles) none() bool { return len(h.tests)+len(h.ignored)+len(h.outside) == 0 }

func readHidden(pass *analysis.Pass) *hiddenFiles {
	h := &hiddenFiles{before: map[complaint]bool{}}
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
		src, err := pass.ReadFile(name)
		if err != nil { // hosts may confine a pass to the files that they listed
			if src, err = os.ReadFile(name); err != nil {
				continue
			}
		}
		f, err := parser.ParseFile(pass.Fset, name, src, parser.SkipObjectResolution)
		switch {
		case err != nil:
		case f.Name.Name == pass.Pkg.Name() && slices.Contains(pass.IgnoredFiles, name):
			h.ignored = append(h.ignored, f)
		case f.Name.Name == pass.Pkg.Name():
			h.tests = append(h.tests, f)
		case f.Name.Name == pass.Pkg.Name()+"_test":
			h.outside = append(h.outside, f)
		}
	}
	if h.none() {
		return h
	}
	info, before := h.ask(pass, pass.Files, pass.Pkg)
	h.info = info
	for _, c := range before {
		h.before[c] = true
	}
	return h
}

func globQuote(dir string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(dir)
}

// ask type-checks the hidden files beside the package: those that are ignored one by one, since files for two systems declare
// the same things.
func (h *hiddenFiles) ask(pass *analysis.Pass, files []*ast.File, pkg *types.Package) (*types.Info, []complaint) {
	files = withoutBodies(files)
	tests := withoutBodies(h.tests)
	var cs []complaint
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	check := func(path string, files []*ast.File, self *types.Package, asked ...*ast.File) {
		conf := types.Config{
			Importer: newImporter(pass, self), FakeImportC: true, Sizes: pass.TypesSizes, GoVersion: pass.Pkg.GoVersion(),
			Error: func(err error) {
				e, ok := err.(types.Error)
				if ok && slices.ContainsFunc(asked, func(f *ast.File) bool { return f.FileStart <= e.Pos && e.Pos < f.FileEnd }) {
					cs = append(cs, complaint{e.Pos, otherPlace.ReplaceAllString(e.Msg, "")})
				}
			},
		}
		conf.Check(path, pass.Fset, files, info)
	}
	check(pass.Pkg.Path(), slices.Concat(files, h.tests), nil, h.tests...)
	for _, f := range h.ignored {
		check(pass.Pkg.Path(), append(slices.Concat(files, tests), f), nil, f)
	}
	if len(h.outside) > 0 {
		check(pass.Pkg.Path()+"_test", h.outside, pkg, h.outside...)
	}
	return info, cs
}

// withoutBodies returns files as others see them, who need not know what their functions do.
func withoutBodies(files []*ast.File) []*ast.File {
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

// otherPlace matches the places that a message names besides its own: those move when a file is edited.
var otherPlace = regexp.MustCompile(`\n(?s:.*)| at \S+:[0-9]+:[0-9]+`)
