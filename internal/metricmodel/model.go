// Package metricmodel says what a metric is, in every library: which ones a package creates, under which names and labels, what is
// done to them, where they are registered, and which code runs when they are read. It answers questions of rules and never reports.
//
// # How a rule uses it
//
// A rule requires [Analyzer], takes the model of the package with [For], and walks its declarations and operations:
//
//	m := metricmodel.For(pass.Pass)
//	for _, d := range m.Decls { … d.Name.Value, d.Labels … }
//	for _, op := range m.Ops { … m.Metrics(op.Metric) … }
//
// The libraries are rows of data in the package catalog. Names are folded through constants, BuildFQName, Sprintf, options in
// variables and helpers of the package; a helper that is called with several names declares as many metrics.
//
// # Its parts
//
// defs knows what is assigned to variables, fold computes strings, frame binds the parameters of helpers, decl finds metrics, op what
// is done to them, registry and duplicates where they are registered, runs which code runs for a request, for a scrape or on a timer.
// labels, carriers and carried follow the values of labels backwards over SSA: flow, loads, elements, flowcall and printed take the steps;
// sources, sourcerows, peers, requests and names know where they begin, own brings in the rows of the user. guards, predicates, static and
// constraints prove that a value is one of a finite set; keys, keylife and counters ask the same of maps of counters.
// [Facts] alone exports facts, and stops at once in packages that import no metrics library and have no small helper for strings.
//
// # What it does not see
//
// Metrics in maps and slices, those made through reflection, names computed from input. Where it cannot tell it answers so that the
// rule stays silent.
package metricmodel

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"sync"

	"golang.org/x/tools/go/analysis"

	"github.com/counterlint/counterlint/internal/metricmodel/catalog"
	"github.com/counterlint/counterlint/internal/userrows"
)

// A Model is what is known of the metrics of one package. It may be asked from several goroutines.
type Model struct {
	Decls []*Decl // in source order
	Ops   []*Op   // in source order

	pass   *analysis.Pass
	info   *types.Info
	files  []*ast.File
	defs   *defs
	parent map[ast.Node]ast.Node
	bodies map[types.Object]*body
	byNode map[ast.Node]*body
	sites  map[types.Object][]*ast.CallExpr
	calls  []*ast.CallExpr
	facts  *foreign
	rows   *userrows.Table      // what the user says of functions
	counts func(token.Pos) bool // whether what stands there is evidence

	mu              sync.Mutex // guards what follows: answers that are found on demand
	frames          map[frameKey]*Frame
	decls           map[declKey]*Decl
	runs            map[*body]Run
	scraped         map[*body]bool // handed to a library as callbacks
	labels          []Label
	values          *flow // of the questions in values.go
	labelled        bool  // labels is complete
	uses            map[*types.Var][]*ast.Ident
	registeringOnce sync.Once
	registering     map[*body]bool // see mayRegister
	looks           map[*body]bool // asks what is registered, see lookBefore
}

// newModel looks at the files for which counts holds, if the package has anything to do with metrics or imports one of more.
func newModel(pass *analysis.Pass, counts func(token.Pos) bool, facts *foreign, more ...string) *Model {
	m := &Model{pass: pass, info: pass.TypesInfo, facts: facts, rows: userrows.For(pass), counts: counts}
	if len(pass.TypeErrors) > 0 || !m.matters(more) {
		return m
	}
	for _, f := range pass.Files {
		if counts(f.Package) {
			m.files = append(m.files, f)
		}
	}
	m.defs = newDefs(m.info, m.files)
	m.index()
	m.callbacks()
	for _, call := range m.calls {
		if c, ok := m.ctor(call); ok {
			m.Decls = append(m.Decls, m.instances(call, c)...)
		}
		if op, ok := m.operation(call); ok {
			m.Ops = append(m.Ops, op)
		}
	}
	slices.SortStableFunc(m.Decls, func(a, b *Decl) int { return cmp.Compare(a.Site().Pos(), b.Site().Pos()) })
	return m
}

// matters tells whether the package can have metrics at all: it imports a library, or a package with facts about metrics, or one
// of more, or the user has a row for it.
func (m *Model) matters(more []string) bool {
	if !m.facts.empty() || m.rows.HasSinksIn(m.pass.Pkg.Path()) {
		return true
	}
	for _, imp := range m.pass.Pkg.Imports() {
		if m.library(imp.Path()) != nil || slices.Contains(more, catalog.Clean(imp.Path())) {
			return true
		}
	}
	return false
}

