package conc

import (
	"go/ast"
	"go/constant"
	"go/token"

	"golang.org/x/tools/go/ssa"
)

// DerivesFrom tells whether v is computed from what op yields: through arithmetic, conversions, math.Float64bits, min and max,
// phi, local variables, pure helpers of the package, and copies of the struct that a loaded pointer leads to.
func (m *Model) DerivesFrom(v ssa.Value, op *Op) bool { return false }

// A Guard is a branch on a value computed from an operation's result, on which another instruction depends.
type Guard struct {
	If     *ssa.If
	Cond   ast.Expr       // the condition or the part of it that compares; nil if the syntax is not found
	Taken  bool           // the instruction runs only if the condition is true; false: only if it is false
	Op     token.Token    // EQL NEQ LSS LEQ GTR GEQ with the loaded value on the left, as it holds where the instruction runs; ILLEGAL: no comparison
	Direct bool           // the loaded value itself is compared, not something computed from it
	Const  constant.Value // what it is compared with, if that is constant
	Other  ssa.Value      // what it is compared with otherwise
	Nil    bool           // it is compared with nil
}

// GuardedBy returns the branches on op's result that decide whether instr runs, outermost first.
func (m *Model) GuardedBy(instr ssa.Instruction, op *Op) []Guard { return nil }

// An Avoid names what a way must not pass.
type Avoid uint8

const (
	OtherOps Avoid = 1 << iota // another writing operation on the same place
	LockOps                    // a change of any lock's state
	Blocking                   // channel operations, waits, sleeps, select without default
	Unknown                    // calls of code that is not seen and not known to be harmless
)

// Path tells whether control can get from a to b in one function without passing what avoid names, nor a again.
func (m *Model) Path(a, b *Op, avoid Avoid) bool { return false }

// Dominates tells whether every way to b passes a first. Both stand in one function.
func (m *Model) Dominates(a, b ssa.Instruction) bool { return false }
