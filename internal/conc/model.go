package conc

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/loc"
)

// MaxInstrs bounds the work on one function: a larger one is skipped as a whole.
const MaxInstrs = 20000

// A Model is what the engine knows of one package. It may be asked from several goroutines.
type Model struct {
	Ops []*Op // every operation of the package in source order, calls of helpers included

	fset    *token.FileSet
	skipped []Skip
}

// A Skip is a function that was not looked into.
type Skip struct {
	Pos token.Pos
	Why string
}

// Skipped lists the functions that were not looked into, in source order.
func (m *Model) Skipped() []Skip { return m.skipped }

// OpAt returns the operations that call performs: usually none or one, more for a helper whose call stands for several.
func (m *Model) OpAt(call *ast.CallExpr) []*Op { return nil }

// OpsOf returns all operations on the counter k, through helpers too, in source order.
func (m *Model) OpsOf(k loc.Key) []*Op { return nil }

// Keys returns the counters of the package, in the order of their first operation.
func (m *Model) Keys() []loc.Key { return nil }

// An Access is a plain read or write of a place that is also used atomically: an old-style cell, or the overwriting of a whole
// atomic or of a struct that holds it.
type Access struct {
	Write bool
	Whole bool // of an object that holds the atomic, not of the place itself
	Instr ssa.Instruction
	Fn    *ssa.Function
	Pos   token.Pos
	Place loc.Path
	Key   loc.Key
	Test  bool
}

// Plain returns the plain accesses of the counter k in this package, in source order.
func (m *Model) Plain(k loc.Key) []*Access { return nil }

// IsCell tells whether v is an old-style cell: a field or package variable whose address goes to functions of sync/atomic, in
// this package or, by facts, in one that it imports.
func (m *Model) IsCell(v *types.Var) bool { return false }

// SamePlace tells whether a and b surely work on the same instance: the same path from the same object, with nothing on the
// path reassigned between them. Two elements are the same only under the same constant or SSA value as index.
func (m *Model) SamePlace(a, b *Op) bool { return false }

// Loads returns the loads of the same place in the same function from which op can be reached, nearest first.
func (m *Model) Loads(op *Op) []*Op { return nil }
