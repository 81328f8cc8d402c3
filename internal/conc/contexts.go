package conc

import (
	"fmt"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/ir"
	"github.com/counterlint/counterlint/internal/conc/loc"
	"github.com/counterlint/counterlint/internal/conc/own"
	"github.com/counterlint/counterlint/internal/conc/spawn"
)

// roots lists where the goroutines begin that can reach fn.
func (m *Model) roots(fn *ssa.Function) []spawn.Root {
	if m.contexts == nil {
		m.contexts = spawn.New(m.prog, m.evidence)
	}
	return m.contexts.Roots(fn)
}

// rootsOf lists where the goroutines begin that can reach op.
func (m *Model) rootsOf(op *Op) []spawn.Root {
	if op.Started() {
		r := spawn.Root{Kind: spawn.Start, Instr: op.Instr, Fn: op.Fn, Why: "go statement"}
		if r.Many = ir.InLoop(op.Instr.Block()); r.Many {
			r.Why += " in a loop"
		}
		return []spawn.Root{r}
	}
	return m.roots(op.Fn)
}

// Unshared tells whether the object of op is not yet, or never, reachable by another goroutine when op runs.
func (m *Model) Unshared(op *Op) (why string, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.unshared(op)
}

func (m *Model) unshared(op *Op) (string, bool) {
	v, ok := m.unsharedOps[op]
	if !ok {
		v.why, v.ok = m.askUnshared(op)
		m.unsharedOps[op] = v
	}
	return v.why, v.ok
}

func (m *Model) askUnshared(op *Op) (string, bool) {
	if op.Started() {
		return "", false
	}
	if m.initial(op) {
		return "in an init function, before anything runs beside it", true
	}
	if m.owners == nil {
		m.owners = own.New(m.prog, m.loc)
	}
	return m.owners.Unshared(op.Place, op.Instr)
}

// initial tells whether op runs in package initialisation alone, or as the body of a sync.Once: before whatever comes for it.
func (m *Model) initial(op *Op) bool {
	if m.isOnceOnly(op) {
		return true
	}
	roots := m.rootsOf(op)
	for _, r := range roots {
		if r.Kind != spawn.Main || r.Fn.Name() == "main" || r.Why == spawn.Test {
			return false
		}
	}
	return len(roots) > 0
}

// isOnceOnly tells whether op runs in what a sync.Once runs, and nowhere else.
func (m *Model) isOnceOnly(op *Op) bool {
	uses := m.prog.Uses(op.Fn)
	return len(uses) > 0 && !slices.ContainsFunc(uses, func(u ir.Use) bool { return !m.isOnce(u) })
}

// isOnce tells whether a function is used as the body of a sync.Once.
func (m *Model) isOnce(u ir.Use) bool {
	call, ok := u.Instr.(ssa.CallInstruction)
	if !ok || u.Kind != ir.Passed {
		return false
	}
	run, _ := m.prog.RunsArg(call.Common())
	return run == ir.OnceInPlace
}

// followsOnce tells whether whoever uses the number of op sees to it first that the Once around op has run.
func (m *Model) followsOnce(op *Op) bool {
	early := func(fn *ssa.Function, at ssa.Instruction) bool { return fn != op.Fn && !m.runsFirst(op.Fn, at, 0) }
	return !slices.ContainsFunc(m.byVar[op.Key.Var], func(o *Op) bool { return !o.Test && early(o.Fn, o.Instr) }) &&
		!slices.ContainsFunc(m.plain[op.Key.Var], func(a *Access) bool { return !a.Test && !a.Fresh && !a.Whole && early(a.Fn, a.Instr) })
}

// runsFirst tells whether the Once with the body comes before instr, be it in a function that is called there, or before all calls of the
// function around.
func (m *Model) runsFirst(body *ssa.Function, instr ssa.Instruction, depth int) bool {
	fn := instr.Parent()
	for _, b := range fn.Blocks {
		for _, i := range b.Instrs {
			if call, ok := i.(*ssa.Call); ok && m.prog.Dominates(call, instr) && m.runs(body, &call.Call, depth) {
				return true
			}
		}
	}
	sites := m.prog.Sites(fn)
	return depth < maxUp && m.closed(fn) && !slices.ContainsFunc(sites, func(s ir.Site) bool { return !m.runsFirst(body, s.Instr, depth+1) })
}

// runs tells whether a call is that of the Once with the body, or of a function that makes it.
func (m *Model) runs(body *ssa.Function, c *ssa.CallCommon, depth int) bool {
	if slices.ContainsFunc(c.Args, func(arg ssa.Value) bool { return m.prog.Func(arg).Fn == body }) {
		return true
	}
	fn := m.prog.Callee(c).Fn
	if fn == nil || !m.prog.Known(fn) || depth >= maxUp {
		return false
	}
	for _, b := range fn.Blocks {
		for _, i := range b.Instrs {
			if call, ok := i.(*ssa.Call); ok && m.runs(body, &call.Call, depth+1) {
				return true
			}
		}
	}
	return false
}

