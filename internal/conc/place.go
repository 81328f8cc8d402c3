package conc

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/loc"
	"github.com/counterlint/counterlint/internal/conc/spawn"
)

// PlaceOf returns the place that an address, a pointer or another reference leads to, and which variable of the program that is:
// for rules that look at plain variables too.
func (m *Model) PlaceOf(v ssa.Value) (loc.Path, loc.Key) {
	m.mu.Lock()
	defer m.mu.Unlock()
	p := m.loc.Of(v)
	return p, m.loc.KeyOf(p)
}

// Reaches tells whether control can get from a to b, in one function.
func (m *Model) Reaches(a, b ssa.Instruction) bool {
	return a.Parent() == b.Parent() && m.walk(a, is(b), never)
}

// RunTogether tells whether the functions all run on one and the same goroutine: main and init, or one that is started once.
func (m *Model) RunTogether(fns []*ssa.Function) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []spawn.Root
	for _, fn := range fns {
		for _, r := range m.roots(fn) {
			if r.Kind == spawn.Outside || r.Kind == spawn.Handler || r.Many {
				return false
			}
			if r.Kind == spawn.Main {
				r = spawn.Root{Kind: spawn.Main}
			}
			if !slices.Contains(all, r) {
				all = append(all, r)
			}
		}
	}
	return len(all) == 1
}

// Touches tells whether the call, with what it runs in place, is or may be an operation on the counter of op, a Load included. Code
// that is not seen is taken to leave it alone.
func (m *Model) Touches(call ssa.CallInstruction, op *Op) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	if other := m.byInstr[call]; other != nil {
		return other.Key.Matches(op.Key)
	}
	for _, fn := range m.inPlace(call.Common()) {
		body := m.bodyOf(fn)
		if body == nil || len(body.effects) > maxEffects || slices.ContainsFunc(body.effects, func(e effect) bool { return e.key.Matches(op.Key) }) {
			return true
		}
	}
	return false
}
