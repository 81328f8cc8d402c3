package driver

// The types of dependencies, decoded from what their own analysis stored.
//
// A worker keeps one universe over many units, so that a package is decoded once and not once per importer, and drops it when
// it has grown too large. No two workers share one: go/types values are not safe for concurrent use while they are completed.
// What is type-checked from source is never put into a universe, so syntax dies with its unit.
//
// The objects of dependencies have no positions: an exported type must not change because lines moved.

import (
	"bytes"
	"errors"
	"go/token"
	"go/types"
	"io"
	"maps"

	"golang.org/x/tools/go/gcexportdata"
)

// A universe holds decoded packages that are no test variants.
type universe struct {
	pkgs  map[string]*types.Package // by path; some merely mentioned by others, and not complete
	whole map[*unit]*decoded
	bytes int64 // of source behind the decoded packages
}

// decoded is a package whose types, and those of all packages that it mentions, are complete.
type decoded struct {
	pkg   *types.Package
	err   error
	facts *factTable // nil until somebody asks
}

func newUniverse() *universe {
	return &universe{pkgs: map[string]*types.Package{}, whole: map[*unit]*decoded{}}
}

// A view is the universe as one unit sees it: where a test rebuilds some packages, their variants hide the plain ones.
type view struct {
	w        *worker
	base     *universe
	variants map[string]*unit          // the variants below the unit, by path
	pkgs     map[string]*types.Package // base.pkgs itself if there are no variants
	whole    map[*unit]*decoded        // of the variants
}

func (w *worker) view(u *unit) *view {
	v := &view{w: w, base: w.universe, pkgs: w.universe.pkgs, variants: map[string]*unit{}, whole: map[*unit]*decoded{}}
	var visit func(u *unit)
	visit = func(u *unit) {
		for _, dep := range u.deps {
			if dep.variant && v.variants[dep.path] == nil {
				v.variants[dep.path] = dep
				visit(dep)
			}
		}
	}
	if u.variant {
		visit(u)
	}
	if len(v.variants) > 0 {
		v.pkgs = maps.Clone(v.base.pkgs)
		for path := range v.variants {
			delete(v.pkgs, path)
		}
	}
	return v
}

// unit finds the unit that a package of the view was made from.
func (v *view) unit(path string) *unit {
	if u := v.variants[path]; u != nil {
		return u
	}
	return v.w.run.graph.byPath[path]
}

// load returns the types of u, complete with all that they mention.
func (v *view) load(u *unit) (*types.Package, error) {
	d := v.decoded(u)
	return d.pkg, d.err
}

func (v *view) decoded(u *unit) *decoded {
	whole, pkgs := v.base.whole, v.base.pkgs
	if v.variants[u.path] == u {
		whole, pkgs = v.whole, v.pkgs
	}
	if d := whole[u]; d != nil {
		return d
	}
	d := &decoded{}
	whole[u] = d
	blob, ok := v.w.blob(u, typesBlob)
	if !ok {
		d.err = errors.New("it is too broken")
		return d
	}
	v.base.bytes += u.size()
	d.pkg, d.err = gcexportdata.Read(&io.LimitedReader{R: bytes.NewReader(blob), N: int64(len(blob))}, token.NewFileSet(), pkgs, u.path)
	if d.err != nil {
		return d
	}
	v.share()
	for _, imp := range d.pkg.Imports() {
		if dep := v.unit(imp.Path()); dep != nil {
			v.decoded(dep)
		}
	}
	return d
}

// share makes packages that only one side of the view knows known to the other.
func (v *view) share() {
	if len(v.variants) == 0 {
		return
	}
	for path, pkg := range v.pkgs {
		if v.variants[path] == nil && v.base.pkgs[path] == nil {
			v.base.pkgs[path] = pkg
		}
	}
	for path, pkg := range v.base.pkgs {
		if v.pkgs[path] == nil && v.variants[path] == nil {
			v.pkgs[path] = pkg
		}
	}
}

// importer resolves the import declarations of u.
func (v *view) importer(u *unit) types.Importer {
	return importerFunc(func(path string) (*types.Package, error) {
		if path == "unsafe" {
			return types.Unsafe, nil
		}
		dep := u.imports[path]
		if dep == nil {
			return nil, errors.New("there is no such package")
		}
		return v.load(dep)
	})
}

type importerFunc func(path string) (*types.Package, error)

func (f importerFunc) Import(path string) (*types.Package, error) { return f(path) }
