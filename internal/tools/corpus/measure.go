package main

// What corpus bench measured, as a value and as a table.

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/counterlint/counterlint/internal/tools/table"
)

// A Measure is what one way costs on one repository: the median of some rounds.
type Measure struct {
	Repo, Commit    string
	Packages, Lines int
	Way             string
	CPU, Wall       float64 // seconds
	Memory          int     // MiB
	Findings        int     // that counterlint shows by default; -1: not counted
	Rounds          int
	Machine         string
}

var measureHeader = []string{"repository", "commit", "packages", "lines", "way", "cpu", "wall", "memory", "findings", "rounds", "machine"}

// measures reads what the recorded benchmarks say.
func (d data) measures() ([]Measure, error) {
	var all []Measure
	err := table.Each(d.path("bench.tsv"), measureHeader, func(r []string) error {
		m := Measure{Repo: r[0], Commit: r[1], Way: r[4], Machine: r[10]}
		var errs [7]error
		m.Packages, errs[0] = strconv.Atoi(r[2])
		m.Lines, errs[1] = strconv.Atoi(r[3])
		m.CPU, errs[2] = strconv.ParseFloat(r[5], 64)
		m.Wall, errs[3] = strconv.ParseFloat(r[6], 64)
		m.Memory, errs[4] = strconv.Atoi(r[7])
		m.Findings, errs[5] = strconv.Atoi(r[8])
		m.Rounds, errs[6] = strconv.Atoi(r[9])
		all = append(all, m)
		return cmp.Or(errs[:]...)
	})
	if errors.Is(err, fs.ErrNotExist) {
		err = nil // nothing is recorded yet
	}
	return all, err
}

// addMeasures puts measures in the place of older ones of the same repositories.
func (d data) addMeasures(now []Measure) error {
	all, err := d.measures()
	if err != nil {
		return err
	}
	all = slices.DeleteFunc(all, func(m Measure) bool {
		return slices.ContainsFunc(now, func(n Measure) bool { return n.Repo == m.Repo })
	})
	all = append(all, now...)
	slices.SortStableFunc(all, func(a, b Measure) int { return cmp.Compare(a.Repo, b.Repo) })
	var rows [][]string
	for _, m := range all {
		rows = append(rows, []string{m.Repo, m.Commit, strconv.Itoa(m.Packages), strconv.Itoa(m.Lines), m.Way, fmt.Sprintf("%.1f", m.CPU), fmt.Sprintf("%.1f", m.Wall), strconv.Itoa(m.Memory),
			strconv.Itoa(m.Findings), strconv.Itoa(m.Rounds), m.Machine})
	}
	return table.Write(d.path("bench.tsv"), measureHeader, rows)
}

// machine names what a measurement ran on.
func machine() string {
	model := runtime.GOARCH
	if info, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(info)) {
			if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
				model = strings.TrimSpace(value)
				break
			}
		}
	}
	return fmt.Sprintf("%s, %s/%s, %d cores, %s", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), model)
}
