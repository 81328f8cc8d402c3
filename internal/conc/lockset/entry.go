package lockset

import (
	"cmp"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/ir"
	"github.com/counterlint/counterlint/internal/conc/loc"
)

// A Held is one lock at one point.
type Held struct {
	ID    string // equal for equal places
	Place loc.Path
	Key   loc.Key
	Sure  bool      // on every way here; false: perhaps
	Read  bool      // for reading only
	Pos   token.Pos // where it was taken; NoPos if by a caller
}

// An entry is what the callers of a function hold, in the function's own terms.
type entry struct {
	known bool // some caller has been looked at; false is the top of the lattice
	held  []Held
}

// maxRounds bounds the rounds over all functions in which callers' locks travel down the calls.
const maxRounds = 10

// A Policy leaves call sites out: those in test files, for instance.
type Policy func(token.Pos) bool

// solveEntries finds what is held at the entry of every function: held for sure is what all callers hold. Functions that code
// elsewhere may call are entered with nothing for sure.
func (ls *Locks) solveEntries(counts Policy) {
	ls.entries = map[*ssa.Function]*entry{}
	sites := map[*ssa.Function][]site{}
	for _, fn := range ls.prog.Funcs {
		sites[fn] = ls.sites(fn, counts)
		ls.entries[fn] = &entry{}
	}
	for range maxRounds {
		changed := false
		for _, fn := range ls.prog.Funcs {
			e := ls.meetSites(sites[fn])
			if old := ls.entries[fn]; e.known != old.known || !sameHeld(e.held, old.held) {
				ls.entries[fn] = e
				changed = true
			}
		}
		if !changed {
			return
		}
	}
	// No fixpoint: keep what is held, but for sure is nothing.
	for _, e := range ls.entries {
		for i := range e.held {
			e.held[i].Sure = false
		}
	}
}

func sameHeld(a, b []Held) bool {
	return slices.EqualFunc(a, b, func(x, y Held) bool { return x.ID == y.ID && x.Sure == y.Sure && x.Read == y.Read })
}

// A site is one way to enter a function.
type site struct {
	instr ssa.Instruction // the call; nil: from outside, or on a goroutine of its own, with nothing held
	open  bool            // from outside: what all callers in the package hold is perhaps held by others too
	loose bool            // whether, and when, the call runs it is not known
	once  ssa.Value       // run by Do of this sync.Once

	fn      *ssa.Function
	closure *ssa.MakeClosure

	// The function is handed to a function of the package, which calls it at inner.
	inner ssa.Instruction
	via   ir.Callee
}

// sites lists the ways to enter fn.
func (ls *Locks) sites(fn *ssa.Function, counts Policy) []site {
	var out []site
	uses := ls.prog.Uses(fn)
	for _, u := range uses {
		if counts != nil && u.Instr.Pos().IsValid() && !counts(u.Instr.Pos()) {
			continue
		}
		out = append(out, ls.site(fn, u)...)
	}
	if obj := fn.Object(); len(out) == 0 || obj != nil && obj.Exported() && fn.Synthetic == "" {
		out = append(out, site{open: true})
	}
	return out
}

func (ls *Locks) site(fn *ssa.Function, u ir.Use) []site {
	s := site{instr: u.Instr, fn: fn}
	call, _ := u.Instr.(ssa.CallInstruction)
	if call != nil {
		if c := ls.prog.Callee(call.Common()); c.Fn == fn {
			s.closure = c.Closure
		}
	}
	switch u.Kind {
	case ir.Called, ir.Deferred:
		return []site{s}
	case ir.Started:
		return []site{{}}
	case ir.Passed:
		return ls.passed(s, call, u.Arg)
	}
	return []site{{open: true}}
}

