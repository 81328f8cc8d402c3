// Package analyzers lists the rules of counterlint for the hosts that run them. Each rule is a package of its own below
// analyzers/GROUP; nothing here knows what a rule looks for.
//
// Other drivers may rely on the name, the text, the URL and the categories of an analyzer. Import one rule by its package, as
// Bazel's nogo does, or all of them by [Analyzers].
package analyzers

import (
	"cmp"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/rule"
)

//go:generate go run ../internal/tools/listrules
//go:generate go run ../internal/tools/gendocs

// ignore is the name of the rule that judges the ignore comments. It has no package below: see [report.IgnoreRule].
const ignore = "ignore"

var all = WithIgnore(slices.SortedFunc(slices.Values(listed), compare))

// compare orders rules by group, in the order of [rule.Groups], then name.
func compare(a, b *rule.Rule) int {
	return cmp.Or(
		cmp.Compare(slices.Index(rule.Groups, a.Group), slices.Index(rule.Groups, b.Group)),
		cmp.Compare(a.Name(), b.Name()),
	)
}

// All returns every rule, sorted by group and name. The last one judges the ignore comments of the others.
func All() []*rule.Rule { return slices.Clone(all) }

// WithIgnore returns rules with the rule behind them that judges their ignore comments. A host that runs a part of [All] makes
// it anew: a comment that names an analyzer which does not run is not unused.
func WithIgnore(rules []*rule.Rule) []*rule.Rule {
	rules = slices.DeleteFunc(slices.Clone(rules), func(r *rule.Rule) bool { return r.Name() == ignore })
	return append(rules, report.IgnoreRule(rules, Names()))
}

// Analyzers returns the analyzers of [All].
func Analyzers() []*analysis.Analyzer {
	as := make([]*analysis.Analyzer, 0, len(all))
	for _, r := range all {
		as = append(as, r.Analyzer)
	}
	return as
}

// ByName returns the rule with that name, or nil.
func ByName(name string) *rule.Rule {
	if i := slices.IndexFunc(all, func(r *rule.Rule) bool { return r.Name() == name }); i >= 0 {
		return all[i]
	}
	return nil
}

// Names returns the names of all rules, sorted.
func Names() []string {
	names := []string{ignore}
	for _, r := range listed {
		names = append(names, r.Name())
	}
	slices.Sort(names)
	return names
}

// Groups returns the groups that have rules, in the order in which they are shown.
func Groups() []string {
	var groups []string
	for _, r := range all {
		if !slices.Contains(groups, r.Group) {
			groups = append(groups, r.Group)
		}
	}
	return groups
}
