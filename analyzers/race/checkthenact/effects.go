package checkthenact

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc"
)

// effects tells whether anything besides the Store happens on the strength of the same branch: a start, a send, a call, a
// write to memory that others see.
func effects(m *conc.Model, store, load *conc.Op, g conc.Guard, kind func(ssa.Instruction) bool) bool {
	for _, b := range store.Fn.Blocks {
		for _, instr := range b.Instrs {
			if instr == ssa.Instruction(store.Instr) || !kind(instr) {
				continue
			}
			for _, h := range m.GuardedBy(instr, load) {
				if h.If == g.If && h.Taken == g.Taken {
					return true
				}
			}
		}
	}
	return false
}

// lasting tells whether the instruction itself starts, sends, closes, or writes memory that others see.
func lasting(instr ssa.Instruction) bool {
	switch instr := instr.(type) {
	case *ssa.Go, *ssa.Send, *ssa.MapUpdate:
		return true
	case *ssa.Store:
		_, local := instr.Addr.(*ssa.Alloc)
		return !local
	case ssa.CallInstruction:
		b, ok := instr.Common().Value.(*ssa.Builtin)
		return ok && (b.Name() == "close" || b.Name() == "delete")
	}
	return false
}

func hasEffect(instr ssa.Instruction) bool {
	if lasting(instr) {
		return true
	}
	call, ok := instr.(ssa.CallInstruction)
	if !ok {
		return false
	}
	_, builtin := call.Common().Value.(*ssa.Builtin)
	return !builtin && !harmless(call.Common())
}

// harmless tells whether doing the call twice is no mistake: logging, printing, making errors, and other atomics.
func harmless(c *ssa.CallCommon) bool {
	fn := c.StaticCallee()
	if fn == nil {
		return false
	}
	obj := fn.Object()
	if obj == nil || obj.Pkg() == nil {
		return false
	}
	switch obj.Pkg().Path() {
	case "fmt", "errors", "log", "log/slog", "sync/atomic", "strings", "strconv", "time", "expvar":
		return true
	}
	return false
}

// needs says what the value of a load is used as where a changed value breaks the program, or "".
func needs(m *conc.Model, load *conc.Op) string {
	refs := load.Result.Referrers()
	if refs == nil {
		return ""
	}
	_, pointer := load.Elem.Underlying().(*types.Pointer)
	for _, r := range *refs {
		if pointer {
			switch r.(type) {
			case *ssa.FieldAddr, *ssa.UnOp:
				if cleared(m, load) {
					return "dereferenced"
				}
			}
			continue
		}
		if what := breaks(load.Result, r); what != "" {
			return what
		}
		if c, ok := r.(*ssa.Convert); ok {
			for _, r := range *c.Referrers() {
				if what := breaks(c, r); what != "" {
					return what
				}
			}
		}
	}
	return ""
}

// cleared tells whether somebody sets the pointer to nil: only then can a second load differ from a first one in what matters.
func cleared(m *conc.Model, load *conc.Op) bool {
	return slices.ContainsFunc(m.OpsOf(load.Key), func(op *conc.Op) bool {
		c, ok := op.New.Value.(*ssa.Const)
		return ok && c.IsNil() && !op.Test
	})
}

// breaks says what an instruction uses v as where another value than the tested one makes it panic or cut in the wrong place.
func breaks(v ssa.Value, r ssa.Instruction) string {
	switch r := r.(type) {
	case *ssa.BinOp:
		if (r.Op == token.QUO || r.Op == token.REM) && r.Y == v && isInteger(v.Type()) {
			return "divided by"
		}
	case *ssa.IndexAddr:
		if r.Index == v {
			return "used as an index"
		}
	case *ssa.Index:
		if r.Index == v {
			return "used as an index"
		}
	case *ssa.Slice:
		if r.Low == v || r.High == v || r.Max == v {
			return "used as a bound of a slice"
		}
	}
	return ""
}

func isInteger(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsInteger != 0
}
