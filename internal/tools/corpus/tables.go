package main

// The tables that the commands print and docs/corpus.md shows.

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/counterlint/counterlint/internal/tools/clones"
	"github.com/counterlint/counterlint/internal/tools/table"
)

// A tally counts what is known of a set of findings.
type tally struct{ findings, yes, no, unsure, missed int }

func (y *tally) add(j judgement) {
	y.findings++
	switch j.value() {
	case True:
		y.yes++
	case False:
		y.no++
	case Unsure:
		y.unsure++
	}
}

func (y tally) plus(z tally) tally {
	return tally{y.findings + z.findings, y.yes + z.yes, y.no + z.no, y.unsure + z.unsure, y.missed + z.missed}
}

// cells are findings, judged, true, false, unsure, precision, missed.
func (y tally) cells() []string {
	share := "–"
	if n := y.yes + y.no; n > 0 {
		share = fmt.Sprintf("%.1f %%", 100*float64(y.yes)/float64(n))
	}
	cells := []string{}
	for _, n := range []int{y.findings, y.yes + y.no + y.unsure, y.yes, y.no, y.unsure} {
		cells = append(cells, fmt.Sprint(n))
	}
	return append(cells, share, fmt.Sprint(y.missed))
}

var tallyHeader = []string{"findings", "judged", "true", "false", "unsure", "precision", "missed"}

// writeAnalyzers prints one row for each analyzer and way of knowing. Known true sites that are not found count as missed, in a
// row of the analyzer without such a way.
func writeAnalyzers(w io.Writer, judged []judgement, gone []Verdict) {
	type key struct{ analyzer, severity, evidence, shown string }
	rows := map[key]*tally{}
	at := func(k key) *tally {
		if rows[k] == nil {
			rows[k] = &tally{}
		}
		return rows[k]
	}
	var shown, all tally
	for _, j := range judged {
		k := key{j.Analyzer, j.Severity, j.Evidence, "yes"}
		switch {
		case j.Deep:
			k.shown = "-deep"
		case j.Severity == "info":
			k.shown = "-min-severity info"
		default:
			shown.add(j)
		}
		at(k).add(j)
		all.add(j)
	}
	for _, v := range gone {
		if v.Value == True {
			at(key{v.Analyzer, "", "", ""}).missed++
			all.missed++
		}
	}
	keys := slices.SortedFunc(maps.Keys(rows), func(a, b key) int {
		return strings.Compare(a.analyzer+"\t"+a.severity+"\t"+a.evidence+"\t"+a.shown, b.analyzer+"\t"+b.severity+"\t"+b.evidence+"\t"+b.shown)
	})
	var lines [][]string
	for _, k := range keys {
		lines = append(lines, append([]string{k.analyzer, k.severity, k.evidence, k.shown}, rows[k].cells()...))
	}
	lines = append(lines, append([]string{"shown by default", "", "", ""}, shown.cells()...), append([]string{"all", "", "", ""}, all.cells()...))
	table.Markdown(w, append([]string{"analyzer", "severity", "evidence", "shown"}, tallyHeader...), lines)
}

// tallyRepos counts by repository; the dependencies of this project are one.
func tallyRepos(judged []judgement, gone []Verdict) map[string]tally {
	rows := map[string]tally{}
	nameOf := func(repo string) string { return strings.TrimSuffix(fileOf(repo), ".tsv") }
	for _, j := range judged {
		y := rows[nameOf(j.Repo)]
		y.add(j)
		rows[nameOf(j.Repo)] = y
	}
	for _, v := range gone {
		if v.Value == True {
			y := rows[nameOf(v.Repo)]
			y.missed++
			rows[nameOf(v.Repo)] = y
		}
	}
	return rows
}

// writeRepos prints one row for each repository.
func writeRepos(w io.Writer, judged []judgement, gone []Verdict) {
	rows := tallyRepos(judged, gone)
	var lines [][]string
	for _, name := range slices.Sorted(maps.Keys(rows)) {
		lines = append(lines, append([]string{name}, rows[name].cells()...))
	}
	table.Markdown(w, append([]string{"repository"}, tallyHeader...), lines)
}

// writeCorpus prints one row for each repository of the corpus: what it is, how much of it was analysed, what was found.
func writeCorpus(w io.Writer, repos []clones.Repo, scanned []Scanned, judged []judgement, gone []Verdict) {
	tallies := tallyRepos(judged, gone)
	type row struct {
		name, at                string
		packages, lines, broken int
	}
	var rows []row
	deps := row{name: depsName, at: "go.mod"}
	for _, s := range scanned {
		if isModule(s.Repo) {
			deps.packages, deps.lines, deps.broken = deps.packages+s.Packages, deps.lines+s.Lines, deps.broken+s.Broken
			continue
		}
		r := row{s.Repo, s.Commit, s.Packages, s.Lines, s.Broken}
		if i := slices.IndexFunc(repos, func(r clones.Repo) bool { return r.Name == s.Repo }); i >= 0 {
			r.at = fmt.Sprintf("[%.12s](%s/tree/%s)", s.Commit, repos[i].Source, s.Commit)
		}
		rows = append(rows, r)
	}
	rows = append(rows, deps)
	var lines [][]string
	sum := row{name: "all"}
	var all tally
	add := func(r row, y tally) {
		lines = append(lines, append([]string{r.name, r.at, thousands(r.packages), thousands(r.lines), fmt.Sprint(r.broken)}, y.cells()...))
	}
	for _, r := range rows {
		y := tallies[r.name]
		add(r, y)
		sum.packages, sum.lines, sum.broken = sum.packages+r.packages, sum.lines+r.lines, sum.broken+r.broken
		all = all.plus(y)
	}
	add(sum, all)
	table.Markdown(w, append([]string{"repository", "commit", "packages", "lines", "broken"}, tallyHeader...), lines)
}

// writeBench prints what each way costs on each repository.
func writeBench(w io.Writer, measures []Measure) {
	machines := map[string]bool{}
	var lines [][]string
	for _, m := range measures {
		machines[fmt.Sprintf("%s; %d rounds", m.Machine, m.Rounds)] = true
		findings := "–"
		if m.Findings >= 0 {
			findings = fmt.Sprint(m.Findings)
		}
		lines = append(lines, []string{m.Repo, thousands(m.Packages), thousands(m.Lines), m.Way, findings, fmt.Sprintf("%.1f", m.CPU), fmt.Sprintf("%.1f", m.Wall), thousands(m.Memory)})
	}
	for _, m := range slices.Sorted(maps.Keys(machines)) {
		fmt.Fprintf(w, "Measured with %s.\n", m)
	}
	fmt.Fprintln(w)
	table.Markdown(w, []string{"repository", "packages", "lines", "way", "findings", "CPU s", "wall s", "peak MiB"}, lines)
}

// thousands writes n with commas.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
