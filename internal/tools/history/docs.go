package main

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/counterlint/counterlint/internal/tools/command"
	"github.com/counterlint/counterlint/internal/tools/table"
)

// docs fills the tables of docs/history.md from the list of fixes.
func (t *tool) docs(flags *flag.FlagSet, args []string) (int, error) {
	if err := command.Parse(flags, args, 0); err != nil {
		return 0, err
	}
	fixes, err := read(t.table)
	if err != nil {
		return 0, err
	}
	page, err := os.ReadFile(t.page)
	if err != nil {
		return 0, err
	}
	text, err := table.Fill(string(page), "history", map[string]string{
		"rules":        sums(fixes, "rule", func(f Fix) string { rule, _, _ := strings.Cut(f.Rules, ","); return rule }),
		"repositories": sums(fixes, "repository", func(f Fix) string { return f.Repo }),
		"losses":       losses(fixes),
	})
	if err != nil {
		return 0, fmt.Errorf("%s: %w", t.page, err)
	}
	return 0, os.WriteFile(t.page, []byte(text), 0o644)
}

// sums counts the places by level.
func sums(fixes []Fix, what string, key func(Fix) string) string {
	counts := map[string]map[string]int{}
	count := func(k string, f Fix) {
		if counts[k] == nil {
			counts[k] = map[string]int{}
		}
		counts[k]["places"]++
		counts[k][f.Level]++
		if f.After == "reported" {
			counts[k]["after"]++
		}
	}
	for _, f := range fixes {
		count(key(f), f)
	}
	keys := slices.Sorted(maps.Keys(counts))
	for _, f := range fixes {
		count("all", f)
	}
	var rows [][]string
	for _, k := range append(keys, "all") {
		row := []string{k, strconv.Itoa(counts[k]["places"])}
		for _, l := range append(slices.Clone(levels), "after") {
			row = append(row, strconv.Itoa(counts[k][l]))
		}
		rows = append(rows, row)
	}
	var b strings.Builder
	table.Markdown(&b, []string{what, "places", "by default", "-min-severity info", "-deep", "missed", "not loaded", "reported after the fix"}, rows)
	return b.String()
}

// losses lists what is missed, not loaded, or still reported after the fix.
func losses(fixes []Fix) string {
	var rows [][]string
	for _, f := range fixes {
		how := f.Level
		if f.After == "reported" {
			how = "reported after the fix"
		} else if how != "missed" && how != "unloaded" {
			continue
		}
		rows = append(rows, []string{f.Repo + " " + f.Commit[:10], fmt.Sprintf("`%s:%d`", f.Path, f.Line), strings.ReplaceAll(f.Rules, ",", " or "), how, f.Reason})
	}
	var b strings.Builder
	table.Markdown(&b, []string{"fix", "place in its parent", "rule", "how", "why"}, rows)
	return b.String()
}
