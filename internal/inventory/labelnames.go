package inventory

import (
	"go/ast"
	"go/types"
	"regexp"
	"slices"

	"github.com/counterlint/counterlint/internal/metricmodel"
	"github.com/counterlint/counterlint/internal/metricmodel/catalog"
)

// labelsOf lists the labels that a metric is declared with. Where the list is put together step by step, it has all that may be in it.
func (g *gatherer) labelsOf(d *metricmodel.Decl) []Label {
	list := g.inName(d)
	for _, name := range d.Labels {
		if name == "" {
			name = notKnown
		}
		list = append(list, Label{Name: name, Values: notSeen})
	}
	if len(list) > 0 || d.HasLabels || d.Ctor.Labels == catalog.None || d.Ctor.Labels >= len(d.Call.Args) {
		return list
	}
	e := d.Call.Args[d.Ctor.Labels]
	n := &labelNames{g: g}
	if n.collect(e, 0) && len(n.names) > 0 {
		for _, name := range n.names {
			list = append(list, Label{Name: name, Values: notSeen})
		}
		return list
	}
	return []Label{{Name: notKnown, Values: notSeen, Source: types.ExprString(e), Place: g.place(e.Pos())}}
}

// nameLabel matches a label in a name, as VictoriaMetrics writes them.
var nameLabel = regexp.MustCompile(`([a-zA-Z_]\w*)="([^"]*)"`)

// inName lists the labels that are part of the name.
func (g *gatherer) inName(d *metricmodel.Decl) (list []Label) {
	for _, m := range nameLabel.FindAllStringSubmatch(d.Name.Value, -1) {
		list = append(list, Label{Name: m[1], Values: allConstant, Bound: 1, Known: []string{m[2]}, Source: "the name", Place: g.place(d.Outer().Pos())})
	}
	return list
}

// labelNames are the strings that a slice may hold.
type labelNames struct {
	g     *gatherer
	names []string
	seen  []*types.Var
}

// collect reports whether it could follow all of e.
func (n *labelNames) collect(e ast.Expr, depth int) bool {
	if depth > 8 {
		return false
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.CompositeLit:
		for _, x := range e.Elts {
			n.add(x)
		}
		return true
	case *ast.CallExpr:
		if tv := n.g.pass.TypesInfo.Types[e.Fun]; tv.IsType() && len(e.Args) == 1 {
			return n.collect(e.Args[0], depth+1)
		} else if !tv.IsBuiltin() || len(e.Args) == 0 {
			return false
		}
		if !n.collect(e.Args[0], depth+1) {
			return false
		}
		if e.Ellipsis.IsValid() {
			return n.collect(e.Args[1], depth+1)
		}
		for _, x := range e.Args[1:] {
			n.add(x)
		}
		return true
	case *ast.Ident, *ast.SelectorExpr:
		if n.g.pass.TypesInfo.Types[e].IsNil() {
			return true
		}
		v := n.g.metrics.Var(e)
		if v == nil || slices.Contains(n.seen, v) {
			return v != nil
		}
		n.seen = append(n.seen, v)
		sources := n.g.metrics.Assigned(v)
		for _, s := range sources {
			if !n.collect(s, depth+1) {
				return false
			}
		}
		return len(sources) > 0
	}
	return false
}

func (n *labelNames) add(e ast.Expr) {
	name := notKnown
	if t := n.g.metrics.Fold(e); t.Known {
		name = t.Value
	}
	if !slices.Contains(n.names, name) {
		n.names = append(n.names, name)
	}
}
