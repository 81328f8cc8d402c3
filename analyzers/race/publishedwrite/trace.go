package publishedwrite

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc"
	"github.com/counterlint/counterlint/internal/conc/loc"
	"github.com/counterlint/counterlint/internal/ssax"
)

// A source is the atomic Load that a place comes from.
type source struct {
	atomic *types.Var // the field or variable that holds the atomic
	load   *conc.Op   // nil: the Load of a getter that is no operation of its own
	steps  []loc.Step // from the object that it returned to the place
	via    ssa.Instruction
}

// maxDepth bounds the calls, copies and branches between a Load and a write.
const maxDepth = 5

// A tracer finds the Loads that values come from.
type tracer struct {
	m     *conc.Model
	loads map[ssa.Instruction]*conc.Op
	takes map[ssa.Instruction]bool // other operations: Swap hands the old object over
	sites map[*ssa.Function][]ssa.CallInstruction
	busy  map[ssa.Value]bool
}

// trace lists the Loads from which the place that v leads to may come, when at runs.
func (t *tracer) trace(v ssa.Value, at ssa.Instruction, depth int) []source {
	if v == nil || depth > maxDepth || t.busy[v] {
		return nil
	}
	t.busy[v] = true
	defer delete(t.busy, v)
	p, _ := t.m.PlaceOf(v)
	if !p.Valid() {
		return nil
	}
	for i := len(p.Steps) - 1; i >= 0; i-- {
		if s := p.Steps[i]; s.Kind == loc.Loaded {
			instr, _ := s.Value.(ssa.Instruction)
			if t.takes[instr] {
				return nil
			}
			load, holder := t.loads[instr], lastVar(loc.Path{Root: p.Root, Steps: p.Steps[:i]})
			if load != nil {
				holder = load.Key.Var
			}
			if holder == nil {
				return nil
			}
			return []source{{atomic: holder, load: load, steps: p.Steps[i+1:]}}
		}
	}
	return join(t.root(p, at, depth), nil)
}

// root goes on where the path of a place ends.
func (t *tracer) root(p loc.Path, at ssa.Instruction, depth int) []source {
	switch r := p.Root.(type) {
	case *ssa.Parameter:
		return t.callers(r, p.Steps, depth, t.trace)
	case *ssa.Phi:
		return join(t.phi(r, at, depth), p.Steps)
	case *ssa.Call:
		return join(t.result(r, 0, depth), p.Steps)
	case *ssa.Extract:
		if call, ok := r.Tuple.(*ssa.Call); ok {
			return join(t.result(call, r.Index, depth), p.Steps)
		}
	case *ssa.Alloc:
		return t.copied(r, p.Steps, at, depth)
	}
	return nil
}

// join adds what leads on from the sources.
func join(sources []source, steps []loc.Step) []source {
	out := slices.Clone(sources)
	for i := range out {
		out[i].steps = slices.Concat(out[i].steps, steps)
	}
	return out
}

// callers follows a parameter to what the package hands in.
func (t *tracer) callers(par *ssa.Parameter, steps []loc.Step, depth int, trace func(ssa.Value, ssa.Instruction, int) []source) []source {
	var all []source
	for _, site := range t.sites[par.Parent()] {
		for _, s := range join(trace(loc.Argument(par.Parent(), par, site.Common()), site, depth+1), steps) {
			if s.via == nil {
				s.via = site
			}
			all = append(all, s)
		}
	}
	return all
}

// phi follows a value that depends on the way, if the object of a Load is among its edges. A way on which something else was put in
// its place must be one where there was none: behind a test for nil, or a type assertion that failed.
func (t *tracer) phi(phi *ssa.Phi, at ssa.Instruction, depth int) []source {
	var all []source
	other := false
	for _, e := range phi.Edges {
		if c, ok := e.(*ssa.Const); ok && c.IsNil() {
			continue
		}
		found := t.trace(e, at, depth+1)
		other = other || len(found) == 0
		all = append(all, found...)
	}
	if len(all) == 0 || other && !asksWhetherThere(phi) {
		return nil
	}
	return all
}

// asksWhetherThere tells whether the branch before a phi tests one of its edges for nil, or the ok of an assertion or lookup.
func asksWhetherThere(phi *ssa.Phi) bool {
	top := phi.Block().Idom()
	if top == nil || len(top.Instrs) == 0 {
		return false
	}
	branch, ok := top.Instrs[len(top.Instrs)-1].(*ssa.If)
	if !ok {
		return false
	}
	switch cond := branch.Cond.(type) {
	case *ssa.BinOp:
		c, isConst := cond.Y.(*ssa.Const)
		return isConst && c.IsNil() && slices.Contains(phi.Edges, cond.X)
	case *ssa.Extract:
		return cond.Index == 1 && slices.ContainsFunc(phi.Edges, func(e ssa.Value) bool {
			x, ok := e.(*ssa.Extract)
			return ok && x.Tuple == cond.Tuple
		})
	}
	return false
}

