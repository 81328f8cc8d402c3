// Package filter decides which findings are shown.
//
// It promises pure functions on values: nothing is read, nothing depends on the order in which packages were analysed. The whole
// chain is the list in [Filter.Apply]; each step is one small function.
//
// It does not see ignore comments, generated files and test files: internal/report gates those, in every host. Baselines and
// -new-from need the file system or git and have rooms of their own.
package filter

import (
	"cmp"
	"fmt"
	"maps"
	"path/filepath"
	"slices"

	"github.com/counterlint/counterlint/internal/finding"
)

// Options say what a user wants to see. Wherever a name stands it is that of an analyzer or of a group.
type Options struct {
	Groups         map[string]string           // analyzer → group, of all analyzers that exist
	Enable         []string                    // if not empty: only these
	Disable        []string                    // wins over Enable
	Severities     map[string]finding.Severity // instead of the rule's own; an analyzer's entry wins over its group's
	Paths          []Path                      // in order; the last one that speaks wins
	MinSeverity    finding.Severity            // "": everything
	Deep           bool                        // also what is below the precision bar
	LeaveCopylocks bool                        // leave to vet's copylocks what it reports too
	Root           string                      // folder that the globs of Paths are relative to; absolute, as Dir
	Dir            string                      // folder that relative file names of findings are relative to
}

// A Path changes what is said about the files that it covers.
type Path struct {
	Glob       string // slash-separated, relative to Root; see glob.go
	Disable    []string
	Severities map[string]finding.Severity
}

// A Filter is a set of checked options.
type Filter struct {
	Options
	globs []glob // of Paths
}

// New checks opts: an unknown name, severity or glob is an error of one line.
func New(opts Options) (*Filter, error) {
	f := &Filter{Options: opts}
	groups := slices.Collect(maps.Values(opts.Groups))
	known := func(where string, names []string) error {
		for _, n := range names {
			if _, ok := opts.Groups[n]; !ok && !slices.Contains(groups, n) {
				return fmt.Errorf("%s: unknown analyzer or group %q", where, n)
			}
		}
		return nil
	}
	severities := func(where string, m map[string]finding.Severity) error {
		names := slices.Sorted(maps.Keys(m))
		for _, n := range names {
			if m[n].Rank() == 0 {
				return fmt.Errorf("%s: severity of %s is %q, want info, warning or error", where, n, m[n])
			}
		}
		return known(where, names)
	}
	if opts.MinSeverity != "" && opts.MinSeverity.Rank() == 0 {
		return nil, fmt.Errorf("min-severity is %q, want info, warning or error", opts.MinSeverity)
	}
	if err := cmp.Or(known("enable", opts.Enable), known("disable", opts.Disable), severities("severities", opts.Severities)); err != nil {
		return nil, err
	}
	for _, p := range opts.Paths {
		g, err := parseGlob(p.Glob)
		if err != nil {
			return nil, err
		}
		where := "path " + p.Glob
		if err := cmp.Or(known(where, p.Disable), severities(where, p.Severities)); err != nil {
			return nil, err
		}
		f.globs = append(f.globs, g)
	}
	return f, nil
}

// Apply returns what is shown of fs: sorted, once each, with fingerprints. fs itself is left as it is.
//
// Fingerprints come before anything is dropped, so that they do not depend on what a user asked to see.
func (f *Filter) Apply(fs []finding.Finding) []finding.Finding {
	fs = slices.Clone(fs)
	finding.Sort(fs)
	fs = dedupe(fs)
	finding.SetFingerprints(fs)
	for _, step := range []func(finding.Finding) (finding.Finding, bool){
		f.enabled,
		f.severity,
		f.paths,
		f.loudEnough,
		f.precise,
		f.notUpstream,
	} {
		fs = mapKeep(fs, step)
	}
	return mergeLines(fs)
}

func mapKeep(fs []finding.Finding, step func(finding.Finding) (finding.Finding, bool)) []finding.Finding {
	out := fs[:0]
	for _, x := range fs {
		if y, keep := step(x); keep {
			out = append(out, y)
		}
	}
	return out
}

// names tells whether one of names stands for the analyzer of x.
func (f *Filter) names(names []string, x finding.Finding) bool {
	return slices.Contains(names, x.Analyzer) || slices.Contains(names, f.Groups[x.Analyzer])
}

func (f *Filter) enabled(x finding.Finding) (finding.Finding, bool) {
	return x, (len(f.Enable) == 0 || f.names(f.Enable, x)) && !f.names(f.Disable, x)
}

func (f *Filter) severity(x finding.Finding) (finding.Finding, bool) {
	x.Severity = f.changed(f.Severities, x)
	return x, true
}

func (f *Filter) changed(m map[string]finding.Severity, x finding.Finding) finding.Severity {
	return cmp.Or(m[x.Analyzer], m[f.Groups[x.Analyzer]], x.Severity)
}

func (f *Filter) paths(x finding.Finding) (finding.Finding, bool) {
	if len(f.globs) == 0 {
		return x, true
	}
	name, ok := f.fromRoot(x.File)
	if !ok {
		return x, true
	}
	for i, p := range f.Paths {
		if !f.globs[i].match(name) {
			continue
		}
		if f.names(p.Disable, x) {
			return x, false
		}
		x.Severity = f.changed(p.Severities, x)
	}
	return x, true
}

// fromRoot returns the slash-separated name of file relative to Root. It reports false for one that does not lie below.
func (f *Filter) fromRoot(file string) (string, bool) {
	if !filepath.IsAbs(file) {
		file = filepath.Join(f.Dir, file)
	}
	rel, err := filepath.Rel(f.Root, file)
	return filepath.ToSlash(rel), err == nil && filepath.IsLocal(rel)
}

func (f *Filter) loudEnough(x finding.Finding) (finding.Finding, bool) {
	return x, x.Severity.Rank() >= f.MinSeverity.Rank()
}

func (f *Filter) precise(x finding.Finding) (finding.Finding, bool) { return x, f.Deep || !x.Deep }

func (f *Filter) notUpstream(x finding.Finding) (finding.Finding, bool) {
	return x, !f.LeaveCopylocks || x.Upstream != "copylocks"
}

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
