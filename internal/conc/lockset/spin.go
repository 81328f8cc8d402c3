package lockset

import (
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
