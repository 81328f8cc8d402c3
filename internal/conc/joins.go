package conc

// Joins: waits for goroutines, and which numbers they are there for. A function that fetches something on a few goroutines, and waits
// for these, knows nothing of the other goroutines that its callers count beside.

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/loc"
	"github.com/counterlint/counterlint/internal/conc/spawn"
)

// afterDeepJoin tells whether a call that waits, here or somewhere below, for goroutines that may use op's number, which the function of
// instr knows as place, comes before instr on every way.
func (m *Model) afterDeepJoin(instr ssa.Instruction, place loc.Path, op *Op) bool {
	fn := instr.Parent()
	waits, ok := m.joins[fn]
	if !ok {
		for _, b := range fn.Blocks {
			for _, i := range b.Instrs {
				if m.waitsFor(i) {
					waits = append(waits, i.(*ssa.Call))
				}
			}
		}
		m.joins[fn] = waits
	}
	return slices.ContainsFunc(waits, func(i *ssa.Call) bool { return m.prog.Dominates(i, instr) && m.isJoinFor(i, place, op) })
}

// isJoinFor tells whether a call that waits may wait for goroutines that use op's number: somewhere below, for others than its own, for
// ones that get the object that holds the number, or that are known to use it.
func (m *Model) isJoinFor(wait *ssa.Call, place loc.Path, op *Op) bool {
	groups := m.groupsOf(wait)
	if groups.others || op.Key.Var == nil || slices.Contains(groups.fns, wait.Parent()) {
		return true
	}
	if slices.ContainsFunc(wait.Call.Args, func(arg ssa.Value) bool { _, below := place.After(m.loc.Of(arg)); return below }) {
		return true
	}
	starters := append(groups.fns[:len(groups.fns):len(groups.fns)], wait.Parent())
	from := func(fn *ssa.Function) bool {
		return slices.ContainsFunc(m.roots(fn), func(r spawn.Root) bool { return m.startedIn(r, starters, 0) })
	}
	return slices.ContainsFunc(m.byVar[op.Key.Var], func(o *Op) bool { return o.Started() || from(o.Fn) }) ||
		slices.ContainsFunc(m.plain[op.Key.Var], func(a *Access) bool { return from(a.Fn) })
}

// startedIn tells whether the goroutine is started by one of the functions, or by a goroutine that is.
func (m *Model) startedIn(r spawn.Root, fns []*ssa.Function, depth int) bool {
	if r.Kind != spawn.Start {
		return false
	}
	starter := r.Instr.Parent()
	for f := starter; f != nil; f = f.Parent() {
		if slices.Contains(fns, f) {
			return true
		}
	}
	return depth < maxUp && slices.ContainsFunc(m.roots(starter), func(up spawn.Root) bool { return up != r && m.startedIn(up, fns, depth+1) })
}

// A grouping says for whom a call waits: for goroutines that belong to a local variable of the functions, and perhaps for others.
type grouping struct {
	fns    []*ssa.Function
	others bool
}

// groupsOf finds the groups that a call waits for, here or below.
func (m *Model) groupsOf(call *ssa.Call) grouping {
	fn := m.prog.Callee(&call.Call).Fn
	known := fn != nil && m.prog.Known(fn)
	if m.isWait(&call.Call, 0) || !known {
		if g := m.localGroup(call); g != nil {
			return grouping{fns: []*ssa.Function{g}}
		}
		return grouping{others: true}
	}
	if g, ok := m.groupings[fn]; ok {
		return g // nothing while fn is being looked into
	}
	m.groupings[fn] = grouping{}
	var all grouping
	for _, b := range fn.Blocks {
		for _, i := range b.Instrs {
			var g grouping
			switch i := i.(type) {
			case *ssa.Call:
				if !m.waitsFor(i) {
					continue
				}
				g = m.groupsOf(i)
			case *ssa.Defer:
				g.others = m.waitsBelow(&i.Call)
			}
			all.fns, all.others = append(all.fns, g.fns...), all.others || g.others
		}
	}
	m.groupings[fn] = all
	return all
}

