package typecheck

import (
	"cmp"
	"errors"
	"fmt"
	"go/ast"
	"go/types"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/astx"
)

// A unit is what the compiler is given at once: a package, the package with its in-package tests, or its external tests.
type unit struct {
	m    *pkgMeta
	kind kind
}

type kind int

const (
	lib kind = iota
	test
	xtest
)

type unitKey struct {
	path string
	kind kind
	arch string // of the sizes
}

func (u unit) files() []string {
	switch u.kind {
	case test:
		return slices.Concat(u.m.files, u.m.tests)
	case xtest:
		return u.m.xtest
	}
	return u.m.files
}

// units returns what is compiled of the packages in the given folders. A package with in-package tests is compiled with and
// without them.
func (w *world) units(dirs []string) []unit {
	var us []unit
	for _, dir := range dirs {
		for _, m := range w.dirs[dir] {
			if len(m.files) > 0 {
				us = append(us, unit{m, lib})
			}
			if len(m.tests) > 0 {
				us = append(us, unit{m, test})
			}
			if len(m.xtest) > 0 {
				us = append(us, unit{m, xtest})
			}
		}
	}
	slices.SortFunc(us, func(a, b unit) int {
		return cmp.Or(strings.Compare(a.m.path, b.m.path), cmp.Compare(a.kind, b.kind))
	})
	return us
}

// feels tells whether a unit could compile differently than below.
func (v *view) feels(u unit) bool {
	m := u.m
	switch u.kind {
	case test:
		return v.edited(m.files) || v.edited(m.tests) ||
			v.anyChanged(v.imports(m, m.files, m.imports)) || v.anyChanged(v.imports(m, m.tests, m.testImports))
	case xtest:
		// In-package tests may export to the external ones what no other package sees.
		return v.edited(m.xtest) || v.anyChanged(v.imports(m, m.xtest, m.xtestImports)) || len(m.tests) > 0 && v.feels(unit{m, test})
	}
	return v.edited(m.files) || v.anyChanged(v.imports(m, m.files, m.imports))
}

// An outcome is what the compiler, and vet's copylocks, would say of a unit.
type outcome struct {
	err    error // the first one
	copies []analysis.Diagnostic
	info   *types.Info
	syntax []*ast.File
}

// compile type-checks a unit whole. arch overrides the sizes; "": those of the world.
func (v *view) compile(u unit, arch string) *outcome {
	o := &outcome{info: &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Implicits: map[ast.Node]types.Object{}, Selections: map[*ast.SelectorExpr]*types.Selection{},
		Instances: map[*ast.Ident]types.Instance{}, Scopes: map[ast.Node]*types.Scope{}, FileVersions: map[*ast.File]string{},
	}}
	note := func(err error) { o.err = cmp.Or(o.err, err) }
	if u.m.err != "" {
		note(errors.New(u.m.err))
	}
	for _, name := range u.files() {
		f, err := v.parse(name, true)
		if err != nil {
			note(err)
		}
		if f != nil {
			o.syntax = append(o.syntax, f)
		}
	}
	path, scope := u.m.path, v
	if u.kind == xtest {
		path += "_test"
		scope = v.tested(u.m)
	}
	conf := scope.config(u.m)
	conf.Error = note
	if arch != "" {
		conf.Sizes = types.SizesFor("gc", arch)
	}
	pkg, err := conf.Check(path, v.w.p.fset, o.syntax, o.info)
	note(err)
	if o.err == nil && arch == "" {
		o.copies = astx.Copylocks(v.w.p.fset, o.syntax, pkg, o.info)
	}
	return o
}

// tested returns the view of the external tests of m: there the in-package tests belong to m, for the packages between the test
// and m too.
func (v *view) tested(m *pkgMeta) *view {
	if len(m.tests) == 0 {
		return v
	}
	files := slices.Concat(m.files, m.tests)
	inner := newView(v.w, v, nil, nil)
	variant := *m
	variant.files = files
	inner.fixed = map[string]*types.Package{m.path: v.declare(&variant)}
	return inner
}

// compare compiles a unit after the change and, where that complains, before it. It returns nil where the change makes nothing
// worse, and tells whether the unit said anything at all.
func (v *view) compare(u unit, arch string) (counts bool, err error) {
	after := v.compile(u, arch)
	if after.err != nil {
		if v.w.baseline(u, arch).err != nil {
			return false, nil
		}
		return true, v.w.p.explain(after.err)
	}
	if len(after.copies) > 0 {
		if d, worse := astx.NewCopies(v.w.baseline(u, arch).copies, after.copies); worse {
			return true, v.w.p.explain(types.Error{Fset: v.w.p.fset, Pos: d.Pos, Msg: d.Message})
		}
	}
	return true, v.cgoFeels(u, after)
}

// baseline returns the outcome of a unit before the change.
func (w *world) baseline(u unit, arch string) *outcome {
	key := unitKey{u.m.path, u.kind, arch}
	if w.found[key] == nil {
		w.found[key] = w.base.compile(u, arch)
	}
	return w.found[key]
}

// cgoFeels refuses a change that a cgo file feels: C's types are unknown here, so an expression of another type may no longer
// fit where C meets Go.
func (v *view) cgoFeels(u unit, after *outcome) error {
	for _, f := range after.syntax {
		if !slices.ContainsFunc(f.Imports, func(s *ast.ImportSpec) bool { return s.Path.Value == `"C"` }) {
			continue
		}
		before := v.w.baseline(u, "")
		var err error
		ast.Inspect(f, func(n ast.Node) bool {
			e, ok := n.(ast.Expr)
			if !ok || err != nil {
				return err == nil
			}
			was, is := before.info.TypeOf(e), after.info.TypeOf(e)
			if was != nil && is != nil && was.String() != is.String() {
				err = v.w.p.explain(types.Error{Fset: v.w.p.fset, Pos: e.Pos(), Msg: fmt.Sprintf("a cgo file uses it: %s becomes %s", was, is)})
			}
			return true
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// explain makes one line of an error, with the file relative to the directory of the program.
func (p *Program) explain(err error) error {
	text, _, _ := strings.Cut(err.Error(), "\n")
	return errors.New(p.rel(text))
}

func (p *Program) rel(text string) string {
	return strings.ReplaceAll(text, p.config.Dir+string(filepath.Separator), "")
}