// passed lists the ways in which a call runs the function that is its argument i.
func (ls *Locks) passed(s site, call ssa.CallInstruction, i int) []site {
	c := call.Common()
	if _, ok := call.(*ssa.Go); ok {
		return []site{{}}
	}
	s.closure = ls.prog.Func(c.Args[i]).Closure
	callee := ls.prog.Callee(c)
	if callee.Fn == nil || !ls.prog.Known(callee.Fn) {
		run, _ := ir.RunsArg(c)
		switch run {
		case ir.Elsewhere, ir.Handler:
			return []site{{}}
		case ir.OnceInPlace:
			s.once = IsOnceDo(c)
		case ir.SomehowRun:
			s.loose = true
		}
		return []site{s}
	}
	if i >= len(callee.Fn.Params) {
		return []site{{open: true}}
	}
	var out []site
	for _, u := range ls.prog.ValueUses(callee.Fn.Params[i]) {
		switch t := s; u.Kind {
		case ir.Called, ir.Deferred:
			t.inner, t.via = u.Instr, callee
			out = append(out, t)
		case ir.Started:
			out = append(out, site{})
		case ir.Passed:
			if run, _ := ir.RunsArg(u.Instr.(ssa.CallInstruction).Common()); run == ir.Elsewhere || run == ir.Handler {
				out = append(out, site{})
				continue
			}
			t.loose = true
			out = append(out, t)
		default:
			out = append(out, site{open: true})
		}
	}
	return out
}

// meetSites joins what is held at the sites.
func (ls *Locks) meetSites(sites []site) *entry {
	e := &entry{}
	open := false
	var all [][]Held
	for _, s := range sites {
		switch {
		case s.open:
			open = true
		case s.instr == nil:
			all = append(all, nil)
		default:
			if !ls.entries[s.instr.Parent()].isKnown() {
				continue // its own callers come first
			}
			all = append(all, ls.at(s))
		}
	}
	if len(all) == 0 {
		e.known = open
		return e
	}
	e.known = true
	count := map[string]int{}
	merged := map[string]Held{}
	for _, held := range all {
		for _, h := range held {
			old, ok := merged[h.ID]
			if ok {
				h.Sure = h.Sure && old.Sure
				h.Read = h.Read || old.Read
			}
			h.Pos = token.NoPos
			merged[h.ID] = h
			count[h.ID]++
		}
	}
	for id, h := range merged {
		everywhere := count[id] == len(all)
		if open && !everywhere {
			continue
		}
		h.Sure = h.Sure && everywhere && !open
		e.held = append(e.held, h)
	}
	sortHeld(e.held)
	return e
}

func (e *entry) isKnown() bool { return e == nil || e.known }

func sortHeld(hs []Held) {
	slices.SortFunc(hs, func(a, b Held) int { return cmp.Compare(a.ID, b.ID) })
}

// at is what is held when the function is entered at s, in the function's terms.
func (ls *Locks) at(s site) []Held {
	var held []Held
	if d, ok := s.instr.(*ssa.Defer); ok && s.inner == nil {
		held = ls.absolute(d.Parent(), ls.flowDeferred(d))
	} else {
		held = ls.heldBefore(s.instr)
	}
	if s.inner != nil {
		held = ls.throughCallee(held, s)
	}
	if s.once != nil {
		place := ls.loc.Of(s.once)
		held = append(held, Held{ID: ls.loc.ID(place), Place: place, Key: ls.loc.KeyOf(place), Sure: true})
	}
	out := make([]Held, 0, len(held))
	for _, h := range held {
		h.Place = ls.intoCallee(h.Place, s)
		h.ID = ls.loc.ID(h.Place)
		h.Sure = h.Sure && !s.loose
		out = append(out, h)
	}
	return out
}

func (ls *Locks) flowDeferred(d *ssa.Defer) state {
	if f := ls.flow(d.Parent()); f != nil {
		return f.deferred[d]
	}
	return nil
}

// throughCallee adds what the callee that runs the function holds at that point.
func (ls *Locks) throughCallee(held []Held, s site) []Held {
	call := s.instr.(ssa.CallInstruction).Common()
	var local state
	if d, ok := s.inner.(*ssa.Defer); ok {
		local = ls.flowDeferred(d)
	} else {
		local = ls.local(s.inner)
	}
	tr := translator{ls.loc, s.via.Fn, s.via.Closure, call, nil}
	var mine state
	for _, l := range local {
		place, ok := tr.path(l.place)
		if !ok {
			// The caller has no name for it, but the key says enough.
			place = l.place
		}
		l.place, l.id, l.when = place, ls.loc.ID(place), nil
		mine = mine.with(l)
	}
	return combine(ls.loc, mine, held)
}

