package conc

import (
	"cmp"
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/ir"
	"github.com/counterlint/counterlint/internal/conc/loc"
)

// Bounds on what counts as a helper: a call of a larger function is no operation of its own, only something that happens on
// the way.
const (
	maxHelperBlocks = 6
	maxHelperInstrs = 60
	maxHelperDepth  = 8 // of helpers that call helpers
)

// A body is what one function does atomically, in its own terms.
type body struct {
	ops     []*Op    // direct ones, and calls of helpers
	effects []effect // of the whole function, callees that run in place included
	helper  *Op      // the one operation that a call of this function stands for, or nil
	result  int      // helper: index of the result that Op.Result becomes, or -1
}

// An effect is a write or read of a counter somewhere below a function.
type effect struct {
	key  loc.Key
	kind Kind
}

// maxEffects bounds the effects that are told apart; a function with more is taken to touch everything.
const maxEffects = 64

// bodyOf finds the operations of fn, callees first.
func (m *Model) bodyOf(fn *ssa.Function) *body {
	if b, ok := m.bodies[fn]; ok {
		return b // nil while fn is being looked into: recursion adds nothing
	}
	m.bodies[fn] = nil
	b := &body{result: -1}
	seen := map[effect]bool{}
	add := func(e effect) {
		if len(b.effects) <= maxEffects && !seen[e] {
			seen[e] = true
			b.effects = append(b.effects, e)
		}
	}
	for _, block := range fn.Blocks {
		for _, instr := range block.Instrs {
			call, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			if op := m.opAt(fn, call); op != nil {
				b.ops = append(b.ops, op)
				add(effect{op.Key, op.Kind})
				continue
			}
			if _, ok := instr.(*ssa.Go); ok {
				continue
			}
			for _, callee := range m.inPlace(call.Common()) {
				if sub := m.bodyOf(callee); sub != nil {
					for _, e := range sub.effects {
						add(e)
					}
				}
			}
		}
	}
	m.findHelper(fn, b)
	m.bodies[fn] = b
	return b
}

// inPlace lists the functions of the package that a call runs: its target, and literals handed to it.
func (m *Model) inPlace(c *ssa.CallCommon) []*ssa.Function {
	var fns []*ssa.Function
	if f := m.prog.Callee(c).Fn; f != nil && m.prog.Known(f) {
		fns = append(fns, f)
	}
	for _, arg := range c.Args {
		if _, ok := arg.Type().Underlying().(*types.Signature); ok {
			if f := m.prog.Func(arg).Fn; f != nil && m.prog.Known(f) {
				fns = append(fns, f)
			}
		}
	}
	return fns
}

// opAt returns the operation that one call performs, or nil.
func (m *Model) opAt(fn *ssa.Function, instr ssa.CallInstruction) *Op {
	c := instr.Common()
	if c.IsInvoke() {
		return nil
	}
	op := &Op{Call: m.prog.Call(instr), Instr: instr, Fn: fn, Decl: m.prog.Decl(fn)}
	if s, ok := classify(c); ok {
		op.Kind, op.Form, op.Elem = s.kind, s.form, s.elem
		op.Place = m.loc.Of(c.Args[0])
		op.Exact = true
		m.setArgs(op, c)
	} else if !m.through(op, c) && !m.imported(op, c) {
		return nil
	}
	op.Key = m.loc.KeyOf(op.Place)
	if op.Call != nil {
		op.Test = !m.evidence(op.Call.Pos())
	}
	if op.Result != nil {
		op.Used = used(op.Result)
	}
	return op
}

func used(v ssa.Value) bool {
	for _, ref := range *v.Referrers() {
		if _, ok := ref.(*ssa.DebugRef); !ok {
			return true
		}
	}
	return false
}

// setArgs fills in the arguments of an operation that is called directly.
func (m *Model) setArgs(op *Op, c *ssa.CallCommon) {
	var exprs []ast.Expr // parallel to c.Args
	if op.Call != nil {
		exprs = op.Call.Args
		op.Recv, exprs = receiver(m.prog.Info, op.Call, op.Form)
	}
	arg := func(i int) Arg {
		a := Arg{Value: c.Args[i]}
		if i-1 < len(exprs) {
			a.Expr = exprs[i-1]
		}
		return a
	}
	switch op.Kind {
	case Store, Swap:
		op.New = arg(1)
	case Add, And, Or:
		op.Delta = arg(1)
	case CompareAndSwap:
		op.Old, op.New = arg(1), arg(2)
	}
	if v := op.Instr.Value(); v != nil && c.Signature().Results().Len() == 1 {
		op.Result = v
	}
}

// receiver splits the syntax of a call into what names the atomic and the other arguments.
func receiver(info *types.Info, call *ast.CallExpr, form Form) (recv ast.Expr, rest []ast.Expr) {
	fun := ast.Unparen(call.Fun)
	if sel, ok := fun.(*ast.SelectorExpr); ok {
		if s := info.Selections[sel]; s != nil && s.Kind() == types.MethodVal {
			return sel.X, call.Args
		} else if (s != nil && s.Kind() == types.MethodExpr || form == Func) && len(call.Args) > 0 {
			return address(call.Args[0]), call.Args[1:]
		}
	}
	if form == Func && len(call.Args) > 0 { // a dot import, a variable that holds the function
		return address(call.Args[0]), call.Args[1:]
	}
	return nil, call.Args
}

// address strips the & of an argument.
func address(e ast.Expr) ast.Expr {
	if u, ok := ast.Unparen(e).(*ast.UnaryExpr); ok && u.Op == token.AND {
		return ast.Unparen(u.X)
	}
	return e
}

// collect finds the operations of all functions.
func (m *Model) collect() {
	for _, fn := range m.prog.Funcs {
		b := m.bodyOf(fn)
		if b == nil {
			continue
		}
		for _, op := range b.ops {
			if op.Call != nil {
				m.Ops = append(m.Ops, op)
			}
		}
	}
	slices.SortStableFunc(m.Ops, func(a, b *Op) int { return m.prog.Compare(a.Call.Lparen, b.Call.Lparen) })
	seen := map[loc.Key]bool{}
	for _, op := range m.Ops {
		if !seen[op.Key] {
			seen[op.Key] = true
			m.keys = append(m.keys, op.Key)
		}
		if op.Via == nil && op.Form == Func && op.Key.Var != nil {
			m.cells[op.Key.Var] = cmp.Or(m.cells[op.Key.Var], op.Pos())
		} else if op.Form == Func && op.Key.Var != nil {
			m.lent[op.Key.Var] = true
		}
		m.byInstr[op.Instr] = op
		m.byCall[op.Call] = op
		m.byVar[op.Key.Var] = append(m.byVar[op.Key.Var], op)
		m.byFn[op.Fn] = append(m.byFn[op.Fn], op)
	}
	for _, fn := range m.prog.Large {
		s := Skip{fn.Pos(), fmt.Sprintf("%s has more than %d instructions", fn.Name(), ir.MaxInstrs)}
		if !s.Pos.IsValid() { // the initialisers of the package's variables
			s.Pos = m.prog.Package
		}
		m.skipped = append(m.skipped, s)
	}
}
