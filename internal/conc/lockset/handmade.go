package lockset

import (
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/ir"
)

// spinCall recognises the call of a function that makes a lock of an atomic word: lockX(word) tries a CompareAndSwap on it in a loop,
// unlockX(word) writes it. The word is the lock.
func spinCall(c *ssa.CallCommon, fn *ssa.Function) (Call, bool) {
	if len(c.Args) != 1 || len(fn.Params) != 1 || c.Signature().Results().Len() != 0 || fn.Object() == nil {
		return Call{}, false
	}
	lc := Call{Method: fn.Name(), Recv: c.Args[0]}
	switch name := strings.ToLower(fn.Name()); {
	case strings.HasPrefix(name, "unlock"), strings.HasPrefix(name, "release"):
		lc.Unlock = true
	case strings.HasPrefix(name, "lock"), strings.HasPrefix(name, "acquire"), strings.HasPrefix(name, "spin"):
	default:
		return Call{}, false
	}
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(*ssa.Call)
			if !ok || len(call.Call.Args) == 0 || call.Call.Args[0] != ssa.Value(fn.Params[0]) {
				continue
			}
			callee := call.Call.StaticCallee()
			if callee == nil || callee.Pkg == nil || callee.Pkg.Pkg.Path() != "sync/atomic" {
				continue
			}
			swaps := strings.HasPrefix(callee.Name(), "CompareAndSwap")
			if lc.Unlock && !strings.HasPrefix(callee.Name(), "Load") || !lc.Unlock && swaps && ir.InLoop(b) {
				return lc, true
			}
		}
	}
	return Call{}, false
}

// The names of methods that lock and unlock: lock, LockIfSet, waitAndLock, unlockFunc, but not block or lockedFor.
var (
	locks   = regexp.MustCompile(`^[lL]ock([A-Z]|$)|[a-z]Lock$`)
	unlocks = regexp.MustCompile(`^[uU]nlock([A-Z]|$)`)
)

// gateCall recognises the call of a method that makes a lock of a channel which its receiver holds: it has lock in its name and receives,
// or unlock and sends. The receiver is the lock.
func gateCall(c *ssa.CallCommon, fn *ssa.Function) (Call, bool) {
	lc := Call{Method: fn.Name(), Recv: c.Args[0], Unlock: unlocks.MatchString(fn.Name())}
	if !lc.Unlock && !locks.MatchString(fn.Name()) {
		return Call{}, false
	}
	if res := c.Signature().Results(); res.Len() == 1 && isBool(res.At(0).Type()) && strings.Contains(fn.Name(), "If") {
		lc.Try = true
	}
	dir := types.RecvOnly
	if lc.Unlock {
		dir = types.SendOnly
	}
	for _, b := range fn.Blocks {
		if slices.ContainsFunc(b.Instrs, func(instr ssa.Instruction) bool { return talks(instr, dir, fn.Params[0]) }) {
			return lc, true
		}
	}
	return Call{}, false
}

// talks tells whether instr sends to, or receives from, a channel in a field of the object.
func talks(instr ssa.Instruction, dir types.ChanDir, object ssa.Value) bool {
	of := func(ch ssa.Value) bool {
		load, ok := ch.(*ssa.UnOp)
		if !ok {
			return false
		}
		fa, ok := load.X.(*ssa.FieldAddr)
		return ok && fa.X == object
	}
	switch instr := instr.(type) {
	case *ssa.UnOp:
		return instr.Op == token.ARROW && dir == types.RecvOnly && of(instr.X)
	case *ssa.Send:
		return dir == types.SendOnly && of(instr.Chan)
	case *ssa.Select:
		return slices.ContainsFunc(instr.States, func(s *ssa.SelectState) bool { return s.Dir == dir && of(s.Chan) })
	}
	return false
}
