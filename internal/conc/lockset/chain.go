package lockset

import "golang.org/x/tools/go/ssa"

// A Site is one way to enter a function: a call that is seen.
type Site = site

// Call is the instruction that enters the function.
func (s *site) Call() ssa.Instruction { return s.instr }

// Inside is the instruction that calls the function where that stands in a literal of the function that it was handed to: it runs
// where the literal does. Else nil.
func (s *site) Inside() ssa.Instruction {
	if s.inner == nil || s.inner.Parent() == s.via.Fn {
		return nil
	}
	return s.inner
}

// Loose tells whether, and when, the call runs the function is not known.
func (s *site) Loose() bool { return s.loose }

// Callers lists the calls that enter fn, goroutine starts left out. [Locks.Prepare] comes first.
func (ls *Locks) Callers(fn *ssa.Function) []*Site {
	var out []*Site
	for _, s := range ls.ways[fn] {
		if s.instr != nil && !s.open {
			out = append(out, s)
		}
	}
	return out
}

// HeldAlong lists the locks held just before instr where it is reached by one chain of calls, the outermost first, whose first
// function is entered with nothing held, or, on a goroutine that begins with it, with what was handed over: what other callers hold
// has no say.
func (ls *Locks) HeldAlong(goroutine *ssa.Function, chain []*Site, instr ssa.Instruction) []Held {
	var held []hold
	if goroutine != nil {
		held = ls.handed(goroutine)
	}
	for _, s := range chain {
		held = ls.enter(s, held)
	}
	return ls.list(combine(ls.before(instr), held))
}
