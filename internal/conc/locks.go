package conc

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/loc"
)

// A Held is one lock at one instruction.
type Held struct {
	Key       loc.Key
	Place     loc.Path
	Exclusive bool      // not only for reading
	Sure      bool      // on every way here; false: perhaps
	Pos       token.Pos // where it was taken; NoPos if by callers
}

// HeldAt returns the locks surely or perhaps held just before instr, ordered by name.
func (m *Model) HeldAt(instr ssa.Instruction) []Held { return nil }

// Excluded tells whether the sequence a … b is protected: one lock is held exclusively, surely or perhaps, from a to b without
// a break, and all other writers of that counter hold it too, surely or perhaps.
func (m *Model) Excluded(a, b *Op) (why string, ok bool) { return "not analysed", true }

// A Mutex is one sync.Mutex or sync.RWMutex field or variable of the package, and all that is done with it here.
type Mutex struct {
	Var      *types.Var
	Key      loc.Key
	RW       bool
	Foreign  string // why code that is not seen may use it, or it does more than exclude: "exported", "embedded in an exported struct", "L of a Cond", "address passed on"; "" if nothing of that kind
	Sections []*Section
	Odd      []token.Pos // uses that belong to no section: an Unlock without its Lock in the same function, TryLock, a lock held at exit
}

// A Section is one critical section: from a Lock or RLock call to the Unlock calls that end it.
type Section struct {
	Mutex    *Mutex
	Read     bool
	Fn       *ssa.Function
	Lock     *ast.CallExpr
	Unlocks  []*ast.CallExpr
	Deferred bool              // the unlock is deferred: the section runs to the end of the function
	Body     []ssa.Instruction // what runs inside, in order of position, without the lock calls and pure address computations
	Ops      []*Op             // the atomic operations among them
}

// Mutexes returns the mutexes of the package in source order of their declarations.
func (m *Model) Mutexes() []*Mutex { return nil }
