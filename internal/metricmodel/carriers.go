package metricmodel

import (
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/ir"
	"github.com/counterlint/counterlint/internal/metricmodel/catalog"
)

// This file takes carriers apart, and goes from a helper to its callers.

// spread gives the tracer the values of a carrier, each with its label's name.
func (f *flow) spread(t *tracer, c carrier, block *ssa.BasicBlock) {
	switch c.form {
	case catalog.Values:
		if _, one := c.value.Type().Underlying().(*types.Basic); one {
			t.value(c.value, block, nil)
			return
		}
		t.elements(c.value, block, nil, c.names)
	case catalog.Pairs:
		list := variadic(c.value)
		if list == nil {
			t.value(c.value, block, nil)
		}
		for i := 1; i < len(list); i += 2 {
			t.label, _ = constString(list[i-1])
			t.value(list[i], block, nil)
		}
	case catalog.Tags:
		list := variadic(c.value)
		if list == nil {
			t.value(c.value, block, nil)
		}
		for _, v := range list {
			t.label = tagName(v)
			t.value(v, block, nil)
		}
	case catalog.Options:
		f.options(t, c, block)
	case catalog.Key:
		t.keyed(c.value, block)
	case catalog.Result:
		if callee := f.prog.Func(c.value); callee.Fn != nil && f.prog.Known(callee.Fn) {
			for _, ret := range f.prog.Returns(callee.Fn) {
				t.value(ret.Results[0], ret.Block(), nil)
			}
		}
	default:
		t.value(c.value, block, nil)
	}
}

// options follows the fields of an options struct that name a metric, and its constant labels.
func (f *flow) options(t *tracer, c carrier, block *ssa.BasicBlock) {
	load, ok := c.value.(*ssa.UnOp)
	var a *ssa.Alloc
	if ok {
		a, _ = load.X.(*ssa.Alloc)
	} else {
		a, _ = c.value.(*ssa.Alloc) // a pointer to options
	}
	if a == nil {
		return
	}
	for _, ref := range *a.Referrers() {
		fa, ok := ref.(*ssa.FieldAddr)
		if !ok {
			continue
		}
		switch v := fieldOfStruct(fa.X.Type(), fa.Field); v.Name() {
		case "Namespace", "Subsystem", "Name", "ConstLabels", "Prefix", "Tags":
			for _, r := range *fa.Referrers() {
				if s, ok := r.(*ssa.Store); ok && s.Addr == fa {
					t.value(s.Val, s.Block(), nil)
				}
			}
		}
	}
}

// tagName is what stands before the colon of a tag "name:value".
func tagName(v ssa.Value) string {
	switch x := v.(type) {
	case *ssa.BinOp:
		if x.Op == token.ADD {
			return tagName(x.X)
		}
	case *ssa.Const:
		if x.Value != nil && x.Value.Kind() == constant.String {
			name, _, _ := strings.Cut(constant.StringVal(x.Value), ":")
			return name
		}
	case *ssa.Call:
		if fn := calleeOf(&x.Call); fn != nil && fn.FullName() == "fmt.Sprintf" {
			if s, ok := constString(x.Call.Args[0]); ok {
				name, _, _ := strings.Cut(s, ":")
				return name
			}
		}
	}
	return ""
}

// toCallers goes on with the arguments of the calls of the function whose parameter reaches a label.
func (f *flow) toCallers(c carrier, label string, p *ssa.Parameter, emit func(string, Origin)) {
	fn := p.Parent()
	sp := SinkParam{Label: label, Metric: c.about.Metric, Part: c.about.Part, Library: c.about.Lib.Paths[0]}
	if sp.Index = slices.Index(fn.Params, p); !slices.Contains(f.sinkOf[p], sp) {
		f.sinkOf[p] = append(f.sinkOf[p], sp)
	}
	inner := c.about.Inner
	if inner == nil {
		inner = c.about.Call
	}
	if f.walked(p) && fileLabel.MatchString(label) {
		emit(label, Origin{What: "a path found in a walk through files", Pos: p.Pos()})
		return
	}
	called := false
	for _, site := range f.callers(fn) {
		call := f.prog.Call(site.Instr)
		if call == nil || f.m.parent[call] == nil {
			continue
		}
		arg := argument(site.Instr.Common(), p)
		if com := site.Instr.Common(); com.IsInvoke() {
			if arg = nil; sp.Index > 0 && sp.Index <= len(com.Args) {
				arg = com.Args[sp.Index-1]
			}
		}
		key := sinkKey{p, label, call}
		called = true
		if arg == nil || c.depth >= maxDepth || f.done[key] {
			continue
		}
		f.done[key] = true
		about := c.about
		if _, onTheSpot := ast.Unparen(call.Fun).(*ast.FuncLit); !onTheSpot {
			about.Call, about.Inner, about.Shared = call, inner, nil
		}
		f.carry(carrier{instr: site.Instr, value: arg, form: catalog.ByName, label: label, about: about, depth: c.depth + 1})
	}
	if !called && p.Type().Underlying() == types.Typ[types.String] {
		what := personalName(p.Name(), "")
		if what == "" {
			what = personalName(label, "")
		}
		if what != "" {
			emit(label, Origin{What: "the parameter " + p.Name(), Personal: what, Bounded: true, Pos: p.Pos()})
		}
	}
}

