package misaligned64

import (
	"go/ast"
	"go/types"

	"github.com/counterlint/counterlint/internal/conc"
)

// This file knows, from the engine, which functions of other packages use an argument atomically.

// foreign returns the operation on a 64-bit integer that the call of another package's function performs, or nil.
func (c *checker) foreign(call *ast.CallExpr) *conc.Op {
	fn := c.callee(call)
	if fn == nil || fn.Pkg() == nil || fn.Pkg() == c.pass.Pkg {
		return nil
	}
	op := conc.For(c.pass.Pass).OpAt(call)
	if op == nil || op.Via == nil || op.Form != conc.Func || op.Key.Var == nil {
		return nil
	}
	if b, ok := op.Elem.Underlying().(*types.Basic); !ok || b.Kind() != types.Int64 && b.Kind() != types.Uint64 {
		return nil
	}
	return op
}

// foreignNeeds returns what a function of another package needs of the argument with that index: of its receiver (-1), or of a
// pointer to the integer itself.
func (c *checker) foreignNeeds(call *ast.CallExpr, index int) []need {
	op := c.foreign(call)
	if op == nil {
		return nil
	}
	name := op.Kind.String() + "Int64"
	if op.Elem.Underlying() == types.Typ[types.Uint64] {
		name = op.Kind.String() + "Uint64"
	}
	cell := op.Key.Var.Origin()
	if index >= 0 {
		if addr, ok := ast.Unparen(call.Args[index]).(*ast.UnaryExpr); ok && c.layout.values.VarOf(addr.X) == cell {
			return []need{{name: name}}
		}
		return nil
	}
	off, ok := c.layout.find(op.Via.Signature().Recv().Type(), cell)
	if !ok {
		return nil
	}
	path := ""
	if cell.Exported() {
		path = cell.Name()
	}
	return []need{{off: off, path: path, name: name}}
}

// find returns the offset at which the struct that t points to holds the field cell by value.
func (l *layout) find(t types.Type, cell *types.Var) (int64, bool) {
	if p, ok := t.(*types.Pointer); ok {
		t = p.Elem()
	}
	s, ok := t.Underlying().(*types.Struct)
	if !ok {
		return 0, false
	}
	for i := range s.NumFields() {
		off, known := l.offset(t, s, i)
		if !known {
			return 0, false
		}
		if s.Field(i).Origin() == cell {
			return off, true
		}
		if _, nested := s.Field(i).Type().Underlying().(*types.Struct); nested {
			if inner, ok := l.find(s.Field(i).Type(), cell); ok {
				return off + inner, true
			}
		}
	}
	return 0, false
}
