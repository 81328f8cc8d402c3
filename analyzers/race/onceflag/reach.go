package onceflag

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// A place is a plain variable that more than one call of the function can reach: a field of an object, a package variable, a
// captured variable. A field that a called function touches has no root: it matches the field of any object.
type place struct {
	v    any // *types.Var or ssa.Value
	root ssa.Value
}

// A touch is one access of a place.
type touch struct {
	place
	name string
	pos  token.Pos
}

func (t touch) meets(u touch) bool {
	return t.v == u.v && (t.root == u.root || t.root == nil || u.root == nil)
}

// writesOf collects what the winner's branch writes, directly or in a function of the package that it calls.
func writesOf(fn *ssa.Function, branch *ssa.If, winner int) []touch {
	var written []touch
	first := branch.Block().Succs[winner]
	if len(first.Preds) != 1 {
		return nil // the branch is empty, or shared with the losers
	}
	for _, b := range fn.Blocks {
		if first.Dominates(b) {
			for _, instr := range b.Instrs {
				written = append(written, touches(instr, writtenAddr)...)
			}
		}
	}
	return written
}

// readByLosers returns the first read of something written that can be reached from the block without a wait, with its write.
func readByLosers(from, stop *ssa.BasicBlock, written []touch) (read, write touch, ok bool) {
	seen := map[*ssa.BasicBlock]bool{from: true, stop: true}
	queue := []*ssa.BasicBlock{from}
	for len(queue) > 0 {
		b := queue[0]
		queue = queue[1:]
		waited := false
		for _, instr := range b.Instrs {
			if waits(instr, true) {
				waited = true
				break
			}
			for _, r := range touches(instr, readAddr) {
				for _, w := range written {
					if r.meets(w) {
						return r, w, true
					}
				}
			}
		}
		if waited {
			continue
		}
		for _, next := range b.Succs {
			if !seen[next] {
				seen[next] = true
				queue = append(queue, next)
			}
		}
	}
	return touch{}, touch{}, false
}

// touches returns the places that instr, or a function of the package that it calls, accesses in the way that addr tells.
func touches(instr ssa.Instruction, addr func(ssa.Instruction) ssa.Value) []touch {
	if t, ok := touchOf(addr(instr), instr.Pos()); ok {
		return []touch{t}
	}
	callee := ownCallee(instr)
	if callee == nil {
		return nil
	}
	var all []touch
	for _, b := range callee.Blocks {
		for _, i := range b.Instrs {
			if t, ok := touchOf(addr(i), instr.Pos()); ok {
				if _, field := t.v.(*types.Var); field {
					t.root = nil
					all = append(all, t)
				}
			}
		}
	}
	return all
}

// ownCallee is the function of the same package that instr calls, or nil.
func ownCallee(instr ssa.Instruction) *ssa.Function {
	call, ok := instr.(*ssa.Call)
	if !ok {
		return nil
	}
	callee := call.Call.StaticCallee()
	if callee == nil || callee.Pkg == nil || callee.Pkg != instr.Parent().Pkg {
		return nil
	}
	return callee
}

func writtenAddr(instr ssa.Instruction) ssa.Value {
	switch i := instr.(type) {
	case *ssa.Store:
		return i.Addr
	case *ssa.MapUpdate:
		return readAddr(asInstruction(i.Map))
	}
	return nil
}

func readAddr(instr ssa.Instruction) ssa.Value {
	if u, ok := instr.(*ssa.UnOp); ok && u.Op == token.MUL {
		return u.X
	}
	return nil
}

func asInstruction(v ssa.Value) ssa.Instruction {
	i, _ := v.(ssa.Instruction)
	return i
}

func touchOf(addr ssa.Value, pos token.Pos) (touch, bool) {
	switch a := addr.(type) {
	case *ssa.FieldAddr:
		st, ok := types.Unalias(a.X.Type()).Underlying().(*types.Pointer)
		if !ok {
			return touch{}, false
		}
		s, ok := st.Elem().Underlying().(*types.Struct)
		if !ok {
			return touch{}, false
		}
		field := s.Field(a.Field).Origin()
		return touch{place{field, rootOf(a.X)}, field.Name(), pos}, true
	case *ssa.Global:
		return touch{place{a, nil}, a.Name(), pos}, true
	case *ssa.FreeVar:
		return touch{place{a, nil}, a.Name(), pos}, true
	}
	return touch{}, false
}

// rootOf is the object from which the address is reached.
func rootOf(v ssa.Value) ssa.Value {
	for {
		switch a := v.(type) {
		case *ssa.FieldAddr:
			v = a.X
		case *ssa.UnOp:
			v = a.X
		default:
			return v
		}
	}
}

// waits tells whether instr may make the loser wait for the winner, or ask whether it is done: a channel operation, a lock, an
// atomic Load, a call of code that is not seen. follow looks into functions of the package.
func waits(instr ssa.Instruction, follow bool) bool {
	switch i := instr.(type) {
	case *ssa.UnOp:
		return i.Op == token.ARROW
	case *ssa.Select:
		return true
	case *ssa.Call:
		if _, builtin := i.Call.Value.(*ssa.Builtin); builtin {
			return false
		}
		if callee := ownCallee(i); callee != nil && follow {
			for _, b := range callee.Blocks {
				for _, inner := range b.Instrs {
					if waits(inner, false) {
						return true
					}
				}
			}
			return false
		}
		return !quick(i.Call.StaticCallee())
	}
	return false
}

// quick tells whether the function neither waits nor asks: printing, making errors, plain computing.
func quick(fn *ssa.Function) bool {
	if fn == nil || fn.Object() == nil || fn.Object().Pkg() == nil {
		return false
	}
	switch fn.Object().Pkg().Path() {
	case "fmt", "errors", "log", "log/slog", "strings", "strconv", "bytes", "math", "sort", "slices", "maps":
		return true
	}
	return false
}
