package metricmodel

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/ir"
	"github.com/counterlint/counterlint/internal/ssax"
)

// A Growth is a statement that puts counters for new keys into a map which lives on and which nothing takes keys out of.
type Growth struct {
	Stmt   ast.Node
	Map    *types.Var
	Origin Origin // of the key; no What: the keys are constants, of a sync.Map
}

// Growths lists the maps of counters whose keys come from where there is no bound, and the sync.Maps of counters whose keys are all
// constants, in source order.
func (m *Model) Growths() []Growth {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.defs == nil || !m.insertsCounters() {
		return nil
	}
	prog, err := ir.Build(m.pass.Fset, m.pass.Pkg, m.pass.Files, m.info)
	if err != nil {
		return nil // the builder gave up on the package: nothing is known of its values
	}
	g := &growth{flow: newFlow(m, prog), keys: map[*types.Var][]insert{}}
	g.each(g.instr)
	return g.judge()
}

// insertsCounters tells whether the package has a map or sync.Map of counters that is written, by its syntax alone.
func (m *Model) insertsCounters() bool {
	found := false
	for _, f := range m.files {
		ast.Inspect(f, func(n ast.Node) bool {
			var e ast.Expr
			switch n := n.(type) {
			case *ast.IncDecStmt:
				e = n.X
			case *ast.AssignStmt:
				e = n.Lhs[0]
			case *ast.CallExpr:
				fn := m.callee(n)
				found = found || fn != nil && (fn.FullName() == "(*sync.Map).LoadOrStore" || fn.FullName() == "(*sync.Map).Store")
			}
			if ix, ok := e.(*ast.IndexExpr); ok {
				if mp, ok := m.info.TypeOf(ix.X).Underlying().(*types.Map); ok && isCounter(mp.Elem()) {
					found = true
				}
			}
			return !found
		})
	}
	return found
}

// isCounter tells whether values of the type count: numbers, atomics, pointers to those, and structs of nothing else.
func isCounter(t types.Type) bool { return countsWithin(t, 0) }

// maxNested bounds the depth of a type that is looked into: one that points to itself has no end.
const maxNested = 8

func countsWithin(t types.Type, depth int) bool {
	if depth > maxNested {
		return false
	}
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := types.Unalias(t).(*types.Named); ok && n.Obj().Pkg() != nil {
		switch n.Obj().Pkg().Path() {
		case "sync/atomic":
			return n.Obj().Name() != "Value" && n.Obj().Name() != "Pointer" && n.Obj().Name() != "Bool"
		case "expvar":
			return n.Obj().Name() == "Int" || n.Obj().Name() == "Float"
		case "time":
			return false
		}
	}
	switch u := t.Underlying().(type) {
	case *types.Basic:
		return u.Info()&types.IsNumeric != 0
	case *types.Struct:
		for f := range u.Fields() {
			if !countsWithin(f.Type(), depth+1) {
				return false
			}
		}
		return u.NumFields() > 0
	}
	return false
}

type insert struct {
	at     token.Pos
	key    ssa.Value
	block  *ssa.BasicBlock
	counts bool // the value that is put in is a counter
	sync   bool
}

type growth struct {
	*flow
	keys map[*types.Var][]insert
}

// instr notes what puts a key into a map.
func (g *growth) instr(instr ssa.Instruction) {
	switch i := instr.(type) {
	case *ssa.MapUpdate:
		v := g.holder(i.Map)
		mp, ok := i.Map.Type().Underlying().(*types.Map)
		if v == nil || !ok || !isCounter(mp.Elem()) {
			return
		}
		_, plain := mp.Elem().Underlying().(*types.Basic)
		g.keys[v] = append(g.keys[v], insert{at: i.Pos(), key: i.Key, block: i.Block(), counts: !plain || adds(i)})
	case *ssa.Call:
		fn := calleeOf(&i.Call)
		if fn == nil || fn.FullName() != "(*sync.Map).LoadOrStore" && fn.FullName() != "(*sync.Map).Store" {
			return
		}
		fa := i.Call.Args[0]
		v := g.addressed(fa)
		value := unboxed(i.Call.Args[2])
		if v == nil {
			return
		}
		_, pointer := value.Type().Underlying().(*types.Pointer)
		g.keys[v] = append(g.keys[v], insert{at: i.Pos(), key: unboxed(i.Call.Args[1]), block: i.Block(), counts: pointer && isCounter(value.Type()), sync: true})
	}
}

