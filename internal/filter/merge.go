package filter

import (
	"slices"

	"github.com/counterlint/counterlint/internal/finding"
)

// dedupe keeps one of several findings that say the same of the same place, as the variants of a package do: the surest, and of
// equals the one whose fix reaches furthest, since the variant with the tests sees all uses. fs must be sorted.
func dedupe(fs []finding.Finding) []finding.Finding {
	out := fs[:0]
	for _, x := range fs {
		if n := len(out); n > 0 && finding.Compare(out[n-1], x) == 0 {
			if out[n-1].Deep && !x.Deep || out[n-1].Deep == x.Deep && reach(x) > reach(out[n-1]) {
				out[n-1] = x
			}
			continue
		}
		out = append(out, x)
	}
	return out
}

func reach(x finding.Finding) int {
	n := 0
	for _, fix := range x.Fixes {
		n += len(fix.Edits)
	}
	return n
}

// sameReason lists analyzers that may mean one place for one reason, each set in the order in which they speak.
var sameReason = [][]string{
	{"mixedatomic", "countermap", "lostupdate", "racyread"}, // any atomic use of the location makes it mixedatomic
	{"loadstore", "checkthenact"},                           // a stored value that was computed is the narrower statement
	{"piilabel", "unboundedlabel"},                          // a label value that names a person is unbounded as well
	{"metricapi", "dupmetric"},                              // the same name with other labels
	{"mutexcounter", "mutexatomic"},                         // both stand at the Lock call of the first section
}

// mergeLines makes one finding of several at the very same place that are there for the same reason: the first to speak keeps
// its text and names the others, and the loudest severity wins. fs must be sorted.
func mergeLines(fs []finding.Finding) []finding.Finding {
	var out []finding.Finding
next:
	for _, x := range fs {
		for i := len(out) - 1; i >= 0 && samePlace(out[i], x); i-- {
			if a, b := speaks(out[i], x); a >= 0 {
				if a <= b {
					out[i] = merge(out[i], x)
				} else {
					out[i] = merge(x, out[i])
				}
				continue next
			}
		}
		out = append(out, x)
	}
	finding.Sort(out)
	return out
}

func samePlace(a, b finding.Finding) bool {
	return a.File == b.File && a.Line == b.Line && a.Column == b.Column && a.EndLine == b.EndLine && a.EndColumn == b.EndColumn
}

// speaks returns the ranks of a and b in the set that holds both, or -1.
func speaks(a, b finding.Finding) (int, int) {
	for _, set := range sameReason {
		if i, j := slices.Index(set, a.Analyzer), slices.Index(set, b.Analyzer); i >= 0 && j >= 0 && i != j {
			return i, j
		}
	}
	return -1, -1
}

func merge(first, second finding.Finding) finding.Finding {
	first.Also = append(slices.Clone(first.Also), second.Analyzer)
	first.Also = append(first.Also, second.Also...)
	slices.Sort(first.Also)
	first.Also = slices.DeleteFunc(slices.Compact(first.Also), func(n string) bool { return n == first.Analyzer })
	if second.Severity.Rank() > first.Severity.Rank() {
		first.Severity = second.Severity
	}
	if len(first.Fixes) == 0 {
		first.Fixes = second.Fixes
	}
	first.Related = append(slices.Clone(first.Related), second.Related...)
	first.Related = slices.Compact(first.Related)
	return first
}
