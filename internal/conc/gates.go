package conc

import (
	"fmt"
	"go/constant"
	"go/token"
	"go/types"
	"regexp"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/ir"
	"github.com/counterlint/counterlint/internal/conc/loc"
	"github.com/counterlint/counterlint/internal/conc/spawn"
)

// Retry returns the CompareAndSwap of the same place that expects what load yields and decides whether the loop around both runs
// again, or nil.
func (m *Model) Retry(load *Op) *Op {
	m.mu.Lock()
	defer m.mu.Unlock()
	if load.Result == nil {
		return nil
	}
	for _, cas := range m.byFn[load.Fn] {
		if cas.Kind == CompareAndSwap && m.samePlace(load, cas) &&
			cas.Old.Value != nil && m.derives(cas.Old.Value, load.Result) &&
			m.walk(load.Instr, is(cas.Instr), never) && m.walk(cas.Instr, is(load.Instr), never) {
			return cas
		}
	}
	return nil
}

// Gate tells whether op runs in an exclusive phase: after a CompareAndSwap or Swap of a flag that only one caller wins, after an
// Add that made its caller the first one in or the last one out, after a join with those that write the counter, or to give
// back a value that was saved.
func (m *Model) Gate(op *Op) (why string, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.gate(op)
}

func (m *Model) gate(op *Op) (string, bool) {
	if saved := m.restores(op); saved != nil {
		return fmt.Sprintf("gives back what the %s at %s saved", saved.Kind, m.Where(saved.Pos())), true
	}
	return m.gated(op.Instr, op, 0)
}

// gated looks for a gate before instr, in its function or before every call of it.
func (m *Model) gated(instr ssa.Instruction, op *Op, depth int) (string, bool) {
	if why, ok := m.wins(instr, op); ok {
		return why, true
	}
	if why, ok := m.joined(instr, op); ok {
		return why, true
	}
	fn := instr.Parent()
	if depth >= 3 || !m.closed(fn) && fn.Parent() == nil {
		return "", false
	}
	uses := m.prog.Uses(fn)
	if len(uses) == 0 {
		return "", false
	}
	why := ""
	for _, u := range uses {
		switch u.Kind {
		case ir.Called, ir.Deferred:
		case ir.Passed:
			if run, _ := m.prog.RunsArg(u.Instr.(ssa.CallInstruction).Common()); run != ir.InPlace && run != ir.OnceInPlace {
				return "", false
			}
		default:
			return "", false
		}
		w, ok := m.gated(u.Instr, op, depth+1)
		if !ok {
			return "", false
		}
		why = w
	}
	return why, true
}

// wins tells whether instr runs only for the winner of an atomic operation with constant arguments.
func (m *Model) wins(instr ssa.Instruction, op *Op) (string, bool) {
	if g := m.gateOf(instr, op); g != nil {
		return fmt.Sprintf("only the winner of the %s at %s gets here", g.Kind, m.Where(g.Pos())), true
	}
	return "", false
}

// gateOf returns the atomic operation whose winner alone gets to instr, or nil.
func (m *Model) gateOf(instr ssa.Instruction, op *Op) *Op {
	for _, g := range m.byFn[instr.Parent()] {
		if g == op || g.Result == nil || g.Kind == Load || g.Kind == Store || !m.prog.Dominates(g.Instr, instr) {
			continue
		}
		for _, guard := range m.guards(instr, g) {
			if m.isWin(g, guard) || g.Kind == CompareAndSwap && isSuccess(guard) && m.givesBack(g, instr, op) {
				return g
			}
		}
	}
	return nil
}

// closing matches names of functions that take an object down.
var closing = regexp.MustCompile(`(?i)close|destroy|shut|stop|free|last`)

// closes tells whether instr runs only where a helper that closes an object by CompareAndSwap, once, says that it did.
func (m *Model) closes(instr ssa.Instruction) bool {
	for b := instr.Block(); b.Idom() != nil; b = b.Idom() {
		branch, ok := b.Idom().Instrs[len(b.Idom().Instrs)-1].(*ssa.If)
		if !ok || len(b.Preds) != 1 {
			continue
		}
		cond, won := branch.Cond, b == branch.Block().Succs[0]
		if not, ok := cond.(*ssa.UnOp); ok && not.Op == token.NOT {
			cond, won = not.X, !won
		}
		call, ok := cond.(*ssa.Call)
		if !ok || !won || call.Call.StaticCallee() == nil || !closing.MatchString(call.Call.StaticCallee().Name()) {
			continue
		}
		if slices.ContainsFunc(m.byFn[call.Call.StaticCallee()], func(op *Op) bool { return op.Kind == CompareAndSwap }) {
			return true
		}
	}
	return false
}