// adds tells whether the update raises what the map holds: m[k]++, m[k] = m[k] + n.
func adds(u *ssa.MapUpdate) bool {
	b, ok := u.Value.(*ssa.BinOp)
	if !ok || b.Op != token.ADD {
		return false
	}
	for _, x := range []ssa.Value{b.X, b.Y} {
		if e, ok := x.(*ssa.Extract); ok {
			x = e.Tuple
		}
		if l, ok := x.(*ssa.Lookup); ok && same(l.X, u.Map) && same(l.Index, u.Key) {
			return true
		}
	}
	return false
}

// holder returns the field or package variable that holds the map.
func (g *growth) holder(v ssa.Value) *types.Var {
	if u, ok := v.(*ssa.UnOp); ok && u.Op == token.MUL {
		return g.addressed(u.X)
	}
	return nil
}

func (g *growth) addressed(addr ssa.Value) *types.Var {
	switch a := addr.(type) {
	case *ssa.Global:
		v, _ := a.Object().(*types.Var)
		return v
	case *ssa.FieldAddr:
		if _, local := a.X.(*ssa.Alloc); local {
			return nil // an object of the function's own
		}
		return fieldOfStruct(a.X.Type(), a.Field)
	}
	return nil
}

// lives tells whether the objects that hold the field are made where things start, as far as literals of their type show: one that
// a request makes for itself ends with it.
func (g *growth) lives(v *types.Var) bool {
	if !v.IsField() {
		return true
	}
	literals, long := 0, 0
	for _, f := range g.m.files {
		ast.Inspect(f, func(n ast.Node) bool {
			lit, ok := n.(*ast.CompositeLit)
			if !ok {
				return true
			}
			st := structOf(g.m.info.TypeOf(lit))
			if st == nil {
				return true
			}
			for field := range st.Fields() {
				if field.Origin() == v {
					literals++
					if fd := g.m.declAround(lit); g.m.runsAt(lit)&Request == 0 && (fd == nil || starting.MatchString(fd.Name.Name)) {
						long++
					}
				}
			}
			return true
		})
	}
	return literals == long
}

// judge keeps the maps that only ever grow.
func (g *growth) judge() []Growth {
	var all []Growth
	for v, inserts := range g.keys {
		if v.Pkg() != g.m.pass.Pkg || g.shrinks(v) || !g.lives(v) {
			continue
		}
		constant := len(inserts) > 0
		for _, in := range inserts {
			if g.m.parentOf(in.at) == nil {
				constant = false
				continue
			}
			_, isConst := in.key.(*ssa.Const)
			constant = constant && isConst && in.sync && in.counts
			if o, ok := g.origin(in); ok && in.counts {
				if stmt := ssax.StmtAt(g.m.pass, in.at); stmt != nil {
					all = append(all, Growth{stmt, v, o})
				}
			}
		}
		if constant && !v.Exported() && g.onlyConstantLoads(v) {
			if stmt := ssax.StmtAt(g.m.pass, inserts[0].at); stmt != nil {
				all = append(all, Growth{Stmt: stmt, Map: v})
			}
		}
	}
	slices.SortFunc(all, func(a, b Growth) int {
		return cmp.Or(g.prog.Compare(a.Stmt.Pos(), b.Stmt.Pos()), cmp.Compare(a.Map.Name(), b.Map.Name()))
	})
	return slices.CompactFunc(all, func(a, b Growth) bool { return a.Stmt == b.Stmt })
}

// parentOf tells whether pos lies in a file that counts: it returns that file.
func (m *Model) parentOf(pos token.Pos) *ast.File {
	for _, f := range m.files {
		if f.FileStart <= pos && pos < f.FileEnd {
			return f
		}
	}
	return nil
}

