package main

// What corpus run prints.

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
)

// show prints what became of the verdicts on a target, and what is new. It reports whether a known false alarm is back.
func (t *tool) show(o outcome, verdicts, stale []Verdict) (alarm bool) {
	judged, gone := judge(o.found, verdicts)
	count := map[string]int{}
	for _, j := range judged {
		count[j.value()]++
	}
	for _, s := range o.scanned {
		if len(o.scanned) > 1 && s.Lines == 0 {
			continue
		}
		fmt.Fprintf(t.stdout, "== %s %.12s: %d packages, %d lines, %d broken\n", s.Repo, s.Commit, s.Packages, s.Lines, s.Broken)
	}
	fmt.Fprintf(t.stdout, "   %d findings: %d true, %d false, %d unsure, %d new; %d gone\n",
		len(judged), count[True], count[False], count[Unsure], count[""], len(gone))
	for _, j := range judged {
		switch {
		case j.verdict == nil:
			fmt.Fprintf(t.stdout, "new    %s\n", describe(j.Found))
		case j.value() == False:
			word := "false  "
			if !j.Deep && j.Severity != "info" {
				word, alarm = "FALSE  ", true
			}
			fmt.Fprintf(t.stdout, "%s%s\n       known as a false alarm: %s\n", word, describe(j.Found), j.verdict.Reason)
		}
	}
	for _, v := range gone {
		switch v.Value {
		case True:
			fmt.Fprintf(t.stdout, "LOST   %s %v\n       known to be true: %s%s\n", v.Repo, v.Site, v.Reason, near(v.Site, judged))
		case Unsure:
			fmt.Fprintf(t.stdout, "gone   %s %v, unsure%s\n", v.Repo, v.Site, near(v.Site, judged))
		}
	}
	for _, v := range stale {
		fmt.Fprintf(t.stdout, "stale  %s %v, %s at %.12s: the line has changed since, judge it anew\n", v.Repo, v.Site, v.Value, v.Commit)
	}
	for _, line := range o.broken {
		fmt.Fprintf(t.stdout, "broken %s\n", line)
	}
	return alarm
}

func describe(f Found) string {
	level := f.Severity + " " + f.Evidence
	if f.Deep {
		level += " deep"
	}
	return fmt.Sprintf("%s %s:%d:%d %s [%s] %s", f.Repo, f.Path, f.Line, f.Column, strings.Join(f.names(), ","), level, f.Message)
}

// near tells of an unjudged finding close to a verdict that lost its own: perhaps the analyzer now reports another line.
func near(s Site, judged []judgement) string {
	for _, j := range judged {
		if j.verdict == nil && j.Repo == s.Repo && j.Path == s.Path && slices.Contains(j.names(), s.Analyzer) && max(j.Line-s.Line, s.Line-j.Line) <= 20 {
			return fmt.Sprintf(" (new at line %d: the same?)", j.Line)
		}
	}
	return ""
}

// compare prints the counts of each analyzer before and after, and each finding that came or went.
func (t *tool) compare(before, after []Found) {
	type key struct {
		Site
		column int
	}
	keyOf := func(f Found) key {
		k := key{f.Site, f.Column}
		k.Commit = "" // what cannot be carried from one commit to the other has come or gone
		return k
	}
	keyed := func(fs []Found) map[key]bool {
		m := map[key]bool{}
		for _, f := range fs {
			m[keyOf(f)] = true
		}
		return m
	}
	type row struct{ before, after, came, went int }
	rows := map[string]*row{}
	at := func(name string) *row {
		if rows[name] == nil {
			rows[name] = &row{}
		}
		return rows[name]
	}
	old, now := keyed(before), keyed(after)
	var lines []string
	note := func(sign string, fs []Found, other map[key]bool, n func(*row) *int) {
		for _, f := range fs {
			if !other[keyOf(f)] {
				*n(at(f.Analyzer))++
				lines = append(lines, fmt.Sprintf("%s %s", sign, describe(f)))
			}
		}
	}
	for _, f := range before {
		at(f.Analyzer).before++
	}
	for _, f := range after {
		at(f.Analyzer).after++
	}
	note("-", before, now, func(r *row) *int { return &r.went })
	note("+", after, old, func(r *row) *int { return &r.came })
	for _, line := range lines {
		fmt.Fprintln(t.stdout, line)
	}
	w := tabwriter.NewWriter(t.stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "analyzer\tbefore\tafter\tcame\twent")
	for _, name := range slices.Sorted(maps.Keys(rows)) {
		r := rows[name]
		fmt.Fprintf(w, "%s\t%d\t%d\t%d\t%d\n", name, r.before, r.after, r.came, r.went)
	}
	w.Flush()
}
