package metricmodel

import (
	"go/ast"
	"go/types"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/ir"
	"github.com/counterlint/counterlint/internal/metricmodel/catalog"
)

// A Label is a value that gets into the identity of a series, with the first unbounded or personal thing that it comes from.
type Label struct {
	Call   *ast.CallExpr // the metric call that carries the value; through a helper of the package, the call of the helper
	Inner  *ast.CallExpr // the metric call, where Call is that of a helper of this package
	Via    *types.Func   // the helper of another package that Call calls, or nil
	Name   string        // of the label, or ""
	Metric string        // name of the metric, or ""
	Lib    *catalog.Library
	Part   bool // the value is a part of the metric's name, or a key
	Churn  bool // series of the metric are dropped again
	Deep   bool // a check bounds the value, unless its owner opens it
	Origin Origin
	Shared []*ast.CallExpr // further metric calls that carry the same labels, in source order

	entry ssa.Instruction // which put the value into a map or slice of labels that is made before the call; or nil
}

// Place says what the value becomes: "the label path of requests_total".
func (l Label) Place() string {
	of := ""
	if l.Metric != "" && !l.Part {
		of = " of " + l.Metric
	}
	switch {
	case l.Name != "":
		return "the label " + l.Name + of
	case l.Part && l.Lib.Name == "expvar":
		return "a key or name of expvar"
	case l.Part:
		return "a part of a metric's name"
	}
	return "a label" + of
}

// flow follows values of one package to its labels.
type flow struct {
	m    *Model
	prog *ir.Program

	fields map[*types.Var][]*ssa.Store
	puts   []*ssa.Call
	pinned map[*body]bool // handlers of routes that fix the method

	registries map[*types.Var]bool  // see registry
	steps      int                  // of the proof that is being sought, see maxSteps
	opened     bool                 // that proof leans on a check that a setting opens
	invokes    map[string][]ir.Site // calls through interfaces, by method

	labels []Label
	done   map[sinkKey]bool
	sinkOf map[*ssa.Parameter][]SinkParam // what the parameters of functions reach
}

type sinkKey struct {
	p     *ssa.Parameter
	label string
	call  *ast.CallExpr
}

// A carrier is an argument of a call that reaches labels.
type carrier struct {
	instr ssa.CallInstruction
	value ssa.Value
	form  catalog.Form
	names []string // labels of the elements, for Values
	decl  *Decl    // the metric, if it is known
	label string   // for all of it, if it is known
	about Label    // Call, Inner, Via, Metric, Lib, Part, Churn are set
	depth int
}

// Labels lists the values that reach labels and come from where there is no bound, or are personal, in source order. One call
// has one of them for each label.
func (m *Model) Labels() []Label {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.labelled {
		return m.labels
	}
	m.labelled = true
	if m.defs == nil || !m.hasSinks() {
		return nil
	}
	prog, err := ir.For(m.pass)
	if err != nil {
		return nil // the builder gave up on the package: nothing is known of its values
	}
	f := newFlow(m, prog)
	f.run()
	slices.SortStableFunc(f.labels, func(a, b Label) int {
		if a.Call == b.Call && a.Deep != b.Deep { // what is sure speaks first
			return map[bool]int{false: -1, true: 1}[a.Deep]
		}
		return prog.Compare(a.Call.Pos(), b.Call.Pos())
	})
	m.labels = oneForEachCause(f.labels)
	return m.labels
}

func newFlow(m *Model, prog *ir.Program) *flow {
	return &flow{m: m, prog: prog, done: map[sinkKey]bool{}, sinkOf: map[*ssa.Parameter][]SinkParam{}, registries: map[*types.Var]bool{}}
}

// hasSinks tells whether a call of the package carries labels.
func (m *Model) hasSinks() bool {
	return slices.ContainsFunc(m.calls, func(call *ast.CallExpr) bool {
		if len(m.sinksOf(call)) > 0 {
			return true
		}
		fn := m.callee(call)
		return fn != nil && m.facts.sinks[fn] != nil
	})
}

// sinksOf lists the rows for the arguments of a call that carry labels: those of the catalog,
// and the user's own ones.
func (m *Model) sinksOf(call *ast.CallExpr) []catalog.Sink {
	var all []catalog.Sink
	for _, key := range m.keys(call) {
		for _, suffix := range []string{"", "#0", "#2"} {
			if s, ok := catalog.SinkOf(key + suffix); ok {
				all = append(all, s)
			}
		}
		if len(all) > 0 {
			break
		}
	}
	return append(all, m.ownSinks(m.callee(call))...)
}

// run looks at every call.
func (f *flow) run() {
	f.each(func(instr ssa.Instruction) {
		ci, ok := instr.(ssa.CallInstruction)
		if !ok {
			return
		}
		call := f.prog.Call(ci)
		if call == nil || f.m.parent[call] == nil {
			return
		}
		rows := f.m.sinksOf(call)
		for _, s := range rows {
			f.sink(ci, call, s)
		}
		if fn := f.m.callee(call); fn != nil && len(rows) == 0 { // rows know better than the facts about a library's own code
			f.foreignSink(ci, call, fn)
		}
	})
}

