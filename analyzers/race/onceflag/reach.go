package onceflag

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc"
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
	return firstRead(from.Instrs, from, stop, written)
}

// readByCallers looks for the read behind the calls of the function with the flag, if the losers come back from it without a wait, and
// without a result that could tell them that they lost.
func readByCallers(m *conc.Model, flag *conc.Op, losers *ssa.BasicBlock, written []touch) (read, write touch, ok bool) {
	if len(written) == 0 || flag.Fn.Signature.Results().Len() > 0 || !comesBack(losers, flag.Instr.Block()) {
		return touch{}, touch{}, false
	}
	for _, site := range m.Callers(flag.Fn) {
		call, ok := site.(*ssa.Call)
		if !ok || slices.ContainsFunc(m.HeldAt(call), func(h conc.Held) bool { return h.Exclusive }) {
			continue
		}
		b := call.Block()
		after := b.Instrs[slices.Index(b.Instrs, ssa.Instruction(call))+1:]
		if read, write, ok := firstRead(after, b, b, seenFrom(call, flag.Fn, written)); ok {
			return read, write, true
		}
	}
	return touch{}, touch{}, false
}

// seenFrom names the places that fn writes as its caller does; those that begin at objects of fn's own are left out.
func seenFrom(call *ssa.Call, fn *ssa.Function, written []touch) []touch {
	var seen []touch
	for _, w := range written {
		i := slices.IndexFunc(fn.Params, func(p *ssa.Parameter) bool { return w.root == p })
		switch {
		case i >= 0 && i < len(call.Call.Args):
			w.root = rootOf(call.Call.Args[i])
		case w.root != nil:
			continue
		}
		seen = append(seen, w)
	}
	return seen
}

// comesBack tells whether a return can be reached from the block without a wait.
func comesBack(from, stop *ssa.BasicBlock) bool {
	back := false
	walk(from.Instrs, from, stop, func(instr ssa.Instruction) (end bool) {
		_, ret := instr.(*ssa.Return)
		back = back || ret
		return ret || waits(instr, true)
	})
	return back
}

// firstRead walks from instrs, the rest of block b, on.
func firstRead(instrs []ssa.Instruction, b, stop *ssa.BasicBlock, written []touch) (read, write touch, ok bool) {
	walk(instrs, b, stop, func(instr ssa.Instruction) (end bool) {
		if ok || waits(instr, true) {
			return true
		}
		for _, r := range touches(instr, readAddr) {
			for _, w := range written {
				if r.meets(w) {
					read, write, ok = r, w, true
					return true
				}
			}
		}
		return false
	})
	return read, write, ok
}

// walk visits instrs, the rest of block b, and what can be reached from there, block by block; a way ends where visit says so, and
// before the block stop.
func walk(instrs []ssa.Instruction, b, stop *ssa.BasicBlock, visit func(ssa.Instruction) (end bool)) {
	seen := map[*ssa.BasicBlock]bool{b: true, stop: true}
	queue := []*ssa.BasicBlock{b}
	for first := true; len(queue) > 0; first = false {
		b := queue[0]
		queue = queue[1:]
		if !first {
			instrs = b.Instrs
		}
		if slices.ContainsFunc(instrs, visit) {
			continue
		}
		for _, next := range b.Succs {
			if !seen[next] {
				seen[next] = true
				queue = append(queue, next)
			}
		}
	}
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
	case *ssa.IndexAddr: // an element counts as a variable beside what holds it
		holder := a.X
		if u, ok := holder.(*ssa.UnOp); ok && u.Op == token.MUL {
			holder = u.X
		}
		t, ok := touchOf(holder, pos)
		if ok {
			t.v, t.name = element{t.v}, t.name+"[]"
		}
		return t, ok
	}
	return touch{}, false
}

// An element stands for all elements of an array, slice or map in a variable.
type element struct{ of any }

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