// origin follows the key to the first unbounded thing that it comes from.
func (g *growth) origin(in insert) (o Origin, ok bool) {
	t := &tracer{f: g.flow, seen: map[traceKey]bool{}, budget: maxTrace}
	t.emit = func(_ string, from Origin) {
		if !from.Bounded && !ok {
			o, ok = from, true
		}
	}
	t.param = func(_ string, p *ssa.Parameter) { // an unexported helper: what its callers hand in
		if ok || p.Parent().Object() != nil && ast.IsExported(p.Parent().Name()) {
			return
		}
		for _, site := range g.flow.sites(p.Parent()) {
			if arg := argument(site.Instr.Common(), p); arg != nil && !ok {
				inner := &tracer{f: g.flow, seen: map[traceKey]bool{}, budget: maxTrace, emit: t.emit}
				inner.value(arg, site.Instr.Block(), nil)
			}
		}
	}
	if u, isLoad := in.key.(*ssa.UnOp); isLoad && structOf(in.key.Type()) != nil { // a key of several fields
		if a, isAlloc := u.X.(*ssa.Alloc); isAlloc {
			for _, ref := range *a.Referrers() {
				if fa, isField := ref.(*ssa.FieldAddr); isField {
					for _, r := range *fa.Referrers() {
						if s, isStore := r.(*ssa.Store); isStore && s.Addr == fa {
							t.value(s.Val, s.Block(), nil)
						}
					}
				}
			}
		}
		return o, ok
	}
	t.value(in.key, in.block, nil)
	return o, ok
}

// shrinks tells whether keys are taken out of the map, its size is looked at, it is replaced as a whole, or it is handed to code that may
// do so.
func (g *growth) shrinks(v *types.Var) bool {
	m := g.m
	for _, s := range m.defs.sources[v] {
		if s.Expr == nil || s.Wide {
			return true
		}
		if !m.initialises(s.Expr) {
			return true
		}
	}
	for _, id := range m.usesOf(v) {
		var e ast.Expr = id
		if sel, ok := m.parent[id].(*ast.SelectorExpr); ok && sel.Sel == id {
			e = sel
		}
		switch p := m.parent[e].(type) {
		case *ast.IndexExpr, *ast.RangeStmt, *ast.AssignStmt, *ast.BinaryExpr:
		case *ast.UnaryExpr:
			return true
		case *ast.SelectorExpr: // a method of a sync.Map
			switch p.Sel.Name {
			case "Load", "Store", "LoadOrStore", "Range":
			default:
				return true
			}
		case *ast.CallExpr:
			return true // delete, clear, len, or other code
		default:
			return true
		}
	}
	return false
}

// initialises tells whether the value is given to the variable once: in a literal, a declaration, a constructor, or where it is nil.
func (m *Model) initialises(e ast.Expr) bool {
	for p := m.parent[e]; p != nil; p = m.parent[p] {
		switch p := p.(type) {
		case *ast.CompositeLit, *ast.ValueSpec, *ast.KeyValueExpr:
			return true
		case *ast.IfStmt:
			if b, ok := ast.Unparen(p.Cond).(*ast.BinaryExpr); ok && b.Op == token.EQL {
				return true
			}
		case *ast.FuncDecl:
			name := p.Name.Name
			return name == "init" || len(name) >= 3 && (name[:3] == "New" || name[:3] == "new")
		}
	}
	return true
}

// onlyConstantLoads tells whether all keys that a sync.Map is asked for are constants too.
func (g *growth) onlyConstantLoads(v *types.Var) bool {
	all := true
	g.each(func(instr ssa.Instruction) {
		call, ok := instr.(*ssa.Call)
		if !ok {
			return
		}
		if fn := calleeOf(&call.Call); fn != nil && fn.FullName() == "(*sync.Map).Load" && g.addressed(call.Call.Args[0]) == v {
			if _, isConst := unboxed(call.Call.Args[1]).(*ssa.Const); !isConst {
				all = false
			}
		}
	})
	return all
}