// SingleWriter tells whether all writes of the counter, apart from those to objects that nobody else sees yet, are made by one
// goroutine: main and init, or one long-lived goroutine for each object.
func (m *Model) SingleWriter(k loc.Key) (why string, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.singleWriter(k)
}

func (m *Model) singleWriter(k loc.Key) (string, bool) { return m.oneGoroutine(m.writers(k), k) }

// OneGoroutine asks the same of the operations that keep returns true for: those that lower the counter, for instance.
func (m *Model) OneGoroutine(k loc.Key, keep func(*Op) bool) (why string, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.oneGoroutine(slices.DeleteFunc(m.writers(k), func(op *Op) bool { return !keep(op) }), k)
}

func (m *Model) oneGoroutine(ws []*Op, k loc.Key) (string, bool) {
	if len(ws) == 0 {
		return "nobody writes it once it is shared", true
	}
	var all []spawn.Root
	for _, w := range ws {
		for _, r := range m.rootsOf(w) {
			if !slices.Contains(all, r) {
				all = append(all, r)
			}
		}
	}
	mains := 0
	for _, r := range all {
		if r.Kind == spawn.Main {
			mains++
		}
	}
	switch {
	case len(all) > 0 && mains == len(all):
		return "only main and init write it", true
	case len(all) != 1:
		return "", false
	}
	switch r := all[0]; r.Kind {
	case spawn.Start:
		if !slices.ContainsFunc(ws, func(w *Op) bool { return !m.onePerObject(r, w) }) {
			return fmt.Sprintf("only the goroutine started at %s writes it", m.Where(r.Pos())), true
		}
	case spawn.Outside:
		// A method that never comes back but by a signal is run once: Run, Serve, loop.
		if r.Fn.Signature.Recv() != nil && m.isWorker(r.Fn) && slices.ContainsFunc(ws, func(w *Op) bool { return w.Fn == r.Fn && ir.InLoop(w.Instr.Block()) }) {
			return fmt.Sprintf("only the loop of %s writes it", r.Fn.Name()), true
		}
		if at := m.needsExclusion(r.Fn); at.IsValid() && k.Var != nil && k.Var.IsField() { // of one object: a package variable has many callers
			return fmt.Sprintf("only %s writes it, whose callers have to exclude each other anyway: see %s", r.Fn.Name(), m.Where(at)), true
		}
	}
	return "", false
}

// needsExclusion returns where fn, which takes its time, writes a plain field of its receiver with no lock held: whoever calls it
// has to see to it that it does not run twice at once. Else NoPos.
func (m *Model) needsExclusion(fn *ssa.Function) token.Pos {
	if fn.Signature.Recv() == nil || m.behaviourOf(fn)&(blocks|unknown) == 0 {
		return token.NoPos
	}
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			store, ok := instr.(*ssa.Store)
			if !ok || len(m.heldAt(store)) > 0 || m.atomicDecides(store) {
				continue
			}
			p := m.loc.Of(store.Addr)
			if p.Root == fn.Params[0] && len(p.Steps) == 1 && p.Steps[0].Kind == loc.Field && !m.IsCell(p.Steps[0].Field) {
				return store.Pos()
			}
		}
	}
	return token.NoPos
}

// atomicDecides tells whether the result of an atomic operation of the function decides if instr runs: the author thinks of
// others, whatever else the function does.
func (m *Model) atomicDecides(instr ssa.Instruction) bool {
	return slices.ContainsFunc(m.byFn[instr.Parent()], func(op *Op) bool { return len(m.guards(instr, op)) > 0 })
}

// isWorker tells whether fn waits in a loop: a goroutine that lives as long as its object.
func (m *Model) isWorker(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if call, ok := instr.(*ssa.Call); ok {
				if callee := m.prog.Callee(&call.Call).Fn; callee != nil && fn.Synthetic != "" && m.prog.Known(callee) {
					return m.isWorker(callee)
				}
				if ir.InLoop(b) && m.behaviour(instr)&blocks != 0 {
					return true
				}
				continue
			}
			if m.behaviour(instr)&blocks != 0 && ir.InLoop(b) {
				return true
			}
		}
	}
	return false
}

// generates tells whether the start r begins a goroutine that yields values through a channel which its starter returns: it lives as
// long as somebody ranges over that.
func (m *Model) generates(r spawn.Root) bool {
	starter := r.Instr.Parent()
	for _, ret := range m.prog.Returns(starter) {
		for _, v := range ret.Results {
			if _, ok := v.Type().Underlying().(*types.Chan); !ok {
				continue
			}
			if made, ok := m.loc.Of(v).Root.(*ssa.MakeChan); ok && made.Parent() == starter {
				return true
			}
		}
	}
	return false
}

// Quiet joins the questions that silence a rule about a sequence a … b on one counter: Excluded, SingleWriter, Unshared, Gate.
func (m *Model) Quiet(a, b *Op) (why string, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if why, ok := m.unshared(b); ok {
		return why, true
	}
	if why, ok := m.gate(b); ok {
		return why, true
	}
	if why, ok := m.excluded(a, b); ok {
		return why, true
	}
	return m.singleWriter(b.Key)
}
