package metricmodel

import (
	"go/ast"
	"go/types"
	"slices"

	"github.com/counterlint/counterlint/internal/metricmodel/catalog"
)

// This file holds the small questions that rules ask of the syntax, so that each package is indexed once.

// Parent returns the node around n, or nil.
func (m *Model) Parent(n ast.Node) ast.Node { return m.parent[n] }

// Callee returns the function or method that call names, generic ones as declared, or nil.
func (m *Model) Callee(call *ast.CallExpr) *types.Func { return m.callee(call) }

// Calls lists the calls of the package in source order.
func (m *Model) Calls() []*ast.CallExpr { return m.calls }

// Files lists the files that count.
func (m *Model) Files() []*ast.File { return m.files }

// Enclosing returns the body of the innermost function around n, or nil.
func (m *Model) Enclosing(n ast.Node) *ast.BlockStmt {
	if b := m.enclosing(n); b != nil {
		return b.block
	}
	return nil
}

// EnclosingDecl returns the declaration around n, or nil.
func (m *Model) EnclosingDecl(n ast.Node) *ast.FuncDecl {
	for p := n; p != nil; p = m.parent[p] {
		if fd, ok := p.(*ast.FuncDecl); ok {
			return fd
		}
	}
	return nil
}

// FuncBody returns the body of the function of the package that the value e stands for, or nil.
func (m *Model) FuncBody(e ast.Expr) *ast.BlockStmt {
	if b := m.valueBody(e); b != nil {
		return b.block
	}
	return nil
}

// Var returns the variable or field that e names, or nil.
func (m *Model) Var(e ast.Expr) *types.Var { return m.defs.varOf(e) }

// Value returns the one expression that is ever assigned to v, or nil.
func (m *Model) Value(v *types.Var) ast.Expr {
	if v == nil || v.Exported() && (v.IsField() || v.Pkg() != nil && v.Parent() == v.Pkg().Scope()) {
		return nil
	}
	if s, ok := m.defs.only(v); ok && !s.Wide {
		return s.Expr
	}
	return nil
}

// Assigned lists what the package assigns to v, if that is expressions alone and no parameter's argument; else nothing.
func (m *Model) Assigned(v *types.Var) []ast.Expr {
	if m.defs.params[v] {
		return nil
	}
	var all []ast.Expr
	for _, s := range m.defs.sources[v] {
		if s.Expr == nil || s.Wide {
			return nil
		}
		all = append(all, s.Expr)
	}
	return all
}

// Fold computes the string that e stands for.
func (m *Model) Fold(e ast.Expr) Text {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.fold(e, nil)
}

// CtorAt describes the metric that call creates as it stands, if it calls a constructor.
func (m *Model) CtorAt(call *ast.CallExpr) (*Decl, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	c, ok := m.ctor(call)
	if !ok {
		return nil, false
	}
	return m.decl(call, c, nil), true
}

// An Argument is what one call hands to a parameter.
type Argument struct {
	Call *ast.CallExpr
	Expr ast.Expr
}

// Arguments lists what the calls in this package hand to v, if v is a parameter of a function of the package, not variadic, that is
// never assigned.
func (m *Model) Arguments(v *types.Var) []Argument {
	m.mu.Lock()
	defer m.mu.Unlock()
	if v == nil || !m.defs.params[v] || len(m.defs.sources[v]) > 0 {
		return nil
	}
	var all []Argument
	for obj, sites := range m.sites {
		b := m.bodies[obj]
		if b == nil || v.Pos() < b.typ.Pos() || b.typ.End() < v.Pos() {
			continue
		}
		for _, site := range sites {
			if f, _ := m.frame(site, nil); f != nil && f.args[v] != nil {
				all = append(all, Argument{site, f.args[v]})
			}
		}
	}
	slices.SortFunc(all, func(a, b Argument) int { return int(a.Call.Pos() - b.Call.Pos()) })
	return all
}

// Uses lists the identifiers that name v, its declaration and the keys of literals left out, in source order.
func (m *Model) Uses(v *types.Var) []*ast.Ident {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.usesOf(v)
}

