package countermap

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/chains"
	"github.com/counterlint/counterlint/internal/conc"
	"github.com/counterlint/counterlint/internal/conc/loc"
	"github.com/counterlint/counterlint/internal/ssax"
	"github.com/counterlint/counterlint/internal/typex"
)

// A use is one access of a map.
type use struct {
	instr  ssa.Instruction
	target ssa.Value // the map
	place  loc.Path  // of the map, as the function of instr names it
	write  bool
	how    string // "gets an entry", "is ranged over"
	chains []chains.Chain
}

// A group is a map of counters of the program, whatever the instance, with all that is done to it.
type group struct {
	name string
	uses []use
}

// useOf reads one instruction.
func useOf(instr ssa.Instruction) (use, bool) {
	switch i := instr.(type) {
	case *ssa.MapUpdate:
		return use{instr: i, target: i.Map, write: true, how: "is written"}, true
	case *ssa.Lookup:
		return use{instr: i, target: i.X, how: "is read"}, isMap(i.X)
	case *ssa.Range:
		return use{instr: i, target: i.X, how: "is ranged over"}, isMap(i.X)
	case ssa.CallInstruction:
		c := i.Common()
		if b, ok := c.Value.(*ssa.Builtin); ok && len(c.Args) > 0 && isMap(c.Args[0]) {
			switch b.Name() {
			case "delete", "clear":
				return use{instr: i, target: c.Args[0], write: true, how: "loses entries"}, true
			case "len":
				return use{instr: i, target: c.Args[0], how: "is measured"}, true
			}
			return use{}, false
		}
		if name := ssax.FullName(c); strings.HasPrefix(name, "maps.") && len(c.Args) > 0 {
			switch name {
			case "maps.Copy", "maps.Insert", "maps.DeleteFunc":
				return use{instr: i, target: c.Args[0], write: true, how: "is written"}, isMap(c.Args[0])
			case "maps.Clone", "maps.Keys", "maps.Values", "maps.All":
				return use{instr: i, target: c.Args[0], how: "is ranged over"}, isMap(c.Args[0])
			}
		}
	}
	return use{}, false
}

func isMap(v ssa.Value) bool {
	_, ok := v.Type().Underlying().(*types.Map)
	return ok
}

// groups gathers the uses of all maps of counters, in the order of their first use.
func (c *checker) groups(fns []*ssa.Function) []*group {
	c.entriesAdded(fns)
	uses, counters := c.candidates(fns)
	byPlace := map[any]*group{}
	var all []*group
	for _, u := range uses {
		if id := fieldOf(u.place); id != nil && !counters[id] || c.swappedOut(u) || c.won(u.instr) {
			continue
		}
		byGroup := map[*group][]chains.Chain{}
		var order []*group
		for _, chain := range c.graph.To(u.instr, u.target) {
			id, name := identity(chain.Place)
			if !counters[id] {
				continue
			}
			g := byPlace[id]
			if g == nil {
				g = &group{name: name}
				byPlace[id] = g
				all = append(all, g)
			}
			if byGroup[g] == nil {
				order = append(order, g)
			}
			byGroup[g] = append(byGroup[g], chain)
		}
		for _, g := range order {
			mine := u
			mine.chains = byGroup[g]
			g.uses = append(g.uses, mine)
		}
	}
	return all
}

// candidates lists the uses of maps whose elements may be counters, and the identities of the maps that are shown to hold some: only
// of these the chains of all uses are followed.
func (c *checker) candidates(fns []*ssa.Function) (uses []use, counters map[any]bool) {
	counters = map[any]bool{}
	ssax.Each(fns, func(instr ssa.Instruction) {
		u, ok := useOf(instr)
		if !ok || !instr.Pos().IsValid() {
			return
		}
		if t, ok := u.target.Type().Underlying().(*types.Map); !ok || !isCounter(t.Elem()) { // a type parameter of maps may be none of counters
			return
		}
		u.place, _ = c.model.PlaceOf(u.target)
		uses = append(uses, u)
		if !c.counting(u) || c.swappedOut(u) || c.won(instr) {
			return
		}
		for _, chain := range c.graph.To(u.instr, u.target) {
			if id, _ := identity(chain.Place); id != nil {
				counters[id] = true
			}
		}
	})
	return uses, counters
}

// fieldOf is the identity of a place that every chain to it has: its innermost field, or nil.
func fieldOf(p loc.Path) any {
	if id, _ := identity(p); id != nil {
		if f, ok := id.(*types.Var); ok {
			return f
		}
	}
	return nil
}

