package inventory

import (
	"cmp"
	"fmt"
	"go/ast"
	"maps"
	"slices"
	"strings"

	"github.com/counterlint/counterlint/internal/metricmodel"
	"github.com/counterlint/counterlint/internal/metricmodel/catalog"
)

// This file says where the values of labels come from.

// A value is what one use says of one label: see [metricmodel.LabelValue].
type value struct {
	Name    string
	Index   int
	Known   []string
	More    int
	Why     string
	Proven  bool
	Params  []string
	Open    string
	Endless string // the source without a bound, or personal, that it comes from
	Place   Place
}

// An argument is what a call hands to a parameter of another package that reaches labels.
type argument struct {
	Param string
	Value value
}

// labelValues notes what the calls of the package say of labels; tests say nothing of the program.
func (g *gatherer) labelValues() {
	for _, call := range g.metrics.Calls() {
		if g.isTest(call.Pos()) {
			continue
		}
		instr := g.sites.instr(call)
		if instr == nil {
			continue
		}
		values, carriers := g.metrics.Values(call, instr)
		if len(values) > 0 {
			t := touch{Role: labels}
			for _, v := range values {
				t.Values = append(t.Values, g.value(v.Name, v.Index, v.Domain, call))
			}
			for _, carrier := range carriers {
				g.touched(g.metricOf(carrier), t, call.Pos())
			}
		}
		params, domains := g.metrics.Handed(call, instr)
		for i, p := range params {
			g.out.Args = append(g.out.Args, argument{labelParam(p), g.value("", -1, domains[i], call)})
		}
	}
	for _, l := range g.metrics.Labels() {
		if l.Name == "" || l.Part || g.isTest(l.Call.Pos()) {
			continue
		}
		v := value{Name: l.Name, Index: -1, Endless: l.Origin.What, Place: g.place(cmp.Or(l.Origin.Pos, l.Call.Pos()))}
		if l.Origin.Personal != "" {
			v.Endless += ": " + l.Origin.Personal
		}
		for _, call := range slices.Concat(l.Shared, []*ast.CallExpr{l.Call, l.Inner}) {
			if call != nil {
				g.touched(g.metricOf(call), touch{Role: labels, Values: []value{v}}, call.Pos())
			}
		}
	}
}

// labelParam names a parameter that reaches a label, its receiver counted.
func labelParam(p metricmodel.Param) string { return fmt.Sprintf("%s$%d", function(p.Fn), p.Index) }

func (g *gatherer) value(name string, index int, d metricmodel.Domain, call ast.Node) value {
	v := value{Name: name, Index: index, Known: d.Known, More: d.More, Why: d.Why, Proven: d.Proven, Open: d.Open, Place: g.place(call.Pos())}
	if d.Open != "" && d.OpenPos.IsValid() {
		v.Place = g.place(d.OpenPos)
	}
	for _, p := range d.Params {
		v.Params = append(v.Params, labelParam(p))
	}
	return v
}

// metricOf is the expression of the metric that a call picks a series of, or makes a constant metric of.
func (g *gatherer) metricOf(call *ast.CallExpr) ast.Expr {
	if op := g.opAt(call); op != nil {
		return op.Metric
	}
	if row, ok := g.metrics.Sink(call); ok && row.Form == catalog.Values && row.Arg > 0 && len(call.Args) > 0 {
		return call.Args[0] // a description
	}
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok && carries(g.pass.TypesInfo.TypeOf(sel.X)) {
		return sel.X
	}
	return nil
}

// A tally is what all uses say of one label.
type tally struct {
	known   map[string]bool
	more    map[string]int // by what is counted
	whys    []string
	proven  bool
	open    string
	endless string
	place   Place // of what open or endless tells, else of the first use
	used    bool
}

func (t *tally) add(v value) {
	if t.known == nil {
		t.known, t.more = map[string]bool{}, map[string]int{}
	}
	if !t.used || v.Endless != "" && t.endless == "" || v.Open != "" && t.open == "" && t.endless == "" {
		t.place = v.Place
	}
	t.used = true
	for _, k := range v.Known {
		t.known[k] = true
	}
	if v.More > 0 {
		t.more[v.Why] = v.More
	}
	if v.Why != "" && !slices.Contains(t.whys, v.Why) {
		t.whys = append(t.whys, v.Why)
	}
	t.proven = t.proven || v.Proven
	t.open, t.endless = cmp.Or(t.open, v.Open), cmp.Or(t.endless, v.Endless)
}

// fewValues are shown; of more only the number is.
const fewValues = 12

// at is how the source of a label ends.
func (l *Label) at() string { return fmt.Sprintf(" (%s:%d)", l.Place.base(), l.Place.Line) }

// tell fills in what the tally says.
func (t *tally) tell(l *Label) {
	if !t.used {
		l.Source = cmp.Or(l.Source, "no use that is seen gives it a value")
		return
	}
	l.Place = t.place
	at := l.at()
	bound := len(t.known)
	for _, n := range t.more {
		bound += n
	}
	switch {
	case t.endless != "":
		l.Values, l.Source = notBounded, t.endless+at
		return
	case t.open != "":
		l.Values, l.Source = notSeen, t.open+at
	case len(t.more) == 0 && !t.proven:
		l.Values, l.Bound, l.Source = allConstant, bound, "constants"+at
	default:
		slices.Sort(t.whys)
		l.Values, l.Source = allBounded, strings.Join(t.whys, ", ")+at
		if !t.proven {
			l.Bound = bound
		}
	}
	if len(t.known) <= fewValues && len(t.more) == 0 {
		l.Known = slices.Sorted(maps.Keys(t.known))
	}
}

// tellLabels says of each label of the entry where its values come from.
func (m *merger) tellLabels(e *entry) {
	tallies := make([]tally, len(e.Labels))
	for _, v := range e.values {
		i := v.Index
		if i == metricmodel.AllLabels {
			for j := range tallies {
				m.resolve(v, &tallies[j], map[string]bool{})
			}
			if len(tallies) > 0 || !e.perCall {
				continue
			}
			v.Name = notKnown
		}
		if i < 0 {
			i = slices.IndexFunc(e.Labels, func(l Label) bool { return l.Name == v.Name })
		}
		if i < 0 && v.Name != "" && e.perCall { // the library declares no labels
			i = len(e.Labels)
			e.Labels, tallies = append(e.Labels, Label{Name: v.Name, Values: notSeen}), append(tallies, tally{})
		}
		if i >= 0 && i < len(tallies) {
			m.resolve(v, &tallies[i], map[string]bool{})
		}
	}
	for i := range tallies {
		if e.Labels[i].Values == notSeen {
			tallies[i].tell(&e.Labels[i])
		}
	}
}

// resolve adds a value, with what the callers of exported functions hand in.
func (m *merger) resolve(v value, t *tally, seen map[string]bool) {
	for _, p := range v.Params {
		if seen[p] {
			continue
		}
		seen[p] = true
		args := m.args[p]
		for _, a := range args {
			m.resolve(a, t, seen)
		}
		fn, _, _ := strings.Cut(p, "$")
		if len(args) == 0 && len(v.Known)+v.More == 0 && !v.Proven && v.Open == "" {
			v.Open = "a parameter of " + strings.NewReplacer("(", "", "*", "", ")", "").Replace(fn[strings.LastIndexByte(fn, '/')+1:]) + ", whose callers are not seen"
		}
	}
	t.add(v)
}
