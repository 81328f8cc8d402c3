package metricmodel

import (
	"go/ast"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// This file says at which call a label is reported: at the one that carries it into a metric, once for each cause.

// carriers returns the calls that change a metric with what call makes for them, on the spot or in a variable, in source order; else call
// itself.
func (m *Model) carriers(call *ast.CallExpr) []*ast.CallExpr {
	var made ast.Node = call
	for {
		switch p := m.parent[made].(type) {
		case *ast.CompositeLit, *ast.ParenExpr, *ast.KeyValueExpr: // several options in a slice
			made = p
			continue
		case *ast.CallExpr:
			if id, ok := p.Fun.(*ast.Ident); ok && id.Name == "append" {
				made = p
				continue
			}
			if _, is := m.operation(p); is && p.Fun != made {
				return []*ast.CallExpr{p}
			}
		case *ast.AssignStmt:
			if len(p.Lhs) == 1 {
				return m.carriedBy(p.Lhs[0], call)
			}
		case *ast.ValueSpec:
			if len(p.Names) == 1 {
				return m.carriedBy(p.Names[0], call)
			}
		}
		return []*ast.CallExpr{call}
	}
}

// carriedBy returns the calls that are handed the variable and change a metric; else call.
func (m *Model) carriedBy(variable ast.Expr, call *ast.CallExpr) (all []*ast.CallExpr) {
	v := m.defs.varOf(variable)
	if v == nil || v.IsField() {
		return []*ast.CallExpr{call}
	}
	for _, id := range m.usesOf(v) {
		if use, ok := m.parent[id].(*ast.CallExpr); ok && use.Fun != ast.Expr(id) {
			if _, is := m.operation(use); is {
				all = append(all, use)
			}
		}
	}
	if len(all) == 0 {
		return []*ast.CallExpr{call}
	}
	return all
}

// A cause is one value that gets into labels at one place: maps that are filled side by side are one.
type cause struct {
	block *ssa.BasicBlock
	what  string
	label string
	deep  bool
}

// oneForEachCause leaves the first of the labels that have one cause, and gives it the calls of the others.
func oneForEachCause(labels []Label) (first []Label) {
	at := map[cause]int{}
	for _, l := range labels {
		if l.entry == nil {
			first = append(first, l)
			continue
		}
		c := cause{l.entry.Block(), l.Origin.What, l.Name, l.Deep}
		i, known := at[c]
		if !known {
			at[c] = len(first)
			first = append(first, l)
			continue
		}
		for _, call := range append([]*ast.CallExpr{l.Call}, l.Shared...) {
			if call != first[i].Call && !slices.Contains(first[i].Shared, call) {
				first[i].Shared = append(first[i].Shared, call)
			}
		}
	}
	return first
}
