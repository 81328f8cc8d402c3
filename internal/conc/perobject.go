package conc

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/ir"
	"github.com/counterlint/counterlint/internal/conc/loc"
	"github.com/counterlint/counterlint/internal/conc/spawn"
)

// onePerObject tells whether the start r, after which op runs, happens once for each object that holds op's counter: the object is
// made beside the start, or the goroutine lives as long as the object does.
func (m *Model) onePerObject(r spawn.Root, op *Op) bool {
	own := m.startsOwn(r, op)
	if r.Many {
		return own
	}
	if own || m.isWorker(r.Fn) && !m.sharedByAll(r, op) {
		return true
	}
	for _, up := range m.roots(r.Instr.Parent()) {
		if up.Kind != spawn.Main {
			return false
		}
	}
	return true
}

// sharedByAll tells whether op works on a package variable, and the goroutine on an object that was made for it: there are as many of
// them as there are objects.
func (m *Model) sharedByAll(r spawn.Root, op *Op) bool {
	_, global := op.Place.Root.(*ssa.Global)
	call, ok := r.Instr.(ssa.CallInstruction)
	return global && ok && m.handsNew(r, call)
}

// maxUp bounds the calls between the start of a goroutine and an operation that are followed.
const maxUp = 4

// startsOwn tells whether each start r works on a counter of its own, as far as can be told.
func (m *Model) startsOwn(r spawn.Root, op *Op) bool {
	call, ok := r.Instr.(ssa.CallInstruction)
	if !ok {
		return false
	}
	if m.ownElement(r, op.Place) {
		return true
	}
	places := m.atStart(r, op.Fn, op.Place, 0)
	if len(places) == 0 {
		return m.handsNew(r, call)
	}
	return !slices.ContainsFunc(places, func(p loc.Path) bool { return !m.isOwn(r, nil, p) })
}

// atStart says what the place p in fn is for the function that starts the goroutine, by all calls in between.
func (m *Model) atStart(r spawn.Root, fn *ssa.Function, p loc.Path, depth int) []loc.Path {
	if fn == r.Fn {
		if q, ok := m.outward(p, fn, r.Instr.(ssa.CallInstruction)); ok {
			return []loc.Path{q}
		}
		return nil
	}
	if depth == maxUp {
		return nil
	}
	var places []loc.Path
	for _, u := range m.prog.Uses(fn) {
		call, ok := u.Instr.(ssa.CallInstruction)
		if !ok || u.Kind != ir.Called && u.Kind != ir.Deferred && u.Kind != ir.Passed {
			continue
		}
		if q, ok := m.outward(p, fn, call); ok {
			places = append(places, m.atStart(r, call.Parent(), q, depth+1)...)
		}
	}
	return places
}

// outward translates a place in fn to the function that calls it, or hands it on. A receiver or parameter that is passed by value leads
// to the variable that it was copied from.
func (m *Model) outward(p loc.Path, fn *ssa.Function, call ssa.CallInstruction) (loc.Path, bool) {
	c := call.Common()
	if a, ok := p.Root.(*ssa.Alloc); ok && a.Parent() == fn {
		stores, _ := m.prog.Stores(a)
		if len(stores) != 1 {
			return loc.Path{}, false
		}
		par, ok := stores[0].Val.(*ssa.Parameter)
		if !ok {
			return loc.Path{}, false
		}
		copied, ok := loc.Argument(fn, par, c).(*ssa.UnOp)
		if !ok {
			return loc.Path{}, false
		}
		return m.loc.Of(copied.X).Join(p.Steps), true
	}
	switch {
	case p.Root.Parent() != fn: // captured, or a package variable
		if m.prog.Reaches(c, fn) {
			p = m.loc.Arguments(p, fn, c)
		}
		return p, true
	case !m.prog.Reaches(c, fn):
		return loc.Path{}, false // handed on: who calls it, with what, is not seen
	}
	return m.loc.Translate(p, fn, m.prog.Callee(c).Closure, c, nil)
}

// isOwn tells whether each start of the goroutine r works on another object, which lies at p for the function that begins it. A helper that
// starts what it is handed several times has one object for all.
func (m *Model) isOwn(r spawn.Root, given ssa.Instruction, p loc.Path) bool {
	return !slices.ContainsFunc(m.begins(r, given), func(begin ssa.Instruction) bool {
		return begin != r.Instr && ir.InLoop(r.Instr.Block()) || !m.isNew(begin, r.Many, m.handedPlace(p, r.Fn, begin), 0)
	})
}

