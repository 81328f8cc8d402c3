package conc

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/loc"
)

// A Kind is what an operation does to its place.
type Kind uint8

const (
	Load Kind = iota
	Store
	Add
	Swap
	CompareAndSwap
	And
	Or
)

// String returns the name of the method of sync/atomic.
func (k Kind) String() string {
	return [...]string{"Load", "Store", "Add", "Swap", "CompareAndSwap", "And", "Or"}[k]
}

// Writes tells whether the operation may change its place.
func (k Kind) Writes() bool { return k != Load }

// A Form is how the operation is written.
type Form uint8

const (
	Method Form = iota // a method of a type of sync/atomic, also promoted, as a method value or as a method expression
	Func               // a function of sync/atomic on an address
	Expvar             // a method of expvar.Int or expvar.Float: Value is a Load, Set a Store
)

// An Arg is one argument of an operation in both views. For an operation through a helper it is the caller's argument where the
// helper hands its parameter on, converted at most, and empty where the helper computes the value; a constant of the helper has a Value
// and no Expr.
type Arg struct {
	Value ssa.Value
	Expr  ast.Expr
}

// An Op is one atomic operation at one place of the source, or the call of a helper that performs just that operation.
type Op struct {
	Kind Kind
	Form Form
	Elem types.Type // type of the value: int64, bool, *T; any for atomic.Value

	Call  *ast.CallExpr       // the call as written
	Instr ssa.CallInstruction // the same in SSA: *ssa.Call, *ssa.Defer or *ssa.Go
	Fn    *ssa.Function       // function or literal that holds it
	Decl  *ast.FuncDecl       // enclosing declaration; nil in the initialiser of a package variable

	Recv  ast.Expr // what names the atomic: x in x.Add(1), x.n in AddInt64(&x.n, 1); nil for method values and helpers
	Place loc.Path
	Key   loc.Key

	Delta Arg // Add; And, Or: the mask
	Old   Arg // CompareAndSwap
	New   Arg // Store, Swap, CompareAndSwap

	Result ssa.Value // what the operation yields; nil for Store, in go and defer statements, and where a helper drops it
	Used   bool      // whether anything uses Result
	Exact  bool      // Result is what the operation yields; false: a helper computed it from that
	Maybe  bool      // the helper does not perform the operation on every way through it

	Via   *types.Func // the helper whose call this is; nil for an operation of sync/atomic or expvar itself, and for a literal
	Inner *Op         // the operation inside the helper or literal of this package
	Test  bool        // stands in a test file that is no evidence under the policy
}

// Pos is the position of the call.
func (op *Op) Pos() token.Pos { return op.Call.Pos() }

// End is the end of the call.
func (op *Op) End() token.Pos { return op.Call.End() }

// Direct tells whether the call is an operation of sync/atomic or expvar itself, not of a helper.
func (op *Op) Direct() bool { return op.Via == nil && op.Inner == nil }

// innermost follows helpers to the operation itself, as far as it is in this package.
func (op *Op) innermost() *Op {
	for op.Inner != nil {
		op = op.Inner
	}
	return op
}

// Deferred tells whether the operation runs at the end of the function.
func (op *Op) Deferred() bool { _, ok := op.Instr.(*ssa.Defer); return ok }

// Started tells whether the operation is the body of a go statement.
func (op *Op) Started() bool { _, ok := op.Instr.(*ssa.Go); return ok }

// Name is how a message should call the counter: as the source writes it here, else by its key.
func (op *Op) Name() string {
	if op.Recv != nil {
		if s := types.ExprString(op.Recv); len(s) <= 40 {
			return s
		}
	}
	return op.Key.Name
}
