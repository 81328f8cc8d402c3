package conc

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/ir"
)

// through makes op the operation of a helper of the package, if c calls one.
func (m *Model) through(op *Op, c *ssa.CallCommon) bool {
	callee := m.prog.Callee(c)
	if callee.Fn == nil || !m.prog.Known(callee.Fn) {
		return false
	}
	b := m.bodyOf(callee.Fn)
	if b == nil || b.helper == nil {
		return false
	}
	in := b.helper
	var at ssa.Value
	if v := op.Instr.Value(); v != nil {
		at = v
	}
	place, ok := m.loc.Translate(in.Place, callee.Fn, callee.Closure, c, at)
	if !ok {
		return false
	}
	op.Kind, op.Form, op.Elem, op.Place = in.Kind, in.Form, in.Elem, place
	op.Exact, op.Maybe = in.Exact, in.Maybe
	if callee.Fn.Synthetic != "" && in.Via == nil { // a method value or method expression is no helper
		if op.Call != nil {
			op.Recv, _ = receiver(m.prog.Info, op.Call, op.Form)
		}
	} else {
		op.Inner = in
		op.Via, _ = callee.Fn.Object().(*types.Func)
	}
	op.New = m.handedOn(in.New, callee.Fn, c, op.Call)
	op.Old = m.handedOn(in.Old, callee.Fn, c, op.Call)
	op.Delta = m.handedOn(in.Delta, callee.Fn, c, op.Call)
	op.Result = resultOf(op.Instr, b.result)
	return true
}

// handedOn translates an argument of the operation inside a helper to what the caller passes.
func (m *Model) handedOn(a Arg, fn *ssa.Function, c *ssa.CallCommon, call *ast.CallExpr) Arg {
	v := a.Value
	if conv, ok := v.(*ssa.Convert); ok {
		v = conv.X
	}
	switch v := v.(type) {
	case *ssa.Const:
		return Arg{Value: v}
	case *ssa.Parameter:
		for i, p := range fn.Params {
			if p != v || i >= len(c.Args) {
				continue
			}
			out := Arg{Value: c.Args[i]}
			if call != nil {
				if j := i - (len(c.Args) - len(call.Args)); j >= 0 {
					out.Expr = call.Args[j]
				}
			}
			return out
		}
	}
	return Arg{}
}

// resultOf is the value of result i of a call; nil if nothing takes it.
func resultOf(instr ssa.CallInstruction, i int) ssa.Value {
	v := instr.Value()
	if v == nil || i < 0 {
		return nil
	}
	if v.Call.Signature().Results().Len() == 1 {
		return v
	}
	for _, ref := range *v.Referrers() {
		if e, ok := ref.(*ssa.Extract); ok && e.Index == i {
			return e
		}
	}
	return nil
}

// findHelper decides whether a call of fn stands for one operation: a small function with just one, outside loops, that calls
// nothing else of note.
func (m *Model) findHelper(fn *ssa.Function, b *body) {
	if len(b.ops) != 1 || len(b.effects) != 1 || len(fn.Blocks) > maxHelperBlocks {
		return
	}
	op := b.ops[0]
	if op.Started() || ir.InLoop(op.Instr.Block()) {
		return
	}
	depth := 0
	for in := op.Inner; in != nil; in = in.Inner {
		if depth++; depth == maxHelperDepth {
			return
		}
	}
	n := 0
	for _, block := range fn.Blocks {
		n += len(block.Instrs)
		for _, instr := range block.Instrs {
			if instr != op.Instr && m.behaviour(instr)&^changesLock != 0 {
				return
			}
		}
	}
	if n > maxHelperInstrs {
		return
	}
	inner := *op
	inner.Exact = op.Exact
	for _, ret := range m.prog.Returns(fn) {
		if !m.prog.Dominates(op.Instr, ret) && op.Instr.Block() != ret.Block() {
			inner.Maybe = true
		}
	}
	b.helper = &inner
	if op.Result == nil {
		return
	}
	for i := range fn.Signature.Results().Len() {
		exact, derived := true, false
		for _, ret := range m.prog.Returns(fn) {
			if i >= len(ret.Results) {
				return
			}
			v := m.plainValue(ret.Results[i])
			exact = exact && same(v, op.Result)
			derived = derived || m.derives(v, op.Result)
		}
		if derived {
			b.result = i
			inner.Exact = op.Exact && exact
			return
		}
	}
}

// plainValue reads a variable that is stored once.
func (m *Model) plainValue(v ssa.Value) ssa.Value {
	for range 8 {
		u, ok := v.(*ssa.UnOp)
		if !ok {
			return v
		}
		s := m.prog.Load(u)
		if s == nil {
			return v
		}
		v = s
	}
	return v
}
