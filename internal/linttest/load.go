package linttest

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/build"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/gcexportdata"

	"github.com/counterlint/counterlint/internal/report"
)

// A unit is one type-checked package.
type unit struct {
	path    string
	files   []*ast.File
	other   []string // assembly and the like
	ignored []string // files that build constraints leave out
	types   *types.Package
	info    *types.Info
	deps    []*unit // direct imports, sorted by path
	errs    []types.Error

	// What importers see. As in every real host it has been written and read again: nothing unexported that is out of reach,
	// facts decoded. Positions are absent, as in our own driver, where a moved line in a package must not disturb its importers.
	exported *types.Package
	facts    map[*analysis.Analyzer]factSet

	all     []*unit // see dependencies
	byTypes map[*types.Package]*unit
}

// A world loads packages from source: the standard library from GOROOT and everything else from testdata/src. What it has
// loaded, and the facts that the engines found in it, serve all later runs in the same test binary.
type world struct {
	fset    *token.FileSet
	ctxt    build.Context
	engines []*analysis.Analyzer // those that export facts, and so run on every dependency
	overlay map[string][]byte    // file name to text, in place of what is on disk
	units   map[string]*unit     // dependencies by directory
	std     map[origin]*unit     // those of the standard library, shared by all worlds that differ in overlay alone
}

// An origin is an import path and whether it stands in the standard library.
type origin struct {
	path   string
	inside bool
}

func newWorld(engines []*analysis.Analyzer) *world {
	debug.SetGCPercent(400) // most of what is loaded stays, and a test binary does not live long
	ctxt := build.Default
	ctxt.GOPATH = Testdata()
	ctxt.CgoEnabled = false // the pure Go half of the standard library
	ctxt.BuildTags = nil
	ctxt.ReadDir = readDir // a hook of any kind keeps go/build from asking the go command
	return &world{fset: token.NewFileSet(), ctxt: ctxt, engines: engines, std: map[origin]*unit{}, units: map[string]*unit{}}
}

func readDir(dir string) ([]os.FileInfo, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	infos := make([]os.FileInfo, 0, len(entries))
	for _, e := range entries {
		info, err := e.Info()
		if err != nil {
			return nil, err
		}
		infos = append(infos, info)
	}
	return infos, nil
}

// with returns a world in which the given files have another text. It shares the standard library.
func (w *world) with(overlay map[string][]byte) *world {
	x := *w
	x.overlay = overlay
	x.units = map[string]*unit{}
	return &x
}

func (w *world) read(name string) ([]byte, error) {
	if src, ok := w.overlay[name]; ok {
		return src, nil
	}
	return os.ReadFile(name)
}

// target loads the package in dir as the thing under test, with its in-package tests if tests is set. Every call makes a new unit.
func (w *world) target(path, dir string, tests bool) (*unit, error) {
	bp, err := w.ctxt.ImportDir(dir, 0)
	if err != nil {
		return nil, err
	}
	names := bp.GoFiles
	if tests {
		names = slices.Concat(names, bp.TestGoFiles)
	}
	u, err := w.check(path, dir, names, true)
	if err == nil {
		u.other = inDir(dir, slices.Concat(bp.SFiles, bp.HFiles))
		u.ignored = inDir(dir, slices.Concat(bp.IgnoredGoFiles, bp.IgnoredOtherFiles))
	}
	return u, err
}

func inDir(dir string, names []string) []string {
	var paths []string
	for _, name := range names {
		paths = append(paths, filepath.Join(dir, name))
	}
	return paths
}

// external loads the package of the tests outside the package in dir, which import the package with its tests inside, u.
// It returns nil if there are none.
func (w *world) external(u *unit, dir string) (*unit, error) {
	bp, err := w.ctxt.ImportDir(dir, 0)
	if err != nil || len(bp.XTestGoFiles) == 0 {
		return nil, err
	}
	x := w.with(w.overlay)
	if err := x.export(u); err != nil {
		return nil, err
	}
	x.units[dir] = u
	return x.check(u.path+"_test", dir, bp.XTestGoFiles, true)
}

