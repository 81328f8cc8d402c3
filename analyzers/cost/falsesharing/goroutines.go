package falsesharing

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc"
	"github.com/counterlint/counterlint/internal/conc/ir"
	"github.com/counterlint/counterlint/internal/rule"
	"github.com/counterlint/counterlint/internal/ssax"
)

// starts lists where each function begins a goroutine: go statements, and calls that run a function on another one.
func starts(m *conc.Model, fns []*ssa.Function) map[*ssa.Function][]ssa.CallInstruction {
	found := map[*ssa.Function][]ssa.CallInstruction{}
	ssax.Each(fns, func(instr ssa.Instruction) {
		call, ok := instr.(ssa.CallInstruction)
		if !ok {
			return
		}
		if _, ok := call.(*ssa.Go); ok {
			if fn := ssax.Callee(call.Common()); fn != nil {
				found[fn] = append(found[fn], call)
			}
		}
		if run, _ := m.RunsArg(call.Common()); run == ir.Elsewhere {
			for _, arg := range call.Common().Args {
				if fn := literal(arg); fn != nil {
					found[fn] = append(found[fn], call)
				}
			}
		}
	})
	return found
}

// literal is the function that a value is, if it is one on the spot; for a method value the method.
func literal(v ssa.Value) *ssa.Function {
	switch v := v.(type) {
	case *ssa.Function:
		return v
	case *ssa.MakeClosure:
		fn := v.Fn.(*ssa.Function)
		if fn.Synthetic == "" {
			return fn
		}
		var method *ssa.Function
		ssax.Each([]*ssa.Function{fn}, func(instr ssa.Instruction) {
			if call, ok := instr.(ssa.CallInstruction); ok {
				method = ssax.Callee(call.Common())
			}
		})
		return method
	}
	return nil
}

// maxUp bounds the calls between a goroutine's first function and an operation.
const maxUp = 4

// hot tells whether instr runs again and again: in a loop that no clock paces, here or around a call of the function.
func (c *checker) hot(instr ssa.Instruction, depth int) bool {
	if ir.InLoop(instr.Block()) {
		return !paced(instr.Block()) && !c.pacedAbove(instr.Parent(), depth)
	}
	if depth == maxUp || len(c.starts[instr.Parent()]) > 0 {
		return false
	}
	return slices.ContainsFunc(c.sites[instr.Parent()], func(site ssa.CallInstruction) bool {
		_, started := site.(*ssa.Go)
		return !started && c.hot(site, depth+1)
	})
}

// pacedAbove tells whether all calls of the function stand in loops that a clock paces.
func (c *checker) pacedAbove(fn *ssa.Function, depth int) bool {
	if depth == maxUp || len(c.starts[fn]) > 0 || len(c.sites[fn]) == 0 {
		return false
	}
	return !slices.ContainsFunc(c.sites[fn], func(site ssa.CallInstruction) bool {
		return !paced(site.Block()) && !c.pacedAbove(site.Parent(), depth+1)
	})
}

// tight tells whether instr runs in a loop that does little else: next to a read of a file, what a cache line costs does not show.
func (c *checker) tight(instr ssa.Instruction, depth int) bool {
	b := instr.Block()
	if !ir.InLoop(b) {
		return depth < maxUp && len(c.starts[b.Parent()]) == 0 && cheap(b.Parent(), 0) &&
			slices.ContainsFunc(c.sites[b.Parent()], func(site ssa.CallInstruction) bool { return c.tight(site, depth+1) })
	}
	return !slices.ContainsFunc(b.Parent().Blocks, func(other *ssa.BasicBlock) bool {
		return (other == b || reaches(b, other) && reaches(other, b)) && slices.ContainsFunc(other.Instrs, func(i ssa.Instruction) bool { return !isCheap(i, 0) })
	})
}

func cheap(fn *ssa.Function, depth int) bool {
	return !slices.ContainsFunc(fn.Blocks, func(b *ssa.BasicBlock) bool {
		return slices.ContainsFunc(b.Instrs, func(i ssa.Instruction) bool { return !isCheap(i, depth) })
	})
}

