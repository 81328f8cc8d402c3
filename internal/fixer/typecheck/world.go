package typecheck

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/types"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// A world is the program under one constraint.
type world struct {
	p *Program
	constraint
	sizes types.Sizes

	listed map[string]bool       // folders and import paths handed to the go command
	metas  map[string]*pkgMeta   // by import path
	dirs   map[string][]*pkgMeta // those of the main modules, by folder
	base   *view                 // of the texts before the change
	found  map[unitKey]*outcome  // of units of the base
}

func newWorld(p *Program, c constraint) *world {
	w := &world{
		p: p, constraint: c, sizes: types.SizesFor("gc", c.goarch),
		listed: map[string]bool{}, dirs: map[string][]*pkgMeta{}, metas: map[string]*pkgMeta{"unsafe": {path: "unsafe", std: true}},
	}
	w.forget()
	return w
}

// note says, in brackets, how the world differs from the host's, as one would type it.
func (w *world) note() string {
	var words []string
	host := w.p.host
	if w.goos != host.goos {
		words = append(words, "GOOS="+w.goos)
	}
	if w.goarch != host.goarch {
		words = append(words, "GOARCH="+w.goarch)
	}
	if foreign := w.goos != host.goos || w.goarch != host.goarch; w.cgo && !host.cgo || !w.cgo && host.cgo && !foreign {
		words = append(words, w.env()[2])
	}
	if w.tags != host.tags {
		words = append(words, "-tags="+strings.TrimSuffix(w.tags, ","))
	}
	if len(words) == 0 {
		return ""
	}
	return " (" + strings.Join(words, " ") + ")"
}

func (w *world) env() []string {
	return []string{"GOOS=" + w.goos, "GOARCH=" + w.goarch, "CGO_ENABLED=" + map[bool]string{true: "1", false: "0"}[w.cgo]}
}

