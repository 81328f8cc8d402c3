package conc

import (
	"go/ast"
	"go/constant"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// A Guard is a branch on a value computed from an operation's result, on which another instruction depends.
type Guard struct {
	If     *ssa.If
	Cond   ast.Expr       // the comparison, or the call itself where a boolean is tested; nil if the syntax is not found
	Taken  bool           // the instruction runs only if the branch's condition is true; false: only if it is false
	Op     token.Token    // EQL NEQ LSS LEQ GTR GEQ with the operation's value on the left, as it holds where the instruction runs; ILLEGAL: not a comparison of that value
	Direct bool           // the value itself is compared, not something computed from it
	Const  constant.Value // what it is compared with, if that is constant; a tested boolean is EQL true or EQL false
	Nil    bool           // it is compared with nil
	Other  ssa.Value      // what it is compared with, constants included; nil for a tested boolean
	Or     bool           // one of several conditions that lead to the instruction: a || b, case 1, 2
}

// GuardedBy returns the branches on op's result that decide whether instr, in the same function, runs: outermost first.
func (m *Model) GuardedBy(instr ssa.Instruction, op *Op) []Guard {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.guards(instr, op))
}

// A guardKey is a question for guards, which have one answer for a whole block.
type guardKey struct {
	block *ssa.BasicBlock
	op    *Op
}

func (m *Model) guards(instr ssa.Instruction, op *Op) []Guard {
	if op.Result == nil || instr.Parent() != op.Fn {
		return nil
	}
	key := guardKey{instr.Block(), op}
	gs, ok := m.guardLists[key]
	if !ok {
		gs = m.guardsOf(key.block, op)
		m.guardLists[key] = gs
	}
	return gs
}

func (m *Model) guardsOf(block *ssa.BasicBlock, op *Op) []Guard {
	var gs []Guard
	add := func(d, s *ssa.BasicBlock, or bool) {
		br, ok := d.Instrs[len(d.Instrs)-1].(*ssa.If)
		if ok && d.Succs[0] != d.Succs[1] && !isRange(br.Cond) && m.derives(br.Cond, op.Result) {
			g := m.guard(br, d.Succs[0] == s, op)
			g.Or = or
			gs = append(gs, g)
		}
	}
	for x := block; x != nil; x = x.Idom() {
		if len(x.Preds) == 1 {
			add(x.Preds[0], x, false)
			continue
		}
		if !slices.ContainsFunc(x.Preds, func(p *ssa.BasicBlock) bool { return len(p.Succs) != 2 || x.Dominates(p) }) {
			for _, p := range slices.Backward(x.Preds) {
				add(p, x, true)
			}
		}
	}
	slices.Reverse(gs)
	return gs
}

// isRange tells whether a condition is the end of a range over a map or string.
func isRange(cond ssa.Value) bool {
	e, ok := cond.(*ssa.Extract)
	if !ok {
		return false
	}
	_, ok = e.Tuple.(*ssa.Next)
	return ok
}

// guard describes the branch br on a value computed from op.
func (m *Model) guard(br *ssa.If, taken bool, op *Op) Guard {
	g := Guard{If: br, Taken: taken}
	cond, holds := br.Cond, taken
	for {
		not, ok := cond.(*ssa.UnOp)
		if !ok || not.Op != token.NOT {
			break
		}
		cond, holds = not.X, !holds
	}
	if same(m.plainValue(cond), op.Result) {
		g.Cond, g.Op, g.Direct, g.Const = op.Call, token.EQL, op.Exact, constant.MakeBool(holds)
		return g
	}
	cmp, ok := m.plainValue(cond).(*ssa.BinOp)
	if !ok || !isComparison(cmp.Op) {
		return g
	}
	if e := m.prog.Binary(cmp.Pos()); e != nil {
		g.Cond = e
	}
	x, y, tok := cmp.X, cmp.Y, cmp.Op
	switch {
	case m.derives(x, op.Result) && !m.derives(y, op.Result):
	case m.derives(y, op.Result) && !m.derives(x, op.Result):
		x, y, tok = y, x, mirror(tok)
	default:
		return g
	}
	if !holds {
		tok = negate(tok)
	}
	g.Op, g.Direct, g.Other = tok, op.Exact && same(m.plainValue(x), op.Result), y
	if c, ok := m.plainValue(y).(*ssa.Const); ok {
		g.Const, g.Nil = c.Value, c.Value == nil
	}
	return g
}

// same tells whether v is the value target, up to conversions that keep the number.
func same(v, target ssa.Value) bool {
	for range 8 {
		if v == target {
			return true
		}
		switch x := v.(type) {
		case *ssa.Convert:
			v = x.X
		case *ssa.ChangeType:
			v = x.X
		case *ssa.TypeAssert:
			v = x.X
		default:
			return false
		}
	}
	return false
}

func isComparison(t token.Token) bool {
	switch t {
	case token.EQL, token.NEQ, token.LSS, token.LEQ, token.GTR, token.GEQ:
		return true
	}
	return false
}

