package main

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/counterlint/counterlint/internal/tools/table"
)

var header = []string{"repository", "fix", "gopath", "packages", "path", "line", "rules", "level", "after", "reason"}

// A Fix is one place that a commit repaired.
type Fix struct {
	Repo     string
	Commit   string // of the fix; the mistake stands in its first parent
	GOPATH   string // import path of the repository, where it is older than modules
	Packages string // what is linted, separated by spaces
	Path     string // of the mistake, in the parent
	Line     int
	Rules    string // those that may speak, separated by commas
	Level    string // how it is told: see levels
	After    string // "silent", "reported", or "" where nobody has looked
	Reason   string // why it is missed, or still reported
}

// levels, the best first: told by default, with -min-severity info, with -deep, not at all; not to be loaded any more.
var levels = []string{"default", "info", "deep", "missed", "unloaded"}

var commitForm = regexp.MustCompile(`^[0-9a-f]{10,40}$`)

func read(file string) ([]Fix, error) {
	var fixes []Fix
	err := table.Each(file, header, func(r []string) error {
		line, err := strconv.Atoi(r[5])
		f := Fix{r[0], r[1], r[2], r[3], r[4], line, r[6], r[7], r[8], r[9]}
		switch {
		case err != nil || line < 1:
			return fmt.Errorf("not a line: %q", r[5])
		case !commitForm.MatchString(f.Commit):
			return fmt.Errorf("not a commit: %q", f.Commit)
		case !slices.Contains(levels, f.Level):
			return fmt.Errorf("not a level: %q", f.Level)
		}
		fixes = append(fixes, f)
		return nil
	})
	return fixes, err
}

func write(file string, fixes []Fix) error {
	var rows [][]string
	for _, f := range fixes {
		rows = append(rows, []string{f.Repo, f.Commit, f.GOPATH, f.Packages, f.Path, strconv.Itoa(f.Line), f.Rules, f.Level, f.After, f.Reason})
	}
	return table.Write(file, header, rows)
}

func (f Fix) asked(repo, commit string) bool {
	return (repo == "" || f.Repo == repo) && strings.HasPrefix(f.Commit, commit)
}

// speaks tells whether a rule is one of those that may tell the mistake.
func (f Fix) speaks(rule string) bool { return slices.Contains(strings.Split(f.Rules, ","), rule) }

// worse tells whether less comes out than is recorded.
func worse(was, is Fix) bool {
	return slices.Index(levels, is.Level) > slices.Index(levels, was.Level) || was.After == "silent" && is.After == "reported"
}
