package chains

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc"
	"github.com/counterlint/counterlint/internal/conc/ir"
	"github.com/counterlint/counterlint/internal/conc/loc"
	"github.com/counterlint/counterlint/internal/rule"
	"github.com/counterlint/counterlint/internal/ssax"
)

// To lists the chains to an access of what v leads to.
func (g *Graph) To(instr ssa.Instruction, v ssa.Value) []Chain {
	if known, ok := g.chains[instr]; ok {
		return known
	}
	p, _ := g.m.PlaceOf(v)
	c := &climber{g: g}
	c.climb(instr.Parent(), instr, p, []ssa.Instruction{instr}, g.hold(nil, instr))
	g.chains[instr] = c.found
	return c.found
}

// hold adds the locks that are held at one more step.
func (g *Graph) hold(inner *held, at ssa.Instruction) *held {
	locks, ok := g.locks[at]
	if !ok {
		locks = g.m.HeldAt(at)
		g.locks[at] = locks
	}
	if len(locks) == 0 {
		return inner
	}
	return &held{here: locks, inner: inner}
}

type climber struct {
	g     *Graph
	found []Chain
	steps int
}

// climb goes from at, in fn, to what calls or starts fn.
func (c *climber) climb(fn *ssa.Function, at ssa.Instruction, p loc.Path, steps []ssa.Instruction, held *held) {
	if c.steps++; len(c.found) >= maxChains || len(steps) > maxDepth || c.steps > 300 {
		return
	}
	for _, o := range c.g.own[fn] {
		q := p
		if o.Kind == Start {
			q = c.g.upward(p, fn, o.Site)
		}
		c.found = append(c.found, Chain{o, steps, q, held})
	}
	for _, call := range c.g.calls[fn] {
		if slices.Contains(steps, call) {
			continue // recursion adds nothing
		}
		c.climb(call.Parent(), call, c.g.upward(p, fn, call), append([]ssa.Instruction{call}, steps...), c.g.hold(held, call))
	}
}

// upward translates a place of fn to the function that calls or starts it at the site.
func (g *Graph) upward(p loc.Path, fn *ssa.Function, site ssa.Instruction) loc.Path {
	par, ok := p.Root.(*ssa.Parameter)
	if !ok || par.Parent() != fn {
		return p // a package variable, or a variable of the function around a literal
	}
	call, ok := site.(ssa.CallInstruction)
	if !ok {
		return p
	}
	arg := loc.Argument(fn, par, call.Common())
	if Func(call.Common().Value) != fn || arg == nil || fn.Parent() == nil && ssax.Callee(call.Common()) != fn {
		if arg = bound(call, fn, par); arg == nil { // a method value: the receiver is what it was made of
			return p
		}
	}
	q, _ := g.m.PlaceOf(arg)
	if !q.Valid() {
		return p
	}
	return q.Join(p.Steps)
}

// bound is the receiver of the method value of fn that a call is handed, or calls.
func bound(call ssa.CallInstruction, fn *ssa.Function, par *ssa.Parameter) ssa.Value {
	if len(fn.Params) == 0 || par != fn.Params[0] || fn.Signature.Recv() == nil {
		return nil
	}
	for _, v := range append([]ssa.Value{call.Common().Value}, call.Common().Args...) {
		if mc, ok := v.(*ssa.MakeClosure); ok && len(mc.Bindings) == 1 && Func(mc) == fn {
			return mc.Bindings[0]
		}
	}
	return nil
}

// Meet tells whether the chains a and b can be under way at once on one object, with no lock in common that one of them holds
// exclusively, and how that is known; o is the origin that shows it. A chain may meet itself.
func (g *Graph) Meet(a, b Chain) (level rule.Evidence, o Origin, ok bool) {
	if excluded(a, b) {
		return "", o, false
	}
	if a.Origin == b.Origin {
		return g.repeats(a)
	}
	for _, pair := range [][2]Chain{{a, b}, {b, a}} {
		if x, s := pair[0], pair[1]; s.Origin.Kind == Start && passes(x, s.Origin) {
			return rule.Proven, s.Origin, oneObject(x, s) && g.after(x, s.Origin)
		}
	}
	if !oneObject(a, b) || isOwn(a) || isOwn(b) {
		return "", o, false
	}
	if a.Origin.Kind > b.Origin.Kind {
		a, b = b, a
	}
	if a.Origin.Kind == Start && b.Origin.Kind != Start && joined(b) {
		return "", o, false
	}
	switch a.Origin.Kind {
	case Main: // makes things ready for the others, unless it goes on beside a goroutine that it has started
	case Start:
		switch b.Origin.Kind {
		case Start:
			return rule.Proven, b.Origin, !g.joinedBetween(a.Origin, b.Origin)
		case Handler:
			return rule.Proven, a.Origin, g.sharedBy(b)
		case Outside:
			return rule.Proven, a.Origin, isShared(b) && !g.scoped(a.Origin)
		}
	case Handler:
		if b.Origin.Kind == Handler {
			return levelOf(a.Origin), a.Origin, g.sharedBy(a) && g.sharedBy(b)
		}
		return rule.Betrayed, a.Origin, g.sharedBy(a) && isShared(b)
	case Outside:
		return rule.Betrayed, a.Origin, isShared(a) && isShared(b)
	}
	return "", o, false
}

