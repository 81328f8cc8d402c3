package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"context"

	"github.com/counterlint/counterlint/internal/tools/clones"
)

// A target is one body of code to mutate: a clone, or the standard library.
type target struct {
	name, commit, dir string
	patterns          []string
	env               []string
}

// path is how the tables name a file, if it is one of the target's.
func (t target) path(file string) (string, bool) {
	rel, err := filepath.Rel(t.dir, file)
	return filepath.ToSlash(rel), err == nil && filepath.IsLocal(rel)
}

// vendored lists the packages in the vendor folder that have atomics: real code of many more hands.
func (t target) vendored(ctx context.Context) ([]string, error) {
	if _, err := os.Stat(filepath.Join(t.dir, "vendor", "modules.txt")); err != nil || t.name == clones.Std {
		return nil, nil
	}
	out, err := clones.Output(ctx, t.dir, t.env, "go", append([]string{"list", "-e", "-deps", "-json=ImportPath,Dir,Imports"}, t.patterns...)...)
	if err != nil {
		return nil, err
	}
	var paths []string
	for dec := json.NewDecoder(strings.NewReader(out)); ; {
		var p struct {
			ImportPath, Dir string
			Imports         []string
		}
		if err := dec.Decode(&p); err == io.EOF {
			return paths, nil
		} else if err != nil {
			return nil, fmt.Errorf("go list in %s: %w", t.dir, err)
		}
		path, ok := t.path(p.Dir)
		if ok && strings.HasPrefix(path, "vendor/") && slices.Contains(p.Imports, "sync/atomic") {
			paths = append(paths, p.ImportPath)
		}
	}
}

// standard makes the target of the standard library of the running Go.
func standard(ctx context.Context) (target, error) {
	goroot, err := clones.Output(ctx, "", nil, "go", "env", "GOROOT")
	if err != nil {
		return target{}, err
	}
	version, err := clones.GoVersion(ctx)
	dir := filepath.Join(strings.TrimSpace(goroot), "src")
	return target{clones.Std, version, dir, []string{"std"}, clones.Platform("GOWORK=off", "GOFLAGS=")}, err
}

// targets lists what can be mutated here, and says on stderr what is missing. Asked by name, a repository must be there.
func (t *tool) targets(dir string, only []string) ([]target, error) {
	repos, err := clones.List(filepath.Join(t.corpus, "repos.tsv"))
	if err != nil {
		return nil, err
	}
	names := []string{clones.Std}
	makers := map[string]func() (target, error){clones.Std: t.std}
	for _, r := range repos {
		names = append(names, r.Name)
		makers[r.Name] = func() (target, error) {
			dir, err := r.Checkout(t.ctx, dir)
			return target{r.Name, r.Commit, dir, r.Patterns, r.Env()}, err
		}
	}
	for _, name := range only {
		if makers[name] == nil {
			return nil, fmt.Errorf("no repository is called %q", name)
		}
	}
	var targets []target
	for _, name := range names {
		if len(only) > 0 && !slices.Contains(only, name) {
			continue
		}
		made, err := makers[name]()
		if m := (clones.Missing{}); errors.As(err, &m) && len(only) == 0 {
			fmt.Fprintf(t.stderr, "mutate: %v\n", m)
			continue
		}
		if err != nil {
			return nil, err
		}
		targets = append(targets, made)
	}
	return targets, nil
}
