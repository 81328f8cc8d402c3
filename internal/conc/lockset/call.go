package lockset

import (
	"go/constant"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/ir"
	"github.com/counterlint/counterlint/internal/conc/loc"
)

// call is the state after a call.
func (ls *Locks) call(s state, c *ssa.CallCommon, at ssa.Instruction) state {
	lc, named := LockCall(c)
	callee := ls.prog.Callee(c)
	tr := translator{ls.loc, callee.Fn, callee.Closure, c, nil}
	if callee.Fn == nil && !c.IsInvoke() {
		callee, tr = ls.returned(c)
	}
	if callee.Fn != nil && ls.prog.Known(callee.Fn) {
		t := s
		if f := ls.flow(callee.Fn); f != nil {
			t = ls.apply(s, f.exit, callee.Fn, tr, at)
		}
		if !named || len(t) != len(s) || !equal(s, t) {
			return ls.callbacks(t, c, callee.Fn, at)
		}
	}
	if !named {
		return s
	}
	number := ls.lockOf(lc.Recv)
	switch {
	case lc.Unlock:
		return s.apply(release, number, lc.Read, at)
	case lc.Try:
		return s.apply(try, number, lc.Read, at)
	}
	return s.apply(acquire, number, lc.Read, at)
}

// apply carries the effect of a callee over to the caller.
func (ls *Locks) apply(s, exit state, fn *ssa.Function, tr translator, at ssa.Instruction) state {
	for _, e := range ls.effect(exit, fn, tr, at) {
		s = s.after(e, at)
	}
	return s
}

// An effectKey is the call of a function, or of one that is handed to it.
type effectKey struct {
	at ssa.Instruction
	fn *ssa.Function
}

// effect is the state at the exits of fn in the terms of the caller, found once for each call.
func (ls *Locks) effect(exit state, fn *ssa.Function, tr translator, at ssa.Instruction) []lock {
	if len(exit) == 0 {
		return nil
	}
	key := effectKey{at, fn}
	effect, ok := ls.effects[key]
	if ok {
		return effect
	}
	for _, e := range exit {
		place, ok := tr.path(ls.named[e.number].place)
		if !ok {
			continue
		}
		e.number = ls.lock(place)
		if e.when != nil {
			e = tr.condition(e)
		}
		if !e.isUntouched() {
			effect = append(effect, e)
		}
	}
	ls.effects[key] = effect
	return effect
}

// callbacks applies what a function of the package does that was handed to fn: only for literals that change locks, and as
// something that happens perhaps.
func (ls *Locks) callbacks(s state, c *ssa.CallCommon, fn *ssa.Function, at ssa.Instruction) state {
	for _, arg := range c.Args {
		if _, ok := arg.Type().Underlying().(*types.Signature); !ok {
			continue
		}
		callee := ls.prog.Func(arg)
		if callee.Fn == nil || callee.Fn == fn || !ls.prog.Known(callee.Fn) {
			continue
		}
		if f := ls.flow(callee.Fn); f != nil && len(f.exit) > 0 {
			tr := translator{ls.loc, callee.Fn, callee.Closure, c, nil}
			s = merge(s, ls.apply(s, f.exit, callee.Fn, tr, at))
		}
	}
	return s
}

// A translator turns the paths of a callee into paths of its caller.
type translator struct {
	loc     *loc.Resolver
	fn      *ssa.Function
	closure *ssa.MakeClosure
	call    *ssa.CallCommon
	outer   *translator // the closure was made in a callee, whose paths need to be translated once more
}

func (t translator) path(p loc.Path) (loc.Path, bool) {
	if t.fn == nil {
		return loc.Path{}, false
	}
	q, ok := t.loc.Translate(p, t.fn, t.closure, t.call, t.call.Value)
	if ok && t.outer != nil {
		return t.outer.path(q)
	}
	return q, ok
}

// condition turns the condition on which the state of a lock hangs, a parameter of the callee, into one of the caller, or
// decides it where the call fixes the parameter.
func (t translator) condition(e lock) lock {
	p, _ := e.when.(*ssa.Parameter)
	if p == nil || t.outer != nil {
		e.when, e.gives = nil, false
		return e
	}
	arg := loc.Argument(t.fn, p, t.call)
	if c, ok := arg.(*ssa.Const); ok && c.Value != nil && c.Value.Kind() == constant.Bool {
		return e.decide(constant.BoolVal(c.Value) == e.is)
	}
	if e.when = nil; arg != nil {
		e.when, e.is = strip(arg, e.is)
	}
	return e
}

// returned resolves the call of a function that another call returned, as in defer s.lock()().
func (ls *Locks) returned(c *ssa.CallCommon) (ir.Callee, translator) {
	var none ir.Callee
	v := c.Value
	if u, ok := v.(*ssa.UnOp); ok {
		if w := ls.prog.Load(u); w != nil {
			v = w
		}
	}
	made, ok := v.(*ssa.Call)
	if !ok {
		return none, translator{}
	}
	maker := ls.prog.Callee(&made.Call)
	if maker.Fn == nil || !ls.prog.Known(maker.Fn) {
		return none, translator{}
	}
	var callee ir.Callee
	for _, ret := range ls.prog.Returns(maker.Fn) {
		if len(ret.Results) != 1 {
			return none, translator{}
		}
		got := ls.prog.Func(ret.Results[0])
		if got.Fn == nil || callee.Fn != nil && callee != got {
			return none, translator{}
		}
		callee = got
	}
	outer := &translator{ls.loc, maker.Fn, maker.Closure, &made.Call, nil}
	return callee, translator{ls.loc, callee.Fn, callee.Closure, c, outer}
}

// runDefers applies the deferred calls, last first. One that is not deferred on every way here happens perhaps.
func (ls *Locks) runDefers(s state, at *ssa.RunDefers, f *flow) state {
	fn := at.Parent()
	var defers []*ssa.Defer
	for _, b := range reversePostorder(fn) {
		for _, instr := range b.Instrs {
			if d, ok := instr.(*ssa.Defer); ok {
				defers = append(defers, d)
			}
		}
	}
	for i := len(defers) - 1; i >= 0; i-- {
		d := defers[i]
		sure := ls.prog.Dominates(d, at)
		if !sure && !reaches(d.Block(), at.Block()) {
			continue
		}
		if f != nil {
			if old, ok := f.deferred[d]; ok {
				f.deferred[d] = merge(old, s)
			} else {
				f.deferred[d] = s
			}
		}
		t := ls.call(s, &d.Call, d)
		switch {
		case sure:
			s = t
		default:
			s = ls.perhapsDeferred(s, t, d)
		}
	}
	return s
}

// perhapsDeferred joins the states with and without a deferred call. Where the call gives up a lock that was taken perhaps, both
// hang on the same condition: the lock is given up where it was taken.
func (ls *Locks) perhapsDeferred(without, with state, d *ssa.Defer) state {
	for _, l := range without {
		if l.fresh == Perhaps {
			if w := with.get(l.number); w.fresh == No {
				without = without.with(w)
			}
		}
	}
	return merge(without, with)
}