// dependency returns the package that an import of path from srcDir means.
func (w *world) dependency(path, srcDir string) (*unit, error) {
	from := origin{path, strings.HasPrefix(srcDir, w.ctxt.GOROOT)} // the standard library has vendored packages of its own
	if u := w.std[from]; u != nil {
		return u, nil
	}
	bp, err := w.ctxt.Import(path, srcDir, 0)
	if err != nil {
		return nil, err
	}
	byDir := origin{bp.Dir, true} // one unit, whether the standard library or somebody else asked for it first
	if u := w.std[byDir]; u != nil {
		w.std[from] = u
		return u, nil
	}
	u, known := w.units[bp.Dir]
	if known && u == nil {
		return nil, fmt.Errorf("import cycle through %s", path)
	}
	if !known {
		w.units[bp.Dir] = nil // until done
		u, err = w.check(bp.ImportPath, bp.Dir, bp.GoFiles, len(w.engines) > 0)
		if err == nil {
			err = w.export(u)
		}
		if err != nil {
			delete(w.units, bp.Dir)
			return nil, err
		}
		u.files, u.info = nil, nil // the facts are all that is left to know
		w.units[bp.Dir] = u
	}
	if bp.Goroot {
		w.std[from], w.std[byDir] = u, u
	}
	return u, nil
}

// export fills in what importers of u see.
func (w *world) export(u *unit) error {
	if len(u.errs) > 0 {
		return u.errs[0]
	}
	var data bytes.Buffer
	if err := gcexportdata.Write(&data, token.NewFileSet(), u.types); err != nil {
		return err
	}
	known := map[string]*types.Package{}
	for _, dep := range u.dependencies() {
		known[dep.path] = dep.exported
	}
	var err error
	if u.exported, err = gcexportdata.Read(&data, token.NewFileSet(), known, u.path); err != nil {
		return err
	}
	u.facts = map[*analysis.Analyzer]factSet{}
	r := newRun(w, u, report.Default)
	for _, a := range w.engines {
		facts, err := r.do(a).encode()
		if err != nil {
			return err
		}
		u.facts[a] = newFactSet(u.exported, facts)
	}
	return nil
}

// check parses and type-checks files. Type errors are left in the unit; an error means that there is none.
func (w *world) check(path, dir string, names []string, bodies bool) (*unit, error) {
	u := &unit{path: path}
	for _, name := range names {
		name = filepath.Join(dir, name)
		src, err := w.read(name)
		if err != nil {
			return nil, err
		}
		mode := parser.SkipObjectResolution
		if bodies {
			mode |= parser.ParseComments
		}
		f, err := parser.ParseFile(w.fset, name, src, mode)
		if err != nil {
			return nil, err
		}
		u.files = append(u.files, f)
	}
	conf := types.Config{
		Importer: importerFunc(func(path string) (*types.Package, error) {
			if path == "unsafe" {
				return types.Unsafe, nil
			}
			dep, err := w.dependency(path, dir)
			if err != nil {
				return nil, err
			}
			if !slices.Contains(u.deps, dep) {
				u.deps = append(u.deps, dep)
			}
			return dep.exported, nil
		}),
		Sizes:            w.sizes(),
		GoVersion:        w.ctxt.ReleaseTags[len(w.ctxt.ReleaseTags)-1],
		IgnoreFuncBodies: !bodies,
		Error:            func(err error) { u.errs = append(u.errs, err.(types.Error)) },
	}
	if bodies {
		u.info = newInfo()
	}
	u.types, _ = conf.Check(path, w.fset, u.files, u.info) // the errors are in u.errs
	slices.SortFunc(u.deps, func(a, b *unit) int { return strings.Compare(a.path, b.path) })
	return u, nil
}

func (w *world) sizes() types.Sizes { return types.SizesFor(w.ctxt.Compiler, w.ctxt.GOARCH) }

type importerFunc func(path string) (*types.Package, error)

func (f importerFunc) Import(path string) (*types.Package, error) { return f(path) }

func newInfo() *types.Info {
	return &types.Info{
		Types:        map[ast.Expr]types.TypeAndValue{},
		Instances:    map[*ast.Ident]types.Instance{},
		Defs:         map[*ast.Ident]types.Object{},
		Uses:         map[*ast.Ident]types.Object{},
		Implicits:    map[ast.Node]types.Object{},
		Selections:   map[*ast.SelectorExpr]*types.Selection{},
		Scopes:       map[ast.Node]*types.Scope{},
		FileVersions: map[*ast.File]string{},
	}
}

// dependencies lists all that u depends on, dependencies first.
func (u *unit) dependencies() []*unit {
	if u.all == nil {
		u.byTypes = map[*types.Package]*unit{}
		u.visit(u)
	}
	return u.all
}

func (u *unit) visit(from *unit) {
	for _, dep := range from.deps {
		if u.byTypes[dep.exported] == nil {
			u.byTypes[dep.exported] = dep
			u.visit(dep)
			u.all = append(u.all, dep)
		}
	}
}

// exporter returns the dependency whose importers see pkg, or nil.
func (u *unit) exporter(pkg *types.Package) *unit {
	u.dependencies()
	return u.byTypes[pkg]
}
