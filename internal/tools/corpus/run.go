package main

// corpus run: lint, compare with the verdicts, compare with an earlier run, and record if asked.

import (
	"errors"
	"flag"
	"slices"

	"github.com/counterlint/counterlint/internal/tools/clones"
	"github.com/counterlint/counterlint/internal/tools/command"
)

func (t *tool) run(flags *flag.FlagSet, args []string) (int, error) {
	dir := flags.String("dir", "", "the `folder` that holds the clones, each under its name; without it only std and deps are linted")
	only := flags.String("repo", "", "lint these `names` only, with commas: repositories of repos.tsv, std, deps")
	names := flags.String("rule", "", "run these analyzers only: `names` with commas")
	old := flags.String("old", "", "compare with this `file`, written by -o, and not with the recorded findings")
	out := flags.String("o", "", "write the findings to this `file`")
	record := flags.Bool("record", false, "record the findings in the data folder, and carry verdicts over to new commits")
	if err := command.Parse(flags, args, 0); err != nil {
		return failed, err
	}
	l, err := t.linter(clones.SplitList(*names))
	if err != nil {
		return failed, err
	}
	verdicts, err := t.data.verdicts()
	if err != nil {
		return failed, err
	}
	before, err := t.before(*old)
	if err != nil {
		return failed, err
	}
	targets, err := t.targets(*dir, clones.SplitList(*only))
	if err != nil {
		return failed, err
	}
	var after outcome
	status := okay
	for _, target := range targets {
		o, err := l.lint(t.ctx, target)
		if err != nil {
			return failed, err
		}
		mine, rest := split(verdicts, target)
		mine, stale, err := carry(t.ctx, target, mine)
		if err != nil {
			return failed, err
		}
		verdicts = slices.Concat(rest, mine, stale)
		if before, err = carryFound(t.ctx, target, before); err != nil {
			return failed, err
		}
		if t.show(o, l.concerned(mine), stale) {
			status = different
		}
		after.add(o)
	}
	t.compare(l.scope(before, after), after.found)
	if *out != "" {
		if err := writeFindings(*out, after.found); err != nil {
			return failed, err
		}
	}
	if *record {
		return status, errors.Join(t.data.setVerdicts(verdicts), t.record(l, after))
	}
	return status, nil
}

// before reads the findings to compare with.
func (t *tool) before(file string) ([]Found, error) {
	if file == "" {
		return t.data.findings()
	}
	return readFindings(file)
}

// split parts the verdicts on a target's repositories from the others.
func split(verdicts []Verdict, t target) (mine, rest []Verdict) {
	for _, v := range verdicts {
		if slices.ContainsFunc(t.roots, func(r place) bool { return r.repo == v.Repo }) {
			mine = append(mine, v)
		} else {
			rest = append(rest, v)
		}
	}
	return mine, rest
}
