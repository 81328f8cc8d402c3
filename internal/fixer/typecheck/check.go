package typecheck

import (
	"bytes"
	"context"
	"fmt"
	"go/types"
	"maps"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"
)

// A Complaint is why a change must not be made.
type Complaint struct {
	Text  string   // one line, such as "the fix does not compile: s_test.go:7:4: … (GOOS=windows)"
	Files []string // changed files that can have to do with it, by real name
}

func (c *Complaint) Error() string { return c.Text }

// Check tells whether the program still compiles when, on top of before, the texts of after take the place of those on disk.
// Names are real ones (see [Program.Real]).
//
// The error is a *[Complaint], the first that the type checker has, unless nothing could be found out. A changed file that is
// part of no build which compiled before is a complaint too: nothing can be said about it.
func (p *Program) Check(ctx context.Context, before, after map[string][]byte) error {
	p.setBefore(before)
	var dirs []string // that hold the changed files
	for _, name := range slices.Sorted(maps.Keys(after)) {
		for _, alias := range append(p.Aliases(name), p.nominal(name)) {
			dirs = append(dirs, filepath.Dir(alias))
		}
	}
	slices.Sort(dirs)
	dirs = slices.Compact(dirs)
	fresh := &parseCache{fset: p.fset} // the texts of one change are seen once
	views := p.views(dirs, after, fresh, nil)
	if err := p.ensure(ctx, views, dirs); err != nil {
		return err
	}
	importers, err := p.importers(ctx, views, dirs)
	if err != nil {
		return err
	}
	if len(importers) > 0 {
		dirs = append(dirs, importers...)
		slices.Sort(dirs)
		views = p.views(dirs, after, fresh, views) // more folders may speak of more constraints
		if err := p.ensure(ctx, views, dirs); err != nil {
			return err
		}
	}
	return p.compile(ctx, views, dirs, after)
}

// views returns the changed program under each constraint that the files in dirs speak of, the host's first. Those in known are
// taken from there.
func (p *Program) views(dirs []string, after map[string][]byte, fresh *parseCache, known []*view) []*view {
	var files []*header
	for _, dir := range dirs {
		files = append(files, p.tree.own(dir, p.host)...)
	}
	var views []*view
	for _, c := range cover(p.host, files) {
		if p.worlds[c] == nil {
			p.worlds[c] = newWorld(p, c)
		}
		if i := slices.IndexFunc(known, func(v *view) bool { return v.w.constraint == c }); i >= 0 {
			views = append(views, known[i])
		} else {
			views = append(views, newView(p.worlds[c], p.worlds[c].base, after, fresh))
		}
	}
	return views
}

// ensure makes the packages in dirs known, with what they import after the change. Under a constraint other than the host's the
// go command may fail: then the constraint says nothing.
func (p *Program) ensure(ctx context.Context, views []*view, dirs []string) error {
	group := new(errgroup.Group)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, v := range views {
		group.Go(func() error {
			err := v.w.ensure(ctx, dirs)
			if err == nil {
				err = v.w.ensure(ctx, v.newImports(dirs))
			}
			if i > 0 && ctx.Err() == nil {
				return nil
			}
			return err
		})
	}
	return group.Wait()
}

// importers returns the folders that can feel the change from outside: those that import a package whose declarations change,
// and, where that changes their own, those that import them. A package that is part of no build in views counts as changed.
func (p *Program) importers(ctx context.Context, views []*view, dirs []string) ([]string, error) {
	changes := func(dir string) bool {
		built := false
		for _, v := range views {
			built = built || len(v.w.dirs[dir]) > 0
			if v.redeclared(dir) {
				return true
			}
		}
		return !built
	}
	var all []string
	for fresh := dirs; len(fresh) > 0; {
		var changed, next []string
		for _, dir := range fresh {
			if changes(dir) {
				changed = append(changed, dir)
			}
		}
		if len(changed) == 0 {
			break
		}
		for dir := range p.tree.importers(changed) {
			if !slices.Contains(dirs, dir) && !slices.Contains(all, dir) {
				next = append(next, dir)
			}
		}
		slices.Sort(next)
		all = append(all, next...)
		if err := p.ensure(ctx, views, next); err != nil {
			return nil, err
		}
		fresh = next
	}
	return all, nil
}

