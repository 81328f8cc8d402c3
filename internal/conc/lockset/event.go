package lockset

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/ir"
	"github.com/counterlint/counterlint/internal/conc/loc"
)

// A Call is what the name of a lock method says.
type Call struct {
	Method string
	Recv   ssa.Value
	Read   bool // RLock, RUnlock, TryRLock
	Try    bool
	Unlock bool
}

// LockCall recognises a call of a method that locks or unlocks its receiver, by its name: sync.Mutex, RWMutex and Locker, and
// types of anybody that look alike; of a method that does so with a channel, and of a function of the package that spins on a word.
func LockCall(c *ssa.CallCommon) (Call, bool) {
	var name string
	var recv ssa.Value
	switch {
	case c.IsInvoke():
		name, recv = c.Method.Name(), c.Value
	default:
		fn := ir.Origin(c.StaticCallee())
		if fn == nil || len(c.Args) == 0 || fn.Parent() != nil || fn.Synthetic != "" && fn.Blocks != nil {
			return Call{}, false
		}
		obj, ok := fn.Object().(*types.Func)
		if !ok || obj.Signature().Recv() == nil {
			return spinCall(c, fn)
		}
		name, recv = obj.Name(), c.Args[0]
	}
	lc := Call{Method: name, Recv: recv}
	switch name {
	case "Lock":
	case "RLock":
		lc.Read = true
	case "Unlock":
		lc.Unlock = true
	case "RUnlock":
		lc.Read, lc.Unlock = true, true
	case "TryLock":
		lc.Try = true
	case "TryRLock":
		lc.Try, lc.Read = true, true
	default:
		if fn := ir.Origin(c.StaticCallee()); fn != nil {
			return gateCall(c, fn)
		}
		return Call{}, false
	}
	res := c.Signature().Results()
	if lc.Try {
		if res.Len() != 1 || !isBool(res.At(0).Type()) {
			return Call{}, false
		}
	}
	return lc, true
}

func isBool(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsBoolean != 0
}

// IsOnceDo returns the receiver of a call of (*sync.Once).Do, or nil.
func IsOnceDo(c *ssa.CallCommon) ssa.Value {
	fn := c.StaticCallee()
	if fn == nil || len(c.Args) != 2 {
		return nil
	}
	if obj, ok := fn.Object().(*types.Func); ok && obj.Name() == "Do" && obj.FullName() == "(*sync.Once).Do" {
		return c.Args[0]
	}
	return nil
}

// A semaphore says how a channel of capacity one is used as a lock.
type semaphore uint8

const (
	noSemaphore semaphore = iota
	sendTakes             // a send acquires, a receive releases
	recvTakes             // the token lies in the channel
)

// semaphores finds the channels that serve as locks: made with capacity one wherever they are made, never ranged over or closed,
// and sent and received in one order within a function.
func semaphores(prog *ir.Program, r *loc.Resolver) map[loc.Key]semaphore {
	type usage struct {
		made, odd    bool
		sends, recvs []ssa.Instruction
	}
	use := map[loc.Key]*usage{}
	of := func(ch ssa.Value) *usage {
		k := r.KeyOf(r.Of(ch))
		if use[k] == nil {
			use[k] = &usage{}
		}
		return use[k]
	}
	for _, fn := range prog.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				switch instr := instr.(type) {
				case *ssa.MakeChan:
					for _, k := range storedAs(r, instr) {
						if use[k] == nil {
							use[k] = &usage{}
						}
						c, ok := instr.Size.(*ssa.Const)
						one := ok && c.Value != nil && constant.Compare(c.Value, token.EQL, constant.MakeInt64(1))
						use[k].made = true
						use[k].odd = use[k].odd || !one
					}
				case *ssa.Send:
					u := of(instr.Chan)
					u.sends = append(u.sends, instr)
				case *ssa.UnOp:
					if instr.Op == token.ARROW {
						u := of(instr.X)
						u.recvs = append(u.recvs, instr)
						u.odd = u.odd || instr.CommaOk
					}
				case *ssa.Select:
					for _, s := range instr.States {
						u := of(s.Chan)
						if s.Dir == types.SendOnly {
							u.sends = append(u.sends, instr)
						} else {
							u.recvs = append(u.recvs, instr)
						}
					}
				case ssa.CallInstruction:
					if blt, ok := instr.Common().Value.(*ssa.Builtin); ok && blt.Name() == "close" {
						of(instr.Common().Args[0]).odd = true
					}
				}
			}
		}
	}
	sems := map[loc.Key]semaphore{}
	for k, u := range use {
		if !u.made || u.odd || len(u.sends) == 0 || len(u.recvs) == 0 {
			continue
		}
		sendFirst, recvFirst := order(prog, u.sends, u.recvs), order(prog, u.recvs, u.sends)
		switch {
		case sendFirst && !recvFirst:
			sems[k] = sendTakes
		case recvFirst && !sendFirst:
			sems[k] = recvTakes
		}
	}
	return sems
}

// storedAs lists the keys of the places that a fresh channel is stored in, or of the channel variable itself.
func storedAs(r *loc.Resolver, ch *ssa.MakeChan) []loc.Key {
	keys := []loc.Key{r.KeyOf(r.Of(ch))}
	var follow func(v ssa.Value, depth int)
	follow = func(v ssa.Value, depth int) {
		if depth > 3 {
			return
		}
		for _, ref := range *v.Referrers() {
			switch ref := ref.(type) {
			case *ssa.Store:
				if ref.Val == v {
					keys = append(keys, r.KeyOf(r.Of(ref.Addr).With(loc.Step{Kind: loc.Deref})))
				}
			case *ssa.ChangeType:
				follow(ref, depth+1)
			}
		}
	}
	follow(ch, 0)
	return keys
}

// order tells whether some instruction of first comes before one of second in one function. What a deferred literal does counts
// as done after everything else, what a literal does that is called or started as done there.
func order(prog *ir.Program, first, second []ssa.Instruction) bool {
	for _, a := range first {
		for _, b := range second {
			fa, fb := a.Parent(), b.Parent()
			if fa == fb && prog.Dominates(a, b) {
				return true
			}
			if fb.Parent() != nil && fb.Parent() == fa && (deferred(prog, fb) || calledAfter(prog, a, fb)) {
				return true
			}
		}
	}
	return false
}

func deferred(prog *ir.Program, fn *ssa.Function) bool {
	for _, u := range prog.Uses(fn) {
		if u.Kind == ir.Deferred {
			return true
		}
	}
	return false
}

// calledAfter tells whether some call or start of fn comes after a.
func calledAfter(prog *ir.Program, a ssa.Instruction, fn *ssa.Function) bool {
	return slices.ContainsFunc(prog.Uses(fn), func(u ir.Use) bool {
		return (u.Kind == ir.Called || u.Kind == ir.Started) && prog.Dominates(a, u.Instr)
	})
}
