package lockset

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

func (ls *Locks) flowDeferred(d *ssa.Defer) state {
	if f := ls.flow(d.Parent()); f != nil {
		return f.deferred[d]
	}
	return nil
}

// relatives is a state without what only the analysis of its function asks for.
func (ls *Locks) relatives(s state) []relative {
	if len(s) == 0 {
		return nil
	}
	out := make([]relative, 0, len(s))
	for _, l := range s {
		out = append(out, relative{l.number, l.entered, l.fresh, l.read, l.pos})
	}
	return out
}

// absolute combines states relative to the entry of fn with what its callers hold.
func (ls *Locks) absolute(fn *ssa.Function, s []relative) []hold {
	var callers []hold
	if e := ls.entries[fn]; e != nil {
		callers = e.held
	}
	return combine(s, callers)
}

func combine(s []relative, callers []hold) []hold {
	if len(s) == 0 {
		return callers
	}
	out := make([]hold, 0, len(s)+len(callers))
	for len(s) > 0 || len(callers) > 0 {
		if len(s) == 0 || len(callers) > 0 && callers[0].lock < s[0].lock {
			out, callers = append(out, callers[0]), callers[1:]
			continue
		}
		l, c := s[0], s[0].fresh
		h := hold{lock: l.lock, read: l.read, excl: !l.read, pos: l.pos}
		if len(callers) > 0 && callers[0].lock == l.lock {
			switch {
			case callers[0].sure:
				c = l.entered
			default:
				c = join(l.entered, l.fresh)
			}
			if l.fresh == No {
				h.read, h.excl = callers[0].read, callers[0].excl
			}
			callers = callers[1:]
		}
		if c != No {
			h.sure = c == Yes
			out = append(out, h)
		}
		s = s[1:]
	}
	return out
}

// HeldAt lists the locks that are held just before instr, or, for a deferred call, when it runs. The order is by name and place. The
// list is shared: it must not be changed.
func (ls *Locks) HeldAt(instr ssa.Instruction) []Held {
	if d, ok := instr.(*ssa.Defer); ok {
		return ls.list(ls.absolute(instr.Parent(), ls.relatives(ls.flowDeferred(d))))
	}
	return ls.heldAt(instr.Parent(), ls.markAt(instr))
}

// before is the state just before instr, or, for a deferred call, when it runs.
func (ls *Locks) before(instr ssa.Instruction) []relative {
	if d, ok := instr.(*ssa.Defer); ok {
		return ls.relatives(ls.flowDeferred(d))
	}
	return ls.relativesOf(ls.markAt(instr))
}

func (ls *Locks) list(hs []hold) []Held {
	if len(hs) == 0 {
		return nil
	}
	hs = slices.Clone(hs)
	slices.SortFunc(hs, func(a, b hold) int {
		x, y := ls.name(a.lock), ls.name(b.lock)
		return cmp.Or(strings.Compare(x.key.Name, y.key.Name), strings.Compare(x.text, y.text))
	})
	out := make([]Held, 0, len(hs))
	for _, h := range hs {
		l := ls.name(h.lock)
		out = append(out, Held{l.id, l.place, l.key, h.sure, h.readOnly(), h.pos})
	}
	return out
}

// Breaks tells whether instr surely gives the lock up, be it for a moment.
func (ls *Locks) Breaks(instr ssa.Instruction, h Held) bool {
	if c, ok := instr.(*ssa.Call); ok && isCondWait(&c.Call) {
		return true
	}
	if !h.Place.Valid() {
		return false
	}
	number := ls.lock(h.Place)
	l := ls.step(state{{number: number, entered: Yes, fresh: Yes}}, instr, nil).get(number)
	return l.fresh == No || l.gap
}

func isCondWait(c *ssa.CallCommon) bool {
	fn := c.StaticCallee()
	return fn != nil && fn.Name() == "Wait" && fn.String() == "(*sync.Cond).Wait"
}
