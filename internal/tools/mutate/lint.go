package main

// mutate run: find mutants, hold them against what the unmutated code gives, lint them, and record what is found.

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"

	"github.com/counterlint/counterlint/internal/driver"
	"github.com/counterlint/counterlint/internal/finding"
	"github.com/counterlint/counterlint/internal/rule"
	"github.com/counterlint/counterlint/internal/tools/clones"
	"github.com/counterlint/counterlint/internal/tools/command"
	"github.com/counterlint/counterlint/internal/tools/mutate/internal/plant"
	"github.com/counterlint/counterlint/internal/tools/table"
)

func (t *tool) run(flags *flag.FlagSet, args []string) (int, error) {
	dir := flags.String("dir", "", "the `folder` that holds the clones, each under its name; without it only std is mutated")
	only := flags.String("repo", "", "mutate these `names` only, with commas: repositories of repos.tsv, std")
	classes := flags.String("class", "", "make mutants of these classes only: `names` with commas; nothing can be recorded then")
	most := flags.Int("k", 5, "how many mutants of each package and class")
	record := flags.Bool("record", false, "record the outcome in the data folder")
	verbose := flags.Bool("v", false, "list what is missed")
	if err := command.Parse(flags, args, 0); err != nil {
		return failed, err
	}
	if *record && *classes != "" {
		return failed, errors.New("-record wants all classes")
	}
	targets, err := t.targets(*dir, clones.SplitList(*only))
	if err != nil {
		return failed, err
	}
	recorded, err := t.record()
	if err != nil {
		return failed, err
	}
	var all []Mutant
	for _, target := range targets {
		found, err := t.measure(target, clones.SplitList(*classes), *most)
		if err != nil {
			return failed, fmt.Errorf("%s: %w", target.name, err)
		}
		carry(found, recorded)
		if *record {
			if err := t.setRecord(target.name, found); err != nil {
				return failed, err
			}
		}
		all = append(all, found...)
	}
	t.print(all, *verbose)
	return okay, nil
}

// lint runs rules over packages of a target with some files replaced.
func (t *tool) lint(to target, patterns []string, overlay map[string][]byte, rules []*rule.Rule) (*driver.Result, error) {
	cfg := t.config
	cfg.Dir, cfg.Env, cfg.Patterns, cfg.Overlay, cfg.Rules = to.dir, to.env, patterns, overlay, rules
	return driver.Run(t.ctx, cfg)
}

// measure makes the mutants of a target and lints them.
func (t *tool) measure(to target, classes []string, most int) ([]Mutant, error) {
	chosen, before, err := t.mutants(to, classes, most)
	if err != nil || len(chosen) == 0 {
		return nil, err
	}
	var all []Mutant
	rs := rounds(chosen)
	for i, r := range rs {
		fmt.Fprintf(t.stderr, "mutate: %s: round %d of %d: %d mutants\n", to.name, i+1, len(rs), len(r))
		done, err := t.judge(to, r, before)
		if err != nil {
			return nil, err
		}
		all = append(all, done...)
	}
	return all, nil
}

// mutants returns the mutants of a target that are linted, and what the linter says of their packages as they are.
func (t *tool) mutants(to target, classes []string, most int) ([]*planted, []finding.Finding, error) {
	vendored, err := to.vendored(t.ctx)
	if err != nil {
		return nil, nil, err
	}
	plan, err := t.lint(to, slices.Concat(to.patterns, vendored), nil, []*rule.Rule{plant.Rule})
	if err != nil {
		return nil, nil, err
	}
	all := candidates(to, plan.Findings)
	if len(classes) > 0 {
		all = slices.DeleteFunc(all, func(p *planted) bool { return !slices.Contains(classes, p.Class) })
	}
	if len(all) == 0 {
		return nil, nil, nil
	}
	known, err := t.shown(to)
	if err != nil {
		return nil, nil, err
	}
	before, err := t.lint(to, packagesOf(all), nil, t.fitting())
	if err != nil {
		return nil, nil, err
	}
	loud := 0
	all = slices.DeleteFunc(all, func(p *planted) bool {
		speaks := known[place{p.Path, p.Line}] || slices.ContainsFunc(before.Findings, func(f finding.Finding) bool { return p.concerns(f) && (p.fits(f) || levelOf(f) == byDefault) })
		if speaks {
			loud++
		}
		return speaks
	})
	chosen := choose(all, most)
	fmt.Fprintf(t.stderr, "mutate: %s: %d places, %d chosen; %d more are left out, where the linter speaks already\n", to.name, len(all), len(chosen), loud)
	return chosen, before.Findings, nil
}

