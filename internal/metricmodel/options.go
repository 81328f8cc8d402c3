package metricmodel

import (
	"go/ast"
	"go/types"
	"strings"
)

// This file reads the options that a metric is created with, and the names of its labels.

// variableLabels reads the names of labels, and the constraints on their values. It returns the parameters that nothing is known of.
func (m *Model) variableLabels(d *Decl, e ast.Expr, f *Frame) (open []*types.Var) {
	lit, up, _ := m.literal(e, f, 0)
	if lit == nil || !isNamed(m.info.TypeOf(lit), "github.com/prometheus/client_golang/prometheus", "ConstrainedLabels") {
		elems, open, ok := m.elements(e, f, 0)
		d.setLabels(elems, ok)
		return open
	}
	var names []Text
	d.Constraints = map[string]ast.Expr{}
	for _, elt := range lit.Elts {
		field := map[string]ast.Expr{}
		label, ok := elt.(*ast.CompositeLit)
		if !ok || !m.fields(label, field) || field["Name"] == nil {
			d.setLabels(nil, false)
			return nil
		}
		name := m.fold(field["Name"], up)
		names = append(names, name)
		if c := field["Constraint"]; c != nil {
			d.Constraints[name.Value] = c
		}
	}
	d.setLabels(names, true)
	return nil
}

func (d *Decl) setLabels(elems []Text, ok bool) {
	d.HasLabels = ok
	for _, e := range elems {
		d.HasLabels = d.HasLabels && e.Known
		d.Name.open = append(d.Name.open, e.open...)
		d.Labels = append(d.Labels, e.Value)
	}
}

// options reads the fields of an options struct.
func (m *Model) options(d *Decl, e ast.Expr, f *Frame) {
	lit, f, open := m.literal(e, f, 0)
	if lit == nil {
		d.HasConst = true
		d.Name.open = open
		return
	}
	d.Opts = lit
	field := map[string]ast.Expr{}
	if !m.fields(lit, field) {
		d.HasConst = true
		return
	}
	text := func(name string) Text {
		if field[name] == nil {
			return known("", nil)
		}
		return m.fold(field[name], f)
	}
	d.Base = text("Name")
	d.Name = buildFQName([]Text{text("Namespace"), text("Subsystem"), d.Base})
	d.Help, d.HasHelp = text("Help"), true
	if isNamed(m.info.TypeOf(lit), "google.golang.org/grpc/experimental/stats", "MetricDescriptor") {
		d.Help, d.Unit = text("Description"), text("Unit").Value
		required, _, _ := m.elements(field["Labels"], f, 0)
		optional, _, _ := m.elements(field["OptionalLabels"], f, 0)
		d.setLabels(append(required, optional...), true)
	}
	if c := field["ConstLabels"]; c != nil {
		d.HasConst = !m.info.Types[ast.Unparen(c)].IsNil()
	}
	if e := field["VariableLabels"]; e != nil {
		m.variableLabels(d, e, f)
	}
}

// fields gathers the keyed elements of lit, those of nested literals of options too. ok is false where they are not keyed.
func (m *Model) fields(lit *ast.CompositeLit, into map[string]ast.Expr) bool {
	for _, elt := range lit.Elts {
		kv, ok := elt.(*ast.KeyValueExpr)
		if !ok {
			return false
		}
		key, ok := kv.Key.(*ast.Ident)
		if !ok {
			return false
		}
		if strings.HasSuffix(key.Name, "Opts") {
			nested, _, _ := m.literal(kv.Value, nil, 0)
			if nested == nil || !m.fields(nested, into) {
				return false
			}
			continue
		}
		into[key.Name] = kv.Value
	}
	return true
}
