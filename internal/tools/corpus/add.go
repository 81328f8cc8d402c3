package main

// corpus add: verdicts that readers wrote down, one a line, fields parted by bars:
//
//	repository|commit|path|line|analyzer|verdict|reason
//
// All lines of all files are checked before any is kept. The repository may be written owner/name, the commit shortened.

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/counterlint/counterlint/internal/rule"
	"github.com/counterlint/counterlint/internal/tools/clones"
	"github.com/counterlint/counterlint/internal/tools/command"
	"github.com/counterlint/counterlint/internal/tools/table"
)

func (t *tool) add(flags *flag.FlagSet, args []string) (int, error) {
	dir := flags.String("dir", "", "the `folder` that holds the clones: verdicts on lines that are not there are refused")
	replace := flags.Bool("replace", false, "a verdict that differs from the one on the same site takes its place")
	skip := flags.Bool("skip", false, "pass over verdicts on repositories that the corpus does not have")
	if err := command.Parse(flags, args, -1); err != nil {
		return failed, err
	}
	if flags.NArg() == 0 {
		return failed, errors.New("no file of verdicts is named")
	}
	verdicts, err := t.data.verdicts()
	if err != nil {
		return failed, err
	}
	repos, err := t.data.repos()
	if err != nil {
		return failed, err
	}
	scanned, err := t.data.scanned()
	if err != nil {
		return failed, err
	}
	a := adder{dir: *dir, repos: repos, scanned: scanned, rules: t.config.Rules, at: map[Site]int{}, verdicts: verdicts, replace: *replace}
	for i, v := range verdicts {
		a.at[v.Site] = i
	}
	var errs []error
	for _, file := range flags.Args() {
		text, err := os.ReadFile(file)
		if err != nil {
			return failed, err
		}
		n := 0
		for line := range strings.Lines(string(text)) {
			n++
			if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			if err := a.line(line); errors.As(err, new(unknownRepo)) && *skip {
				a.skipped++
			} else if err != nil {
				errs = append(errs, fmt.Errorf("%s:%d: %w", file, n, err))
			}
		}
	}
	if err := errors.Join(errs...); err != nil {
		return failed, err
	}
	fmt.Fprintf(t.stdout, "%d new, %d replaced, %d known already, %d skipped\n", a.added, a.replaced, a.known, a.skipped)
	return okay, t.data.setVerdicts(a.verdicts)
}

// An adder checks verdicts one by one.
type adder struct {
	dir      string
	repos    []clones.Repo
	scanned  []Scanned // knows the versions of std and of the dependencies
	rules    []*rule.Rule
	replace  bool
	verdicts []Verdict
	at       map[Site]int // index in verdicts

	added, replaced, known, skipped int
}

func (a *adder) line(line string) error {
	fields := strings.SplitN(line, "|", len(verdictHeader))
	if len(fields) != len(verdictHeader) {
		return fmt.Errorf("%d fields, want %d: %s", len(fields), len(verdictHeader), strings.Join(verdictHeader, "|"))
	}
	for i := range fields {
		fields[i] = table.Field(strings.TrimSpace(fields[i]))
	}
	v, err := parseVerdict(fields)
	if err != nil {
		return err
	}
	if err := a.place(&v.Site); err != nil {
		return err
	}
	if !slices.ContainsFunc(a.rules, func(r *rule.Rule) bool { return r.Name() == v.Analyzer }) {
		return fmt.Errorf("no analyzer is called %q", v.Analyzer)
	}
	i, ok := a.at[v.Site]
	switch {
	case !ok:
		a.at[v.Site] = len(a.verdicts)
		a.verdicts = append(a.verdicts, v)
		a.added++
	case a.verdicts[i].Value == v.Value:
		a.known++
	case a.replace:
		a.verdicts[i] = v
		a.replaced++
	default:
		return fmt.Errorf("%v is known to be %s (%s); -replace takes the new verdict", v.Site, a.verdicts[i].Value, a.verdicts[i].Reason)
	}
	return nil
}

type unknownRepo string

func (r unknownRepo) Error() string { return fmt.Sprintf("the corpus has no repository %q", string(r)) }

// place checks where a verdict stands, and writes repository and commit as the tables have them.
func (a *adder) place(s *Site) error {
	if s.Path != path.Clean(s.Path) || !fs.ValidPath(s.Path) || !strings.HasSuffix(s.Path, ".go") {
		return fmt.Errorf("path is %q, want the path of a Go file in the repository", s.Path)
	}
	for _, r := range a.repos {
		if s.Repo != r.Name && !strings.HasSuffix(r.Source, "/"+s.Repo) {
			continue
		}
		if len(s.Commit) < 7 || !strings.HasPrefix(r.Commit, s.Commit) {
			return fmt.Errorf("%s is read at commit %s, not at %q", r.Name, r.Commit, s.Commit)
		}
		if strings.HasPrefix(s.Path, "vendor/") || strings.Contains(s.Path, "/vendor/") {
			return fmt.Errorf("%s is vendored: it is not linted", s.Path) // of std it is
		}
		s.Repo, s.Commit = r.Name, r.Commit
		return a.exists(*s)
	}
	for _, r := range a.scanned {
		if s.Repo != r.Repo {
			continue
		}
		if s.Commit != r.Commit {
			return fmt.Errorf("%s is read at %s, not at %q", r.Repo, r.Commit, s.Commit)
		}
		return nil
	}
	return unknownRepo(s.Repo)
}

// exists checks the line in a clone, where there is one.
func (a *adder) exists(s Site) error {
	if a.dir == "" {
		return nil
	}
	text, err := os.ReadFile(filepath.Join(a.dir, s.Repo, filepath.FromSlash(s.Path)))
	if err != nil {
		return err
	}
	if n := strings.Count(string(text), "\n"); s.Line > n+1 {
		return fmt.Errorf("%s has %d lines, not %d", s.Path, n, s.Line)
	}
	return nil
}
