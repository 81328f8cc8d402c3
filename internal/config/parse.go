package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/counterlint/counterlint/internal/filter"
	"github.com/counterlint/counterlint/internal/suggest"
)

// Parse reads the text of a file, and the files that it extends, which are named relative to its folder; see [Load].
func Parse(file string, src []byte, groups map[string]string) (*Config, error) {
	c := &Config{Version: 1}
	if err := parse(c, file, src, groups, nil); err != nil {
		return nil, err
	}
	return c, nil
}

// parse reads the text of a file over what c says already. The files in chain extend it.
func parse(c *Config, file string, src []byte, groups map[string]string, chain []string) error {
	d := &decoder{file: file, groups: groups, chain: append(slices.Clone(chain), filepath.Clean(file))}
	d.analyzers = slices.Sorted(maps.Keys(groups))
	d.names = slices.Compact(slices.Sorted(maps.Values(groups)))
	d.names = append(d.names, d.analyzers...)

	own := &Config{}
	docs := yaml.NewDecoder(bytes.NewReader(src))
	var doc, more yaml.Node
	switch err := docs.Decode(&doc); {
	case errors.Is(err, io.EOF): // nothing but comments
	case err != nil:
		return d.syntax(src, err)
	default:
		d.config(doc.Content[0], c, own)
		if err := docs.Decode(&more); err == nil {
			d.fail(&more, "more than one document")
		} else if !errors.Is(err, io.EOF) {
			return d.syntax(src, err)
		}
	}
	if len(d.errs) > 0 {
		return errors.Join(d.errs...)
	}
	c.add(own)
	return nil
}

// A decoder walks the nodes of one document by hand: each problem then has a place, and all of them are found in one go.
type decoder struct {
	file      string
	groups    map[string]string
	chain     []string // the files that are being read, this one last
	analyzers []string
	names     []string // of groups and analyzers
	errs      []error
}

func (d *decoder) fail(n *yaml.Node, format string, args ...any) {
	d.errs = append(d.errs, &Error{d.file, max(n.Line, 1), max(n.Column, 1), fmt.Sprintf(format, args...)})
}

var (
	yamlLine = regexp.MustCompile(`^line (\d+): `)
	// The YAML reader counts the lines of these from 0, those of all others from 1.
	yamlFromZero = regexp.MustCompile(`^(did not find expected (<|node content|'-' indicator|key$|',' or )|found (undefined tag|duplicate|incompatible))`)
)

// syntax places an error of the YAML reader, which knows the line alone: at the first character of that line.
func (d *decoder) syntax(src []byte, err error) error {
	e := &Error{File: d.file, Line: 1, Column: 1, Message: strings.TrimPrefix(err.Error(), "yaml: ")}
	if m := yamlLine.FindStringSubmatch(e.Message); m != nil {
		e.Message = e.Message[len(m[0]):]
		e.Line, _ = strconv.Atoi(m[1]) // digits, by the pattern
		if yamlFromZero.MatchString(e.Message) {
			e.Line++
		}
	}
	lines := strings.Split(strings.TrimRight(string(src), "\n"), "\n")
	e.Line = min(max(e.Line, 1), len(lines))
	line := lines[e.Line-1]
	e.Column = 1 + len(line) - len(strings.TrimLeft(line, " \t"))
	e.Message = "broken YAML: " + strings.Join(strings.Fields(e.Message), " ")
	return e
}

// fields maps each key of a mapping to what reads its value.
type fields map[string]func(*yaml.Node)

// config reads a document: what it extends, and of its own keys those that replace what lies below, into c; lists and mappings,
// which [Config.add] merges, into own.
func (d *decoder) config(n *yaml.Node, c, own *Config) {
	d.extend(n, c)
	d.mapping(n, "min-severity: error", fields{
		"version": func(v *yaml.Node) {
			if s, ok := d.scalar(v); ok && s != "1" {
				d.fail(v, "version is %s, want 1", s)
			}
		},
		"extends":         func(*yaml.Node) {}, // read before all others
		"enable":          func(v *yaml.Node) { own.Enable = d.list(v) },
		"disable":         func(v *yaml.Node) { own.Disable = d.list(v) },
		"severities":      func(v *yaml.Node) { own.Severities = d.severities(v) },
		"min-severity":    func(v *yaml.Node) { c.MinSeverity = d.oneOf(v, MinSeverities) },
		"fail-on":         func(v *yaml.Node) { c.FailOn = d.oneOf(v, FailOns) },
		"deep":            func(v *yaml.Node) { c.Deep = d.boolean(v) },
		"tests":           func(v *yaml.Node) { c.Tests = d.boolean(v) },
		"leave-copylocks": func(v *yaml.Node) { c.LeaveCopylocks = d.boolean(v) },
		"baseline": func(v *yaml.Node) {
			if s, ok := d.scalar(v); ok {
				c.Baseline = d.beside(s)
			}
		},
		"paths": func(v *yaml.Node) {
			for _, item := range d.sequence(v) {
				own.Paths = append(own.Paths, d.path(item))
			}
		},
		"review":           func(v *yaml.Node) { own.Review = d.review(v) },
		"label-sinks":      func(v *yaml.Node) { own.Sinks = rows(d, v, d.sink) },
		"label-sources":    func(v *yaml.Node) { own.Sources = rows(d, v, d.source) },
		"label-sanitizers": func(v *yaml.Node) { own.Sanitizers = rows(d, v, d.sanitizer) },
		"contexts":         func(v *yaml.Node) { own.Contexts = rows(d, v, d.context) },
	})
}

