package main

// A target is one thing to analyse: a checkout, the standard library, or the modules that this project depends on. It knows
// where its files lie, how a file is named in the tables, and that it is really at the commit that the tables speak of.
//
// All targets are analysed for one platform, linux/amd64 without cgo, so that every machine finds the same.

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/counterlint/counterlint/internal/tools/clones"
)

// A target is ready to be analysed.
type target struct {
	name     string
	dir      string
	patterns []string
	env      []string
	roots    []place // where the files of its repositories lie, a directory before its parent
	git      bool    // the one root is a clone: git knows its past
}

// A place is a directory whose files belong to one repository at one commit.
type place struct{ dir, repo, commit string }

// locate turns an absolute file name into the repository, its commit, and the path in it with slashes.
func (t target) locate(file string) (repo, commit, path string, ok bool) {
	for _, r := range t.roots {
		if rel, err := filepath.Rel(r.dir, file); err == nil && filepath.IsLocal(rel) {
			return r.repo, r.commit, filepath.ToSlash(rel), true
		}
	}
	return "", "", "", false
}

// checkout makes the target of a repository that was cloned into dir.
func checkout(ctx context.Context, dir string, r clones.Repo) (target, error) {
	dir, err := r.Checkout(ctx, dir)
	if err != nil {
		return target{}, err
	}
	return target{name: r.Name, dir: dir, patterns: r.Patterns, env: r.Env(), roots: []place{{dir, r.Name, r.Commit}}, git: true}, nil
}

// standard makes the target of the standard library of the running Go.
func standard(ctx context.Context) (target, error) {
	goroot, err := clones.Output(ctx, "", nil, "go", "env", "GOROOT")
	if err != nil {
		return target{}, err
	}
	dir := filepath.Join(strings.TrimSpace(goroot), "src")
	version, err := clones.GoVersion(ctx)
	if err != nil {
		return target{}, err
	}
	return target{name: stdName, dir: dir, patterns: []string{"std"}, env: clones.Platform("GOWORK=off", "GOFLAGS="), roots: []place{{dir, stdName, version}}}, nil
}

// targets lists what can be linted here, and says on stderr what is missing. Asked by name, a repository must be there.
func (t *tool) targets(dir string, only []string) ([]target, error) {
	repos, err := t.data.repos()
	if err != nil {
		return nil, err
	}
	names := []string{stdName, depsName}
	makers := map[string]func() (target, error){stdName: t.std, depsName: t.deps}
	for _, r := range repos {
		names = append(names, r.Name)
		makers[r.Name] = func() (target, error) { return checkout(t.ctx, dir, r) }
	}
	for _, name := range only {
		if makers[name] == nil {
			return nil, fmt.Errorf("%s lists no repository %q", t.data.path("repos.tsv"), name)
		}
	}
	var targets []target
	for _, name := range names {
		if len(only) > 0 && !slices.Contains(only, name) {
			continue
		}
		made, err := makers[name]()
		if m := (clones.Missing{}); errors.As(err, &m) && len(only) == 0 {
			fmt.Fprintf(t.stderr, "corpus: %v\n", m)
			continue
		}
		if err != nil {
			return nil, err
		}
		targets = append(targets, made)
	}
	return targets, nil
}

// A listed package is what the go command says of it, as far as we ask.
type listed struct {
	ImportPath, Dir, ForTest string
	Standard                 bool
	GoFiles                  []string
	Module                   *struct {
		Path, Version, Dir string
		Main               bool
	}
}

// dependencies makes the target of all packages that the module in dir and its tests need, but std and the module's own.
func dependencies(ctx context.Context, dir string) (target, error) {
	t := target{name: depsName, dir: dir, env: clones.Platform("GOFLAGS=")}
	pkgs, err := t.list(ctx, "-deps", "-test", "./...")
	if err != nil {
		return t, err
	}
	for _, p := range pkgs {
		if p.Standard || p.Module == nil || p.Module.Main || p.ForTest != "" {
			continue
		}
		t.patterns = append(t.patterns, p.ImportPath)
		if r := (place{p.Module.Dir, p.Module.Path, p.Module.Version}); !slices.Contains(t.roots, r) {
			t.roots = append(t.roots, r)
		}
	}
	slices.SortFunc(t.roots, func(a, b place) int { return strings.Compare(b.dir, a.dir) }) // a directory before its parent
	slices.Sort(t.patterns)
	return t, nil
}

// list runs go list.
func (t target) list(ctx context.Context, args ...string) ([]listed, error) {
	args = append([]string{"list", "-e", "-json=ImportPath,Dir,ForTest,Standard,GoFiles,Module"}, args...)
	out, err := clones.Output(ctx, t.dir, t.env, "go", args...)
	if err != nil {
		return nil, err
	}
	var pkgs []listed
	for dec := json.NewDecoder(strings.NewReader(out)); ; {
		var p listed
		if err := dec.Decode(&p); err == io.EOF {
			return pkgs, nil
		} else if err != nil {
			return nil, fmt.Errorf("go list in %s: %w", t.dir, err)
		}
		pkgs = append(pkgs, p)
	}
}

// scan counts the packages and lines of each repository of the target, and how many of the packages are broken.
func (t target) scan(ctx context.Context, broken map[string]bool) ([]Scanned, error) {
	pkgs, err := t.list(ctx, t.patterns...)
	if err != nil {
		return nil, err
	}
	all := make([]Scanned, len(t.roots))
	for i, r := range t.roots {
		all[i] = Scanned{Repo: r.repo, Commit: r.commit}
	}
	for _, p := range pkgs {
		repo, _, _, ok := t.locate(p.Dir)
		i := slices.IndexFunc(all, func(s Scanned) bool { return s.Repo == repo })
		if !ok || i < 0 {
			continue
		}
		all[i].Packages++
		if broken[p.ImportPath] {
			all[i].Broken++
		}
		for _, name := range p.GoFiles {
			text, err := os.ReadFile(filepath.Join(p.Dir, name))
			if err != nil {
				return nil, err
			}
			all[i].Lines += strings.Count(string(text), "\n")
		}
	}
	return all, nil
}
