package metricmodel

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"github.com/counterlint/counterlint/internal/metricmodel/catalog"
)

// An identity names a metric within one registry.
type identity struct {
	lib      string
	name     string
	registry any // "global", or the variable that holds the registry
}

func (id identity) String() string { return id.lib + " " + id.name }

// A registration is that a body surely puts a metric into a registry: itself, or through a call of a helper.
type registration struct {
	id      identity
	decl    *Decl // nil for one of another package
	at      *ast.CallExpr
	guarded bool // a condition around it, or a return before it, may depend on what is registered already
	loop    ast.Stmt
}

// registered lists what the body registers unconditionally, in source order, in the frame of one call of it.
func (m *Model) registered(b *body, f *Frame, depth int) []registration {
	if b == nil || depth > maxDepth || !m.mayRegister(b) || m.lookBefore(b) {
		return nil
	}
	var all []registration
	early := token.NoPos // the end of the first return
	ast.Inspect(b.block, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncLit:
			return false // one that is called on the spot is entered by its call
		case *ast.ReturnStmt:
			if !early.IsValid() {
				early = n.End()
			}
		case *ast.CallExpr:
			rs := m.atCall(n, f, depth)
			if len(rs) == 0 {
				return true
			}
			cond, loop := m.conditions(n, b)
			for _, r := range rs {
				r.guarded = r.guarded || cond || early.IsValid() && early <= n.Pos()
				if r.loop = loop; cond {
					r.loop = nil
				}
				if !cond {
					all = append(all, r)
				}
			}
		}
		return true
	})
	return all
}

// mayRegister tells whether the body puts a metric into a registry, itself or through calls. Others are not followed: where functions
// call each other a lot, there are more ways through them than can be walked.
func (m *Model) mayRegister(b *body) bool {
	m.registeringOnce.Do(func() {
		m.registering = map[*body]bool{}
		callers := map[*body][]*body{}
		var found []*body
		for _, call := range m.calls {
			in := m.enclosing(call)
			if m.registersItself(call) {
				found = append(found, in)
			} else if callee := m.calledBody(call); callee != nil {
				callers[callee] = append(callers[callee], in)
			}
		}
		for len(found) > 0 {
			b := found[len(found)-1]
			found = found[:len(found)-1]
			if !m.registering[b] {
				m.registering[b] = true
				found = append(found, callers[b]...)
			}
		}
	})
	return m.registering[b]
}

func (m *Model) registersItself(call *ast.CallExpr) bool {
	if c, ok := m.ctor(call); ok {
		return c.Home != catalog.Nowhere
	}
	fn := m.callee(call)
	return fn != nil && (registers(fn) || len(m.facts.registers[fn]) > 0)
}

// atCall lists what one call registers.
func (m *Model) atCall(call *ast.CallExpr, f *Frame, depth int) []registration {
	var all []registration
	add := func(d *Decl, registry any) {
		if registry == nil || !d.Name.Known || d.Name.Value == "" || d.HasConst {
			return
		}
		all = append(all, registration{id: identity{d.Ctor.Lib.Name, d.Name.Value, registry}, decl: d, at: call})
	}
	if c, ok := m.ctor(call); ok {
		if c.Home != catalog.Nowhere && !c.Reuses {
			add(m.decl(call, c, f), m.homeOf(call, c, f))
		}
		return all
	}
	fn := m.callee(call)
	if fn == nil {
		return m.through(call, f, depth)
	}
	if registers(fn) && !call.Ellipsis.IsValid() {
		registry := m.registryOf(call, f)
		for _, arg := range call.Args {
			if found, ok := m.metrics(arg, f); ok && len(found) == 1 && found[0].Ctor.Home == catalog.Nowhere && !found[0].Ctor.Desc {
				add(found[0].Decl, registry)
			}
		}
		return all
	}
	for _, name := range m.facts.registers[fn] {
		lib, name, _ := strings.Cut(name, " ")
		all = append(all, registration{id: identity{lib, name, "global"}, at: call})
	}
	return append(all, m.through(call, f, depth)...)
}

func (m *Model) through(call *ast.CallExpr, f *Frame, depth int) []registration {
	fr, b := m.frame(call, f)
	if fr == nil {
		return nil
	}
	var all []registration
	for _, r := range m.registered(b, fr, depth+1) {
		if v, local := r.id.registry.(*types.Var); local && !v.IsField() && v.Parent() != m.pass.Pkg.Scope() && b.block.Pos() <= v.Pos() && v.Pos() < b.block.End() {
			continue // a registry that each call makes for itself
		}
		if r.guarded {
			continue
		}
		r.at, r.loop = call, nil
		all = append(all, r)
	}
	return all
}

// registers tells whether fn is Register or MustRegister of client_golang or component-base.
func registers(fn *types.Func) bool {
	return fn.Pkg() != nil && (fn.Name() == "MustRegister" || fn.Name() == "Register") && catalog.Of(fn.Pkg().Path()) != nil && catalog.Of(fn.Pkg().Path()).Promlike
}

// homeOf names the registry of a constructor that registers what it makes; nil if it is not known.
func (m *Model) homeOf(call *ast.CallExpr, c catalog.Ctor, f *Frame) any {
	if c.Home == catalog.Default {
		return "global"
	}
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
		return m.registry(sel.X, f, 0)
	}
	return nil
}