// sink follows the argument of a call of a library.
func (f *flow) sink(ci ssa.CallInstruction, call *ast.CallExpr, s catalog.Sink) {
	com := ci.Common()
	i := s.Arg
	if !com.IsInvoke() && com.Signature().Recv() != nil {
		i++
	}
	if i >= len(com.Args) {
		return
	}
	calls := f.m.carriers(call)
	c := carrier{instr: ci, value: com.Args[i], form: s.Form, label: s.Label, about: Label{Call: calls[0], Shared: calls[1:], Lib: s.Lib, Part: s.Form == catalog.NamePart || s.Form == catalog.Options}}
	if s.Form == catalog.Options || s.Form == catalog.Result {
		if s.Form == catalog.Result && len(call.Args) > 0 {
			c.label = f.m.fold(call.Args[0], nil).Value
		}
	} else if s.Form == catalog.Values {
		f.family(call, s, &c)
	} else if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
		f.about(sel.X, &c)
	}
	if c.value != nil {
		f.carry(c)
	}
}

// family finds the names of the labels of the metric that the call picks a series of.
func (f *flow) family(call *ast.CallExpr, s catalog.Sink, c *carrier) {
	if s.Arg > 0 && len(call.Args) > 0 {
		f.about(call.Args[0], c) // a constant metric and its description
	} else if sel, ok := unindex(call.Fun).(*ast.SelectorExpr); ok {
		f.about(sel.X, c)
	}
}

// about notes what is known of the metric that e stands for.
func (f *flow) about(e ast.Expr, c *carrier) {
	found, ok := f.m.metrics(e, nil)
	if !ok || len(found) == 0 {
		return
	}
	d := found[0]
	if d.Call != nil && f.m.runsAt(d.Call)&Request != 0 {
		c.value = nil // a metric of one request, as probes make them
		return
	}
	c.about.Metric, c.decl = d.Name.Value, d.Decl
	if d.HasLabels && !d.Curried {
		c.names = d.Labels
	}
	c.about.Churn = f.m.drops(d.Decl)
}

// drops tells whether the package deletes or resets series of the metric.
func (m *Model) drops(d *Decl) bool {
	return slices.ContainsFunc(m.Ops, func(op *Op) bool {
		if op.Row.Op != catalog.Delete && op.Row.Op != catalog.Reset || op.Metric == nil {
			return false
		}
		found, _ := m.metrics(op.Metric, nil)
		return slices.ContainsFunc(found, func(x Found) bool { return x.Decl == d })
	})
}

// foreignSink follows the arguments of a helper of another package.
func (f *flow) foreignSink(ci ssa.CallInstruction, call *ast.CallExpr, fn *types.Func) {
	fact := f.m.facts.sinks[fn]
	if fact == nil || ci.Common().IsInvoke() {
		return
	}
	for _, p := range fact.Params {
		if p.Index < len(ci.Common().Args) {
			f.carry(carrier{instr: ci, value: ci.Common().Args[p.Index], form: catalog.ByName, label: p.Label,
				about: Label{Call: call, Via: fn, Lib: f.m.library(fact.Library), Metric: p.Metric, Part: p.Part}})
		}
	}
}

// carry follows what a carrier holds, and goes on to the callers where that is a parameter.
func (f *flow) carry(c carrier) {
	block := c.instr.Block()
	told := map[string]bool{}
	var t *tracer
	bounded := func(label string) bool { return c.decl != nil && f.constrained(c.decl, label) }
	emit := func(label string, o Origin) {
		if o.Fresh && f.startup(c) || bounded(label) {
			return
		}
		if (label != "" || c.form != catalog.NamePart) && sanctioned(label, o) || told[label] {
			return
		}
		l := c.about
		l.Name, l.Origin, l.Deep = label, o, t.switches > 0
		if what := personalName(label, ""); what != "" && (l.Origin.Personal == "" || l.Origin.Bounded) {
			l.Origin.Personal = what
		}
		if l.Lib.Limited {
			l.Origin.Bounded = true
		}
		if l.Origin.Bounded && l.Origin.Personal == "" {
			return
		}
		if !l.Origin.Bounded && !l.Deep {
			told[label] = true
		}
		if e := t.entry; e != nil && (e.Pos() < l.Call.Pos() || l.Call.End() <= e.Pos()) {
			l.entry = e
		}
		f.labels = append(f.labels, l)
	}
	t = &tracer{f: f, label: c.label, seen: map[traceKey]bool{}, budget: maxTrace, hops: c.depth, emit: emit, throughSwitches: true}
	t.opaque = func(label string, v ssa.Value) {
		switch what := personalName(label, ""); {
		case what != "":
			emit(label, Origin{What: "a value that is not known here", Personal: what, Bounded: true, Pos: v.Pos()})
		case labelID(label):
			emit(label, Origin{What: "a value of which there is one for each " + strings.ToLower(thing(label, label)), Pos: v.Pos()})
		}
	}
	t.param = func(label string, p *ssa.Parameter) {
		if !bounded(label) && t.switches == 0 {
			f.toCallers(c, label, p, emit)
		}
	}
	f.spread(t, c, block)
}

// startup tells whether the carrier stands in code that runs once, where the process or an object starts: an instance is labelled
// there with its id or the time of its start.
func (f *flow) startup(c carrier) bool {
	if c.form == catalog.Options || f.m.runsAt(c.about.Call) != 0 {
		return c.form == catalog.Options && f.m.runsAt(c.about.Call) == 0
	}
	fd := f.m.declAround(c.about.Call)
	return fd == nil || starting.MatchString(fd.Name.Name)
}

var starting = regexp.MustCompile(`^(init|main|run|Run|New|new|Register|register|Setup|setup|Init|Start|start|Make|make|Must|Build|build)`)

// sanctioned tells whether the label is one that operators choose to have per tenant or cluster.
func sanctioned(label string, o Origin) bool {
	switch label {
	case "tenant", "tenant_id", "org", "org_id", "namespace", "cluster", "cluster_id":
		return !o.Raw
	}
	return false
}
