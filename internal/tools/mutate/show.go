package main

// mutate show, reason and docs: the record for people.

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/counterlint/counterlint/internal/tools/clones"
	"github.com/counterlint/counterlint/internal/tools/command"
	"github.com/counterlint/counterlint/internal/tools/table"
)

func (t *tool) show(flags *flag.FlagSet, args []string) (int, error) {
	only := flags.String("repo", "", "tell of these `names` only, with commas")
	verbose := flags.Bool("v", false, "list what is missed")
	if err := command.Parse(flags, args, 0); err != nil {
		return failed, err
	}
	all, err := t.record()
	if err != nil {
		return failed, err
	}
	if names := clones.SplitList(*only); len(names) > 0 {
		all = slices.DeleteFunc(all, func(m Mutant) bool { return !slices.Contains(names, m.Repo) })
	}
	t.print(all, *verbose)
	return okay, nil
}

// print shows the tables, and what the default misses.
func (t *tool) print(all []Mutant, verbose bool) {
	writeClasses(t.stdout, all)
	fmt.Fprintln(t.stdout)
	writeEvidence(t.stdout, all)
	fmt.Fprintln(t.stdout)
	writeDetector(t.stdout, all)
	fmt.Fprintln(t.stdout)
	writeReasons(t.stdout, all)
	if !verbose {
		return
	}
	for _, m := range all {
		if m.Found != byDefault {
			fmt.Fprintf(t.stdout, "missed %v [%s] %s\n", m.Site, m.Found, m.Reason)
		}
	}
}

// reason reads reasons of missed mutants from files.
func (t *tool) reason(flags *flag.FlagSet, args []string) (int, error) {
	if err := command.Parse(flags, args, 1); err != nil {
		return failed, err
	}
	if flags.NArg() == 0 {
		return failed, errors.New("which file?")
	}
	all, err := t.record()
	if err != nil {
		return failed, err
	}
	text, err := os.ReadFile(flags.Arg(0))
	if err != nil {
		return failed, err
	}
	touched := map[string]bool{}
	for i, line := range strings.Split(string(text), "\n") {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		repo, err := setReason(all, line)
		if err != nil {
			return failed, fmt.Errorf("%s:%d: %w", flags.Arg(0), i+1, err)
		}
		touched[repo] = true
	}
	for repo := range touched {
		mine := slices.DeleteFunc(slices.Clone(all), func(m Mutant) bool { return m.Repo != repo })
		if err := t.setRecord(repo, mine); err != nil {
			return failed, err
		}
	}
	return okay, nil
}

// setReason reads one line, and returns the repository that it speaks of.
func setReason(all []Mutant, line string) (string, error) {
	f := strings.SplitN(line, "|", 5)
	if len(f) != 5 {
		return "", fmt.Errorf("%d fields, want 5: repository|path|line|class|reason", len(f))
	}
	n, err := strconv.Atoi(f[2])
	if err != nil {
		return "", fmt.Errorf("line is %q, want a number", f[2])
	}
	site := Site{f[0], f[1], n, f[3]}
	i := slices.IndexFunc(all, func(m Mutant) bool { return m.Site == site })
	switch {
	case i < 0:
		return "", fmt.Errorf("no such mutant is recorded: %v", site)
	case all[i].Found == byDefault:
		return "", fmt.Errorf("%v is found", site)
	}
	all[i].Reason = table.Field(strings.TrimSpace(f[4]))
	return site.Repo, nil
}

func (t *tool) docs(flags *flag.FlagSet, args []string) (int, error) {
	file := flags.String("file", filepath.Join(t.module, "docs", "mutants.md"), "the page to fill")
	check := flags.Bool("check", false, "write nothing; exit status 1 if the page is not up to date")
	if err := command.Parse(flags, args, 0); err != nil {
		return failed, err
	}
	old, err := os.ReadFile(*file)
	if err != nil {
		return failed, err
	}
	all, err := t.record()
	if err != nil {
		return failed, err
	}
	text := func(write func(io.Writer, []Mutant)) string {
		var b bytes.Buffer
		write(&b, all)
		return b.String()
	}
	filled, err := table.Fill(string(old), "mutants", map[string]string{
		"classes": text(writeClasses), "evidence": text(writeEvidence), "detector": text(writeDetector), "reasons": text(writeReasons),
		"repositories": text(writeRepos), "summaries": text(writeSummaries),
	})
	if err != nil {
		return failed, fmt.Errorf("%s: %w", *file, err)
	}
	switch {
	case filled == string(old):
		return okay, nil
	case *check:
		fmt.Fprintf(t.stderr, "mutate docs: %s is not up to date: go run ./internal/tools/mutate docs\n", *file)
		return different, nil
	}
	return okay, os.WriteFile(*file, []byte(filled), 0o644)
}