// localGroup is the function whose local variable the group is that a call waits for; nil where it is none.
func (m *Model) localGroup(call *ssa.Call) *ssa.Function {
	if call.Call.IsInvoke() || len(call.Call.Args) == 0 {
		return nil
	}
	p := m.loc.Of(call.Call.Args[0])
	if len(p.Steps) > 0 {
		return nil
	}
	switch root := p.Root.(type) {
	case *ssa.Alloc, *ssa.Extract, *ssa.Call: // a variable, what errgroup.WithContext made
		if fn := root.Parent(); !handsOn(fn, call.Call.Args[0].Type()) {
			return fn
		}
	}
	return nil
}

// handsOn tells whether the function, or a literal in it, hands a group of that type to others, who may start goroutines for it.
func handsOn(fn *ssa.Function, group types.Type) bool {
	for _, b := range fn.Blocks {
		for _, i := range b.Instrs {
			call, ok := i.(ssa.CallInstruction)
			if !ok {
				continue
			}
			c := call.Common()
			own := c.Args
			if callee := c.StaticCallee(); callee != nil && callee.Signature.Recv() != nil && len(own) > 0 {
				own = own[1:]
			}
			if slices.ContainsFunc(own, func(arg ssa.Value) bool { return types.Identical(arg.Type(), group) }) {
				return true
			}
		}
	}
	return slices.ContainsFunc(fn.AnonFuncs, func(f *ssa.Function) bool { return handsOn(f, group) })
}

// waitsIfStarted tells whether instr comes after the wait wherever a field is set that is set when goroutines are started: where it is
// not, there is nobody to wait for.
//
//	if w.out != nil {
//		close(w.out)
//		w.wg.Wait()
//	}
func (m *Model) waitsIfStarted(wait *ssa.Call, instr ssa.Instruction) bool {
	if wait.Parent() != instr.Parent() {
		return false
	}
	for below, b := wait.Block(), wait.Block().Idom(); b != nil; below, b = b, b.Idom() {
		branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok || !m.prog.Dominates(branch, instr) {
			continue
		}
		field, there := setField(branch.Cond)
		if field == nil || there && b.Succs[0] != below || !there && b.Succs[1] != below || len(below.Preds) != 1 {
			continue
		}
		if m.isSetWithStart(field) && !m.walk(below.Instrs[0], is(instr), is(wait)) {
			return true
		}
	}
	return false
}

// setField is the field that a condition compares with nil; there tells whether the condition holds if it is set.
func setField(cond ssa.Value) (f *types.Var, there bool) {
	cmp, ok := cond.(*ssa.BinOp)
	if !ok || cmp.Op != token.EQL && cmp.Op != token.NEQ {
		return nil, false
	}
	if null, ok := cmp.Y.(*ssa.Const); !ok || !null.IsNil() {
		return nil, false
	}
	return loadedField(cmp.X), cmp.Op == token.NEQ
}

// isSetWithStart tells whether a function that starts a goroutine first sets the field to something that it makes, and none sets it
// without.
func (m *Model) isSetWithStart(f *types.Var) bool {
	found := false
	for _, fa := range m.fieldUses(f) {
		for _, ref := range *fa.Referrers() {
			store, ok := ref.(*ssa.Store)
			if !ok || store.Addr != ssa.Value(fa) || isNil(store.Val) {
				continue
			}
			if !isMade(m.loc.Of(store.Val).Root) || !slices.ContainsFunc(m.startsIn(fa.Parent()), func(start ssa.Instruction) bool { return m.prog.Dominates(store, start) }) {
				return false
			}
			found = true
		}
	}
	return found
}

// isMade tells whether v is new, and not nil.
func isMade(v ssa.Value) bool {
	switch v.(type) {
	case *ssa.Alloc, *ssa.MakeChan, *ssa.MakeMap, *ssa.MakeSlice, *ssa.MakeClosure:
		return true
	}
	return false
}
