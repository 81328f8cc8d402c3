package config

import (
	"cmp"
	"slices"

	"github.com/counterlint/counterlint/internal/filter"
	"github.com/counterlint/counterlint/internal/finding"
)

// The values of keys that are not there.
const (
	DefaultMinSeverity = "warning"
	DefaultFailOn      = "warning"
)

// Complete fills in the defaults. severity tells that of an analyzer, or "" of a name that is none: one of severity info that is
// enabled by its name would be silent otherwise.
func (c *Config) Complete(severity func(analyzer string) finding.Severity) {
	c.FailOn = cmp.Or(c.FailOn, DefaultFailOn)
	if c.MinSeverity != "" {
		return
	}
	c.MinSeverity = DefaultMinSeverity
	if slices.ContainsFunc(c.Enable, func(name string) bool { return severity(name) == finding.Info }) {
		c.MinSeverity = string(finding.Info)
	}
}

// Options are what a complete c says about findings. groups maps each analyzer that exists to its group; root is the folder that
// the patterns of Paths are relative to, dir the one that the names of files in findings are.
func (c *Config) Options(groups map[string]string, root, dir string) filter.Options {
	opts := filter.Options{
		Groups:         groups,
		Enable:         c.Enable,
		MinSeverity:    finding.Severity(c.MinSeverity),
		Deep:           c.Deep,
		LeaveCopylocks: c.LeaveCopylocks,
		Root:           root,
		Dir:            dir,
	}
	var off []string
	opts.Severities, off = splitOff(c.Severities)
	opts.Disable = append(slices.Clone(c.Disable), off...)
	for _, p := range c.Paths {
		fp := filter.Path{Glob: p.Path}
		fp.Severities, off = splitOff(p.Severities)
		fp.Disable = append(slices.Clone(p.Disable), off...)
		opts.Paths = append(opts.Paths, fp)
	}
	return opts
}

// splitOff separates the severities from the names that are switched off.
func splitOff(m map[string]string) (severities map[string]finding.Severity, off []string) {
	severities = map[string]finding.Severity{}
	for name, s := range m {
		if s == Off {
			off = append(off, name)
		} else {
			severities[name] = finding.Severity(s)
		}
	}
	slices.Sort(off)
	return severities, off
}
