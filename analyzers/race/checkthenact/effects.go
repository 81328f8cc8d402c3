package checkthenact

import (
	"go/constant"
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
		return !isLocal(instr.Addr)
	case ssa.CallInstruction:
		b, ok := instr.Common().Value.(*ssa.Builtin)
		return ok && (b.Name() == "close" || b.Name() == "delete")
	}
	return false
}

// isLocal tells whether an address lies in a variable or a fresh object of the function.
func isLocal(addr ssa.Value) bool {
	for {
		switch a := addr.(type) {
		case *ssa.FieldAddr:
			addr = a.X
		case *ssa.IndexAddr:
			addr = a.X
		case *ssa.Alloc:
			return true
		default:
			return false
		}
	}
}

// answers tells whether the function gives another constant answer where the branch was taken: true to one caller, false to the
// others.
func answers(m *conc.Model, store, load *conc.Op, g conc.Guard) bool {
	claimed := func(instr ssa.Instruction) bool {
		return slices.ContainsFunc(m.GuardedBy(instr, load), func(h conc.Guard) bool { return h.If == g.If && h.Taken == g.Taken })
	}
	var yes, no []ssa.Value // what is returned, or becomes one variable, on the ways through the branch and on the others
	compare := func() bool {
		return slices.ContainsFunc(yes, func(x ssa.Value) bool { return slices.ContainsFunc(no, func(y ssa.Value) bool { return differ(x, y) }) })
	}
	for _, b := range store.Fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Return:
				for _, r := range instr.Results {
					if claimed(instr) {
						yes = append(yes, r)
					} else {
						no = append(no, r)
					}
				}
			case *ssa.Phi:
				var through, past []ssa.Value
				for i, e := range instr.Edges {
					pred := b.Preds[i]
					if claimed(pred.Instrs[len(pred.Instrs)-1]) {
						through = append(through, e)
					} else {
						past = append(past, e)
					}
				}
				if slices.ContainsFunc(through, func(x ssa.Value) bool {
					return slices.ContainsFunc(past, func(y ssa.Value) bool { return differ(x, y) })
				}) {
					return true
				}
			}
		}
	}
	return compare()
}

// differ tells whether x and y are the two boolean constants.
func differ(x, y ssa.Value) bool {
	c, ok := x.(*ssa.Const)
	d, ok2 := y.(*ssa.Const)
	return ok && ok2 && c.Value != nil && d.Value != nil && c.Value.Kind() == constant.Bool && d.Value.Kind() == constant.Bool &&
		constant.BoolVal(c.Value) != constant.BoolVal(d.Value)
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

// needs says what the value of a load is used as where the tested value is the only right one, or "": first of all, where another
// one breaks the program.
func needs(m *conc.Model, load *conc.Op) string {
	if load.Result.Referrers() == nil {
		return ""
	}
	if _, pointer := load.Elem.Underlying().(*types.Pointer); pointer {
		for _, r := range *load.Result.Referrers() {
			switch r.(type) {
			case *ssa.FieldAddr, *ssa.UnOp:
				if cleared(m, load) {
					return "dereferenced"
				}
			}
		}
		return ""
	}
	values := []ssa.Value{load.Result}
	for _, r := range *load.Result.Referrers() {
		if c, ok := r.(*ssa.Convert); ok {
			values = append(values, c)
		}
	}
	for _, says := range []func(ssa.Value, ssa.Instruction) string{breaks, leaves} {
		for _, v := range values {
			for _, r := range *v.Referrers() {
				if what := says(v, r); what != "" {
					return what
				}
			}
		}
	}
	return ""
}

// leaves says how v leaves the function.
func leaves(_ ssa.Value, r ssa.Instruction) string {
	switch r := r.(type) {
	case *ssa.Return:
		return returned
	case ssa.CallInstruction:
		if _, builtin := r.Common().Value.(*ssa.Builtin); !builtin && !harmless(r.Common()) {
			return handedOn
		}
	}
	return ""
}

// cleared tells whether somebody sets the pointer to nil: only then can a second load differ from a first one in what matters.
func cleared(m *conc.Model, load *conc.Op) bool {
	return slices.ContainsFunc(m.OpsOf(load.Key), func(op *conc.Op) bool { return clears(op) && !op.Test })
}

// clears tells whether the operation sets a pointer to nil.
func clears(op *conc.Op) bool {
	c, ok := op.New.Value.(*ssa.Const)
	return ok && c.IsNil()
}

// How a value leaves the function.
const (
	returned = "returned"
	handedOn = "handed on"
)

// dividedFloat is a division that goes wrong, with no panic, for zero alone.
const dividedFloat = "the divisor"

// breaks says what an instruction uses v as where another value than the tested one makes it panic or cut in the wrong place.
func breaks(v ssa.Value, r ssa.Instruction) string {
	switch r := r.(type) {
	case *ssa.BinOp:
		switch {
		case r.Op != token.QUO && r.Op != token.REM || r.Y != v:
		case isInteger(v.Type()):
			return "divided by"
		default:
			return dividedFloat
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