func (m *Model) isWin(g *Op, guard Guard) bool {
	if !guard.Direct || guard.Or || guard.Const == nil {
		return false
	}
	switch g.Kind {
	case CompareAndSwap:
		return isConst(g.Old.Value) && isSuccess(guard)
	case Swap:
		c, ok := g.New.Value.(*ssa.Const)
		if !ok || c.Value == nil || c.Value.Kind() != guard.Const.Kind() {
			return false
		}
		return guard.Op == token.EQL && !constant.Compare(guard.Const, token.EQL, c.Value) ||
			guard.Op == token.NEQ && constant.Compare(guard.Const, token.EQL, c.Value)
	case Add:
		return guard.Op == token.EQL || guard.Op == token.LEQ && m.lowers(g) && isZero(guard.Const) // the last one out
	}
	return false
}

// isSuccess tells whether a branch on the result of a CompareAndSwap is taken where it succeeded.
func isSuccess(g Guard) bool {
	return g.Direct && !g.Or && g.Op == token.EQL && g.Const != nil && g.Const.Kind() == constant.Bool && constant.BoolVal(g.Const)
}

// givesBack tells whether the CompareAndSwap takes something like a lock, with a number for each holder: the same place is written once
// more where or after instr runs.
func (m *Model) givesBack(cas *Op, instr ssa.Instruction, op *Op) bool {
	return slices.ContainsFunc(m.byFn[instr.Parent()], func(w *Op) bool {
		return w != cas && w.Kind.Writes() && w.Key.Matches(cas.Key) && m.prog.Dominates(cas.Instr, w.Instr) && (w == op || m.walk(instr, is(w.Instr), never))
	})
}

// lowers tells whether an Add takes away a constant amount.
func (m *Model) lowers(add *Op) bool {
	c, ok := add.Delta.Value.(*ssa.Const)
	return ok && c.Value != nil && constant.Sign(c.Value) < 0
}

func isZero(c constant.Value) bool { return c.Kind() == constant.Int && constant.Sign(c) == 0 }

func isConst(v ssa.Value) bool {
	_, ok := v.(*ssa.Const)
	return ok
}

// joined tells whether instr comes after a wait for goroutines that write op's counter.
func (m *Model) joined(instr ssa.Instruction, op *Op) (string, bool) {
	w := m.waitsIn(instr.Parent())
	for _, i := range w.calls {
		if m.prog.Dominates(i, instr) || m.inOneStatement(instr, i) || m.waitsIfStarted(i, instr) {
			return fmt.Sprintf("after the wait at %s", m.Where(i.Pos())), true
		}
	}
	for _, i := range w.receives {
		if m.comesAfter(instr, i) && !m.sameLoop(i, instr) && m.signalsEnd(i.X, op) {
			return fmt.Sprintf("after the receive at %s", m.Where(i.Pos())), true
		}
	}
	if m.afterSelect(instr, op) {
		return "after a select, on all of whose ways the goroutine has ended", true
	}
	return "", false
}

// inOneStatement tells whether a variable is read in the return statement of the call, as in return n, g.Wait(). In which order is not
// said by the language; compilers call first.
func (m *Model) inOneStatement(instr ssa.Instruction, call *ssa.Call) bool {
	read, ok := instr.(*ssa.UnOp)
	if !ok || read.Block() != call.Block() || m.prog.Index(read) > m.prog.Index(call) {
		return false
	}
	return !slices.ContainsFunc(*read.Referrers(), func(user ssa.Instruction) bool {
		ret, ok := user.(*ssa.Return)
		return !ok || ret.Pos() > read.Pos()
	})
}

// waits are the instructions of one function that may wait for goroutines.
type waits struct {
	calls    []*ssa.Call
	receives []*ssa.UnOp
}

// waitsIn lists the waits of fn.
func (m *Model) waitsIn(fn *ssa.Function) *waits {
	if w := m.waitings[fn]; w != nil {
		return w
	}
	w := &waits{}
	m.waitings[fn] = w
	for _, b := range fn.Blocks {
		for _, i := range b.Instrs {
			switch i := i.(type) {
			case *ssa.Call:
				if m.isWait(&i.Call, 0) {
					w.calls = append(w.calls, i)
				}
			case *ssa.UnOp:
				if i.Op == token.ARROW {
					w.receives = append(w.receives, i)
				}
			}
		}
	}
	return w
}

// comesAfter tells whether every way to instr passes i, or the loop around i that receives from each goroutine.
func (m *Model) comesAfter(instr, i ssa.Instruction) bool {
	if m.prog.Dominates(i, instr) {
		return true
	}
	if !ir.InLoop(i.Block()) {
		return false
	}
	for b := instr.Block().Idom(); b != nil; b = b.Idom() {
		if m.sameLoop(i, b.Instrs[0]) {
			return true
		}
	}
	return false
}

