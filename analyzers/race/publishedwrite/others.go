package publishedwrite

import (
	"fmt"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc"
	"github.com/counterlint/counterlint/internal/conc/loc"
	"github.com/counterlint/counterlint/internal/rule"
	"github.com/counterlint/counterlint/internal/ssax"
)

// evidence says who else is at the object.
type evidence struct {
	level rule.Evidence
	pos   token.Pos
	text  string
}

// others finds who may be at the written part of the object at the same time: the same code on another goroutine, or another access
// that holds no common lock.
func (c *checker) others(w touch, s source) (evidence, bool) {
	if s.load != nil && !c.locked(w.instr) {
		for _, ev := range c.m.Concurrent(s.load) {
			if ev.Other == nil && (ev.Level != rule.Betrayed || c.isReadElsewhere(s)) {
				return evidence{ev.Level, ev.Pos, ev.Text}, true
			}
		}
	}
	part := written(s)
	var found evidence
	for _, a := range c.accessesOf(part, s.atomic) {
		if c.excluded(w.instr, a.instr) {
			continue
		}
		sources := c.trace(a.target, a.instr, 0)
		i := slices.IndexFunc(sources, func(o source) bool {
			mine, theirs := loader(w.instr, s), loader(a.instr, o)
			return o.atomic == s.atomic && mine != theirs && !c.quiet(a.instr, o) && !c.m.RunTogether([]*ssa.Function{mine, theirs})
		})
		if i < 0 {
			continue // of an object that nobody published, or on the same goroutine
		}
		verb := "read"
		if a.how != "" {
			verb = "written"
		}
		ev := evidence{rule.Betrayed, a.instr.Pos(), fmt.Sprintf("%s is %s at %s", part.Name(), verb, c.m.Where(a.instr.Pos()))}
		if load := sources[i].load; load != nil {
			if evs := c.m.Concurrent(load); len(evs) > 0 && evs[0].Other == nil {
				ev.level = evs[0].Level
				if ev.level != rule.Betrayed {
					ev.text += ": " + evs[0].Text
				}
			}
		}
		if found.text == "" || found.level == rule.Betrayed && ev.level != rule.Betrayed {
			found = ev
		}
	}
	return found, found.text != ""
}

// isReadElsewhere tells whether another place loads the object: an atomic that one function alone looks at is not shared by that function
// being exported.
func (c *checker) isReadElsewhere(s source) bool {
	return slices.ContainsFunc(c.m.OpsOf(s.load.Key), func(op *conc.Op) bool { return op != s.load && op.Kind != conc.Store && !op.Test })
}

// loader is the function that loads the object which instr accesses: it, or a helper that it hands the object to, does the rest.
func loader(instr ssa.Instruction, s source) *ssa.Function {
	if s.load != nil {
		return s.load.Fn
	}
	return instr.Parent()
}

// locked tells whether a lock is held, surely or perhaps, that keeps another run of the same code out.
func (c *checker) locked(instr ssa.Instruction) bool {
	return slices.ContainsFunc(c.m.HeldAt(instr), func(h conc.Held) bool { return h.Exclusive })
}

// excluded tells whether one lock is held at both places, by one of them for writing.
func (c *checker) excluded(w, a ssa.Instruction) bool {
	theirs := c.m.HeldAt(a)
	return slices.ContainsFunc(c.m.HeldAt(w), func(mine conc.Held) bool {
		return slices.ContainsFunc(theirs, func(h conc.Held) bool { return (mine.Exclusive || h.Exclusive) && h.Key.Matches(mine.Key) })
	})
}

// written names the innermost field that is written, or what holds the atomic where the object itself is.
func written(s source) *types.Var {
	for _, step := range slices.Backward(s.steps) {
		if step.Kind == loc.Field {
			return step.Field
		}
	}
	return s.atomic
}

// accessesOf lists the accesses of a part of what the atomic holds, those that copy all of it included.
func (c *checker) accessesOf(part, atomic *types.Var) []touch {
	if c.accesses == nil {
		c.findAccesses()
	}
	all := c.accesses[part]
	if part != atomic {
		for _, a := range c.accesses[atomic] {
			if u, ok := a.instr.(*ssa.UnOp); ok && isStruct(u.Type()) {
				all = append(slices.Clip(all), a)
			}
		}
	}
	return all
}