// intoCallee renames a place of the caller for the function that is entered: by the longest argument that leads to it.
func (ls *Locks) intoCallee(p loc.Path, s site) loc.Path {
	if _, ok := p.Root.(*ssa.Global); ok {
		return p
	}
	best, longest := p, -1
	try := func(arg, param ssa.Value) {
		a := ls.loc.Of(arg)
		if rest, ok := p.After(a); ok && len(a.Steps) > longest {
			best, longest = loc.Path{Root: param, Steps: rest}, len(a.Steps)
		}
	}
	if call, ok := s.instr.(ssa.CallInstruction); ok && ls.prog.Callee(call.Common()).Fn == s.fn {
		for i, arg := range call.Common().Args {
			if i < len(s.fn.Params) {
				try(arg, s.fn.Params[i])
			}
		}
	}
	if s.closure != nil && s.fn.Synthetic != "" {
		for i, b := range s.closure.Bindings {
			if fv := s.fn.FreeVars; i < len(fv) && ls.loc.Of(fv[i]).Root == fv[i] {
				try(b, fv[i])
			}
		}
	}
	return best
}

// heldBefore is what is held just before instr.
func (ls *Locks) heldBefore(instr ssa.Instruction) []Held {
	return ls.absolute(instr.Parent(), ls.local(instr))
}

// absolute combines a state relative to the entry of fn with what its callers hold.
func (ls *Locks) absolute(fn *ssa.Function, s state) []Held {
	var callers []Held
	if e := ls.entries[fn]; e != nil {
		callers = e.held
	}
	return combine(ls.loc, s, callers)
}

func combine(r *loc.Resolver, s state, callers []Held) []Held {
	var out []Held
	for _, l := range s {
		h := Held{ID: l.id, Place: l.place, Read: l.read, Pos: l.pos, Key: r.KeyOf(l.place)}
		c := l.fresh
		if i := slices.IndexFunc(callers, func(h Held) bool { return h.ID == l.id }); i >= 0 {
			switch {
			case callers[i].Sure:
				c = l.entered
			default:
				c = join(l.entered, l.fresh)
			}
			if l.fresh == No {
				h.Read = callers[i].Read
			}
		}
		if c != No {
			h.Sure = c == Yes
			out = append(out, h)
		}
	}
	for _, h := range callers {
		if _, ok := s.find(h.ID); !ok {
			out = append(out, h)
		}
	}
	sortHeld(out)
	return out
}

// local is the state just before instr, relative to the entry of its function.
func (ls *Locks) local(instr ssa.Instruction) state {
	f := ls.flow(instr.Parent())
	if f == nil {
		return nil
	}
	b := instr.Block()
	s := f.in[b.Index]
	for _, i := range b.Instrs {
		if i == instr {
			break
		}
		s = ls.step(s, i, nil)
	}
	return s
}

// Prepare finds what callers hold; counts says which positions are evidence. It must be called before the other questions.
func (ls *Locks) Prepare(counts Policy) { ls.solveEntries(counts) }

// HeldAt lists the locks that are held just before instr, for a deferred call: when it runs. The order is by place.
func (ls *Locks) HeldAt(instr ssa.Instruction) []Held {
	if d, ok := instr.(*ssa.Defer); ok {
		return ls.absolute(d.Parent(), ls.flowDeferred(d))
	}
	return ls.heldBefore(instr)
}

// Breaks tells whether instr surely gives the lock up, be it for a moment.
func (ls *Locks) Breaks(instr ssa.Instruction, h Held) bool {
	if c, ok := instr.(*ssa.Call); ok && isCondWait(&c.Call) {
		return true
	}
	before := state{{id: h.ID, place: h.Place, entered: Yes, fresh: Yes}}
	l := ls.step(before, instr, nil).get(h.ID, h.Place)
	return l.fresh == No || l.gap
}

func isCondWait(c *ssa.CallCommon) bool {
	fn := c.StaticCallee()
	return fn != nil && fn.String() == "(*sync.Cond).Wait"
}