// result follows the result i of a call: an operation of the engine, or a function of the package that hands the object on.
func (t *tracer) result(call *ssa.Call, i, depth int) []source {
	if op := t.loads[call]; op != nil && op.Exact && op.Key.Var != nil {
		return []source{{atomic: op.Key.Var, load: op}}
	}
	fn := ssax.Callee(&call.Call)
	if fn == nil || len(fn.Blocks) == 0 || depth > maxDepth {
		return nil
	}
	var all []source
	for _, b := range fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok || i >= len(ret.Results) {
			continue
		}
		if c, ok := ret.Results[i].(*ssa.Const); ok && c.IsNil() {
			continue
		}
		found := t.trace(ret.Results[i], ret, depth+1)
		if len(found) == 0 {
			return nil // at times a new object, and who can tell when
		}
		all = append(all, found...)
	}
	return all
}

// copied follows a reference out of a local object into which the loaded one was copied: the maps, slices and pointers in it are still
// those of the original, until they are replaced.
func (t *tracer) copied(a *ssa.Alloc, steps []loc.Step, at ssa.Instruction, depth int) []source {
	deref := slices.IndexFunc(steps, func(s loc.Step) bool { return s.Kind == loc.Deref })
	if deref < 0 {
		return nil // of the copy itself
	}
	part, rest := loc.Path{Root: a, Steps: steps[:deref]}, steps[deref+1:]
	var whole, field *ssa.Store
	for _, store := range stores(t.m, a) {
		if store.Parent() != at.Parent() || !t.m.Reaches(store, at) {
			continue
		}
		switch p, _ := t.m.PlaceOf(store.Addr); {
		case p.Equal(part) && deref > 0:
			if field != nil {
				return nil
			}
			field = store
		case len(p.Steps) == 0:
			if whole != nil {
				return nil
			}
			whole = store
		case len(part.Steps) > len(p.Steps) && beginsWith(part, p):
			return nil // an object between the two was replaced
		}
	}
	if handedOn(a, at, t.m) {
		return nil
	}
	switch {
	case field != nil:
		return join(t.trace(field.Val, field, depth+1), rest)
	case whole == nil:
		return nil
	case deref == 0: // a variable that holds the reference
		return join(t.trace(whole.Val, whole, depth+1), rest)
	}
	return join(t.value(whole.Val, whole, depth+1), steps)
}

// value lists the Loads from which a struct was copied.
func (t *tracer) value(v ssa.Value, at ssa.Instruction, depth int) []source {
	switch v := v.(type) {
	case *ssa.UnOp:
		if v.Op == token.MUL {
			return t.trace(v.X, at, depth)
		}
	case *ssa.TypeAssert:
		return t.trace(v.X, at, depth)
	case *ssa.Parameter:
		return t.callers(v, nil, depth, t.value)
	}
	return nil
}

func beginsWith(p, q loc.Path) bool {
	_, ok := p.After(q)
	return ok
}

// stores lists the stores in the local object a and in its fields, by its function.
func stores(m *conc.Model, a *ssa.Alloc) []*ssa.Store {
	var all []*ssa.Store
	var follow func(v ssa.Value)
	follow = func(v ssa.Value) {
		for _, ref := range *v.Referrers() {
			switch ref := ref.(type) {
			case *ssa.Store:
				if ref.Addr == v {
					all = append(all, ref)
				}
			case *ssa.FieldAddr:
				follow(ref)
			}
		}
	}
	follow(a)
	return all
}

// handedOn tells whether the address of a goes to other code before at: what that puts into it is not known.
func handedOn(a *ssa.Alloc, at ssa.Instruction, m *conc.Model) bool {
	for _, ref := range *a.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Store:
			if ref.Val == a {
				return true
			}
		case ssa.CallInstruction:
			if ref != at && m.Reaches(ref, at) {
				return true
			}
		case *ssa.MakeClosure, *ssa.MakeInterface, *ssa.Phi:
			return true
		}
	}
	return false
}

// lastVar is the innermost field or package variable on the way to a place.
func lastVar(p loc.Path) *types.Var {
	for _, s := range slices.Backward(p.Steps) {
		if s.Kind == loc.Field {
			return s.Field
		}
	}
	switch r := p.Root.(type) {
	case *ssa.Global:
		v, _ := r.Object().(*types.Var)
		return v
	case *ssa.Parameter:
		v, _ := r.Object().(*types.Var)
		return v
	}
	return nil
}
