package chains

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/ir"
	"github.com/counterlint/counterlint/internal/ssax"
)

// This file says which function a value is, and what becomes of functions that are handed on.

// onlyCalled returns the calls of the function in a local variable, if nothing else happens to it.
func onlyCalled(a *ssa.Alloc) (calls []ssa.Instruction, ok bool) {
	stores := 0
	for _, ref := range *a.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Store:
			if stores++; ref.Val == a || stores > 1 {
				return nil, false
			}
		case *ssa.UnOp:
			for _, use := range *ref.Referrers() {
				call, ok := use.(*ssa.Call)
				if !ok || call.Call.Value != ref {
					return nil, false
				}
				calls = append(calls, call)
			}
		case *ssa.DebugRef:
		default:
			return nil, false
		}
	}
	return calls, true
}

// uses tells what a function does with the function that is its parameter: whether it runs it on another goroutine, in a loop perhaps, or
// in place.
func (g *Graph) uses(par *ssa.Parameter) (elsewhere, many, inPlace bool) {
	run := func(r ir.Run, at ssa.Instruction) {
		switch r {
		case ir.Elsewhere:
			elsewhere, many = true, many || ir.InLoop(at.Block())
		case ir.InPlace, ir.OnceInPlace:
			inPlace = true
		}
	}
	var follow func(v ssa.Value, depth int)
	follow = func(v ssa.Value, depth int) {
		if v.Referrers() == nil || depth > 3 {
			return
		}
		for _, ref := range *v.Referrers() {
			switch ref := ref.(type) {
			case *ssa.Go:
				run(ir.Elsewhere, ref)
			case *ssa.Call, *ssa.Defer:
				if c := ref.(ssa.CallInstruction).Common(); c.Value == v {
					inPlace = true
				} else {
					r, _ := g.m.RunsArg(c)
					run(r, ref)
				}
			case *ssa.ChangeType:
				follow(ref, depth+1)
			case *ssa.Store:
				if a, ok := ref.Addr.(*ssa.Alloc); ok && ref.Val == v {
					follow(a, depth+1)
				}
			case *ssa.UnOp:
				follow(ref, depth+1)
			case *ssa.MakeClosure: // a literal inside, which calls it
				e, m, p := g.closureRuns(ref)
				outer := inPlace
				inPlace = false
				for i, b := range ref.Bindings {
					if b == v {
						follow(ref.Fn.(*ssa.Function).FreeVars[i], depth+1)
					}
				}
				if inPlace && e {
					elsewhere, many = true, many || m
				}
				inPlace = outer || inPlace && p
			}
		}
	}
	follow(par, 0)
	return elsewhere, many, inPlace
}

// closureRuns tells where a literal runs, by what happens to it where it is made.
func (g *Graph) closureRuns(mc *ssa.MakeClosure) (elsewhere, many, inPlace bool) {
	for _, ref := range *mc.Referrers() {
		call, ok := ref.(ssa.CallInstruction)
		if !ok {
			continue
		}
		r, _ := g.m.RunsArg(call.Common())
		_, started := call.(*ssa.Go)
		switch {
		case started || r == ir.Elsewhere:
			elsewhere, many = true, many || ir.InLoop(call.Block())
		case call.Common().Value == mc || r == ir.InPlace || r == ir.OnceInPlace:
			inPlace = true
		}
	}
	return elsewhere, many, inPlace
}

// Func is the function that a value is on the spot: a function of the package, a literal, a method value.
func Func(v ssa.Value) *ssa.Function {
	switch v := v.(type) {
	case *ssa.Function:
		if v.Origin() != nil {
			v = v.Origin()
		}
		if v.Synthetic != "" && v.Name() != "init" {
			return wrapped(v)
		}
		return v
	case *ssa.MakeClosure:
		return Func(v.Fn)
	case *ssa.ChangeType:
		return Func(v.X)
	case *ssa.MakeInterface:
		if _, ok := v.X.Type().Underlying().(*types.Signature); ok {
			return Func(v.X)
		}
	}
	return nil
}

// wrapped is the method that a synthetic function calls.
func wrapped(fn *ssa.Function) (method *ssa.Function) {
	ssax.Each([]*ssa.Function{fn}, func(instr ssa.Instruction) {
		if call, ok := instr.(ssa.CallInstruction); ok && method == nil {
			method = ssax.Callee(call.Common())
		}
	})
	return method
}