// shown lists the places in a target where the recorded run of the corpus reports something by default: rules that no class is meant
// for need not run again.
func (t *tool) shown(to target) (map[place]bool, error) {
	places := map[place]bool{}
	err := table.Each(filepath.Join(t.corpus, "findings", to.name+".tsv"), clones.FindingHeader, func(r []string) error {
		line, err := strconv.Atoi(r[3])
		if r[1] == to.commit && r[7] != string(finding.Info) && r[9] == "" {
			places[place{r[2], line}] = true
		}
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		err = nil // nothing is found there, or nothing is recorded
	}
	return places, err
}

func packagesOf(all []*planted) []string {
	var paths []string
	for _, p := range all {
		paths = append(paths, p.Package)
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// judge lints the mutants of one round. One that does not compile in the eyes of the driver is dropped.
func (t *tool) judge(to target, r round, before []finding.Finding) ([]Mutant, error) {
	overlay, err := r.overlay()
	if err != nil {
		return nil, err
	}
	res, err := t.lint(to, packagesOf(r), overlay, t.fitting())
	if err != nil {
		return nil, err
	}
	broken := map[string]string{}
	for _, e := range res.Errors {
		broken[e.Package] = e.Message
	}
	var done []Mutant
	for _, p := range r {
		if why, ok := broken[p.Package]; ok {
			if len(r) == 1 {
				fmt.Fprintf(t.stderr, "mutate: %v is left out: %s\n", p.Site, why)
				continue
			}
			alone, err := t.judge(to, round{p}, before) // which of them is it?
			if err != nil {
				return nil, err
			}
			done = append(done, alone...)
			continue
		}
		for _, f := range res.Findings {
			if f.Package == p.Package && p.fits(f) && p.concerns(f) && !slices.ContainsFunc(before, func(b finding.Finding) bool { return same(b, f) }) {
				p.note(f)
			}
		}
		done = append(done, p.Mutant)
	}
	return done, nil
}

// fitting lists the rules that some class is meant for: what the others say of a mutant is of no interest.
func (t *tool) fitting() []*rule.Rule {
	return slices.DeleteFunc(slices.Clone(t.config.Rules), func(r *rule.Rule) bool {
		return !slices.ContainsFunc(plant.Classes, func(c *plant.Class) bool { return slices.Contains(c.Fitting, r.Name()) })
	})
}

// same tells whether two findings say the same of the same line.
func same(a, b finding.Finding) bool {
	return a.Analyzer == b.Analyzer && a.File == b.File && a.Line == b.Line && a.Message == b.Message
}

// note remembers a finding if it is shown more readily than what is known.
func (p *planted) note(f finding.Finding) {
	rank := func(level string) int { return slices.Index([]string{byDefault, withInfo, withDeep, ""}, level) }
	if level := levelOf(f); rank(level) < rank(p.Found) {
		p.Found, p.Analyzer, p.Evidence = level, f.Analyzer, f.Evidence
	}
}

// levelOf says how the linter must be run to show f.
func levelOf(f finding.Finding) string {
	switch {
	case f.Deep:
		return withDeep
	case f.Severity == finding.Info:
		return withInfo
	}
	return byDefault
}
