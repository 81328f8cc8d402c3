package config

import (
	"strconv"

	"go.yaml.in/yaml/v3"

	"github.com/counterlint/counterlint/internal/userrows"
)

// rows reads a list of rows, each by read.
func rows[R interface{ Check() error }](d *decoder, n *yaml.Node, read func(*yaml.Node, *R)) (all []R) {
	for _, item := range d.sequence(n) {
		var r R
		failed := len(d.errs)
		if item.Kind == yaml.ScalarNode { // a name where a row should be
			d.fail(item, "want keys and values, such as func: example.com/pkg.Func")
			continue
		}
		if read(item, &r); len(d.errs) > failed {
			continue
		}
		if err := r.Check(); err != nil {
			d.fail(item, "%v", err)
			continue
		}
		all = append(all, r)
	}
	return all
}

const rowExample = "func: example.com/pkg.Func"

func (d *decoder) sink(n *yaml.Node, s *userrows.Sink) {
	d.mapping(n, rowExample, fields{
		"func":  d.function(&s.Func),
		"arg":   func(v *yaml.Node) { s.Arg = d.number(v) },
		"as":    func(v *yaml.Node) { s.As = d.oneOf(v, userrows.Forms) },
		"label": func(v *yaml.Node) { s.Label, _ = d.scalar(v) },
	})
}

func (d *decoder) source(n *yaml.Node, s *userrows.Source) {
	d.mapping(n, rowExample, fields{
		"func": d.function(&s.Func),
		"field": func(v *yaml.Node) {
			s.Field, _ = d.scalar(v)
			d.check(v, userrows.CheckField(s.Field))
		},
		"what":     func(v *yaml.Node) { s.What, _ = d.scalar(v) },
		"personal": func(v *yaml.Node) { s.Personal, _ = d.scalar(v) },
	})
}

func (d *decoder) sanitizer(n *yaml.Node, s *userrows.Sanitizer) {
	d.mapping(n, rowExample, fields{"func": d.function(&s.Func)})
}

func (d *decoder) context(n *yaml.Node, c *userrows.Context) {
	d.mapping(n, rowExample, fields{
		"func": d.function(&c.Func),
		"runs": func(v *yaml.Node) { c.Runs = d.oneOf(v, userrows.Runs) },
	})
}

// function reads the name of a function.
func (d *decoder) function(into *string) func(*yaml.Node) {
	return func(v *yaml.Node) {
		*into, _ = d.scalar(v)
		d.check(v, userrows.CheckFunc(*into))
	}
}

// check reports err at n, unless n itself was refused.
func (d *decoder) check(n *yaml.Node, err error) {
	if err != nil && n.Kind == yaml.ScalarNode && n.Value != "" {
		d.fail(n, "%v", err)
	}
}

func (d *decoder) number(n *yaml.Node) int {
	i, err := strconv.Atoi(n.Value)
	if err != nil || i < 0 {
		d.fail(n, "want a number from 0")
	}
	return max(i, 0)
}
