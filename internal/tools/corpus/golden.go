package main

// corpus golden: the findings in the two things that every machine has, std and the modules that this project depends on, are
// exactly those that are recorded. Findings there are reviewed when the record changes, as a diff.

import (
	"flag"
	"fmt"
	"slices"
	"strings"

	"github.com/counterlint/counterlint/internal/tools/command"
)

func (t *tool) golden(flags *flag.FlagSet, args []string) (int, error) {
	update := flags.Bool("update", false, "record what is found now")
	if err := command.Parse(flags, args, 0); err != nil {
		return failed, err
	}
	recorded, err := t.data.findings()
	if err != nil {
		return failed, err
	}
	scanned, err := t.data.scanned()
	if err != nil {
		return failed, err
	}
	targets, err := t.targets("", []string{stdName, depsName})
	if err != nil {
		return failed, err
	}
	l := linter{config: t.config}
	var now outcome
	for _, target := range targets {
		if version, ok := versionOf(scanned, stdName); target.name == stdName && ok && version != target.roots[0].commit && !*update {
			fmt.Fprintf(t.stderr, "corpus golden: SKIPPED std: its record is of %s, this is %s; golden -update records it anew\n", version, target.roots[0].commit)
			continue
		}
		o, err := l.lint(t.ctx, target)
		if err != nil {
			return failed, err
		}
		now.add(o)
	}
	if *update {
		return okay, t.record(l, now)
	}
	scanned = slices.DeleteFunc(scanned, func(s Scanned) bool { return !l.covers(Found{Site: Site{Repo: s.Repo}}, now) })
	var before, after []string
	for _, s := range scanned {
		before = append(before, version(s))
	}
	for _, s := range now.scanned {
		after = append(after, version(s))
	}
	for _, f := range l.scope(recorded, now) {
		before = append(before, strings.Join(foundFields(f), "\t"))
	}
	for _, f := range now.found {
		after = append(after, strings.Join(foundFields(f), "\t"))
	}
	gone, came := difference(before, after), difference(after, before)
	for _, line := range gone {
		fmt.Fprintln(t.stdout, "-"+line)
	}
	for _, line := range came {
		fmt.Fprintln(t.stdout, "+"+line)
	}
	if len(gone)+len(came) > 0 {
		fmt.Fprintln(t.stderr, "corpus golden: the findings differ from the record: read each line above, then golden -update")
		return different, nil
	}
	return okay, nil
}

// version is what of s has to stay the same. The number of packages is not: it changes with each import of this project.
func version(s Scanned) string {
	return fmt.Sprintf("%s\t%s\t%d packages broken", s.Repo, s.Commit, s.Broken)
}

// versionOf finds the recorded version of a repository.
func versionOf(all []Scanned, repo string) (string, bool) {
	for _, s := range all {
		if s.Repo == repo {
			return s.Commit, true
		}
	}
	return "", false
}

// difference returns the lines of a that b has not, sorted.
func difference(a, b []string) []string {
	left := map[string]int{}
	for _, line := range b {
		left[line]++
	}
	var rest []string
	for _, line := range a {
		if left[line]--; left[line] < 0 {
			rest = append(rest, line)
		}
	}
	slices.Sort(rest)
	return rest
}
