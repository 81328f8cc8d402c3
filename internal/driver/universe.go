package driver

// The types of dependencies, decoded from what their own analysis stored.
//
// A worker keeps one universe over many units, so that a package is decoded once and not once per importer, and drops it when
// it has grown too large. No two workers share one: go/types values are not safe for concurrent use while they are completed.
// What is type-checked from source is never put into a universe, so syntax dies with its unit.
//
// A unit sees of its dependencies what they export and, of the packages below, those that exported types mention; all of these
// are complete. Their objects have no positions: an exported type must not change because lines moved.

import (
	"errors"
	"go/types"

	"github.com/counterlint/counterlint/internal/driver/shape"
)

// A universe holds decoded packages.
type universe struct {
	w     *worker
	units map[*unit]*decoded
	bytes int64 // of source behind the decoded packages
}

// decoded is a package whose types, and those of all packages that it mentions, are complete.
type decoded struct {
	pkg   *types.Package
	err   error
	facts *factTable // nil until somebody asks
}

var errBroken = errors.New("it is missing or too broken")

func (v *universe) decode(u *unit) *decoded {
	if d := v.units[u]; d != nil {
		return d
	}
	d := &decoded{err: errBroken}
	v.units[u] = d
	blob, ok := v.w.blob(u, typesOf)
	if !ok {
		return d
	}
	v.bytes += u.size()
	d.pkg, d.err = shape.Decode(blob, u.path, func(path string) (*types.Package, error) {
		dep := v.w.run.graph.below(u, path)
		if dep == nil {
			return nil, errBroken
		}
		d := v.decode(dep)
		return d.pkg, d.err
	})
	return d
}

// below finds the unit that u, or a package below it, means by an import path: where a test rebuilds the package, its variant.
func (g *graph) below(u *unit, path string) *unit {
	if v := u.variants[path]; v != nil {
		return v
	}
	return g.byPath[path]
}

// importer resolves the import declarations of u.
func (v *universe) importer(u *unit) types.Importer {
	return importerFunc(func(path string) (*types.Package, error) {
		if path == "unsafe" {
			return types.Unsafe, nil
		}
		dep := u.imports[path]
		if dep == nil {
			return nil, errors.New("there is no such package")
		}
		d := v.decode(dep)
		return d.pkg, d.err
	})
}

type importerFunc func(path string) (*types.Package, error)

func (f importerFunc) Import(path string) (*types.Package, error) { return f(path) }