// identity says which map of the program a place is: by its innermost field, the package variable, or the object itself.
func identity(p loc.Path) (id any, name string) {
	for _, s := range slices.Backward(p.Steps) {
		if s.Kind == loc.Loaded || s.Kind == loc.Sliced {
			return nil, "" // what an atomic holds is another rule's
		}
		if s.Kind == loc.Field {
			return s.Field, s.Field.Name()
		}
	}
	switch r := p.Root.(type) {
	case *ssa.Global:
		return r, r.Name()
	case *ssa.MakeMap:
		return r, nameOf(r)
	case *ssa.Alloc:
		return r, r.Comment
	case *ssa.Parameter:
		return r, r.Name()
	}
	return nil, ""
}

// nameOf is the variable that a new map is stored in.
func nameOf(m *ssa.MakeMap) string {
	for _, ref := range *m.Referrers() {
		if store, ok := ref.(*ssa.Store); ok && store.Val == m {
			if a, ok := store.Addr.(*ssa.Alloc); ok && a.Comment != "" {
				return a.Comment
			}
		}
	}
	return "made here"
}

// isCounter tells whether a map of such values may be one of counters: they are numbers, or consist of numbers, with or without a lock.
func isCounter(t types.Type) bool {
	if m, ok := t.Underlying().(*types.Map); ok { // by two keys
		return isCounter(m.Elem())
	}
	_, ok := typex.CellOf(t)
	return ok
}

// counting tells whether a use shows that the map holds counters: a number is computed from the one that was there, or an entry is added
// that has atomics, or numbers that are added to somewhere, or what is read is summed up.
func (c *checker) counting(u use) bool {
	update, ok := u.instr.(*ssa.MapUpdate)
	if !ok {
		read, ok := u.instr.(ssa.Value)
		return ok && c.summed(read, 0)
	}
	if cell, _ := typex.CellOf(update.Value.Type()); cell.Atomic {
		return true
	}
	p, _ := c.model.PlaceOf(update.Map)
	id, _ := identity(p)
	return c.added[id] || c.fromEntry(update.Value, update, 0)
}

// entriesAdded finds the maps to whose entries something is added, through pointers: m[k].n++, or by a variable for the entry.
func (c *checker) entriesAdded(fns []*ssa.Function) {
	c.added = map[any]bool{}
	note := func(v ssa.Value) {
		p, _ := c.model.PlaceOf(v)
		for i, s := range slices.Backward(p.Steps) {
			if s.Kind == loc.Entry {
				if id, _ := identity(loc.Path{Root: p.Root, Steps: p.Steps[:i]}); id != nil {
					c.added[id] = true
				}
				return
			}
		}
	}
	ssax.Each(fns, func(instr ssa.Instruction) {
		store, ok := instr.(*ssa.Store)
		if !ok {
			return
		}
		if b, ok := store.Val.(*ssa.BinOp); !ok || b.Op != token.ADD && b.Op != token.SUB {
			return
		}
		base := store.Addr
		for {
			fa, ok := base.(*ssa.FieldAddr)
			if !ok {
				break
			}
			base = fa.X
		}
		if phi, ok := base.(*ssa.Phi); ok {
			for _, e := range phi.Edges {
				note(e)
			}
			return
		}
		note(store.Addr)
	})
}

// fromEntry tells whether a value is arithmetic on the entry of the map that is updated.
func (c *checker) fromEntry(v ssa.Value, update *ssa.MapUpdate, depth int) bool {
	if depth > 6 {
		return false
	}
	switch v := v.(type) {
	case *ssa.BinOp:
		return v.Op != token.EQL && (c.fromEntry(v.X, update, depth+1) || c.fromEntry(v.Y, update, depth+1))
	case *ssa.Convert:
		return c.fromEntry(v.X, update, depth+1)
	case *ssa.ChangeType:
		return c.fromEntry(v.X, update, depth+1)
	case *ssa.Phi:
		return slices.ContainsFunc(v.Edges, func(e ssa.Value) bool { return e != v && c.fromEntry(e, update, depth+1) })
	case *ssa.Extract:
		return c.fromEntry(v.Tuple, update, depth+1)
	case *ssa.Call:
		if b, ok := v.Call.Value.(*ssa.Builtin); ok && (b.Name() == "min" || b.Name() == "max") {
			return slices.ContainsFunc(v.Call.Args, func(a ssa.Value) bool { return c.fromEntry(a, update, depth+1) })
		}
	case *ssa.Lookup:
		p, _ := c.model.PlaceOf(v.X)
		q, _ := c.model.PlaceOf(update.Map)
		return p.Root == q.Root && slices.EqualFunc(p.Steps, q.Steps, func(s, t loc.Step) bool { return s.Kind == t.Kind && s.Field == t.Field }) // the keys are the same, or the author says so
	case *ssa.UnOp: // a struct of numbers, changed and put back
		if a, ok := v.X.(*ssa.Alloc); ok && v.Op == token.MUL {
			for _, ref := range *a.Referrers() {
				if store, ok := ref.(*ssa.Store); ok && store.Addr == a && c.fromEntry(store.Val, update, depth+1) {
					return true
				}
			}
		}
	}
	return false
}

