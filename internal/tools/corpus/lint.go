package main

// Here the corpus meets the linter. Nothing else in this tool knows the engine.

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/counterlint/counterlint/internal/driver"
	"github.com/counterlint/counterlint/internal/filter"
	"github.com/counterlint/counterlint/internal/rule"
)

// A linter is the engine with the rules that were asked for.
type linter struct {
	config driver.Config
	names  []string // of the rules; none: all
}

// An outcome is what a run says of one target.
type outcome struct {
	found   []Found
	scanned []Scanned // one for each repository of the target
	broken  []string  // one line for each error of a package
}

func (o *outcome) add(p outcome) {
	o.found = append(o.found, p.found...)
	o.scanned = append(o.scanned, p.scanned...)
	o.broken = append(o.broken, p.broken...)
}

// lint analyses t.
func (l linter) lint(ctx context.Context, t target) (outcome, error) {
	cfg := l.config
	cfg.Dir, cfg.Patterns, cfg.Env = t.dir, t.patterns, t.env
	res, err := driver.Run(ctx, cfg)
	if err != nil {
		return outcome{}, fmt.Errorf("%s: %w", t.name, err)
	}
	var out outcome
	broken := map[string]bool{}
	for _, e := range res.Errors {
		broken[e.Package] = true
		out.broken = append(out.broken, fmt.Sprintf("%s: %s: %s", e.Package, e.Kind, e.Message))
	}
	if out.scanned, err = t.scan(ctx, broken); err != nil {
		return outcome{}, err
	}
	everything, err := filter.New(filter.Options{Deep: true})
	if err != nil {
		return outcome{}, err
	}
	for _, f := range everything.Apply(res.Findings) {
		repo, commit, path, ok := t.locate(f.File)
		if !ok {
			return outcome{}, fmt.Errorf("%s: finding outside of its files: %s:%d", t.name, f.File, f.Line)
		}
		out.found = append(out.found, Found{
			Site:   Site{Repo: repo, Commit: commit, Path: path, Line: f.Line, Analyzer: f.Analyzer},
			Column: f.Column, Category: f.Category, Severity: string(f.Severity), Evidence: f.Evidence, Deep: f.Deep,
			Also: strings.Join(f.Also, ","), Message: t.shorten(f.Message),
		})
	}
	sortFound(out.found)
	return out, nil
}

// shorten leaves out of a message where on this machine the files lie.
func (t target) shorten(message string) string {
	for _, r := range t.roots {
		message = strings.ReplaceAll(message, r.dir+"/", "")
	}
	return message
}

// linter makes a linter of the rules of the given names, of all rules without names.
func (t *tool) linter(names []string) (linter, error) {
	l := linter{config: t.config, names: names}
	if len(names) == 0 {
		return l, nil
	}
	l.config.Rules = nil
	for _, name := range names {
		i := slices.IndexFunc(t.config.Rules, func(r *rule.Rule) bool { return r.Name() == name })
		if i < 0 {
			return linter{}, fmt.Errorf("no analyzer is called %q", name)
		}
		l.config.Rules = append(l.config.Rules, t.config.Rules[i])
	}
	return l, nil
}

// concerned returns the verdicts on the analyzers of l.
func (l linter) concerned(verdicts []Verdict) []Verdict {
	if len(l.names) == 0 {
		return verdicts
	}
	return slices.DeleteFunc(slices.Clone(verdicts), func(v Verdict) bool { return !slices.Contains(l.names, v.Analyzer) })
}

// scope returns the findings that a run of l with the given outcome could have found again.
func (l linter) scope(found []Found, run outcome) []Found {
	return slices.DeleteFunc(slices.Clone(found), func(f Found) bool { return !l.covers(f, run) })
}

func (l linter) covers(f Found, run outcome) bool {
	repo := slices.ContainsFunc(run.scanned, func(s Scanned) bool { return s.Repo == f.Repo })
	gone := isModule(f.Repo) && slices.ContainsFunc(run.scanned, func(s Scanned) bool { return isModule(s.Repo) }) // no longer a dependency
	if !repo && !gone {
		return false
	}
	return len(l.names) == 0 || slices.ContainsFunc(f.names(), func(name string) bool { return slices.Contains(l.names, name) })
}

// record puts what a run of l found in the place of what it covers.
func (t *tool) record(l linter, run outcome) error {
	found, err := t.data.findings()
	if err != nil {
		return err
	}
	found = slices.DeleteFunc(found, func(f Found) bool { return l.covers(f, run) })
	scanned, err := t.data.scanned()
	if err != nil {
		return err
	}
	scanned = slices.DeleteFunc(scanned, func(s Scanned) bool { return linter{}.covers(Found{Site: Site{Repo: s.Repo}}, run) })
	return errors.Join(t.data.setFindings(append(found, run.found...)), t.data.setScanned(append(scanned, run.scanned...)))
}
