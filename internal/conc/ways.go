package conc

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/ir"
	"github.com/counterlint/counterlint/internal/conc/loc"
	"github.com/counterlint/counterlint/internal/conc/lockset"
	"github.com/counterlint/counterlint/internal/conc/own"
	"github.com/counterlint/counterlint/internal/conc/spawn"
)

// A way is one chain of calls by which a goroutine gets to an access or operation. Ways on which the object belongs to the goroutine
// alone, or that pass a gate or a join first, are left out: they meet nobody.
//
// Each way is judged by itself: the locks of one caller say nothing of another one, nor does the object that it works on.
type way struct {
	root  spawn.Root
	steps []ssa.Instruction // the calls, the outermost first, and the access itself
	place loc.Path          // as the first function names it; for a start, as the function that starts it does
	key   loc.Key
	loose bool            // passes code that is not seen: what that holds, nobody knows
	kept  bool            // loose only because code that is not seen keeps its first function, to call it when it likes
	given ssa.Instruction // the call that hands a function over to one that starts a goroutine for it
	held  []lockset.Held
	gate  *Op    // only the winner of this operation takes the way; nil: anybody
	modes []mode // of modesAlong, once they are asked for
}

// Bounds on the ways to one access that are followed.
const (
	maxWays   = 40
	maxChain  = 8
	maxClimbs = 300
)

// A climber follows the callers of one access.
type climber struct {
	m       *Model
	stand   *Op
	instr   ssa.Instruction
	climbs  int
	given   ssa.Instruction
	givenTo *ssa.Function // the literal that runs what was given
	gate    *Op           // on the way, whose winner alone gets to the access
	ways    []*way
	gated   []*way // with a gate
}

// waysTo lists the ways to a plain access.
func (m *Model) waysTo(a *Access) []*way {
	if ways, ok := m.ways[a.Instr]; ok {
		return ways
	}
	return m.climbFrom(a.Instr, a.Place, a.stand(m))
}

// waysToOp lists the ways to an operation, the goroutine that it is the body of among them.
func (m *Model) waysToOp(op *Op) []*way {
	if op.Started() {
		m.heldAt(op.Instr)
		return []*way{{root: m.rootsOf(op)[0], steps: []ssa.Instruction{op.Instr}, place: op.Place, key: op.Key}}
	}
	ways := m.climbFrom(op.Instr, op.Place, op)
	inside := m.locksInside(op)
	if len(inside) == 0 {
		return ways
	}
	out := make([]*way, 0, len(ways))
	for _, w := range ways {
		v := *w
		v.held = append(slices.Clone(w.held), inside...)
		out = append(out, &v)
	}
	return out
}

// locksInside lists what the helpers that perform the operation take themselves.
func (m *Model) locksInside(op *Op) (held []lockset.Held) {
	for in := op.Inner; in != nil; in = in.Inner {
		for _, h := range m.heldAt(in.Instr) {
			if h.Pos.IsValid() { // not by callers, which differ
				held = append(held, h)
			}
		}
	}
	return held
}

func (m *Model) climbFrom(instr ssa.Instruction, place loc.Path, stand *Op) []*way {
	if ways, ok := m.ways[instr]; ok {
		return ways
	}
	m.heldAt(instr) // prepares the locks
	m.roots(instr.Parent())
	if m.owners == nil {
		m.owners = own.New(m.prog, m.loc)
	}
	c := &climber{m: m, stand: stand, instr: instr}
	if _, started := instr.(*ssa.Go); started { // the function of another package is the goroutine
		r := spawn.Root{Kind: spawn.Start, Instr: instr, Fn: instr.Parent(), Why: "go statement", Many: ir.InLoop(instr.Block())}
		c.ways = []*way{{root: r, steps: []ssa.Instruction{instr}, place: place, key: m.loc.KeyOf(place)}}
	} else if !m.initial(stand) || m.isOnceOnly(stand) && !m.followsOnce(stand) {
		c.climb(instr.Parent(), instr, place, nil, []ssa.Instruction{instr}, false)
	}
	m.ways[instr] = narrow(c.ways)
	if len(c.gated) > 0 {
		m.gatedWays[instr] = narrow(c.gated)
	}
	return m.ways[instr]
}

// waysUp lists the ways to one of the calls that begin the goroutine that takes the way w.
func (m *Model) waysUp(begin ssa.Instruction, w *way) []*way {
	fn, place := begin.Parent(), m.handedPlace(w.place, w.root.Fn, begin)
	c := &climber{m: m, stand: &Op{Fn: fn, Decl: m.prog.Decl(fn), Place: place, Key: w.key}, instr: begin}
	c.climb(fn, begin, place, nil, []ssa.Instruction{begin}, false)
	return narrow(c.ways)
}

// begins lists where the goroutine of a start is begun: the start itself, or, where that belongs to a helper which starts what it is handed,
// the calls that hand it this function. Other callers of the helper begin other goroutines.
func (m *Model) begins(r spawn.Root, given ssa.Instruction) []ssa.Instruction {
	if given != nil {
		return []ssa.Instruction{given}
	}
	var calls []ssa.Instruction
	for _, u := range m.prog.Uses(r.Fn) {
		if call, ok := u.Instr.(ssa.CallInstruction); ok && u.Kind == ir.Passed && m.prog.Callee(call.Common()).Fn == r.Instr.Parent() {
			calls = append(calls, call)
		}
	}
	if len(calls) == 0 {
		return []ssa.Instruction{r.Instr}
	}
	return calls
}

