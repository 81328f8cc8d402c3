package chains

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/ssax"
)

// This file orders a chain and the start of a goroutine: before it, after it, after a wait for it.

// passes tells whether a chain leads through the function that starts o.
func passes(a Chain, o Origin) bool {
	return slices.ContainsFunc(a.Steps, func(at ssa.Instruction) bool { return at.Parent() == o.Site.Parent() })
}

// after tells whether a chain passes the function that starts o at a point that control can get to from the start, with no wait between.
func (g *Graph) after(a Chain, o Origin) bool {
	return slices.ContainsFunc(a.Steps, func(at ssa.Instruction) bool {
		return at.Parent() == o.Site.Parent() && at != o.Site && gets(o.Site, at)
	})
}

// joined tells whether every way along the chain passes a wait for goroutines, or for a word from one.
func joined(a Chain) bool {
	return slices.ContainsFunc(a.Steps, func(at ssa.Instruction) bool {
		for b := at.Block(); b != nil; b = b.Idom() {
			for _, i := range b.Instrs {
				if i == at {
					break
				}
				if blocks(i) {
					return true
				}
			}
		}
		return false
	})
}

// joinedBetween tells whether the goroutine of one start is waited for before the other one begins.
func (g *Graph) joinedBetween(a, b Origin) bool {
	return a.Site.Parent() == b.Site.Parent() && !gets(a.Site, b.Site) && !gets(b.Site, a.Site)
}

// scoped tells whether the function that starts o waits for it before it returns.
func (g *Graph) scoped(o Origin) bool {
	for _, b := range o.Site.Parent().Blocks {
		for _, instr := range b.Instrs {
			if d, ok := instr.(*ssa.Defer); ok && waits(&d.Call, 0) {
				return true
			}
			if ret, ok := instr.(*ssa.Return); ok && gets(o.Site, ret) {
				return false
			}
		}
	}
	return true
}

// gets tells whether control can get from a to b, in one function, without a wait for goroutines.
func gets(a, b ssa.Instruction) bool {
	scan := func(instrs []ssa.Instruction) (found, stopped bool) {
		for _, i := range instrs {
			if i == b {
				return true, true
			}
			if blocks(i) {
				return false, true
			}
		}
		return false, false
	}
	first := a.Block()
	found, stopped := scan(first.Instrs[slices.Index(first.Instrs, a)+1:])
	if stopped {
		return found
	}
	seen := make([]bool, len(a.Parent().Blocks))
	stack := slices.Clone(first.Succs)
	for len(stack) > 0 {
		c := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if seen[c.Index] {
			continue
		}
		seen[c.Index] = true
		found, stopped := scan(c.Instrs)
		if found {
			return true
		}
		if !stopped {
			stack = append(stack, c.Succs...)
		}
	}
	return false
}

// blocks tells whether instr waits for goroutines, or for a word from one.
func blocks(instr ssa.Instruction) bool {
	switch i := instr.(type) {
	case *ssa.Call:
		return waits(&i.Call, 0)
	case *ssa.UnOp:
		return i.Op == token.ARROW
	case *ssa.Select:
		return i.Blocking
	}
	return false
}

// waits tells whether a call waits for goroutines: Wait without parameters, of anybody, be it in a function of the package.
func waits(c *ssa.CallCommon, depth int) bool {
	if c.IsInvoke() {
		return c.Method.Name() == "Wait"
	}
	fn := ssax.Callee(c)
	if fn == nil || depth > 3 {
		return false
	}
	if fn.Name() == "Wait" && fn.Signature.Params().Len() == 0 {
		return true
	}
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if call, ok := instr.(*ssa.Call); ok && waits(&call.Call, depth+1) {
				return true
			}
			if d, ok := instr.(*ssa.Defer); ok && waits(&d.Call, depth+1) {
				return true
			}
		}
	}
	return false
}
