package main

// The tables that the commands print and docs/mutants.md shows.

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/counterlint/counterlint/internal/tools/mutate/internal/plant"
	"github.com/counterlint/counterlint/internal/tools/table"
)

// A tally counts mutants.
type tally struct {
	mutants, shown, info, deep, harmless int
	packages                             map[string]bool // by import path: two repositories may vendor one
}

func (y *tally) add(m Mutant) {
	if y.packages == nil {
		y.packages = map[string]bool{}
	}
	y.mutants++
	y.packages[m.Package] = true
	switch {
	case m.Found == byDefault:
		y.shown++
	case m.Found == withInfo:
		y.info++
	case m.Found == withDeep:
		y.deep++
	case m.kind() == noMistake:
		y.harmless++
	}
}

// cells are mutants, packages, no mistake, by default, and info, and deep, per cent by default, per cent in all. The shares are of
// the mutants that are mistakes.
func (y tally) cells() []string {
	mistakes := y.mutants - y.harmless
	var cells []string
	for _, n := range []int{y.mutants, len(y.packages), y.harmless, y.shown, y.shown + y.info, y.shown + y.info + y.deep} {
		cells = append(cells, fmt.Sprint(n))
	}
	return append(cells, share(y.shown, mistakes), share(y.shown+y.info+y.deep, mistakes))
}

func share(n, of int) string {
	if of == 0 {
		return "–"
	}
	return fmt.Sprintf("%.0f %%", 100*float64(n)/float64(of))
}

var tallyHeader = []string{"mutants", "packages", "no mistake", "found by default", "with info", "with deep", "by default", "with deep, of all mistakes"}

// writeClasses prints one row for each class.
func writeClasses(w io.Writer, all []Mutant) {
	var rows [][]string
	var sum tally
	for _, c := range plant.Classes {
		var y tally
		for _, m := range all {
			if m.Class == c.ID {
				y.add(m)
				sum.add(m)
			}
		}
		rows = append(rows, append([]string{c.ID}, y.cells()...))
	}
	rows = append(rows, append([]string{"all"}, sum.cells()...))
	table.Markdown(w, append([]string{"class"}, tallyHeader...), rows)
}

// writeRepos prints one row for each repository.
func writeRepos(w io.Writer, all []Mutant) {
	byRepo := map[string]*tally{}
	for _, m := range all {
		if byRepo[m.Repo] == nil {
			byRepo[m.Repo] = &tally{}
		}
		byRepo[m.Repo].add(m)
	}
	var rows [][]string
	for _, repo := range slices.Sorted(maps.Keys(byRepo)) {
		rows = append(rows, append([]string{repo}, byRepo[repo].cells()...))
	}
	table.Markdown(w, append([]string{"repository"}, tallyHeader...), rows)
}

// writeSummaries prints what each class does, and which analyzers are to see it.
func writeSummaries(w io.Writer, _ []Mutant) {
	var rows [][]string
	for _, c := range plant.Classes {
		rows = append(rows, []string{c.ID, c.Summary, strings.Join(c.Fitting, ", ")})
	}
	table.Markdown(w, []string{"class", "what is done", "to be reported by"}, rows)
}

// writeEvidence prints how those that are found are known.
func writeEvidence(w io.Writer, all []Mutant) {
	type key struct{ class, analyzer, evidence string }
	counts := map[key]*tally{}
	for _, m := range all {
		if m.Found != "" {
			k := key{m.Class, m.Analyzer, m.Evidence}
			if counts[k] == nil {
				counts[k] = &tally{}
			}
			counts[k].add(m)
		}
	}
	order := func(class string) int {
		return slices.IndexFunc(plant.Classes, func(c *plant.Class) bool { return c.ID == class })
	}
	keys := slices.SortedFunc(maps.Keys(counts), func(a, b key) int {
		return cmp.Or(cmp.Compare(order(a.class), order(b.class)), strings.Compare(a.analyzer, b.analyzer), strings.Compare(a.evidence, b.evidence))
	})
	var rows [][]string
	for _, k := range keys {
		y := counts[k]
		rows = append(rows, []string{k.class, k.analyzer, k.evidence, fmt.Sprint(y.shown), fmt.Sprint(y.info), fmt.Sprint(y.deep)})
	}
	table.Markdown(w, []string{"class", "analyzer", "evidence", "by default", "info", "deep"}, rows)
}

// writeDetector prints whether the linter and the race detector agree.
func writeDetector(w io.Writer, all []Mutant) {
	var rows [][]string
	for _, says := range []string{sees, silent} {
		var y tally
		for _, m := range all {
			if m.Detector == says {
				y.add(m)
			}
		}
		rows = append(rows, []string{"the race detector " + map[string]string{sees: "sees it", silent: "is silent"}[says], fmt.Sprint(y.mutants), fmt.Sprint(y.shown),
			fmt.Sprint(y.shown + y.info + y.deep), fmt.Sprint(y.mutants - y.shown - y.info - y.deep), share(y.shown, y.mutants), share(y.shown+y.info+y.deep, y.mutants)})
	}
	table.Markdown(w, []string{"", "mutants", "found by default", "with deep", "missed", "by default", "with deep, of all"}, rows)
}

// writeReasons prints why mutants are missed by default: the kinds of reasons, by class.
func writeReasons(w io.Writer, all []Mutant) {
	type key struct{ class, found, kind string }
	counts := map[key]int{}
	for _, m := range all {
		if m.Found != byDefault {
			counts[key{m.Class, m.Found, cmp.Or(m.kind(), "–")}]++
		}
	}
	order := func(class string) int {
		return slices.IndexFunc(plant.Classes, func(c *plant.Class) bool { return c.ID == class })
	}
	keys := slices.SortedFunc(maps.Keys(counts), func(a, b key) int {
		return cmp.Or(cmp.Compare(order(a.class), order(b.class)), -cmp.Compare(counts[a], counts[b]), strings.Compare(a.found+a.kind, b.found+b.kind))
	})
	var rows [][]string
	for _, k := range keys {
		rows = append(rows, []string{k.class, k.kind, cmp.Or(map[string]string{withInfo: "-min-severity info", withDeep: "-deep"}[k.found], "not at all"), fmt.Sprint(counts[k])})
	}
	table.Markdown(w, []string{"class", "why", "shown with", "mutants"}, rows)
}