// handedPlace translates a place that hangs on the receiver of the method value fn, or on what the literal fn captures, for the call that
// hands fn over: several calls may hand over different ones.
func (m *Model) handedPlace(p loc.Path, fn *ssa.Function, begin ssa.Instruction) loc.Path {
	call, ok := begin.(ssa.CallInstruction)
	if fv, free := p.Root.(*ssa.FreeVar); !ok || !free || fv.Parent() != fn {
		return p
	}
	for _, arg := range call.Common().Args {
		if c := m.prog.Func(arg); c.Fn == fn {
			if q, ok := m.loc.Translate(p, fn, c.Closure, call.Common(), nil); ok {
				return q
			}
		}
	}
	return p
}

// narrow leaves out the ways of which only the type is known whose object it is, where others know its holder.
func narrow(ways []*way) []*way {
	if !slices.ContainsFunc(ways, func(w *way) bool { return !w.key.Bare() }) {
		return ways
	}
	return slices.DeleteFunc(ways, func(w *way) bool { return w.key.Bare() })
}

// unknownObject tells whether an object is what a call through an interface, or of another package, yields, a copy as likely as not,
// or came through a channel: whoever takes it from there has it for itself.
func unknownObject(root ssa.Value) bool {
	if _, null := root.(*ssa.Const); null || received(root) {
		return true
	}
	if e, ok := root.(*ssa.Extract); ok {
		root = e.Tuple
	}
	call, ok := root.(*ssa.Call)
	return ok && (call.Call.IsInvoke() || call.Call.StaticCallee() != nil && call.Call.StaticCallee().Blocks == nil)
}

// climb goes from at, in fn, to the callers of fn.
func (c *climber) climb(fn *ssa.Function, at ssa.Instruction, place loc.Path, chain []*lockset.Site, steps []ssa.Instruction, loose bool) {
	if unknownObject(place.Root) {
		return
	}
	c.climbs++
	if len(c.ways)+len(c.gated) >= maxWays || c.climbs > maxClimbs || len(chain) > maxChain {
		return
	}
	if _, ok := c.m.owners.Unshared(place, at); ok || c.m.owners.Constructing(place, at) {
		return
	}
	if g := c.m.gateOf(at, c.stand); g != nil {
		if g.Kind == Add || c.gate != nil { // the last one out has no others
			return
		}
		c.gate = g
		defer func() { c.gate = nil }()
	}
	if c.m.closes(at) {
		return
	}
	if _, ok := c.m.joined(at, c.stand); ok || c.m.afterDeepJoin(at, place, c.stand) {
		return
	}
	started, _ := c.given.(*ssa.Go)
	if c.givenTo != fn {
		started = nil
	}
	for _, r := range c.m.contexts.Own(fn) {
		if started == nil || r.Instr == started {
			c.arrive(r, fn, place, chain, steps, loose)
		}
	}
	if started != nil {
		return
	}
	for _, s := range c.m.locks.Callers(fn) {
		caller := s.Call().Parent()
		if in := s.Inside(); in != nil && !slices.Contains(steps, in) {
			outer, to := c.given, c.givenTo
			c.given, c.givenTo = s.Call(), in.Parent()
			c.climb(in.Parent(), in, place, append([]*lockset.Site{s}, chain...), append([]ssa.Instruction{in}, steps...), loose)
			c.given, c.givenTo = outer, to
			continue
		}
		if slices.ContainsFunc(steps, func(i ssa.Instruction) bool { return i == s.Call() }) {
			continue // recursion adds nothing
		}
		if given, ok := c.given.(ssa.CallInstruction); ok && s.Call() != c.given && c.m.prog.Callee(given.Common()).Fn == fn {
			continue // other callers of the helper hand it something else
		}
		c.climb(caller, s.Call(), c.m.upward(place, fn, s.Call()), append([]*lockset.Site{s}, chain...),
			append([]ssa.Instruction{s.Call()}, steps...), loose || s.Loose())
	}
}

// arrive notes a way that begins at the root r.
func (c *climber) arrive(r spawn.Root, fn *ssa.Function, place loc.Path, chain []*lockset.Site, steps []ssa.Instruction, loose bool) {
	if r.Kind == spawn.Outside && slices.ContainsFunc(steps, isInvoke) {
		return // callers of the package that come through an interface may have another implementation in it
	}
	w := &way{root: r, steps: steps, place: place, loose: loose}
	if r.Kind == spawn.Outside && !c.m.comesIn(r) {
		w.loose, w.kept = true, !loose && c.m.isKeptElsewhere(r) && isVariable(place)
	}
	if r.Kind == spawn.Start {
		w.place = c.m.upward(place, fn, r.Instr)
		if c.m.owners.HandedOver(w.place, r.Instr) && c.m.startsOwn(r, c.stand) {
			return
		}
		if c.given != nil && c.givenTo == fn {
			w.given = c.given
			w.root.Many = w.root.Many || ir.InLoop(c.given.Block())
		}
	}
	w.key = c.m.loc.KeyOf(w.place)
	var goroutine *ssa.Function
	if r.Kind == spawn.Start {
		goroutine = fn
	}
	w.held = c.m.locks.HeldAlong(goroutine, chain, c.instr)
	if w.gate = c.gate; w.gate != nil {
		if c.m.isShared(w) {
			c.gated = append(c.gated, w)
		}
		return
	}
	c.ways = append(c.ways, w)
}

func isInvoke(at ssa.Instruction) bool {
	call, ok := at.(ssa.CallInstruction)
	return ok && call.Common().IsInvoke()
}

// upward translates a place in fn for the instruction that calls or starts fn; one that fn finds by itself stays as it is.
func (m *Model) upward(p loc.Path, fn *ssa.Function, at ssa.Instruction) loc.Path {
	call, ok := at.(ssa.CallInstruction)
	if !ok {
		return p
	}
	if q, ok := m.outward(p, fn, call); ok {
		return q
	}
	return p
}