// isNew tells whether the place, as the function around the start sees it, is another one at each start: it lies in an object made beside
// the start (in the loop, if many are started there), or in another element each time, and no pointer on the way leads to something older.
func (m *Model) isNew(start ssa.Instruction, many bool, p loc.Path, depth int) bool {
	fresh := func(v ssa.Value) bool {
		if par, ok := v.(*ssa.Parameter); ok && !many { // another object with each call, but for the receiver
			return par.Parent().Signature.Recv() == nil || par != par.Parent().Params[0]
		}
		instr, ok := v.(ssa.Instruction)
		return ok && instr.Parent() == start.Parent() && (!many || ir.InLoop(instr.Block()))
	}
	if slices.ContainsFunc(p.Steps, func(s loc.Step) bool { return s.Value != nil && fresh(s.Value) }) {
		return true
	}
	if !fresh(p.Root) {
		return false
	}
	for i, s := range p.Steps {
		if s.Kind != loc.Field || i+1 == len(p.Steps) || p.Steps[i+1].Kind != loc.Deref || depth == maxUp {
			continue
		}
		if v := m.fieldValue(p.Root, p.Steps[:i+1]); v != nil {
			q := m.loc.Of(v)
			return m.isNew(start, many, q.Join(p.Steps[i+2:]), depth+1)
		}
	}
	return true
}

// fieldValue is what is stored in a field of the fresh object root, here or by the function of the package that makes it, in the terms
// of the function that holds root; nil if that is not known, or not one value.
func (m *Model) fieldValue(root ssa.Value, steps []loc.Step) ssa.Value {
	if call, ok := root.(*ssa.Call); ok {
		callee := m.prog.Callee(&call.Call)
		if callee.Fn == nil || !m.prog.Known(callee.Fn) {
			return nil
		}
		for _, ret := range m.prog.Returns(callee.Fn) {
			if len(ret.Results) == 0 {
				return nil
			}
			par, ok := m.storedOnly(m.loc.Of(ret.Results[0]).Root, steps).(*ssa.Parameter)
			if !ok {
				return nil
			}
			return loc.Argument(callee.Fn, par, &call.Call)
		}
		return nil
	}
	return m.storedOnly(root, steps)
}

// storedOnly is the only value that is stored in the field to which steps lead from the object root; nil if there is none, or more.
func (m *Model) storedOnly(root ssa.Value, steps []loc.Step) ssa.Value {
	if root == nil || root.Referrers() == nil || len(steps) != 1 {
		return nil
	}
	var found ssa.Value
	for _, ref := range *root.Referrers() {
		fa, ok := ref.(*ssa.FieldAddr)
		if !ok || !m.loc.Of(fa).Equal(loc.Path{Root: root, Steps: steps}) {
			continue
		}
		for _, ref := range *fa.Referrers() {
			if store, ok := ref.(*ssa.Store); ok && store.Addr == fa {
				if found != nil {
					return nil
				}
				found = store.Val
			}
		}
	}
	return found
}

// handsNew tells whether the start hands something to the goroutine that was made for it: with nothing better known of the counter, it
// is taken to hang on that.
func (m *Model) handsNew(r spawn.Root, call ssa.CallInstruction) bool {
	for _, v := range m.handed(call) {
		p := m.loc.Of(v)
		instr, ok := p.Root.(ssa.Instruction)
		if !ok || instr.Parent() != r.Instr.Parent() {
			continue
		}
		if _, isFn := v.(*ssa.MakeClosure); isFn {
			continue
		}
		if !r.Many || ir.InLoop(instr.Block()) {
			return true
		}
	}
	return false
}

// handed lists what a start hands to the new goroutine: arguments, and what literals among them capture.
func (m *Model) handed(call ssa.CallInstruction) []ssa.Value {
	c := call.Common()
	handed := slices.Clone(c.Args)
	if c.IsInvoke() {
		handed = append(handed, c.Value)
	}
	for _, f := range append([]ssa.Value{c.Value}, c.Args...) {
		if closure := m.prog.Func(f).Closure; closure != nil {
			handed = append(handed, closure.Bindings...)
		}
	}
	return handed
}