// swappedOut tells whether the map was taken out of its variable before: another one is stored there in the same function, after the
// reference was read and before the use.
func (c *checker) swappedOut(u use) bool {
	load, ok := u.target.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return false
	}
	place, _ := c.model.PlaceOf(load.X)
	for _, b := range u.instr.Parent().Blocks {
		for _, instr := range b.Instrs {
			store, ok := instr.(*ssa.Store)
			if !ok || !isMap(store.Val) {
				continue
			}
			if p, _ := c.model.PlaceOf(store.Addr); p.Equal(place) && reaches(load, store) && reaches(store, u.instr) {
				return true
			}
		}
	}
	return false
}

// won tells whether the result of an atomic operation decides if instr runs: a flag that one caller wins, the last one out.
func (c *checker) won(instr ssa.Instruction) bool {
	return slices.ContainsFunc(c.model.Ops, func(op *conc.Op) bool {
		return op.Fn == instr.Parent() && op.Kind != conc.Load && op.Result != nil &&
			slices.ContainsFunc(c.model.GuardedBy(instr, op), func(g conc.Guard) bool { return g.Direct })
	})
}

// reaches tells whether control can get from a to b, in one function.
func reaches(a, b ssa.Instruction) bool {
	if a.Block() == b.Block() {
		instrs := a.Block().Instrs
		if slices.Index(instrs, a) < slices.Index(instrs, b) {
			return true
		}
	}
	seen := map[*ssa.BasicBlock]bool{}
	stack := slices.Clone(a.Block().Succs)
	for len(stack) > 0 {
		x := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if x == b.Block() {
			return true
		}
		if !seen[x] {
			seen[x] = true
			stack = append(stack, x.Succs...)
		}
	}
	return false
}

// guarded tells whether the rest of the package shows that the map needs a lock where both chains begin in code that is not seen: the
// access holds a lock for reading only and writes, or most other accesses hold a lock, all writes exclusively.
func (g *group) guarded(u use, a chains.Chain, w use, b chains.Chain) bool {
	if a.Origin.Kind != chains.Outside || b.Origin.Kind != chains.Outside {
		return true // a goroutine or a handler is at the other end
	}
	if u.write && readLock(a) != "" {
		return true
	}
	with, without, writes := 0, 0, 0
	for _, o := range g.others(a) {
		switch {
		case !o.holds(func(conc.Held) bool { return true }):
			without++
		default:
			with++
			if o.write {
				writes++
			}
		}
	}
	return writes > 0 && with >= 2 && without*2 <= with
}

// ruled tells whether all other accesses hold one and the same lock, a few of them at least, and the writes among them exclusively. What
// the functions on the chain do without it is no evidence: they are what is judged.
func (g *group) ruled(a chains.Chain) bool {
	others := g.others(a)
	i := slices.IndexFunc(others, func(o use) bool { return o.write })
	if i < 0 || len(others) < 2 {
		return false
	}
	return slices.ContainsFunc(others[i].chains[0].Held(), func(lock conc.Held) bool {
		return !slices.ContainsFunc(others, func(o use) bool {
			return !o.holds(func(h conc.Held) bool { return h.Sure && h.Key.Matches(lock.Key) })
		})
	})
}

// others lists the accesses that the functions on the chain a do not make, or make under a lock.
func (g *group) others(a chains.Chain) []use {
	var out []use
	for _, o := range g.uses {
		o.chains = slices.DeleteFunc(slices.Clone(o.chains), func(c chains.Chain) bool { return len(c.Held()) == 0 && sharesFunction(c, a) })
		if len(o.chains) > 0 {
			out = append(out, o)
		}
	}
	return out
}

// holds tells whether each way to the access holds one of the locks, to write exclusively.
func (u use) holds(one func(conc.Held) bool) bool {
	return !slices.ContainsFunc(u.chains, func(c chains.Chain) bool {
		return !slices.ContainsFunc(c.Held(), func(h conc.Held) bool { return (h.Exclusive || !u.write) && one(h) })
	})
}

// sharesFunction tells whether two chains pass one function.
func sharesFunction(a, b chains.Chain) bool {
	return slices.ContainsFunc(a.Steps, func(x ssa.Instruction) bool {
		return slices.ContainsFunc(b.Steps, func(y ssa.Instruction) bool { return x.Parent() == y.Parent() })
	})
}