func (d *decoder) path(n *yaml.Node) Path {
	var p Path
	failed := len(d.errs)
	d.mapping(n, "path: internal/legacy/**", fields{
		"path": func(v *yaml.Node) {
			p.Path, _ = d.scalar(v)
			if _, err := filter.New(filter.Options{Paths: []filter.Path{{Glob: p.Path}}}); err != nil && len(d.errs) == failed {
				d.fail(v, "%v", err)
			}
		},
		"disable":    func(v *yaml.Node) { p.Disable = d.list(v) },
		"severities": func(v *yaml.Node) { p.Severities = d.severities(v) },
	})
	if len(d.errs) > failed {
		return p
	}
	if p.Path == "" {
		d.fail(n, "the key path is missing")
	} else if len(p.Disable)+len(p.Severities) == 0 {
		d.fail(n, "path %s changes nothing; add disable or severities", p.Path)
	}
	return p
}

func (d *decoder) review(n *yaml.Node) (r Review) {
	patterns := func(to *[]string) func(*yaml.Node) {
		return func(v *yaml.Node) {
			for _, item := range d.sequence(v) {
				s, ok := d.scalar(item)
				if _, err := filter.New(filter.Options{Paths: []filter.Path{{Glob: s}}}); ok && err != nil {
					d.fail(item, "%v", err)
				}
				*to = append(*to, s)
			}
		}
	}
	d.mapping(n, "blocking: [cardinality, privacy]", fields{
		"blocking": func(v *yaml.Node) {
			for _, item := range d.sequence(v) {
				r.Blocking = append(r.Blocking, d.oneOf(item, ReviewChecks))
			}
		},
		"dashboards": patterns(&r.Dashboards),
		"alerts":     patterns(&r.Alerts),
		"runbooks":   patterns(&r.Runbooks),
		"ci":         patterns(&r.CI),
	})
	return r
}

// mapping calls the reader of each key of n. A key without a value is a key that is not there.
func (d *decoder) mapping(n *yaml.Node, example string, fs fields) {
	d.pairs(n, example, func(key, value *yaml.Node) {
		read, ok := fs[key.Value]
		if !ok {
			d.fail(key, "unknown key %s%s", key.Value, suggest.Hint(key.Value, slices.Sorted(maps.Keys(fs))))
			return
		}
		if value.Tag != "!!null" {
			read(value)
		}
	})
}

// pairs calls f for each key of the mapping n, with the value that an alias stands for.
func (d *decoder) pairs(n *yaml.Node, example string, f func(key, value *yaml.Node)) {
	n = resolve(n)
	if n.Tag == "!!null" {
		return
	}
	if n.Kind != yaml.MappingNode {
		d.fail(n, "want keys and values, such as %s", example)
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := resolve(n.Content[i]), resolve(n.Content[i+1])
		switch {
		case key.Kind != yaml.ScalarNode:
			d.fail(key, "a key must be a word")
		case seen[key.Value]:
			d.fail(key, "key %s stands here twice", key.Value)
		default:
			seen[key.Value] = true
			f(key, value)
		}
	}
}

func resolve(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		return n.Alias
	}
	return n
}

func (d *decoder) severities(n *yaml.Node) map[string]string {
	m := map[string]string{}
	d.pairs(n, "lostupdate: error", func(key, value *yaml.Node) {
		d.known(key)
		m[key.Value] = d.oneOf(value, severities)
	})
	if len(m) == 0 { // the same as no key
		return nil
	}
	return m
}

// list reads names of analyzers and groups.
func (d *decoder) list(n *yaml.Node) []string {
	var names []string
	for _, item := range d.sequence(n) {
		if s, ok := d.scalar(item); ok {
			d.known(item)
			names = append(names, s)
		}
	}
	return names
}

func (d *decoder) known(n *yaml.Node) {
	if !slices.Contains(d.names, n.Value) {
		d.fail(n, "unknown analyzer or group %s%s", n.Value, suggest.Hint(n.Value, d.names))
	}
}

// sequence returns the items of a list; a single word is a list of one.
func (d *decoder) sequence(n *yaml.Node) []*yaml.Node {
	switch n.Kind {
	case yaml.SequenceNode:
		items := make([]*yaml.Node, len(n.Content))
		for i, item := range n.Content {
			items[i] = resolve(item)
		}
		return items
	case yaml.ScalarNode:
		return []*yaml.Node{n}
	}
	d.fail(n, "want a list, such as [a, b]")
	return nil
}

func (d *decoder) scalar(n *yaml.Node) (string, bool) {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" || n.Value == "" {
		d.fail(n, "want a word")
		return "", false
	}
	return n.Value, true
}

func (d *decoder) oneOf(n *yaml.Node, choices []string) string {
	s, ok := d.scalar(n)
	if ok && !slices.Contains(choices, s) {
		d.fail(n, "%s is none of %s%s", s, strings.Join(choices, ", "), suggest.Hint(s, choices))
	}
	return s
}

func (d *decoder) boolean(n *yaml.Node) bool {
	switch n.Value {
	case "true":
		return true
	case "false":
		return false
	}
	d.fail(n, "want true or false")
	return false
}
