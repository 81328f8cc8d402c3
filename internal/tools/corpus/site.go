package main

// The values that the tables hold.

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/counterlint/counterlint/internal/tools/table"
)

// A Site is where a finding stands. One line has at most one site per analyzer: it is read and judged once.
type Site struct {
	Repo, Commit, Path string
	Line               int
	Analyzer           string
}

func (s Site) String() string { return fmt.Sprintf("%s:%d %s", s.Path, s.Line, s.Analyzer) }

func compareSites(a, b Site) int {
	return cmp.Or(strings.Compare(a.Repo, b.Repo), strings.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line),
		strings.Compare(a.Analyzer, b.Analyzer), strings.Compare(a.Commit, b.Commit))
}

// A Found is one finding of a run.
type Found struct {
	Site
	Column             int
	Category, Severity string
	Evidence           string
	Deep               bool   // shown with -deep alone
	Also               string // other analyzers that mean the same line, with commas
	Message            string
}

// names lists the analyzers that speak through f.
func (f Found) names() []string {
	if f.Also == "" {
		return []string{f.Analyzer}
	}
	return append([]string{f.Analyzer}, strings.Split(f.Also, ",")...)
}

// Values of a verdict.
const (
	True   = "true"   // the definition of the analyzer holds on some real execution
	False  = "false"  // it does not: a false alarm
	Unsure = "unsure" // the code alone does not tell
)

// A Verdict is what a reader of the code says of a site.
type Verdict struct {
	Site
	Value, Reason string
}

// A Scanned tells how much of a repository was analysed.
type Scanned struct {
	Repo, Commit            string
	Packages, Lines, Broken int // Broken packages did not load or do not type-check
}

func sortFound(fs []Found) {
	slices.SortFunc(fs, func(a, b Found) int {
		return cmp.Or(compareSites(a.Site, b.Site), cmp.Compare(a.Column, b.Column), strings.Compare(a.Category, b.Category), strings.Compare(a.Message, b.Message))
	})
}

// The fields of a row, in the order of the headers.

func parseSite(r []string) (Site, error) {
	line, err := strconv.Atoi(r[3])
	if err != nil || line < 1 {
		return Site{}, fmt.Errorf("line is %q, want a number from 1", r[3])
	}
	return Site{Repo: r[0], Commit: r[1], Path: r[2], Line: line, Analyzer: r[4]}, nil
}

func siteFields(s Site) []string {
	return []string{s.Repo, s.Commit, s.Path, strconv.Itoa(s.Line), s.Analyzer}
}

func parseVerdict(r []string) (Verdict, error) {
	s, err := parseSite(r)
	if err != nil {
		return Verdict{}, err
	}
	if v := r[5]; v != True && v != False && v != Unsure {
		return Verdict{}, fmt.Errorf("verdict is %q, want true, false or unsure", v)
	}
	if strings.TrimSpace(r[6]) == "" {
		return Verdict{}, errors.New("a verdict needs a reason")
	}
	return Verdict{s, r[5], r[6]}, nil
}

func parseFound(r []string) (Found, error) {
	s, err := parseSite(r)
	if err != nil {
		return Found{}, err
	}
	col, err := strconv.Atoi(r[5])
	if err != nil {
		return Found{}, fmt.Errorf("column is %q, want a number", r[5])
	}
	if r[9] != "" && r[9] != "deep" {
		return Found{}, fmt.Errorf("deep is %q, want deep or nothing", r[9])
	}
	return Found{Site: s, Column: col, Category: r[6], Severity: r[7], Evidence: r[8], Deep: r[9] != "", Also: r[10], Message: r[11]}, nil
}

func foundFields(f Found) []string {
	deep := ""
	if f.Deep {
		deep = "deep"
	}
	return append(siteFields(f.Site), strconv.Itoa(f.Column), f.Category, f.Severity, f.Evidence, deep, f.Also, table.Field(f.Message))
}

func scannedFields(s Scanned) []string {
	return []string{s.Repo, s.Commit, strconv.Itoa(s.Packages), strconv.Itoa(s.Lines), strconv.Itoa(s.Broken)}
}