func negate(t token.Token) token.Token {
	switch t {
	case token.EQL:
		return token.NEQ
	case token.NEQ:
		return token.EQL
	case token.LSS:
		return token.GEQ
	case token.LEQ:
		return token.GTR
	case token.GTR:
		return token.LEQ
	default: // GEQ
		return token.LSS
	}
}

func mirror(t token.Token) token.Token {
	switch t {
	case token.LSS:
		return token.GTR
	case token.LEQ:
		return token.GEQ
	case token.GTR:
		return token.LSS
	case token.GEQ:
		return token.LEQ
	}
	return t
}

// An Avoid names what a way must not pass.
type Avoid uint8

const (
	OtherOps Avoid = 1 << iota // another operation that may write the same counter
	LockOps                    // a change of any lock's state
	Blocking                   // channel operations, waits, sleeps, selects
	Unknown                    // calls of code that is not seen and not known to be harmless
)

// Path tells whether control can get from a to b, in one function, without passing what avoid names, nor a again, nor the
// definition of a value that the place hangs on: past it the same words mean another object. A deferred operation stands where
// the function runs its deferred calls.
func (m *Model) Path(a, b *Op, avoid Avoid) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.path(a, b, avoid)
}

func (m *Model) path(a, b *Op, avoid Avoid) bool {
	if a.Fn != b.Fn || a.Started() || b.Started() {
		return false
	}
	defs := map[ssa.Value]bool{}
	a.Place.Values(func(v ssa.Value) { defs[v] = true })
	b.Place.Values(func(v ssa.Value) { defs[v] = true })
	stop := func(instr ssa.Instruction) bool {
		if instr == a.Instr && !a.Deferred() {
			return true
		}
		if v, ok := instr.(ssa.Value); ok && defs[v] {
			return true
		}
		return m.stops(instr, a, b, avoid)
	}
	switch {
	case !b.Deferred():
		return !a.Deferred() && m.walk(a.Instr, is(b.Instr), stop)
	case a.Deferred():
		// Deferred calls run last come, first served: b, deferred before a, runs after it.
		return m.walk(b.Instr, is(a.Instr), never)
	}
	runs := func(i ssa.Instruction) bool { _, ok := i.(*ssa.RunDefers); return ok }
	// The defer statement stands before a, or after it; on a way without it b does not run.
	return m.walk(b.Instr, is(a.Instr), never) && m.walk(a.Instr, runs, stop) ||
		m.walk(a.Instr, is(b.Instr), stop) && m.walk(b.Instr, runs, stop)
}

// stops tells whether a way from a to b may not pass instr.
func (m *Model) stops(instr ssa.Instruction, a, b *Op, avoid Avoid) bool {
	if avoid&OtherOps != 0 && m.mayWrite(instr, a, b) {
		return true
	}
	does := m.behaviour(instr)
	return avoid&LockOps != 0 && does&changesLock != 0 ||
		avoid&Blocking != 0 && does&blocks != 0 ||
		avoid&Unknown != 0 && does&unknown != 0
}

// mayWrite tells whether instr, other than a and b, may write their counter.
func (m *Model) mayWrite(instr ssa.Instruction, a, b *Op) bool {
	call, ok := instr.(*ssa.Call)
	if !ok || instr == a.Instr || instr == b.Instr {
		return false
	}
	if op := m.byInstr[call]; op != nil {
		return op.Kind.Writes() && op.Key.Matches(b.Key)
	}
	for _, fn := range m.inPlace(&call.Call) {
		sub := m.bodyOf(fn)
		if sub == nil || len(sub.effects) > maxEffects {
			return true
		}
		for _, e := range sub.effects {
			if e.kind.Writes() && e.key.Matches(b.Key) {
				return true
			}
		}
	}
	return false
}

// walk tells whether control can get from just after from to an instruction where ends is true without one where stop is.
func (m *Model) walk(from ssa.Instruction, ends, stop func(ssa.Instruction) bool) bool {
	scan := func(instrs []ssa.Instruction) (found, stopped bool) {
		for _, i := range instrs {
			if ends(i) {
				return true, true
			}
			if stop(i) {
				return false, true
			}
		}
		return false, false
	}
	b := from.Block()
	found, stopped := scan(b.Instrs[m.prog.Index(from)+1:])
	if stopped {
		return found
	}
	seen := make([]bool, len(b.Parent().Blocks))
	stack := slices.Clone(b.Succs)
	for len(stack) > 0 {
		c := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if seen[c.Index] {
			continue
		}
		seen[c.Index] = true
		found, stopped := scan(c.Instrs)
		if found {
			return true
		}
		if !stopped {
			stack = append(stack, c.Succs...)
		}
	}
	return false
}

// Dominates tells whether every way to b passes a first. It is false across functions.
func (m *Model) Dominates(a, b ssa.Instruction) bool {
	return a.Parent() == b.Parent() && m.prog.Dominates(a, b)
}
