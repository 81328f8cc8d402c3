package conc

import (
	"go/ast"
	"go/token"
	"go/types"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/spawn"
)

// What a package does with a number that it uses atomically and plainly may say that the two are never the same number, or never at
// the same time. It weighs more than that nothing keeps them apart, which is all that betrayed evidence says.

// atHome tells whether such a habit explains the plain access a on the way w.
func (m *Model) atHome(a *Access, w *way) bool {
	return m.mostlyPlain(a.Key.Var) && !m.doesBoth(a) || isOfCaller(a) || m.applied(w) || isNew(a) || m.chosen(a)
}

// merged tells whether the package adds what stands in one object to the same number of another one, atomically: objects of the type
// are collected by somebody who has them alone, and summed up in one that is shared.
func (m *Model) merged(v *types.Var) bool {
	return slices.ContainsFunc(m.byVar[v], func(op *Op) bool {
		load, ok := op.Delta.Value.(*ssa.UnOp)
		if !ok || load.Op != token.MUL {
			return false
		}
		from := m.loc.Of(load.X)
		return m.loc.KeyOf(from).Var == v && from.Root != op.Place.Root
	})
}

// mostlyPlain tells whether atomic operations on a number are the exception in a package: it belongs to one goroutine as a rule, and
// they serve a use that has a rule of its own.
func (m *Model) mostlyPlain(v *types.Var) bool {
	plain, atomic := 0, 0
	for _, a := range m.plain[v] {
		if !a.Fresh && !a.Test && !a.InUpdate {
			plain++
		}
	}
	for _, op := range m.byVar[v] {
		if !op.Test {
			atomic++
		}
	}
	return plain >= 4 && plain > 2*atomic
}

// doesBoth tells whether the function of a plain access uses the same number atomically: it means one that is shared.
func (m *Model) doesBoth(a *Access) bool {
	return slices.ContainsFunc(m.byFn[a.Fn], func(op *Op) bool { return op.Key.Matches(a.Key) && op.Place.Equal(a.Place) })
}

// isOfCaller tells whether the number is a local variable of the function of the plain access: a literal that uses it was handed to code
// that is not seen, which most often has run it when it returns.
func isOfCaller(a *Access) bool {
	v, ok := a.Place.Root.(*ssa.Alloc)
	return ok && v.Parent() == a.Fn && !a.Key.Var.IsField()
}

// applied tells whether the way is a function of the object alone, literal or not, of a type that the package has a name for:
// whoever makes the object applies it.
func (m *Model) applied(w *way) bool {
	fn := w.root.Fn
	if w.root.Kind != spawn.Outside || fn == nil || fn.Signature.Recv() != nil || len(fn.Params) != 1 || w.place.Root != ssa.Value(fn.Params[0]) {
		return false
	}
	for _, name := range m.prog.Types.Scope().Names() {
		t, ok := m.prog.Types.Scope().Lookup(name).(*types.TypeName)
		if ok && types.Identical(t.Type().Underlying(), fn.Signature) {
			return true
		}
	}
	return false
}

// maker matches functions that yield something new, also where its memory is not: that of an arena, a pool or a free list.
var maker = regexp.MustCompile(`^(?i:new|make|alloc|create|clone)([A-Z_]\w*)?$`)

// isNew tells whether the function of a plain access got the object from a function that makes it, judging by the name.
func isNew(a *Access) bool {
	call, ok := holding(a.Instr).(*ssa.Call)
	if !ok {
		return false
	}
	fn := call.Call.StaticCallee()
	return fn != nil && maker.MatchString(fn.Name())
}

// holding is the value whose field or element instr reads or writes, as its function names it.
func holding(instr ssa.Instruction) ssa.Value {
	var addr ssa.Value
	switch i := instr.(type) {
	case *ssa.Store:
		addr = i.Addr
	case *ssa.UnOp:
		addr = i.X
	}
	for {
		switch x := addr.(type) {
		case *ssa.FieldAddr:
			addr = x.X
		case *ssa.IndexAddr:
			addr = x.X
		default:
			return addr
		}
	}
}

// chosen tells whether the access stands in a branch of a comparison of the very pointer that it goes through: which object it is decides
// whether it is shared.
func (m *Model) chosen(a *Access) bool {
	home := a.Instr.Block()
	for b := home.Idom(); b != nil; b = b.Idom() {
		cond, ok := lastOf(b).(*ssa.If)
		if !ok || !slices.ContainsFunc(b.Succs, func(s *ssa.BasicBlock) bool { return len(s.Preds) == 1 && s.Dominates(home) }) {
			continue
		}
		cmp, ok := cond.Cond.(*ssa.BinOp)
		if ok && (cmp.Op == token.EQL || cmp.Op == token.NEQ) && (cmp.X == a.Place.Root && !isNil(cmp.Y) || cmp.Y == a.Place.Root && !isNil(cmp.X)) {
			return true
		}
	}
	return false
}

func lastOf(b *ssa.BasicBlock) ssa.Instruction { return b.Instrs[len(b.Instrs)-1] }

func isNil(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.IsNil()
}

// unchecked tells whether the race detector is told not to look at a function: its author knows.
func (m *Model) unchecked(fn *ssa.Function) bool {
	decl := m.prog.Decl(fn)
	return decl != nil && decl.Doc != nil && slices.ContainsFunc(decl.Doc.List, func(c *ast.Comment) bool {
		return strings.TrimSpace(c.Text) == "//go:norace"
	})
}

// failsTests tells whether a function takes something that tests fail with: testing.TB, or an interface with its methods.
func failsTests(fn *ssa.Function) bool {
	for _, par := range fn.Params {
		if i, ok := par.Type().Underlying().(*types.Interface); ok && hasMethod(i, "Helper") && hasMethod(i, "Errorf") {
			return true
		}
	}
	return false
}

func hasMethod(i *types.Interface, name string) bool {
	for fn := range i.Methods() {
		if fn.Name() == name {
			return true
		}
	}
	return false
}
