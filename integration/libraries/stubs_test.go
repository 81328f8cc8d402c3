package libraries

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const stubs = "../../testdata/src"

// unserved are stubs of modules that the module proxy does not hand out, so that nothing can be compared.
var unserved = []string{"github.com/linxGnu/go-adder"}

// TestStubs: what a test of the linter says with a stub could be said with the real package.
func TestStubs(t *testing.T) {
	paths := stubPaths(t)
	w := newWorld(t, paths)
	if len(w.export) < 50 {
		t.Fatalf("go list knows %d packages", len(w.export))
	}
	for _, path := range paths {
		stub, err := w.stub(path)
		if err != nil {
			t.Errorf("the stub of %s: %v", path, err)
			continue
		}
		real, err := w.real.Import(path)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		for _, problem := range missing(stub, real) {
			t.Error(problem)
		}
	}
}

// stubPaths lists the import paths of all stubs: the folders below a name with a dot.
func stubPaths(t *testing.T) (paths []string) {
	t.Helper()
	err := filepath.WalkDir(stubs, func(file string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(file) != ".go" {
			return err
		}
		rel, err := filepath.Rel(stubs, filepath.Dir(file))
		path := filepath.ToSlash(rel)
		host, _, _ := strings.Cut(path, "/")
		if strings.Contains(host, ".") && !slices.Contains(paths, path) && !slices.Contains(unserved, path) {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return paths
}

// A world has each package twice, as a stub and as it is.
type world struct {
	fset   *token.FileSet
	export map[string]string // import path to the file with the export data of the real package
	real   types.Importer
	stubs  map[string]*types.Package
}

func newWorld(t *testing.T, paths []string) *world {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-export", "-deps", "-f", "{{with .Export}}{{$.ImportPath}}={{.}}{{end}}"}, paths...)...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, &stderr)
	}
	w := &world{fset: token.NewFileSet(), export: map[string]string{}, stubs: map[string]*types.Package{}}
	for line := range strings.Lines(string(out)) {
		if path, file, ok := strings.Cut(strings.TrimSpace(line), "="); ok {
			w.export[path] = file
		}
	}
	w.real = importer.ForCompiler(w.fset, "gc", func(path string) (io.ReadCloser, error) {
		if w.export[path] == "" {
			return nil, fmt.Errorf("go list does not know %s", path)
		}
		return os.Open(w.export[path])
	})
	return w
}

// stub type-checks the stub of a package over those of its imports.
func (w *world) stub(path string) (*types.Package, error) {
	if p := w.stubs[path]; p != nil {
		return p, nil
	}
	files, err := filepath.Glob(filepath.Join(stubs, filepath.FromSlash(path), "*.go"))
	if err != nil {
		return nil, err
	}
	var syntax []*ast.File
	for _, file := range files {
		f, err := parser.ParseFile(w.fset, file, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		syntax = append(syntax, f)
	}
	conf := types.Config{Importer: importerFunc(func(path string) (*types.Package, error) {
		if _, err := os.Stat(filepath.Join(stubs, filepath.FromSlash(path))); err == nil {
			return w.stub(path)
		}
		return w.real.Import(path)
	})}
	p, err := conf.Check(path, w.fset, syntax, nil)
	w.stubs[path] = p
	return p, err
}

type importerFunc func(path string) (*types.Package, error)

func (f importerFunc) Import(path string) (*types.Package, error) { return f(path) }
