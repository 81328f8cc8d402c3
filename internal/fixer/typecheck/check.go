package typecheck

import (
	"bytes"
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"
)

// A Complaint is why a change must not be made, as one line: "the fix does not compile: s_test.go:7:4: … (GOOS=windows)".
type Complaint string

func (c Complaint) Error() string { return string(c) }

// Check tells whether the program still compiles when, on top of before, the texts of after take the place of those on disk.
// Names are real ones (see [Program.Real]).
//
// The error is a [Complaint], the first that the type checker has, unless nothing could be found out. A changed file that is
// part of no build which compiled before is a complaint too: nothing can be said about it.
func (p *Program) Check(ctx context.Context, before, after map[string][]byte) error {
	p.setBefore(before)
	var edited, shaped []string
	for _, name := range slices.Sorted(maps.Keys(after)) {
		dirs := []string{filepath.Dir(name)}
		for _, alias := range append(p.Aliases(name), p.nominal(name)) {
			dirs = append(dirs, filepath.Dir(alias))
		}
		edited = append(edited, dirs...)
		was, err := p.current(name)
		if err != nil {
			return err
		}
		if !strings.HasSuffix(name, "_test.go") && !sameShape(was, after[name]) {
			shaped = append(shaped, dirs...)
		}
	}
	dirs := edited
	if len(shaped) > 0 {
		dirs = append(dirs, p.tree.importers(shaped)...)
	}
	slices.Sort(dirs)
	dirs = slices.Compact(dirs)
	return p.checkDirs(ctx, dirs, after)
}

// nominal returns the name under which the go command knows a file, if the module's own folder is reached by a symbolic link.
func (p *Program) nominal(real string) string {
	for _, m := range p.Modules {
		if dir, err := filepath.EvalSymlinks(m.Dir); err == nil && within(dir, real) {
			return m.Dir + strings.TrimPrefix(real, dir)
		}
	}
	return real
}

func (p *Program) setBefore(before map[string][]byte) {
	if maps.EqualFunc(p.before, before, bytes.Equal) {
		return
	}
	p.before = maps.Clone(before)
	for name, text := range before {
		for _, alias := range append(p.Aliases(name), name, p.nominal(name)) {
			p.tree.refresh(alias, text)
		}
	}
	for _, w := range p.worlds {
		w.forget()
	}
}

