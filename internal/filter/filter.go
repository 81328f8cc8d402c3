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
	Paths          []Path                      // of those that cover a file, any may disable and the last severity wins
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
