package main

// The data folder, corpus/ at the root of the project:
//
//	repos.tsv        the repositories, each at one commit
//	scanned.tsv      how much of each was analysed in the recorded run
//	findings/X.tsv   what the recorded run found, one file per repository
//	verdicts/X.tsv   what a reader of the code says of each finding
//	bench.tsv        time and memory of the last measured run
//
// X is the repository's name; std is the standard library, and deps holds the modules that this project depends on, each of
// which counts as a repository of its own (named by its module path, its version standing for the commit).

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/counterlint/counterlint/internal/tools/clones"
	"github.com/counterlint/counterlint/internal/tools/table"
)

const (
	stdName  = clones.Std
	depsName = clones.Deps
)

var (
	scannedHeader = []string{"repository", "commit", "packages", "lines", "broken"}
	findingHeader = clones.FindingHeader
	verdictHeader = []string{"repository", "commit", "path", "line", "analyzer", "verdict", "reason"}
)

// data reads and writes the folder of that name.
type data string

func (d data) path(elem ...string) string {
	return filepath.Join(append([]string{string(d)}, elem...)...)
}

// isModule tells a module path from the name of a clone, which has no dot.
func isModule(repo string) bool { return strings.Contains(repo, ".") }

// fileOf names the file in which a repository's findings and verdicts are kept.
func fileOf(repo string) string {
	if isModule(repo) {
		return depsName + ".tsv"
	}
	return repo + ".tsv"
}

// repos reads the list of repositories.
func (d data) repos() ([]clones.Repo, error) { return clones.List(d.path("repos.tsv")) }

// verdicts reads all verdicts.
func (d data) verdicts() ([]Verdict, error) {
	var all []Verdict
	err := d.eachFile("verdicts", func(file string) error {
		return table.Each(file, verdictHeader, func(r []string) error {
			v, err := parseVerdict(r)
			all = append(all, v)
			return err
		})
	})
	return all, err
}

// setVerdicts writes all verdicts.
func (d data) setVerdicts(vs []Verdict) error {
	slices.SortFunc(vs, func(a, b Verdict) int { return compareSites(a.Site, b.Site) })
	rows := map[string][][]string{}
	for _, v := range vs {
		rows[fileOf(v.Repo)] = append(rows[fileOf(v.Repo)], append(siteFields(v.Site), v.Value, v.Reason))
	}
	return d.setFolder("verdicts", verdictHeader, rows)
}

// findings reads what the recorded run found.
func (d data) findings() ([]Found, error) {
	var all []Found
	err := d.eachFile("findings", func(file string) error {
		found, err := readFindings(file)
		all = append(all, found...)
		return err
	})
	return all, err
}

// setFindings writes the recorded findings.
func (d data) setFindings(found []Found) error {
	sortFound(found)
	rows := map[string][][]string{}
	for _, f := range found {
		rows[fileOf(f.Repo)] = append(rows[fileOf(f.Repo)], foundFields(f))
	}
	return d.setFolder("findings", findingHeader, rows)
}

func readFindings(file string) ([]Found, error) {
	var found []Found
	err := table.Each(file, findingHeader, func(r []string) error {
		f, err := parseFound(r)
		found = append(found, f)
		return err
	})
	return found, err
}

func writeFindings(file string, found []Found) error {
	sortFound(found)
	var rows [][]string
	for _, f := range found {
		rows = append(rows, foundFields(f))
	}
	return table.Write(file, findingHeader, rows)
}

// scanned reads how much the recorded run analysed.
func (d data) scanned() ([]Scanned, error) {
	var all []Scanned
	err := table.Each(d.path("scanned.tsv"), scannedHeader, func(r []string) error {
		s := Scanned{Repo: r[0], Commit: r[1]}
		for i, p := range []*int{&s.Packages, &s.Lines, &s.Broken} {
			var err error
			if *p, err = strconv.Atoi(r[2+i]); err != nil {
				return fmt.Errorf("%s is %q, want a number", scannedHeader[2+i], r[2+i])
			}
		}
		all = append(all, s)
		return nil
	})
	if errors.Is(err, fs.ErrNotExist) {
		err = nil // nothing is recorded yet
	}
	return all, err
}

func (d data) setScanned(all []Scanned) error {
	slices.SortFunc(all, func(a, b Scanned) int { return strings.Compare(a.Repo, b.Repo) })
	var rows [][]string
	for _, s := range all {
		rows = append(rows, scannedFields(s))
	}
	return table.Write(d.path("scanned.tsv"), scannedHeader, rows)
}

// eachFile calls f for each table in a folder, in order of their names.
func (d data) eachFile(folder string, f func(file string) error) error {
	files, err := filepath.Glob(d.path(folder, "*.tsv"))
	if err != nil {
		return err
	}
	for _, file := range files {
		if err := f(file); err != nil {
			return err
		}
	}
	return nil
}

// setFolder writes the tables of a folder and removes those that have no rows any more.
func (d data) setFolder(folder string, header []string, rows map[string][][]string) error {
	for name := range rows {
		if err := table.Write(d.path(folder, name), header, rows[name]); err != nil {
			return err
		}
	}
	return d.eachFile(folder, func(file string) error {
		if rows[filepath.Base(file)] == nil {
			return os.Remove(file)
		}
		return nil
	})
}
