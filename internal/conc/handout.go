package conc

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/loc"
	"github.com/counterlint/counterlint/internal/conc/spawn"
)

// frozen tells whether code outside the package, which calls a method on the way w, cannot have the object that the operation on the way
// v works on: that one hangs on an unexported field, which is handed to nobody. What callers have is another one of its type, a snapshot.
func (m *Model) frozen(w, v *way) bool {
	par, ok := w.place.Root.(*ssa.Parameter)
	if !ok || !isReceiver(par) || w.root.Kind != spawn.Outside || len(w.place.Steps) != 1 {
		return false
	}
	holder := holderField(v.place, w.place.Steps[0])
	return holder != nil && !holder.Exported() && !m.handsOut(holder)
}

// holderField is the field through which the place gets to the object that has the field of the last step; nil if there is none.
func holderField(p loc.Path, last loc.Step) *types.Var {
	fields := slices.DeleteFunc(slices.Clone(p.Steps), func(s loc.Step) bool { return s.Kind == loc.Deref })
	n := len(fields)
	if n < 2 || fields[n-1].Field != last.Field || fields[n-2].Kind != loc.Field {
		return nil
	}
	return fields[n-2].Field
}

// handsOut tells whether what the field holds, or leads to, goes anywhere but into functions of the package.
func (m *Model) handsOut(f *types.Var) bool {
	return slices.ContainsFunc(m.fieldUses(f), func(fa *ssa.FieldAddr) bool { return m.leaves(fa, fa) })
}

func (m *Model) leaves(v ssa.Value, fa *ssa.FieldAddr) bool {
	return slices.ContainsFunc(*v.Referrers(), func(ref ssa.Instruction) bool {
		switch ref := ref.(type) {
		case *ssa.FieldAddr, *ssa.Field, *ssa.DebugRef:
			return false
		case *ssa.Store:
			return ref.Val == v
		case *ssa.UnOp:
			return v == ssa.Value(fa) && m.leaves(ref, fa)
		case ssa.CallInstruction:
			callee := m.prog.Callee(ref.Common()).Fn
			return callee == nil || !m.prog.Known(callee)
		}
		return true
	})
}