// callers lists the static calls of fn, and those through interfaces that its receiver implements.
func (f *flow) callers(fn *ssa.Function) []ir.Site {
	sites := f.sites(fn)
	recv := fn.Signature.Recv()
	if recv == nil {
		return sites
	}
	if f.invokes == nil {
		f.invokes = map[string][]ir.Site{}
		f.each(func(instr ssa.Instruction) {
			if ci, ok := instr.(ssa.CallInstruction); ok && ci.Common().IsInvoke() {
				name := ci.Common().Method.Name()
				f.invokes[name] = append(f.invokes[name], ir.Site{Instr: ci, Caller: instr.Parent()})
			}
		})
	}
	sites = slices.Clone(sites)
	for _, site := range f.invokes[fn.Name()] {
		iface, ok := site.Instr.Common().Value.Type().Underlying().(*types.Interface)
		if ok && site.Instr.Common().Method.Pkg() == f.m.pass.Pkg && types.Implements(recv.Type(), iface) {
			sites = append(sites, site)
		}
	}
	return sites
}

// walked tells whether the parameter is the path that a walk through files hands to its function.
func (f *flow) walked(p *ssa.Parameter) bool {
	fn := p.Parent()
	if len(fn.Params) == 0 || fn.Params[0] != p {
		return false
	}
	return slices.ContainsFunc(f.prog.Uses(fn), func(u ir.Use) bool {
		call, ok := u.Instr.(ssa.CallInstruction)
		if !ok || u.Kind != ir.Passed {
			return false
		}
		callee := calleeOf(call.Common())
		return callee != nil && (callee.Name() == "WalkDir" || callee.Name() == "Walk") && callee.Pkg() != nil && (callee.Pkg().Path() == "path/filepath" || callee.Pkg().Path() == "io/fs")
	})
}

// fixedMethod tells whether the request of the handler has the method that its route demands.
func (f *flow) fixedMethod(v ssa.Value, c *context) bool {
	for c != nil && c.up != nil {
		c = c.up
	}
	fn := v.Parent()
	if c != nil {
		fn = c.call.Value.Parent()
		if fn == nil && c.at != nil {
			fn = c.at.Parent()
		}
	}
	if f.pinned == nil {
		f.pinned = f.m.routes()
	}
	for ; fn != nil; fn = fn.Parent() {
		if b := f.m.byNode[fn.Syntax()]; b != nil && f.pinned[b] {
			return true
		}
	}
	return false
}

// routes finds the handlers of routes that demand a method: "GET /path", and functions called Get, POST and the like.
func (m *Model) routes() map[*body]bool {
	pinned := map[*body]bool{}
	for _, call := range m.calls {
		if len(call.Args) < 2 {
			continue
		}
		fn := m.callee(call)
		pattern := m.fold(call.Args[0], nil)
		if fn == nil || !pattern.Known {
			continue
		}
		method, _, found := strings.Cut(pattern.Value, " ")
		fixed := found && method != "" && strings.ToUpper(method) == method && (fn.Name() == "HandleFunc" || fn.Name() == "Handle")
		switch strings.ToUpper(fn.Name()) {
		case "GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS":
			fixed = strings.HasPrefix(pattern.Value, "/")
		}
		if !fixed {
			continue
		}
		for _, arg := range call.Args[1:] {
			if b := m.valueBody(arg); b != nil {
				pinned[b] = true
			} else if obj, _, _ := types.LookupFieldOrMethod(m.info.TypeOf(arg), true, m.pass.Pkg, "ServeHTTP"); obj != nil && m.bodies[obj] != nil {
				pinned[m.bodies[obj]] = true
			}
		}
	}
	return pinned
}