// checkDirs compiles what lies in dirs under each constraint that is worth it.
func (p *Program) checkDirs(ctx context.Context, dirs []string, after map[string][]byte) error {
	var files []*header
	for _, dir := range dirs {
		files = append(files, p.tree.own(dir, p.host)...)
	}
	var worlds []*world
	for _, c := range cover(p.host, files) {
		if p.worlds[c] == nil {
			p.worlds[c] = newWorld(p, c)
		}
		worlds = append(worlds, p.worlds[c])
	}
	host := worlds[0]
	if err := host.ensure(ctx, dirs); err != nil {
		return err
	}
	// The host's world comes first and alone: what fails there needs no other, and the others skip what is the same.
	reports := make([]report, len(worlds))
	reports[0] = host.check(ctx, nil, dirs, after)
	group := new(errgroup.Group)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, w := range worlds[1:] {
		if reports[0].err != nil {
			break
		}
		group.Go(func() error {
			if err := w.ensure(ctx, dirs); err == nil { // else the constraint says nothing
				reports[i+1] = w.check(ctx, host, dirs, after)
			}
			return nil
		})
	}
	group.Wait()
	if err := ctx.Err(); err != nil {
		return err
	}
	for i, r := range reports {
		if r.err != nil {
			return Complaint(fmt.Sprintf("the fix does not compile: %v%s", r.err, worlds[i].note()))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(after)) {
		if !slices.ContainsFunc(reports, func(r report) bool { return r.covered[name] }) {
			return p.unchecked(name, worlds)
		}
	}
	return nil
}

// A report is what one world says of a change.
type report struct {
	err     error
	covered map[string]bool // changed files that lie in a unit which counts
}

func (w *world) check(ctx context.Context, host *world, dirs []string, after map[string][]byte) report {
	r := report{covered: map[string]bool{}}
	v := newView(w, w.base, after)
	same := sameness{w, host, map[string]bool{}}
	if r.err = w.ensure(ctx, v.newImports(dirs)); r.err != nil {
		return r
	}
	for _, u := range w.units(dirs) {
		if ctx.Err() != nil {
			return r
		}
		if v.cyclic(u) {
			r.err = fmt.Errorf("%s: import cycle not allowed", u.m.path)
			return r
		}
		if host != nil && same.unit(u) || !v.feels(u) {
			continue
		}
		counts, err := v.compare(u, "")
		if err != nil {
			r.err = err
			return r
		}
		if !counts {
			continue
		}
		own := false
		for _, name := range u.files() {
			if _, ok := after[w.p.Real(name)]; ok {
				r.covered[w.p.Real(name)] = true
				own = true
			}
		}
		// A computed padding, or a constant, may fit one word size only.
		if own && host == nil && w.sizes.Sizeof(types.Typ[types.Uintptr]) == 8 {
			if _, err := v.compare(u, "386"); err != nil {
				r.err = fmt.Errorf("%w (GOARCH=386)", err)
				return r
			}
		}
	}
	return r
}

// newImports returns the import paths that the change adds and the go command was not asked about.
func (v *view) newImports(dirs []string) []string {
	var paths []string
	for _, u := range v.w.units(dirs) {
		if files := u.files(); v.edited(files) {
			for _, path := range v.imports(u.m, files, nil) {
				if v.w.metas[path] == nil {
					paths = append(paths, path)
				}
			}
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// cyclic tells whether the change closes an import cycle. External tests may import whatever they like.
func (v *view) cyclic(u unit) bool {
	if u.kind == xtest || !v.edited(u.files()) {
		return false
	}
	done := map[string]bool{}
	var leads func(path string) bool
	leads = func(path string) bool {
		m := v.w.metas[path]
		if path == u.m.path || m == nil || m.std || done[path] {
			return path == u.m.path
		}
		done[path] = true
		return slices.ContainsFunc(v.imports(m, m.files, m.imports), leads)
	}
	return slices.ContainsFunc(v.imports(u.m, u.files(), nil), leads)
}

// unchecked explains why nothing can be said about a changed file.
func (p *Program) unchecked(name string, worlds []*world) error {
	for _, w := range worlds {
		for _, u := range w.units([]string{filepath.Dir(p.nominal(name))}) {
			if slices.ContainsFunc(u.files(), func(f string) bool { return p.Real(f) == name }) {
				if err := w.baseline(u, "").err; err != nil {
					return Complaint(fmt.Sprintf("the fix cannot be checked: the package does not compile as it is: %v%s", p.explain(err), w.note()))
				}
			}
		}
	}
	return Complaint(fmt.Sprintf("the fix cannot be checked: %s is part of no build that was found", p.rel(name)))
}

// sameness finds units that are compiled from the same sources as under the host's constraint, where they were checked.
type sameness struct {
	w, host *world
	memo    map[string]bool
}

func (s sameness) unit(u unit) bool {
	h := s.host.metas[u.m.path]
	if h == nil || !s.pkg(u.m.path) || !slices.Equal(u.m.tests, h.tests) || !slices.Equal(u.m.xtest, h.xtest) {
		return false
	}
	return u.kind == lib || s.all(u.m.testImports) && (u.kind == test || s.all(u.m.xtestImports))
}

func (s sameness) pkg(path string) bool {
	if known, ok := s.memo[path]; ok {
		return known
	}
	s.memo[path] = true
	m, h := s.w.metas[path], s.host.metas[path]
	same := m != nil && h != nil && (m.std || slices.Equal(m.files, h.files) && s.all(m.imports))
	s.memo[path] = same
	return same
}

func (s sameness) all(paths []string) bool {
	return !slices.ContainsFunc(paths, func(p string) bool { return !s.pkg(p) })
}

// sameShape tells, from syntax alone, that two texts of a file declare the same things: all but the bodies of functions is
// equal, and imports were only added.
func sameShape(a, b []byte) bool {
	shapeA, importsA, okA := outline(a)
	shapeB, importsB, okB := outline(b)
	if !okA || !okB || !slices.Equal(shapeA, shapeB) {
		return false
	}
	return !slices.ContainsFunc(importsA, func(s string) bool { return !slices.Contains(importsB, s) }) &&
		!slices.ContainsFunc(importsB, func(s string) bool { return strings.HasPrefix(s, ".") })
}

func outline(text []byte) (decls, imports []string, ok bool) {
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "", text, parser.SkipObjectResolution)
	if err != nil {
		return nil, nil, false
	}
	tf := fset.File(f.FileStart)
	slice := func(from, to token.Pos) string { return string(text[tf.Offset(from):tf.Offset(to)]) }
	for _, spec := range f.Imports {
		imports = append(imports, slice(spec.Pos(), spec.Path.End()))
	}
	for _, d := range f.Decls {
		switch d := d.(type) {
		case *ast.GenDecl:
			if d.Tok != token.IMPORT {
				decls = append(decls, slice(d.Pos(), d.End()))
			}
		case *ast.FuncDecl:
			end := d.End()
			if d.Body != nil {
				end = d.Body.Lbrace
			}
			decls = append(decls, slice(d.Pos(), end))
		}
	}
	return decls, imports, true
}
