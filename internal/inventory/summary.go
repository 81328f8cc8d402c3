package inventory

import (
	"cmp"
	"maps"
	"slices"
	"strings"
)

// A Share is how many counters are of one make.
type Share struct {
	Make  string `json:"make"`
	Count int    `json:"count"`
}

// The makes of hand-made counters; those of libraries are their import paths.
const (
	ownRuntime = "counterlint/runtime"
	byAtomics  = "sync/atomic"
	byLocks    = "a lock and a number"
)

// make says what an item is made of.
func (it *Item) make() string {
	switch {
	case strings.HasPrefix(it.Library, runtimePath+"/"):
		return ownRuntime
	case it.Library != "":
		return it.Library
	case strings.Contains(it.Primitive, " under "):
		return byLocks
	}
	return byAtomics
}

// adoption counts the items by their make, those of this project's runtime module first and hand-made ones next: what is left to migrate.
// Sequences are no counters.
func (l *List) adoption() []Share {
	counts := map[string]int{ownRuntime: 0, byAtomics: 0, byLocks: 0}
	for _, it := range l.Items {
		if it.Kind != Sequence {
			counts[it.make()]++
		}
	}
	first := []string{ownRuntime, byAtomics, byLocks}
	rank := func(m string) int { return (slices.Index(first, m) + len(first) + 1) % (len(first) + 1) }
	var all []Share
	for _, m := range slices.SortedFunc(maps.Keys(counts), func(a, b string) int { return cmp.Or(cmp.Compare(rank(a), rank(b)), cmp.Compare(a, b)) }) {
		all = append(all, Share{m, counts[m]})
	}
	return all
}

// series adds up the series of all items, and counts the items with a label that has no bound, and those of whose labels some are not known.
func (l *List) series() (known, without, open int) {
	for _, it := range l.Items {
		switch {
		case slices.ContainsFunc(it.Labels, func(l Label) bool { return l.Values == notBounded }):
			without++
		case it.Series == 0:
			open++
		}
		known += it.Series
	}
	return known, without, open
}
