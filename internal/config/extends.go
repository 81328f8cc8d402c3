package config

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"go.yaml.in/yaml/v3"
)

// A file stands to the files that it extends as the flags stand to a file: a value wins, enable replaces all that says what runs,
// disable, paths, lists of review and rows add, and severities are merged name by name.

// extend reads the files that the document n extends into c, each over those before it.
func (d *decoder) extend(n *yaml.Node, c *Config) {
	n = resolve(n)
	if n.Kind != yaml.MappingNode {
		return // config says so
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if value := resolve(n.Content[i+1]); n.Content[i].Value == "extends" && value.Tag != "!!null" {
			for _, item := range d.sequence(value) {
				d.extendBy(item, c)
			}
			return
		}
	}
}

func (d *decoder) extendBy(item *yaml.Node, c *Config) {
	name, ok := d.scalar(item)
	if !ok {
		return
	}
	file := d.beside(name)
	if slices.Contains(d.chain, file) {
		d.fail(item, "%s extends itself", name)
		return
	}
	src, err := readFile(file)
	if err != nil {
		d.fail(item, "%s: %v", name, err)
		return
	}
	if err := parse(c, file, src, d.groups, d.chain); err != nil {
		d.errs = append(d.errs, err)
	}
}

// readFile reads a regular file. Its errors do not repeat the name.
func readFile(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err == nil && !info.Mode().IsRegular() {
		return nil, errors.New("not a file")
	}
	var src []byte
	if err == nil {
		src, err = os.ReadFile(name)
	}
	if e, ok := errors.AsType[*fs.PathError](err); ok {
		err = e.Err
	}
	return src, err
}

// beside resolves a file name that is relative to the folder of the file at hand.
func (d *decoder) beside(name string) string {
	name = filepath.FromSlash(name)
	if !filepath.IsAbs(name) {
		name = filepath.Join(filepath.Dir(d.file), name)
	}
	return filepath.Clean(name)
}

// add merges the lists and mappings of own into c.
func (c *Config) add(own *Config) {
	if len(own.Enable) > 0 {
		c.Only(own.Enable)
	}
	c.Disable = append(c.Disable, own.Disable...)
	if len(own.Severities) > 0 {
		merged := maps.Clone(c.Severities)
		if merged == nil {
			merged = map[string]string{}
		}
		maps.Copy(merged, own.Severities)
		c.Severities = merged
	}
	c.Paths = append(c.Paths, own.Paths...)
	c.Review.Blocking = append(c.Review.Blocking, own.Review.Blocking...)
	c.Review.Dashboards = append(c.Review.Dashboards, own.Review.Dashboards...)
	c.Review.Alerts = append(c.Review.Alerts, own.Review.Alerts...)
	c.Review.Runbooks = append(c.Review.Runbooks, own.Review.Runbooks...)
	c.Review.CI = append(c.Review.CI, own.Review.CI...)
	c.Sinks = append(c.Sinks, own.Sinks...)
	c.Sources = append(c.Sources, own.Sources...)
	c.Sanitizers = append(c.Sanitizers, own.Sanitizers...)
	c.Contexts = append(c.Contexts, own.Contexts...)
}

// Only makes the named analyzers and groups those that run, whatever c switched off: who names what to run means that. Entries of
// Paths stay.
func (c *Config) Only(names []string) {
	c.Enable, c.Disable = names, nil
	c.Severities = maps.Clone(c.Severities)
	maps.DeleteFunc(c.Severities, func(_, s string) bool { return s == Off })
	if len(c.Severities) == 0 {
		c.Severities = nil
	}
}
