package mutexcounter

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc"
	"github.com/counterlint/counterlint/internal/conc/loc"
	"github.com/counterlint/counterlint/internal/report"
	"github.com/counterlint/counterlint/internal/ssax"
)

// An integer is what a mutex guards.
type integer struct {
	v   *types.Var
	key loc.Key
}

// onlyInteger returns the integer that all sections of the mutex handle, if they do nothing else, and one of them writes it.
func onlyInteger(m *conc.Model, mu *conc.Mutex) (n integer, ok bool) {
	if mu.Foreign != "" || len(mu.Odd) > 0 || len(mu.Sections) == 0 {
		return n, false
	}
	writes := false
	for _, s := range mu.Sections {
		step, ok := stepOf(m, s)
		switch {
		case !ok, n.v != nil && n.v != step.key.Var:
			return n, false
		case n.v == nil:
			n = integer{step.key.Var, step.key}
		}
		writes = writes || step.store != nil
	}
	return n, writes && !n.v.Exported()
}

// A step is what one section does to the integer: one store, and loads before and after it, or one load.
type step struct {
	key   loc.Key
	store *ssa.Store
	loads []*ssa.UnOp
}

// stepOf reads a section.
func stepOf(m *conc.Model, s *conc.Section) (step, bool) {
	var st step
	var place loc.Path
	at := func(addr ssa.Value) bool {
		p, k := m.PlaceOf(addr)
		if !place.Valid() {
			place, st.key = p, k
		}
		return p.Equal(place)
	}
	for _, instr := range s.Body { // where it is written tells which integer is meant
		if store, ok := instr.(*ssa.Store); ok {
			if st.store != nil || !at(store.Addr) {
				return st, false
			}
			st.store = store
		}
	}
	branches := false
	for _, instr := range s.Body {
		switch i := instr.(type) {
		case *ssa.Store:
		case *ssa.BinOp, *ssa.Field:
		case *ssa.If:
			branches = true
		case *ssa.UnOp:
			switch {
			case i.Op == token.ARROW:
				return st, false
			case i.Op != token.MUL:
			case isInteger(i.Type()) && at(i.X):
				st.loads = append(st.loads, i)
			case st.store == nil || !feeds(i, st.store.Val, 0):
				return st, false // something else is looked at
			}
		case *ssa.Call:
			if b, ok := i.Call.Value.(*ssa.Builtin); !ok || b.Name() != "len" && b.Name() != "cap" {
				return st, false
			}
		default:
			return st, false
		}
	}
	if st.key.Var == nil || !isInteger(st.key.Var.Type()) || !beside(m, s, place) {
		return st, false
	}
	if st.store == nil {
		return st, len(st.loads) == 1
	}
	return st, !branches && st.adds()
}

// adds tells whether the store sets the integer to something that has nothing to do with it, or adds to it, or subtracts from it; and
// whether it is looked at once before the store, and once after it, at most.
func (st step) adds() bool {
	before, after := 0, 0
	for _, load := range st.loads {
		if comesBefore(load, st.store) {
			before++
		} else {
			after++
		}
	}
	if after > 1 {
		return false
	}
	v := st.store.Val
	for {
		if c, ok := v.(*ssa.Convert); ok {
			v = c.X
			continue
		}
		break
	}
	for _, load := range st.loads {
		if !comesBefore(load, st.store) || !feeds(load, v, 0) {
			continue
		}
		b, ok := v.(*ssa.BinOp)
		if !ok || b.Op != token.ADD && b.Op != token.SUB || strip(b.X) != ssa.Value(load) && (b.Op == token.SUB || strip(b.Y) != ssa.Value(load)) {
			return false
		}
		other := b.Y
		if strip(b.X) != ssa.Value(load) {
			other = b.X
		}
		if feeds(load, other, 0) { // n += n
			return false
		}
		return before <= 2 // old := n; n++
	}
	return before <= 1 // old := n; n = 0
}

func comesBefore(a, b ssa.Instruction) bool {
	if a.Block() != b.Block() {
		return a.Block().Dominates(b.Block())
	}
	instrs := a.Block().Instrs
	return slices.Index(instrs, a) < slices.Index(instrs, b)
}