// cheapPackages do nothing that takes its time.
var cheapPackages = map[string]bool{"sync/atomic": true, "sync": true, "runtime": true, "math": true, "math/bits": true, "math/rand": true, "math/rand/v2": true, "errors": true}

// isCheap tells whether an instruction calls nothing but such packages, and small functions that are cheap themselves.
func isCheap(instr ssa.Instruction, depth int) bool {
	call, ok := instr.(ssa.CallInstruction)
	if !ok {
		return true
	}
	if _, ok := call.Common().Value.(*ssa.Builtin); ok {
		return true
	}
	fn := ssax.Callee(call.Common())
	if fn == nil {
		return false
	}
	if len(fn.Blocks) > 0 {
		return depth < maxUp && len(fn.Blocks) < 16 && cheap(fn, depth+1)
	}
	obj, ok := fn.Object().(*types.Func)
	return ok && obj.Pkg() != nil && cheapPackages[obj.Pkg().Path()]
}

// paced tells whether a loop around the block sleeps or waits for a clock.
func paced(b *ssa.BasicBlock) bool {
	return slices.ContainsFunc(b.Parent().Blocks, func(other *ssa.BasicBlock) bool {
		return slices.ContainsFunc(other.Instrs, waitsForClock) && (other == b || reaches(b, other) && reaches(other, b))
	})
}

func waitsForClock(instr ssa.Instruction) bool {
	switch i := instr.(type) {
	case *ssa.UnOp:
		return i.Op == token.ARROW && isTime(i.X.Type())
	case *ssa.Select:
		return slices.ContainsFunc(i.States, func(s *ssa.SelectState) bool { return isTime(s.Chan.Type()) })
	case *ssa.Call:
		return ssax.FullName(&i.Call) == "time.Sleep"
	}
	return false
}

// isTime tells whether t is a channel of points in time, as tickers and timers have it.
func isTime(t types.Type) bool {
	ch, ok := t.Underlying().(*types.Chan)
	return ok && types.TypeString(ch.Elem(), nil) == "time.Time"
}

func reaches(a, b *ssa.BasicBlock) bool {
	seen := map[*ssa.BasicBlock]bool{}
	var walk func(x *ssa.BasicBlock) bool
	walk = func(x *ssa.BasicBlock) bool {
		for _, s := range x.Succs {
			if s == b {
				return true
			}
			if !seen[s] {
				seen[s] = true
				if walk(s) {
					return true
				}
			}
		}
		return false
	}
	return walk(a)
}

// A crew is on which goroutines an operation runs, as far as that is known for sure.
type crew struct {
	fn    *ssa.Function
	one   bool                 // the same one each time
	web   bool                 // some of them are those of requests
	many  map[token.Pos]string // else where many begin, and how
	known bool
}

func (c *checker) crewOf(op *conc.Op) crew {
	r := crew{fn: op.Fn, one: c.m.RunTogether([]*ssa.Function{op.Fn}), many: map[token.Pos]string{}, known: true}
	if r.one {
		return r
	}
	for _, ev := range c.m.Concurrent(op) {
		switch {
		case ev.Other != nil:
		case ev.Level == rule.Proven || ev.Level == rule.Declared:
			r.many[ev.Pos] = ev.Text
			r.web = r.web || !strings.HasPrefix(ev.Text, "go ") && !strings.HasPrefix(ev.Text, "call of ")
		default:
			r.known = false
		}
	}
	r.known = r.known && len(r.many) > 0
	return r
}

// apart tells whether two operations surely run on different goroutines.
func (c *checker) apart(a, b crew) bool {
	switch {
	case !a.known || !b.known || a.fn == b.fn || a.web && b.web: // one request may pass several handlers
		return false
	case a.one && b.one:
		return !c.m.RunTogether([]*ssa.Function{a.fn, b.fn})
	}
	for pos := range a.many {
		if _, both := b.many[pos]; both {
			return false
		}
	}
	return true
}