// ensure asks the go command for what is not known yet of the given folders or import paths.
func (w *world) ensure(ctx context.Context, patterns []string) error {
	var missing []string
	for _, p := range patterns {
		if !w.listed[p] {
			w.listed[p] = true
			missing = append(missing, p)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return w.list(ctx, missing)
}

// forget drops what was derived from texts that have changed.
func (w *world) forget() {
	keep := map[string]*node{}
	if w.base != nil {
		for path, n := range w.base.nodes {
			if m := w.metas[path]; m != nil && m.std {
				keep[path] = n
			}
		}
	}
	w.base = newView(w, nil, nil, nil)
	w.base.nodes = keep
	w.found = map[unitKey]*outcome{}
}

// A view is the packages of a world with some texts replaced. What the replacement does not reach is that of the view below.
type view struct {
	w     *world
	below *view             // nil: this is the base
	texts map[string][]byte // by real name
	fresh *parseCache       // of texts
	nodes map[string]*node
	reach map[string]bool // memo of reached

	fixed map[string]*types.Package // packages handed in: the tested one, as its external test sees it
}

// A node is one package as others import it: declarations only.
type node struct {
	pkg     *types.Package
	err     error
	busy    bool
	changed bool // its declarations differ from those below
}

func newView(w *world, below *view, texts map[string][]byte, fresh *parseCache) *view {
	return &view{w: w, below: below, texts: texts, fresh: fresh, nodes: map[string]*node{}, reach: map[string]bool{}}
}

// edited tells whether one of the files has another text than below.
func (v *view) edited(files []string) bool {
	return slices.ContainsFunc(files, func(f string) bool {
		_, ok := v.texts[v.w.p.Real(f)]
		return ok
	})
}

// reached tells whether the package, or one that it imports, has another text than below.
func (v *view) reached(path string) bool {
	if r, ok := v.reach[path]; ok {
		return r
	}
	v.reach[path] = false // also what an import cycle finds
	m := v.w.metas[path]
	if m == nil || m.std {
		return false
	}
	r := v.fixed[path] != nil || v.edited(m.files) || slices.ContainsFunc(v.imports(m, m.files, m.imports), v.reached)
	v.reach[path] = r
	return r
}

// imports returns the import paths, resolved, of some files of a package; listed are those that the go command knows from disk.
func (v *view) imports(m *pkgMeta, files, listed []string) []string {
	if m.std || !slices.ContainsFunc(files, v.held) {
		return listed
	}
	all := map[string]bool{}
	for _, name := range files {
		f, _ := v.parse(name, true)
		if f == nil {
			continue
		}
		for _, spec := range f.Imports {
			if path, err := strconv.Unquote(spec.Path.Value); err == nil && path != "C" {
				all[resolve(m, path)] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(all))
}

func resolve(m *pkgMeta, path string) string { return cmp.Or(m.importMap[path], path) }

// held tells whether the text of the file may be another one than on disk.
func (v *view) held(name string) bool {
	for ; v != nil; v = v.below {
		if v.edited([]string{name}) {
			return true
		}
		if v.below == nil {
			_, ok := v.w.p.before[v.w.p.Real(name)]
			return ok
		}
	}
	return false
}

func (v *view) parse(name string, bodies bool) (*ast.File, error) {
	p := v.w.p
	for ; v != nil; v = v.below {
		if text, ok := v.texts[p.Real(name)]; ok {
			return v.fresh.file(name, text, bodies)
		}
	}
	text, err := p.current(name)
	if err != nil {
		return nil, err
	}
	return p.parsed.file(name, text, bodies)
}

// load returns the package as others import it.
func (v *view) load(path string) *node {
	if path == "unsafe" {
		return &node{pkg: types.Unsafe}
	}
	if pkg := v.fixed[path]; pkg != nil {
		return &node{pkg: pkg, changed: true}
	}
	if v.below != nil && !v.reached(path) {
		return v.below.load(path)
	}
	if n := v.nodes[path]; n != nil {
		if n.busy {
			return &node{err: errors.New("import cycle not allowed")}
		}
		return n
	}
	n := &node{busy: true}
	v.nodes[path] = n
	defer func() { n.busy = false }()
	m := v.w.metas[path]
	switch {
	case m == nil:
		n.err = fmt.Errorf("package %s is not known to the go command", path)
		return n
	case len(m.files) == 0:
		n.err = errors.New(cmp.Or(m.err, "no Go files"))
		return n
	}
	if v.below == nil {
		n.pkg = v.declare(m)
		return n
	}
	imports := v.anyChanged(v.imports(m, m.files, m.imports))
	below := v.below.load(path)
	if !imports && !v.edited(m.files) {
		n.pkg = below.pkg
		return n
	}
	n.pkg, n.changed = v.declare(m), true
	if below.pkg != nil && shape(below.pkg) == shape(n.pkg) {
		n.pkg, n.changed = below.pkg, false // one identity for all who import it
	}
	return n
}

func (v *view) anyChanged(paths []string) bool {
	changed := false
	for _, p := range paths { // all of them, so that none is loaded later from another side of a cycle
		changed = v.load(p).changed || changed
	}
	return changed
}

// declare type-checks the declarations of a package. Errors are not its business: the packages that matter are checked whole.
func (v *view) declare(m *pkgMeta) *types.Package {
	var files []*ast.File
	for _, name := range m.files {
		if f, _ := v.parse(name, false); f != nil {
			files = append(files, f)
		}
	}
	conf := v.config(m)
	conf.IgnoreFuncBodies = true
	conf.Error = func(error) {}
	pkg, _ := conf.Check(m.path, v.w.p.fset, files, nil)
	return pkg
}

func (v *view) config(m *pkgMeta) *types.Config {
	return &types.Config{
		Importer: importer(func(path string) (*types.Package, error) {
			n := v.load(resolve(m, path))
			if n.pkg == nil {
				return nil, n.err
			}
			return n.pkg, nil
		}),
		FakeImportC: true,
		Sizes:       v.w.sizes,
		GoVersion:   m.goVersion,
	}
}

type importer func(path string) (*types.Package, error)

func (i importer) Import(path string) (*types.Package, error) { return i(path) }

// shape writes down all that importers can see or feel of a package: what it exports, and every type, since unexported ones and
// their fields decide about size, copying, conversion and comparison. Types of other packages stand there by name and by the
// identity of their package, which is another one where that has changed.
func shape(pkg *types.Package) string {
	var b strings.Builder
	qualify := func(p *types.Package) string {
		if p == pkg {
			return ""
		}
		return fmt.Sprintf("%s@%p", p.Path(), p)
	}
	for _, name := range pkg.Scope().Names() {
		obj := pkg.Scope().Lookup(name)
		_, isType := obj.(*types.TypeName)
		if !isType && !obj.Exported() {
			continue
		}
		b.WriteString(types.ObjectString(obj, qualify))
		switch obj := obj.(type) {
		case *types.Const:
			b.WriteString(obj.Val().ExactString())
		case *types.TypeName:
			b.WriteString(types.TypeString(obj.Type().Underlying(), qualify))
			if named, ok := obj.Type().(*types.Named); ok {
				for m := range named.Methods() {
					b.WriteString(types.ObjectString(m, qualify))
				}
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}
