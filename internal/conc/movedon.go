package conc

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/loc"
)

// movedOn tells whether the write w works on objects that have left the field by which op reaches its own: the package puts what the
// field holds into a queue and another object in its place, and w takes its objects from queues.
//
//	w.queue = append(w.queue, w.block)
//	w.block = next
func (m *Model) movedOn(op, w *Op) bool {
	at := lastDeref(op.Place)
	if at < 1 || op.Place.Steps[at-1].Kind != loc.Field || !m.movesOut(op.Place.Steps[at-1].Field) {
		return false
	}
	ways := m.waysToOp(w)
	return len(ways) > 0 && !slices.ContainsFunc(ways, func(v *way) bool { return !isFromQueue(v.place) })
}

// lastDeref is the last step of the place that follows a pointer; -1 if there is none.
func lastDeref(p loc.Path) int {
	for i, s := range slices.Backward(p.Steps) {
		if s.Kind == loc.Deref {
			return i
		}
	}
	return -1
}

// isFromQueue tells whether the object that has the number is an element of something, or was received.
func isFromQueue(p loc.Path) bool {
	at := lastDeref(p)
	if at < 1 {
		return received(p.Root)
	}
	return p.Steps[at-1].Kind == loc.Elem || p.Steps[at-1].Kind == loc.Entry
}

// movesOut tells whether some function puts the object that the field holds into a slice, map or channel, and then sets the field anew.
func (m *Model) movesOut(f *types.Var) bool {
	uses := m.fieldUses(f)
	return slices.ContainsFunc(uses, func(from *ssa.FieldAddr) bool {
		return slices.ContainsFunc(*from.Referrers(), func(ref ssa.Instruction) bool {
			load, ok := ref.(*ssa.UnOp)
			return ok && slices.ContainsFunc(*load.Referrers(), func(put ssa.Instruction) bool {
				return putsAway(put, load) && slices.ContainsFunc(uses, func(to *ssa.FieldAddr) bool {
					return to.Parent() == put.Parent() && m.loc.Of(to).Equal(m.loc.Of(from)) && slices.ContainsFunc(*to.Referrers(), func(set ssa.Instruction) bool {
						store, ok := set.(*ssa.Store)
						return ok && store.Addr == ssa.Value(to) && m.walk(put, is(store), never)
					})
				})
			})
		})
	})
}

// putsAway tells whether the instruction makes v an element of something, or sends it.
func putsAway(instr ssa.Instruction, v ssa.Value) bool {
	switch instr := instr.(type) {
	case *ssa.Send:
		return instr.X == v
	case *ssa.MapUpdate:
		return instr.Value == v
	case *ssa.Store:
		_, element := instr.Addr.(*ssa.IndexAddr)
		return element && instr.Val == v
	}
	return false
}
