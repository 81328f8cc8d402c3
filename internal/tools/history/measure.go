package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/counterlint/counterlint/internal/driver"
	"github.com/counterlint/counterlint/internal/filter"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/tools/clones"
)

// measure lints both sides of a fix in a copy of the clone src below work, and returns it with what came out.
func (t *tool) measure(f Fix, src, work string) (Fix, error) {
	dir, env := filepath.Join(work, "modules", f.Repo), clones.Platform("GOWORK=off", "GOFLAGS=-mod=mod")
	if f.GOPATH != "" {
		gopath := filepath.Join(work, "gopath")
		dir = filepath.Join(gopath, "src", filepath.FromSlash(f.GOPATH))
		env = clones.Platform("GO111MODULE=off", "GOFLAGS=", "CGO_ENABLED=1", "GOPATH="+gopath)
	}
	if _, err := os.Stat(dir); errors.Is(err, os.ErrNotExist) {
		if _, err := clones.Output(t.ctx, "", nil, "git", "clone", "-q", "--shared", "--no-checkout", src, dir); err != nil {
			return f, err
		}
	}
	before, err := t.lint(f, dir, env, f.Commit+"^")
	if err != nil {
		return f, err
	}
	old, err := lines(filepath.Join(dir, f.Path))
	if err != nil {
		return f, fmt.Errorf("%s %s: %w", f.Repo, f.Commit, err)
	}
	if f.Line > len(old) {
		return f, fmt.Errorf("%s %s: %s has %d lines only", f.Repo, f.Commit, f.Path, len(old))
	}
	if before == nil {
		f.Level, f.After = "unloaded", ""
		return f, nil
	}
	f.Level = "missed"
	for _, g := range before {
		if g.Line == f.Line && slices.Index(levels, level(g)) < slices.Index(levels, f.Level) {
			f.Level = level(g)
		}
	}
	after, err := t.lint(f, dir, env, f.Commit)
	if err != nil {
		return f, err
	}
	now, err := lines(filepath.Join(dir, f.Path))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return f, err
	}
	f.After = "silent"
	if stillTold(after, f, old, now) {
		f.After = "reported"
	}
	return f, nil
}

// stillTold tells whether a finding of the rules stands on the line of the mistake as it was, or on one that the fix wrote.
func stillTold(after []finding.Finding, f Fix, old, now []string) bool {
	known := map[string]bool{}
	for i, l := range old {
		if i+1 != f.Line {
			known[l] = true
		}
	}
	known[old[f.Line-1]] = false
	return slices.ContainsFunc(after, func(g finding.Finding) bool { return g.Line <= len(now) && !known[now[g.Line-1]] })
}

// level is how a finding is shown.
func level(g finding.Finding) string {
	switch {
	case g.Deep:
		return "deep"
	case g.Severity == finding.Info:
		return "info"
	}
	return "default"
}

// lint returns what the rules of a fix find in its file at a revision; nil where nothing can be loaded. Packages that are broken in part
// are told of as far as they go.
func (t *tool) lint(f Fix, dir string, env []string, revision string) ([]finding.Finding, error) {
	for _, args := range [][]string{{"checkout", "-q", "-f", revision}, {"clean", "-q", "-fdx"}} {
		if _, err := clones.Output(t.ctx, dir, nil, "git", args...); err != nil && args[0] == "clean" {
			return nil, err // a checkout complains about blobs that a clone lacks; where it failed, the line of the mistake is not there
		}
	}
	cfg := t.config
	cfg.Dir, cfg.Env, cfg.Patterns = dir, env, strings.Fields(f.Packages)
	res, err := driver.Run(t.ctx, cfg)
	if err != nil {
		if t.ctx.Err() != nil {
			return nil, err
		}
		fmt.Fprintf(t.stderr, "%s %s: %v\n", f.Repo, revision, err)
		return nil, nil
	}
	everything, err := filter.New(filter.Options{Deep: true})
	if err != nil {
		return nil, err
	}
	found := []finding.Finding{}
	for _, g := range everything.Apply(res.Findings) {
		if rel, err := filepath.Rel(dir, g.File); err == nil && filepath.ToSlash(rel) == f.Path && (f.speaks(g.Analyzer) || slices.ContainsFunc(g.Also, f.speaks)) {
			found = append(found, g)
		}
	}
	if len(found) == 0 && len(res.Errors) > 0 {
		for _, e := range res.Errors {
			if e.Kind == driver.ListError || slices.Contains(res.Packages, e.Package) {
				fmt.Fprintf(t.stderr, "%s %s: %s: %s\n", f.Repo, revision, e.Package, e.Message)
				return nil, nil
			}
		}
	}
	return found, nil
}

func lines(file string) ([]string, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	all := strings.Split(string(text), "\n")
	for i, l := range all {
		all[i] = strings.TrimSpace(l)
	}
	return all, nil
}
