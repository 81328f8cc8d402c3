package conc

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// isCopied tells whether the struct that holds the number of a is handed around by value in the package: by a parameter, or as a
// copy of what a pointer leads to. A value receiver alone is a slip as likely as not. Each function has one of its own then, and that some use atomic operations on theirs betrays
// nothing. A literal that is returned, a snapshot, is no copy.
func (m *Model) isCopied(a *Access) bool {
	if len(a.Place.Steps) == 0 {
		return false
	}
	owner := a.Place.Steps[len(a.Place.Steps)-1].Owner
	if owner == nil {
		return false
	}
	n, ok := types.Unalias(owner).(*types.Named)
	if !ok {
		return false
	}
	if m.copiedTypes == nil {
		m.copiedTypes = m.findCopies()
	}
	return m.copiedTypes[n.Obj()]
}

func (m *Model) findCopies() map[*types.TypeName]bool {
	copied := map[*types.TypeName]bool{}
	note := func(t types.Type) {
		if n, ok := types.Unalias(t).(*types.Named); ok {
			if _, ok := n.Underlying().(*types.Struct); ok {
				copied[n.Obj()] = true
			}
		}
	}
	for _, fn := range m.prog.Funcs {
		for p := range fn.Signature.Params().Variables() {
			note(p.Type())
		}
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if load, ok := instr.(*ssa.UnOp); ok && load.Op == token.MUL && m.isCopy(load) {
					note(load.Type())
				}
			}
		}
	}
	return copied
}

// isCopy tells whether the struct that is loaded goes anywhere as a whole, and is not one that the function has just made.
func (m *Model) isCopy(load *ssa.UnOp) bool {
	if _, ok := load.Type().Underlying().(*types.Struct); !ok {
		return false
	}
	if _, local := m.loc.Of(load.X).Root.(*ssa.Alloc); local {
		return false
	}
	for _, ref := range *load.Referrers() {
		switch ref.(type) {
		case *ssa.Field, *ssa.DebugRef:
		default:
			return true
		}
	}
	return false
}
