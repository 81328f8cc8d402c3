package typecheck

import (
	"bytes"
	"go/parser"
	"go/token"
	"io/fs"
	"iter"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// A tree is what lies in the folders of the main modules, whatever the build constraints: the go command lists only what one
// constraint admits, and cannot say who imports a package under another one.
type tree struct {
	p     *Program
	dirs  map[string][]*header // read so far
	links map[string][]string  // real name → symbolic links to it; nil: not yet sought
	full  bool                 // all folders are in dirs
}

// A header is what the first lines of a Go file say.
type header struct {
	name    string // absolute
	pkg     string
	imports []string
	test    bool
	cgo     bool
	head    []byte // up to the end of the imports
}

func newTree(p *Program) *tree {
	return &tree{p: p, dirs: map[string][]*header{}}
}

// dir returns the headers of the Go files of one folder that belong to its package, sorted by name.
func (t *tree) dir(dir string) []*header {
	if hs, ok := t.dirs[dir]; ok {
		return hs
	}
	var hs []*header
	entries, err := os.ReadDir(dir)
	if err == nil {
		for _, e := range entries {
			name := filepath.Join(dir, e.Name())
			if e.IsDir() || !isGoFile(e.Name()) {
				continue
			}
			if text, err := t.p.current(name); err == nil {
				hs = append(hs, readHeader(name, text))
			}
		}
	}
	t.dirs[dir] = hs
	return hs
}

func isGoFile(base string) bool {
	return strings.HasSuffix(base, ".go") && !strings.HasPrefix(base, "_") && !strings.HasPrefix(base, ".")
}

// readHeader never fails: a file that does not parse has no imports, and the check proper says why.
func readHeader(name string, text []byte) *header {
	h := &header{name: name, test: strings.HasSuffix(name, "_test.go"), head: text}
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, name, text, parser.ImportsOnly)
	if err != nil || f == nil {
		return h
	}
	h.pkg = f.Name.Name
	end := f.Name.End()
	for _, spec := range f.Imports {
		if p, err := strconv.Unquote(spec.Path.Value); err == nil {
			h.imports = append(h.imports, p)
			h.cgo = h.cgo || p == "C"
		}
		end = max(end, spec.End())
	}
	if n := len(f.Decls); n > 0 {
		end = max(end, f.Decls[n-1].End())
	}
	h.head = bytes.Clone(text[:fset.File(f.FileStart).Offset(end)])
	return h
}

// refresh takes note of the current text of a file.
func (t *tree) refresh(name string, text []byte) {
	hs, ok := t.dirs[filepath.Dir(name)]
	if !ok {
		return
	}
	if i := slices.IndexFunc(hs, func(h *header) bool { return h.name == name }); i >= 0 {
		hs[i] = readHeader(name, text)
	}
}

// own returns the files of the package in dir: without programs that live beside it under a tag such as ignore.
func (t *tree) own(dir string, host constraint) []*header {
	hs := t.dir(dir)
	pkg := ""
	for _, h := range hs {
		if pkg == "" || host.admits(h) {
			pkg = strings.TrimSuffix(h.pkg, "_test")
			if host.admits(h) {
				break
			}
		}
	}
	var out []*header
	for _, h := range hs {
		if h.pkg == pkg || h.test && h.pkg == pkg+"_test" {
			out = append(out, h)
		}
	}
	return out
}

// walk calls visit for each folder of the main modules that a pattern such as ./... covers. What cannot be read is passed over: it
// cannot be compiled either.
func (t *tree) walk(visit func(dir string, entries []fs.DirEntry)) {
	var folder func(dir string)
	folder = func(dir string) {
		entries, err := os.ReadDir(dir)
		if err != nil {
			return
		}
		visit(dir, entries)
		for _, e := range entries {
			base, sub := e.Name(), filepath.Join(dir, e.Name())
			if e.IsDir() && base != "vendor" && base != "testdata" && !strings.HasPrefix(base, ".") && !strings.HasPrefix(base, "_") &&
				!exists(filepath.Join(sub, "go.mod")) {
				folder(sub)
			}
		}
	}
	for _, m := range t.p.Modules {
		folder(m.Dir)
	}
}

func (t *tree) aliases() map[string][]string {
	if t.links == nil {
		t.links = map[string][]string{}
		t.walk(func(dir string, entries []fs.DirEntry) {
			for _, e := range entries {
				if e.Type()&fs.ModeSymlink != 0 && isGoFile(e.Name()) {
					name := filepath.Join(dir, e.Name())
					real := t.p.Real(name)
					t.links[real] = append(t.links[real], name)
				}
			}
		})
	}
	return t.links
}

func (t *tree) readAll() {
	if !t.full {
		t.full = true
		t.walk(func(dir string, _ []fs.DirEntry) { t.dir(dir) })
	}
}

// importers yields the folders with a file, a test perhaps, that imports one of the packages in dirs.
func (t *tree) importers(dirs []string) iter.Seq[string] {
	t.readAll()
	paths := map[string]bool{}
	for _, dir := range dirs {
		paths[t.importPath(dir)] = true
	}
	return func(yield func(string) bool) {
		for dir, hs := range t.dirs {
			imports := func(h *header) bool {
				return slices.ContainsFunc(h.imports, func(path string) bool { return paths[path] })
			}
			if slices.ContainsFunc(hs, imports) && !yield(dir) {
				return
			}
		}
	}
}

func (t *tree) importPath(dir string) string {
	m, ok := t.p.Module(filepath.Join(dir, "x.go"))
	if !ok {
		return dir
	}
	rel, err := filepath.Rel(m.Dir, dir)
	if err != nil {
		return dir
	}
	return path.Join(m.Path, filepath.ToSlash(rel))
}