// isWait tells whether a call waits for goroutines to end: that of a WaitGroup, a method Wait beside a method Go of anybody, or a
// function of the package that does nothing else.
func (m *Model) isWait(c *ssa.CallCommon, depth int) bool {
	fn := ir.Origin(c.StaticCallee())
	if fn == nil {
		return false
	}
	obj, ok := fn.Object().(*types.Func)
	if !ok {
		return false
	}
	if recv := obj.Signature().Recv(); recv != nil && obj.Name() == "Wait" && obj.Signature().Params().Len() == 0 {
		if obj.FullName() == "(*sync.WaitGroup).Wait" {
			return true
		}
		starts, _, _ := types.LookupFieldOrMethod(recv.Type(), true, obj.Pkg(), "Go")
		if _, ok := starts.(*types.Func); ok {
			return true
		}
	}
	if depth > 2 || !m.prog.Known(fn) || len(fn.Blocks) != 1 {
		return false
	}
	for _, instr := range fn.Blocks[0].Instrs {
		if call, ok := instr.(*ssa.Call); ok && m.isWait(&call.Call, depth+1) {
			return true
		}
	}
	return false
}

// sameLoop tells whether a and b repeat together.
func (m *Model) sameLoop(a, b ssa.Instruction) bool {
	return m.walk(a, is(b), never) && m.walk(b, is(a), never)
}

// signalsEnd tells whether the channel is closed, or sent to, only by goroutines that write op's counter, or that waited for such
// ones: a receive then comes after their writes.
func (m *Model) signalsEnd(ch ssa.Value, op *Op) bool {
	k := m.loc.KeyOf(m.loc.Of(ch))
	found := false
	for _, s := range m.allSignals() {
		if !s.key.Matches(k) {
			continue
		}
		if !m.writesOnItsGoroutine(s.instr.Parent(), op.Key) && !m.afterWait(s.instr) {
			return false
		}
		found = true
	}
	return found
}

// A signal is a send on a channel, or the closing of one.
type signal struct {
	instr ssa.Instruction
	key   loc.Key
}

// allSignals lists the signals of the package.
func (m *Model) allSignals() []signal {
	if m.signaled != nil {
		return m.signaled
	}
	m.signaled = []signal{}
	for _, fn := range m.prog.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if ch := signalled(instr); ch != nil {
					m.signaled = append(m.signaled, signal{instr, m.loc.KeyOf(m.loc.Of(ch))})
				}
			}
		}
	}
	return m.signaled
}

// afterWait tells whether a wait for goroutines comes before instr.
func (m *Model) afterWait(instr ssa.Instruction) bool {
	return slices.ContainsFunc(m.waitsIn(instr.Parent()).calls, func(call *ssa.Call) bool { return m.prog.Dominates(call, instr) })
}

// signalled returns the channel on which instr sends, or that it closes; else nil.
func signalled(instr ssa.Instruction) ssa.Value {
	switch instr := instr.(type) {
	case *ssa.Send:
		return instr.Chan
	case ssa.CallInstruction:
		c := instr.Common()
		if b, ok := c.Value.(*ssa.Builtin); ok && b.Name() == "close" {
			return c.Args[0]
		}
	}
	return nil
}

// writesOnItsGoroutine tells whether fn runs only on started goroutines, which also write the counter.
func (m *Model) writesOnItsGoroutine(fn *ssa.Function, k loc.Key) bool {
	roots := m.roots(fn)
	for _, r := range roots {
		if r.Kind != spawn.Start {
			return false
		}
		body := m.bodyOf(r.Fn)
		if body == nil {
			return false
		}
		writes := len(body.effects) > maxEffects
		for _, e := range body.effects {
			writes = writes || e.kind.Writes() && e.key.Matches(k)
		}
		writes = writes || slices.ContainsFunc(m.plain[k.Var], func(a *Access) bool { return a.Write && slices.Contains(m.roots(a.Fn), r) })
		if !writes {
			return false
		}
	}
	return len(roots) > 0
}

// restores returns the load or swap whose result op stores back unchanged, or nil.
func (m *Model) restores(op *Op) *Op {
	if op.Kind != Store && op.Kind != Swap || op.New.Value == nil {
		return nil
	}
	v := m.number(op.New.Value)
	for _, saved := range m.Ops {
		if (saved.Kind == Load || saved.Kind == Swap) && saved.Result != nil && saved.Exact && saved != op && m.number(saved.Result) == v && saved.Key.Matches(op.Key) {
			return saved
		}
	}
	return nil
}