// index walks the files once.
func (m *Model) index() {
	m.parent = map[ast.Node]ast.Node{}
	m.bodies = map[types.Object]*body{}
	m.byNode = map[ast.Node]*body{}
	m.sites = map[types.Object][]*ast.CallExpr{}
	m.frames = map[frameKey]*Frame{}
	m.decls = map[declKey]*Decl{}
	m.runs = map[*body]Run{}
	m.looks = map[*body]bool{}
	for _, f := range m.files {
		var stack []ast.Node
		ast.Inspect(f, func(n ast.Node) bool {
			if n == nil {
				stack = stack[:len(stack)-1]
				return true
			}
			if len(stack) > 0 {
				m.parent[n] = stack[len(stack)-1]
			}
			stack = append(stack, n)
			if call, ok := n.(*ast.CallExpr); ok {
				m.calls = append(m.calls, call)
			}
			if b := bodyOf(n); b != nil {
				m.byNode[n] = b
				if fd, ok := n.(*ast.FuncDecl); ok {
					b.obj = m.info.Defs[fd.Name]
					m.bodies[b.obj] = b
				}
			}
			return true
		})
	}
	for v, ss := range m.defs.sources {
		if len(ss) == 1 && ss[0].Expr != nil && !ss[0].Wide {
			if lit, ok := ast.Unparen(ss[0].Expr).(*ast.FuncLit); ok && m.byNode[lit] != nil {
				m.byNode[lit].obj = v
				m.bodies[v] = m.byNode[lit]
			}
		}
	}
	for _, call := range m.calls {
		if fn := m.callee(call); fn != nil {
			m.sites[fn] = append(m.sites[fn], call)
		} else if v := m.defs.varOf(call.Fun); v != nil {
			m.sites[v] = append(m.sites[v], call)
		}
	}
}

// keys lists the names under which the catalog may know the function that call calls.
func (m *Model) keys(call *ast.CallExpr) []string {
	fun := call.Fun
	fn := m.callee(call)
	if v := m.defs.varOf(fun); fn == nil && v != nil && !v.IsField() { // a method value in a variable
		if s, ok := m.defs.only(v); ok && !s.Wide {
			fun, fn = s.Expr, m.function(s.Expr)
		}
	}
	if fn == nil || fn.Pkg() == nil {
		return nil
	}
	return Keys(m.info, fun, fn)
}

// Keys lists the names under which the catalog may know fn, which fun names: that of the function, or those of the method in the
// type that the source sees, in the types it is promoted through, and in the one that declares it.
func Keys(info *types.Info, fun ast.Expr, fn *types.Func) []string {
	recv := fn.Signature().Recv()
	if recv == nil {
		if catalog.Of(fn.Pkg().Path()) == nil {
			return nil
		}
		return []string{catalog.Clean(fn.Pkg().Path()) + "." + fn.Name()}
	}
	if catalog.Of(fn.Pkg().Path()) == nil {
		return nil
	}
	var keys []string
	add := func(t types.Type) {
		if p, ok := types.Unalias(t).(*types.Pointer); ok {
			t = p.Elem()
		}
		if n, ok := types.Unalias(t).(*types.Named); ok && n.Obj().Pkg() != nil && catalog.Of(n.Obj().Pkg().Path()) != nil {
			key := catalog.Clean(n.Obj().Pkg().Path()) + "." + n.Obj().Name() + "." + fn.Name()
			if !slices.Contains(keys, key) {
				keys = append(keys, key)
			}
		}
	}
	if sel, ok := unindex(fun).(*ast.SelectorExpr); ok {
		if s := info.Selections[sel]; s != nil {
			t := s.Recv()
			add(t)
			for _, i := range s.Index()[:len(s.Index())-1] {
				st := structOf(t)
				if st == nil {
					break
				}
				t = st.Field(i).Type()
				add(t)
			}
		}
	}
	add(recv.Type())
	return keys
}

// unindex takes parentheses and type arguments off.
func unindex(e ast.Expr) ast.Expr {
	switch x := ast.Unparen(e).(type) {
	case *ast.IndexExpr:
		return ast.Unparen(x.X)
	case *ast.IndexListExpr:
		return ast.Unparen(x.X)
	default:
		return x
	}
}