func strip(v ssa.Value) ssa.Value {
	for {
		c, ok := v.(*ssa.Convert)
		if !ok {
			return v
		}
		v = c.X
	}
}

// feeds tells whether a value is computed from what load yields, or is that.
func feeds(load *ssa.UnOp, v ssa.Value, depth int) bool {
	if v == ssa.Value(load) {
		return true
	}
	instr, ok := v.(ssa.Instruction)
	if !ok || depth > 8 {
		return false
	}
	var ops [4]*ssa.Value
	for _, op := range instr.Operands(ops[:0]) {
		if *op != nil && feeds(load, *op, depth+1) {
			return true
		}
	}
	return false
}

func isInteger(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsInteger != 0
}

// beside tells whether the integer belongs to what the mutex stands in: the same object, or both are variables.
func beside(m *conc.Model, s *conc.Section, n loc.Path) bool {
	if slices.ContainsFunc(n.Steps, func(s loc.Step) bool { return s.Kind != loc.Field && s.Kind != loc.Deref }) {
		return false // one of many
	}
	if len(n.Steps) > 0 && n.Steps[len(n.Steps)-1].Kind == loc.Deref {
		return false // somebody else's
	}
	if !s.Mutex.Var.IsField() {
		return !slices.ContainsFunc(n.Steps, func(s loc.Step) bool { return s.Kind == loc.Deref })
	}
	return len(n.Steps) > 0 && slices.ContainsFunc(m.HeldAt(s.Body[0]), func(h conc.Held) bool {
		if h.Key.Var != s.Mutex.Var {
			return false
		}
		holder := h.Place
		for len(holder.Steps) > 0 && holder.Steps[len(holder.Steps)-1].Kind != loc.Field {
			holder.Steps = holder.Steps[:len(holder.Steps)-1] // a pointer to a mutex
		}
		if len(holder.Steps) == 0 {
			return false
		}
		holder.Steps = holder.Steps[:len(holder.Steps)-1]
		rest, ok := n.After(holder)
		return ok && !slices.ContainsFunc(rest, func(s loc.Step) bool { return s.Kind == loc.Deref })
	})
}

// reachedElsewhere tells whether the integer is written outside the sections, apart from new objects and, for a local variable, the
// function that declares it; or its address goes somewhere.
func reachedElsewhere(pass *report.Pass, m *conc.Model, mu *conc.Mutex, n integer) bool {
	inside := map[ssa.Instruction]bool{}
	for _, s := range mu.Sections {
		for _, instr := range s.Body {
			inside[instr] = true
		}
	}
	everywhere := ssax.Funcs(pass.Pass, mu.Sections[0].Fn.Package(), func(token.Pos) bool { return true })
	for _, fn := range everywhere {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if !inside[instr] && disturbs(m, instr, n) {
					return true
				}
			}
		}
	}
	return false
}

// disturbs tells whether an instruction outside the sections writes the integer, or hands its address on.
func disturbs(m *conc.Model, instr ssa.Instruction, n integer) bool {
	if _, ok := instr.(*ssa.DebugRef); ok {
		return false
	}
	var ops [8]*ssa.Value
	for _, op := range instr.Operands(ops[:0]) {
		if *op == nil || !isIntegerPtr((*op).Type()) {
			continue
		}
		p, k := m.PlaceOf(*op)
		if k.Var != n.v || len(p.Steps) > 0 && p.Steps[len(p.Steps)-1].Kind == loc.Deref {
			continue
		}
		switch i := instr.(type) {
		case *ssa.UnOp:
		case *ssa.Store:
			if i.Addr != *op {
				return true
			}
			a, local := p.Root.(*ssa.Alloc)
			if !local || slices.ContainsFunc(p.Steps, func(s loc.Step) bool { return s.Kind != loc.Field }) || a.Parent() != i.Parent() {
				return true
			}
		case *ssa.MakeClosure:
		default:
			return true
		}
	}
	return false
}

func isIntegerPtr(t types.Type) bool {
	p, ok := t.Underlying().(*types.Pointer)
	return ok && isInteger(p.Elem())
}
