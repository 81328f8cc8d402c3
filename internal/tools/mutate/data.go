package main

// The record: corpus/mutants/X.tsv, one file for each repository.

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/counterlint/counterlint/internal/tools/mutate/internal/plant"
	"github.com/counterlint/counterlint/internal/tools/table"
)

// A Site is where a mutant was made. One line has one mutant of a class at most.
type Site struct {
	Repo, Path string
	Line       int
	Class      string
}

func (s Site) String() string { return fmt.Sprintf("%s %s:%d %s", s.Repo, s.Path, s.Line, s.Class) }

// A Mutant is what is known of one.
type Mutant struct {
	Site
	Commit, Package    string
	Found              string // how the linter is run to see it: byDefault, withInfo, withDeep; "": it does not see it
	Analyzer, Evidence string // that found it
	Detector           string // what the race detector says: sees, silent; "": it was not asked
	Reason             string // why it is missed, by a reader of the code: "kind: text", or "kind"
}

// Values of Found, from the best on.
const (
	byDefault = "default"
	withInfo  = "info" // -min-severity info
	withDeep  = "deep" // -deep, of any severity
)

// Values of Detector.
const (
	sees   = "sees"
	silent = "silent"
)

// noMistake is the kind of the reason that takes a mutant out of the reckoning: nothing can go wrong there.
const noMistake = "no mistake"

// kind is the first part of the reason.
func (m Mutant) kind() string {
	kind, _, _ := strings.Cut(m.Reason, ": ")
	return kind
}

var header = []string{"repository", "commit", "package", "path", "line", "class", "found", "analyzer", "evidence", "detector", "reason"}

func (t *tool) folder() string { return filepath.Join(t.corpus, "mutants") }

// record reads all recorded mutants.
func (t *tool) record() ([]Mutant, error) {
	files, err := filepath.Glob(filepath.Join(t.folder(), "*.tsv"))
	if err != nil {
		return nil, err
	}
	var all []Mutant
	for _, file := range files {
		err := table.Each(file, header, func(r []string) error {
			m := Mutant{Site: Site{r[0], r[3], 0, r[5]}, Commit: r[1], Package: r[2], Found: r[6], Analyzer: r[7], Evidence: r[8], Detector: r[9], Reason: r[10]}
			var err error
			if m.Line, err = strconv.Atoi(r[4]); err != nil || m.Line < 1 {
				return fmt.Errorf("line is %q, want a number", r[4])
			}
			if !slices.Contains([]string{"", byDefault, withInfo, withDeep}, m.Found) {
				return fmt.Errorf("found is %q, want default, info, deep or nothing", m.Found)
			}
			if !slices.Contains([]string{"", sees, silent}, m.Detector) {
				return fmt.Errorf("detector is %q, want sees, silent or nothing", m.Detector)
			}
			if !slices.ContainsFunc(plant.Classes, func(c *plant.Class) bool { return c.ID == m.Class }) {
				return fmt.Errorf("no class is called %q", m.Class)
			}
			all = append(all, m)
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return all, nil
}

// setRecord writes the mutants of one repository.
func (t *tool) setRecord(repo string, all []Mutant) error {
	file := filepath.Join(t.folder(), repo+".tsv")
	if len(all) == 0 {
		if err := os.Remove(file); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return nil
	}
	slices.SortFunc(all, func(a, b Mutant) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line), strings.Compare(a.Class, b.Class))
	})
	var rows [][]string
	for _, m := range all {
		rows = append(rows, []string{m.Repo, m.Commit, m.Package, m.Path, strconv.Itoa(m.Line), m.Class, m.Found, m.Analyzer, m.Evidence, m.Detector, m.Reason})
	}
	return table.Write(file, header, rows)
}

// carry gives mutants what the record knows beyond a run: the word of the race detector, and the reasons of those that are missed
// still. A record of another commit knows nothing.
func carry(now, recorded []Mutant) {
	old := map[Site]Mutant{}
	for _, m := range recorded {
		old[m.Site] = m
	}
	for i := range now {
		m, was := &now[i], old[now[i].Site]
		if was.Commit != m.Commit {
			continue
		}
		m.Detector = was.Detector
		if m.Found != byDefault {
			m.Reason = was.Reason
		}
	}
}