// redeclared tells whether a package in dir declares other things than before.
func (v *view) redeclared(dir string) bool {
	return slices.ContainsFunc(v.w.dirs[dir], func(m *pkgMeta) bool { return len(m.files) > 0 && v.load(m.path).changed })
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

// compile compiles what lies in dirs under each constraint.
func (p *Program) compile(ctx context.Context, views []*view, dirs []string, after map[string][]byte) error {
	// The host comes first and alone: what fails there needs no other, and the others skip what is the same.
	reports := make([]report, len(views))
	reports[0] = views[0].check(ctx, nil, dirs, after)
	if reports[0].err == nil {
		group := new(errgroup.Group)
		group.SetLimit(runtime.GOMAXPROCS(0))
		for i, v := range views[1:] {
			group.Go(func() error {
				reports[i+1] = v.check(ctx, views[0].w, dirs, after)
				if len(views) > manyWorlds {
					v.w.base = nil
					v.w.forget()
				}
				return nil
			})
		}
		group.Wait()
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	for i, r := range reports {
		if r.err != nil {
			return &Complaint{fmt.Sprintf("the fix does not compile: %v%s", r.err, views[i].w.note()), r.suspects}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(after)) {
		if !slices.ContainsFunc(reports, func(r report) bool { return r.covered[name] }) {
			return p.unchecked(name, views)
		}
	}
	return nil
}

// manyWorlds is the number of constraints from which on their standard libraries are not kept in memory.
const manyWorlds = 8

// A report is what one constraint says of a change.
type report struct {
	err      error
	suspects []string        // changed files that the complaining unit feels
	covered  map[string]bool // changed files that lie in a unit which counts
}

func (v *view) check(ctx context.Context, host *world, dirs []string, after map[string][]byte) report {
	r := report{covered: map[string]bool{}}
	same := sameness{v.w, host, map[string]bool{}}
	for _, u := range v.w.units(dirs) {
		if ctx.Err() != nil {
			return r
		}
		if host != nil && same.unit(u) || !v.feels(u) {
			continue
		}
		var own []string
		for _, name := range u.files() {
			if real := v.w.p.Real(name); after[real] != nil {
				own = append(own, real)
			}
		}
		counts, err := v.judge(u, host == nil && len(own) > 0)
		if err != nil {
			r.err, r.suspects = err, v.changedFor(u, after)
			return r
		}
		for _, name := range own {
			r.covered[name] = r.covered[name] || counts
		}
	}
	return r
}

// judge returns why a unit that feels the change no longer compiles, and tells whether it says anything.
func (v *view) judge(u unit, sizes bool) (counts bool, err error) {
	if v.cyclic(u) {
		return true, fmt.Errorf("%s: import cycle not allowed", u.m.path)
	}
	counts, err = v.compare(u, "")
	// A computed padding, or a constant, may fit one word size only.
	if counts && err == nil && sizes && v.w.sizes.Sizeof(types.Typ[types.Uintptr]) == 8 {
		if _, err = v.compare(u, "386"); err != nil {
			err = fmt.Errorf("%w (GOARCH=386)", err)
		}
	}
	return counts, err
}

// changedFor returns the changed files of a unit and of what it imports, directly or not.
func (v *view) changedFor(u unit, after map[string][]byte) []string {
	var changed []string
	done := map[string]bool{}
	var visit func(files, imports []string)
	visit = func(files, imports []string) {
		for _, name := range files {
			if real := v.w.p.Real(name); after[real] != nil {
				changed = append(changed, real)
			}
		}
		for _, path := range imports {
			if m := v.w.metas[path]; m != nil && !m.std && !done[path] {
				done[path] = true
				visit(m.files, v.imports(m, m.files, m.imports))
			}
		}
	}
	visit(u.files(), nil)
	visit(u.m.files, v.imports(u.m, u.m.files, u.m.imports))
	visit(u.m.tests, v.imports(u.m, u.m.tests, u.m.testImports))
	visit(u.m.xtest, v.imports(u.m, u.m.xtest, u.m.xtestImports))
	return changed
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
func (p *Program) unchecked(name string, views []*view) error {
	for _, v := range views {
		w := v.w
		for _, u := range w.units([]string{filepath.Dir(p.nominal(name))}) {
			if slices.ContainsFunc(u.files(), func(f string) bool { return p.Real(f) == name }) {
				if err := w.baseline(u, "").err; err != nil {
					return &Complaint{
						fmt.Sprintf("the fix cannot be checked: the package does not compile as it is: %v%s", p.explain(err), w.note()), []string{name},
					}
				}
			}
		}
	}
	return &Complaint{fmt.Sprintf("the fix cannot be checked: %s is part of no build that was found", p.rel(name)), []string{name}}
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
