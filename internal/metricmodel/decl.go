package metricmodel

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"github.com/counterlint/counterlint/internal/metricmodel/catalog"
)

// A Decl is one metric that the package creates: a call of a constructor, seen through one way of calling the helpers around it.
type Decl struct {
	Ctor  catalog.Ctor
	Call  *ast.CallExpr // of the constructor; nil for a metric of another package
	Frame *Frame        // the helpers' calls around it; nil: the constructor is called as it stands

	Base      Text // the name alone
	Name      Text // with namespace and subsystem
	Help      Text
	HasHelp   bool // Help was given, or surely left out
	Labels    []string
	HasLabels bool // the names of the labels are all known
	HasConst  bool // it has constant labels, or may have
	// Constraints are the functions that the values of labels go through, by label; bounded, of a metric of another package, those that let a
	// finite set through.
	Constraints map[string]ast.Expr
	bounded     []string
	Unit        string
	Opts        *ast.CompositeLit // the options, if they are one literal

	Foreign string // the package that declares it, if another one
}

// Site is the place in this package that a finding about the metric stands at: where its name is written, else the call.
func (d *Decl) Site() ast.Node {
	if d.Base.At != nil && d.Base.At.Pos().IsValid() {
		return d.Base.At
	}
	if d.Frame != nil {
		return d.Frame.Call
	}
	return d.Call
}

// Family is the name without the labels that VictoriaMetrics writes into it; "" if it is not known.
func (d *Decl) Family() string {
	name := d.Name.Value
	if !d.Name.Known && strings.Contains(d.Name.Head, "{") {
		name = d.Name.Head
	}
	name, _, _ = strings.Cut(name, "{")
	return name
}

// Outer is the outermost call that makes the metric: of the helper, or of the constructor.
func (d *Decl) Outer() *ast.CallExpr {
	call := d.Call
	for f := d.Frame; f != nil; f = f.up {
		call = f.Call
	}
	return call
}

type declKey struct {
	call  *ast.CallExpr
	frame *Frame
}

// ctor returns the row of the constructor that call calls.
func (m *Model) ctor(call *ast.CallExpr) (catalog.Ctor, bool) {
	for _, key := range m.keys(call) {
		if c, ok := catalog.CtorOf(key); ok {
			return c, true
		}
	}
	return catalog.Ctor{}, false
}

// decl describes the metric that a call of a constructor creates in a frame.
func (m *Model) decl(call *ast.CallExpr, c catalog.Ctor, f *Frame) *Decl {
	key := declKey{call, f}
	if d := m.decls[key]; d != nil {
		return d
	}
	d := &Decl{Ctor: c, Call: call, Frame: f}
	m.decls[key] = d
	arg := func(i int) ast.Expr {
		if i == catalog.None || i >= len(call.Args) || call.Ellipsis.IsValid() && i == len(call.Args)-1 {
			return nil
		}
		return call.Args[i]
	}
	if e := arg(c.Opts); e != nil {
		m.options(d, e, f)
	}
	if e := arg(c.Name); e != nil {
		d.Base = m.fold(e, f)
		d.Name = d.Base
	}
	if e := arg(c.Help); e != nil {
		d.Help, d.HasHelp = m.fold(e, f), true
	}
	if e := arg(c.Const); e != nil {
		d.HasConst = !m.info.Types[ast.Unparen(e)].IsNil()
	}
	if e := arg(c.Labels); e != nil {
		d.Name.open = append(d.Name.open, m.variableLabels(d, e, f)...)
	} else if c.Labels == catalog.None && c.Lib.Promlike && !c.Desc {
		d.HasLabels = true
	}
	m.instrumentOptions(d)
	return d
}

// literal finds the composite literal that e stands for: through conversions, &, variables that are assigned once and helpers.
func (m *Model) literal(e ast.Expr, f *Frame, n int) (*ast.CompositeLit, *Frame, []*types.Var) {
	if e == nil || n > 20 {
		return nil, nil, nil
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.CompositeLit:
		return e, f, nil
	case *ast.UnaryExpr:
		return m.literal(e.X, f, n+1)
	case *ast.CallExpr:
		if m.info.Types[e.Fun].IsType() && len(e.Args) == 1 {
			return m.literal(e.Args[0], f, n+1)
		}
		if fr, results := m.inline(e, f); fr != nil && len(results) == 1 {
			return m.literal(results[0], fr, n+1)
		}
	case *ast.Ident, *ast.SelectorExpr:
		v := m.defs.varOf(e)
		if v == nil {
			return nil, nil, nil
		}
		if arg, up, ok := m.bound(v, f); ok && !m.defs.partial[v] {
			return m.literal(arg, up, n+1)
		}
		if m.defs.params[v] {
			return nil, nil, []*types.Var{v}
		}
		if s, ok := m.defs.only(v); ok && !s.Wide && !(v.IsField() && v.Exported()) {
			return m.literal(s.Expr, f, n+1)
		}
	}
	return nil, nil, nil
}

// instrumentOptions reads the unit and the description of an OpenTelemetry instrument.
func (m *Model) instrumentOptions(d *Decl) {
	if d.Ctor.Lib.Name != "OpenTelemetry" {
		return
	}
	for _, a := range d.Call.Args[min(1, len(d.Call.Args)):] {
		call, ok := ast.Unparen(a).(*ast.CallExpr)
		if !ok || len(call.Args) != 1 {
			continue
		}
		if fn := m.callee(call); fn != nil && fn.Name() == "WithUnit" {
			d.Unit = m.fold(call.Args[0], d.Frame).Value
		}
	}
}

// instances describes all metrics that a call of a constructor creates: one for each way of calling the helper around it, where
// its parameters decide on the name.
func (m *Model) instances(call *ast.CallExpr, c catalog.Ctor) []*Decl {
	var all []*Decl
	var expand func(f *Frame, inner *ast.CallExpr, seen []*body)
	expand = func(f *Frame, inner *ast.CallExpr, seen []*body) {
		d := m.decl(call, c, f)
		b := m.enclosing(inner)
		if len(d.Name.open) == 0 || b == nil || b.obj == nil || slices.Contains(seen, b) || len(seen) >= maxDepth {
			all = append(all, d)
			return
		}
		sites := m.sites[b.obj]
		if len(sites) == 0 {
			all = append(all, d)
		}
		for _, site := range sites {
			if fr := m.stack(f, site); fr != nil {
				expand(fr, site, append(slices.Clone(seen), b))
			}
		}
	}
	expand(nil, call, nil)
	return all
}

// stack puts the frame of one more call below the frames of f.
func (m *Model) stack(f *Frame, outer *ast.CallExpr) *Frame {
	if f == nil {
		fr, _ := m.frame(outer, nil)
		return fr
	}
	below := m.stack(f.up, outer)
	if below == nil {
		return nil
	}
	fr, _ := m.frame(f.Call, below)
	return fr
}