// findAccesses indexes the plain accesses of the package by the innermost field or variable on the way to them; those of new objects
// are left out.
func (c *checker) findAccesses() {
	c.accesses = map[*types.Var][]touch{}
	ssax.Each(c.fns, func(instr ssa.Instruction) {
		t, ok := write(instr)
		if !ok {
			t, ok = read(instr)
		}
		if !ok || !instr.Pos().IsValid() {
			return
		}
		p, _ := c.m.PlaceOf(t.target)
		if _, isNew := p.Root.(*ssa.Alloc); isNew && !slices.ContainsFunc(p.Steps, func(s loc.Step) bool { return s.Kind == loc.Loaded }) {
			return
		}
		v := lastVar(p)
		if v == nil {
			return
		}
		c.accesses[v] = append(c.accesses[v], t)
	})
}

func isStruct(t types.Type) bool {
	_, ok := t.Underlying().(*types.Struct)
	return ok
}

// guardsItself tells whether the object, or a part of it on the way to what is written, has a lock or atomics of its own.
func guardsItself(s source) bool {
	return slices.ContainsFunc(s.steps, func(step loc.Step) bool { return step.Kind == loc.Field && synchronises(step.Owner, 0) })
}

// synchronises tells whether a type holds anything of sync or sync/atomic.
func synchronises(t types.Type, depth int) bool {
	if n, ok := types.Unalias(t).(*types.Named); ok && n.Obj().Pkg() != nil {
		switch n.Obj().Pkg().Path() {
		case "sync", "sync/atomic", "internal/runtime/atomic":
			return true
		}
	}
	if depth > 3 {
		return false
	}
	switch u := t.Underlying().(type) {
	case *types.Struct:
		for f := range u.Fields() {
			if synchronises(f.Type(), depth+1) {
				return true
			}
		}
	case *types.Array:
		return synchronises(u.Elem(), depth+1)
	case *types.Slice:
		return synchronises(u.Elem(), depth+1)
	case *types.Pointer:
		if n, ok := types.Unalias(u.Elem()).(*types.Named); ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "sync" {
			return true
		}
	}
	return false
}

// reserved tells whether the written element was handed out by an atomic operation: nobody else has its index.
func reserved(s source) bool {
	for _, step := range s.steps {
		if step.Kind == loc.Elem && step.Value != nil && fromAtomic(step.Value, 0) {
			return true
		}
	}
	return false
}

func fromAtomic(v ssa.Value, depth int) bool {
	if depth > 6 {
		return false
	}
	switch v := v.(type) {
	case *ssa.BinOp:
		return fromAtomic(v.X, depth+1) || fromAtomic(v.Y, depth+1)
	case *ssa.Convert:
		return fromAtomic(v.X, depth+1)
	case *ssa.Call:
		fn := v.Call.StaticCallee()
		if fn == nil {
			return false
		}
		obj, ok := fn.Object().(*types.Func)
		return ok && obj.Pkg() != nil && obj.Pkg().Path() == "sync/atomic"
	}
	return false
}

// dispatches tells whether the dynamic type of a part of an object decides if instr runs, in a function that is handed the object: that
// of published objects may be another one than that of private ones.
func dispatches(instr ssa.Instruction) bool {
	b := instr.Block()
	for top := b.Idom(); top != nil; top = top.Idom() {
		branch, ok := top.Instrs[len(top.Instrs)-1].(*ssa.If)
		if !ok || reachesAll(top, b) {
			continue
		}
		e, ok := branch.Cond.(*ssa.Extract)
		if !ok {
			continue
		}
		if assert, ok := e.Tuple.(*ssa.TypeAssert); ok {
			if part, ok := assert.X.(*ssa.UnOp); ok && part.Op == token.MUL {
				return true
			}
		}
	}
	return false
}

// reachesAll tells whether both ways out of the branch at top come to b without leaving the function.
func reachesAll(top, b *ssa.BasicBlock) bool {
	return top.Succs[0] != b && top.Succs[1] != b && !top.Succs[0].Dominates(b) && !top.Succs[1].Dominates(b)
}