func (m *Model) usesOf(v *types.Var) []*ast.Ident {
	if m.uses == nil {
		m.uses = map[*types.Var][]*ast.Ident{}
		for id, obj := range m.info.Uses {
			if w, ok := obj.(*types.Var); ok && m.parent[id] != nil {
				if kv, ok := m.parent[id].(*ast.KeyValueExpr); ok && kv.Key == ast.Expr(id) && w.IsField() {
					continue
				}
				m.uses[w.Origin()] = append(m.uses[w.Origin()], id)
			}
		}
		for _, ids := range m.uses {
			slices.SortFunc(ids, func(a, b *ast.Ident) int { return int(a.Pos() - b.Pos()) })
		}
	}
	return m.uses[v.Origin()]
}

// EachRequest tells whether the code at n surely runs once for each request: in a handler, or in a helper that only handlers call,
// under no condition.
func (m *Model) EachRequest(n ast.Node) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.eachRequest(n, 0)
}

func (m *Model) eachRequest(n ast.Node, depth int) bool {
	b := m.enclosing(n)
	if b == nil || depth > maxDepth {
		return false
	}
	if cond, _ := m.conditions(n, b); cond {
		return false
	}
	if m.root(b)&Request != 0 {
		return true
	}
	if b.obj == nil {
		return false
	}
	sites := m.sites[b.obj]
	for _, site := range sites {
		if !m.eachRequest(site, depth+1) {
			return false
		}
	}
	return len(sites) > 0 && !b.exported()
}

// exported tells whether other packages can call the function.
func (b *body) exported() bool {
	fd, ok := b.node.(*ast.FuncDecl)
	return ok && fd.Name.IsExported()
}

// Sink returns the row of the catalog for the argument of call that carries values of labels in their order, where call creates no
// vector's series but a constant metric.
func (m *Model) Sink(call *ast.CallExpr) (catalog.Sink, bool) {
	for _, key := range m.keys(call) {
		if s, ok := catalog.SinkOf(key); ok {
			return s, true
		}
	}
	return catalog.Sink{}, false
}

// Literal finds the composite literal that e stands for, through conversions and variables that are assigned once, or nil.
func (m *Model) Literal(e ast.Expr) *ast.CompositeLit {
	m.mu.Lock()
	defer m.mu.Unlock()
	lit, _, _ := m.literal(e, nil, 0)
	return lit
}

// Returned returns the one expression that the helper of the package returns which call runs, or nil.
func (m *Model) Returned(call *ast.CallExpr) ast.Expr {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, results := m.inline(call, nil); len(results) == 1 {
		return results[0]
	}
	return nil
}

// EachScraped visits the nodes that run whenever metrics are read, those of the functions of the package that are called there too,
// each once. enter says whether the search goes on below a node; path holds the calls that lead to it.
func (m *Model) EachScraped(visit func(n ast.Node, path []ast.Node) (enter bool)) {
	m.mu.Lock()
	var roots []*body
	for _, f := range m.files {
		ast.Inspect(f, func(n ast.Node) bool {
			if b := m.byNode[n]; b != nil && m.root(b)&Scrape != 0 {
				roots = append(roots, b)
			}
			return true
		})
	}
	m.mu.Unlock()
	seen := map[*body]bool{}
	var walk func(b *body, path []ast.Node)
	walk = func(b *body, path []ast.Node) {
		if seen[b] || len(path) > maxDepth {
			return
		}
		seen[b] = true
		ast.Inspect(b.block, func(n ast.Node) bool {
			if n == nil {
				return false
			}
			if lit, ok := n.(*ast.FuncLit); ok {
				return m.scrapedLiteral(lit)
			}
			if !visit(n, path) {
				return false
			}
			if call, ok := n.(*ast.CallExpr); ok {
				if inner := m.calledBody(call); inner != nil && ast.Node(ast.Unparen(call.Fun)) != inner.node {
					walk(inner, append(slices.Clone(path), call))
				}
			}
			return true
		})
	}
	for _, b := range roots {
		walk(b, nil)
	}
}

// scrapedLiteral tells whether the literal runs where it stands, or on a goroutine that is started there.
func (m *Model) scrapedLiteral(lit *ast.FuncLit) bool {
	call, ok := m.parent[lit].(*ast.CallExpr)
	return ok && call.Fun == ast.Expr(lit) || m.runsHere(lit)
}