// excluded tells whether one lock is held on both chains, by one of them exclusively. Locks that are held perhaps count.
func excluded(a, b Chain) bool {
	return slices.ContainsFunc(a.Held(), func(x conc.Held) bool {
		return slices.ContainsFunc(b.Held(), func(y conc.Held) bool { return (x.Exclusive || y.Exclusive) && x.Key.Matches(y.Key) })
	})
}

func levelOf(o Origin) rule.Evidence {
	if o.Site != nil {
		return rule.Proven
	}
	return rule.Declared
}

// repeats tells whether a chain is under way on several goroutines at once, on one object.
func (g *Graph) repeats(a Chain) (rule.Evidence, Origin, bool) {
	switch o := a.Origin; o.Kind {
	case Start:
		if o.Many {
			return rule.Proven, o, !isOwn(a) && !madeIn(a.Place, o.Site.Parent(), true)
		}
		if isOwn(a) {
			return "", o, false
		}
		// Once for each call of the function that starts it, which may run on many goroutines, or return before it ends.
		c := &climber{g: g}
		c.climb(o.Site.Parent(), o.Site, a.Place, []ssa.Instruction{o.Site}, nil)
		for _, up := range c.found {
			if up.Origin.Kind == Handler && g.sharedBy(up) || up.Origin.Kind == Start && up.Origin.Many && !isOwn(up) && !madeIn(up.Place, up.Origin.Site.Parent(), true) {
				return rule.Proven, o, true
			}
		}
	case Handler:
		return levelOf(o), o, g.sharedBy(a)
	case Outside:
		return rule.Betrayed, o, isShared(a)
	}
	return "", Origin{}, false
}

// sharedBy tells whether all calls of a handler come to one object: it lies in a package variable, the receiver, or a variable from
// around a literal.
func (g *Graph) sharedBy(a Chain) bool {
	if par, ok := a.Place.Root.(*ssa.Parameter); ok && par.Parent() != a.Origin.Fn { // a parameter of the function around a literal
		return true
	}
	switch a.Place.Root.(type) {
	case *ssa.Alloc, *ssa.MakeMap:
		return !isOwn(a)
	}
	return isShared(a)
}

// isOwn tells whether the object is made by a function on the chain itself: it is another one for each goroutine.
func isOwn(a Chain) bool {
	made, ok := a.Place.Root.(ssa.Instruction)
	return ok && slices.ContainsFunc(a.Steps, func(s ssa.Instruction) bool { return s.Parent() == made.Parent() })
}

// isShared tells whether the object is a package variable, or hangs on the receiver of the first function.
func isShared(a Chain) bool {
	switch r := a.Place.Root.(type) {
	case *ssa.Global:
		return true
	case *ssa.Parameter:
		fn := r.Parent()
		return fn.Signature.Recv() != nil && r == fn.Params[0] && len(a.Place.Steps) > 0
	}
	return false
}

// madeIn tells whether the object of a place is made by the function itself, in the loop if loop says so, or picked there.
func madeIn(p loc.Path, fn *ssa.Function, loop bool) bool {
	made := func(v ssa.Value) bool {
		instr, ok := v.(ssa.Instruction)
		return ok && instr.Parent() == fn && (!loop || ir.InLoop(instr.Block()))
	}
	return made(p.Root) || slices.ContainsFunc(p.Steps, func(s loc.Step) bool { return s.Value != nil && made(s.Value) })
}

// oneObject tells whether two chains surely come to one and the same object, for some objects at least.
func oneObject(a, b Chain) bool {
	if _, global := a.Place.Root.(*ssa.Global); global || a.Place.Equal(b.Place) {
		return a.Place.Root == b.Place.Root
	}
	_, receiver := a.Place.Root.(*ssa.Parameter)
	if _, ok := b.Place.Root.(*ssa.Parameter); !ok && !receiver { // two that were made apart
		return false
	}
	t, u := holder(a.Place.Root), holder(b.Place.Root)
	return t != nil && t == u && slices.EqualFunc(a.Place.Steps, b.Place.Steps, func(s, t loc.Step) bool { return s.Kind == t.Kind && s.Field == t.Field })
}

// holder is the named type of an object that is a receiver, or was made here.
func holder(root ssa.Value) *types.TypeName {
	switch v := root.(type) {
	case *ssa.Parameter:
		if fn := v.Parent(); fn.Signature.Recv() == nil || v != fn.Params[0] {
			return nil
		}
	case *ssa.Alloc, *ssa.Call:
	default:
		return nil
	}
	t := root.Type()
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	if n, ok := types.Unalias(t).(*types.Named); ok {
		return n.Origin().Obj()
	}
	return nil
}