// registryOf names the registry that Register or MustRegister is called on.
func (m *Model) registryOf(call *ast.CallExpr, f *Frame) any {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	if !ok {
		return "global" // a dot import
	}
	if m.info.Selections[sel] == nil {
		return "global" // prometheus.MustRegister
	}
	return m.registry(sel.X, f, 0)
}

func (m *Model) registry(e ast.Expr, f *Frame, n int) any {
	if n > 10 {
		return nil
	}
	switch e := ast.Unparen(e).(type) {
	case *ast.CallExpr:
		if fn := m.callee(e); fn != nil && fn.Name() == "With" && len(e.Args) == 1 && fn.Pkg() != nil && strings.HasSuffix(fn.Pkg().Path(), "/promauto") {
			return m.registry(e.Args[0], f, n+1)
		}
	case *ast.Ident, *ast.SelectorExpr:
		v := m.defs.varOf(e)
		if v == nil {
			return nil
		}
		if arg, up, ok := m.bound(v, f); ok {
			return m.registry(arg, up, n+1)
		}
		if v.Name() == "DefaultRegisterer" && v.Pkg() != nil && catalog.Of(v.Pkg().Path()) != nil {
			return "global"
		}
		if s, ok := m.defs.only(v); ok && !s.Wide {
			switch x := ast.Unparen(s.Expr).(type) {
			case *ast.CallExpr:
				if fn := m.callee(x); fn != nil && (fn.Name() == "NewRegistry" || fn.Name() == "NewPedanticRegistry" || fn.Name() == "NewSet") {
					if v.IsField() {
						return nil // one for each object
					}
					return v
				}
				return m.registry(x, f, n+1)
			case *ast.Ident, *ast.SelectorExpr:
				return m.registry(x, f, n+1)
			}
			return nil
		}
		if !v.IsField() && (m.defs.params[v] && len(m.defs.sources[v]) == 0) {
			return v
		}
	}
	return nil
}

// conditions tells whether something within the body decides whether n is executed, and names the innermost loop around n.
func (m *Model) conditions(n ast.Node, b *body) (cond bool, loop ast.Stmt) {
	child := n
	for p := m.parent[n]; p != nil && p != b.node; child, p = p, m.parent[p] {
		switch p := p.(type) {
		case *ast.IfStmt:
			cond = cond || child != p.Init && child != ast.Node(p.Cond)
		case *ast.CaseClause, *ast.CommClause:
			cond = true
		case *ast.BinaryExpr:
			cond = cond || (p.Op == token.LAND || p.Op == token.LOR) && child == ast.Node(p.Y)
		case *ast.ForStmt:
			if child == ast.Node(p.Body) && loop == nil {
				loop = p
			}
		case *ast.RangeStmt:
			if child == ast.Node(p.Body) && loop == nil {
				loop = p
			}
		}
	}
	return cond, loop
}

// lookBefore tells whether the body asks what is registered already, takes something out again, or handles the refusal.
func (m *Model) lookBefore(b *body) bool {
	if looks, ok := m.looks[b]; ok {
		return looks
	}
	looks := false
	ast.Inspect(b.block, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			switch obj := m.info.Uses[id].(type) {
			case *types.Func:
				name := obj.FullName()
				looks = looks || name == "expvar.Get" || obj.Name() == "Unregister" || obj.Name() == "UnregisterMetric"
			case *types.TypeName:
				looks = looks || obj.Name() == "AlreadyRegisteredError"
			case *types.Builtin:
				looks = looks || obj.Name() == "recover"
			}
		}
		return !looks
	})
	m.looks[b] = looks
	return looks
}

// initial lists what the initialisation of the package registers: its variables, then its init functions.
func (m *Model) initial() []registration {
	var all []registration
	for _, file := range m.files {
		for _, decl := range file.Decls {
			gd, ok := decl.(*ast.GenDecl)
			if !ok || gd.Tok != token.VAR {
				continue
			}
			ast.Inspect(gd, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.FuncLit:
					return false
				case *ast.CallExpr:
					all = append(all, m.atCall(n, nil, 0)...)
				}
				return true
			})
		}
	}
	for _, file := range m.files {
		for _, decl := range file.Decls {
			if fd, ok := decl.(*ast.FuncDecl); ok && fd.Recv == nil && fd.Name.Name == "init" && fd.Body != nil {
				all = append(all, m.registered(m.byNode[fd], nil, 0)...)
			}
		}
	}
	return all
}

// initNames is the fact about the package.
func (m *Model) initNames() []string { return globalNames(m.initial()) }

func globalNames(rs []registration) []string {
	var names []string
	for _, r := range rs {
		if r.id.registry == "global" && !r.guarded {
			names = append(names, r.id.String())
		}
	}
	slices.Sort(names)
	names = slices.Compact(names)
	return names[:min(len(names), maxNames)]
}

type exportedRegistration struct {
	fn    *types.Func
	names []string
}

// exportedRegistrations are the facts about functions that importers can call.
func (m *Model) exportedRegistrations() []exportedRegistration {
	var all []exportedRegistration
	for _, file := range m.files {
		for _, decl := range file.Decls {
			fd, ok := decl.(*ast.FuncDecl)
			if !ok || !fd.Name.IsExported() || fd.Body == nil {
				continue
			}
			fn, ok := m.info.Defs[fd.Name].(*types.Func)
			if !ok {
				continue
			}
			if names := globalNames(m.registered(m.byNode[fd], nil, 0)); len(names) > 0 {
				all = append(all, exportedRegistration{fn, names})
			}
		}
	}
	return all
}
