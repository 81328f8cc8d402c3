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
	prog, err := ir.For(m.pass)
	if err != nil {
		return nil // the builder gave up on the package: nothing is known of its values
	}
	g := &growth{flow: newFlow(m, prog), keys: map[*types.Var][]insert{}}
	g.each(g.instr)
	return g.judge()
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
