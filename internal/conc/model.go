package conc

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/ir"
	"github.com/counterlint/counterlint/internal/conc/loc"
	"github.com/counterlint/counterlint/internal/conc/lockset"
	"github.com/counterlint/counterlint/internal/conc/own"
	"github.com/counterlint/counterlint/internal/conc/spawn"
	"github.com/counterlint/counterlint/internal/userrows"
)

// A Model is what the engine knows of one package. It may be asked from several goroutines.
type Model struct {
	Ops []*Op // every operation of the package in source order, calls of helpers included

	fset     *token.FileSet
	evidence func(token.Pos) bool
	facts    *foreign
	rows     *userrows.Table

	prog    *ir.Program // nil: the package has nothing to look at
	loc     *loc.Resolver
	keys    []loc.Key
	cells   map[*types.Var]token.Pos // old-style cells, with one operation on them
	lent    map[*types.Var]bool      // whose address goes to a helper for functions of sync/atomic
	byInstr map[ssa.CallInstruction]*Op
	byCall  map[*ast.CallExpr]*Op
	byFn    map[*ssa.Function][]*Op
	skipped []Skip

	mu          sync.Mutex // guards what follows: answers that are found on demand
	bodies      map[*ssa.Function]*body
	behaves     map[*ssa.Function]behaviour
	returned    map[paramKey]bool
	assigned    map[*ssa.Function]map[types.Object]bool
	locks       *lockset.Locks
	contexts    *spawn.Contexts
	owners      *own.Owners
	unsharedOps map[*Op]verdict
	closedFns   map[*ssa.Function]bool
	touched     map[*ssa.Function]*touched
	mutexes     []*Mutex
	plain       map[*types.Var][]*Access // nil: not looked for yet
	updates     []*Access
	ways        map[ssa.Instruction][]*way
	makerStarts map[makerStart]bool
	gatedWays   map[ssa.Instruction][]*way // to what only the winner of an atomic operation gets to
	waiting     map[*ssa.Function]bool
	waitings    map[*ssa.Function]*waits
	signaled    []signal
	says        map[*ssa.Function]bool
	joins       map[*ssa.Function][]*ssa.Call
	groupings   map[*ssa.Function]grouping
	settings    map[*types.Var]bool
	copiedTypes map[*types.TypeName]bool
	byVar       map[*types.Var][]*Op
	prepares    map[ssa.Instruction]bool
	startLists  map[*ssa.Function][]ssa.Instruction
	guardLists  map[guardKey][]Guard
	dispatched  map[string]bool                 // methods called through interfaces; nil: not looked for yet
	fields      map[*types.Var][]*ssa.FieldAddr // nil: not looked for yet
}

// A verdict is the answer to a question that silences.
type verdict struct {
	why string
	ok  bool
}

// A Skip is a function or a number that was not looked into.
type Skip struct {
	Pos token.Pos
	Why string
}

// newModel looks at the package of pass, given by files and built on demand, if it has anything to look at.
func newModel(pass *analysis.Pass, files []*ast.File, build func() (*ir.Program, error), evidence func(token.Pos) bool, facts *foreign, rows *userrows.Table) *Model {
	m := &Model{fset: pass.Fset, evidence: evidence, facts: facts, rows: rows}
	if len(pass.TypeErrors) > 0 || !m.matters(pass, files) {
		return m
	}
	prog, err := build()
	if err != nil {
		m.skipped = []Skip{{files[0].Package, err.Error()}}
		return m
	}
	m.prog = prog
	m.loc = loc.NewResolver(m.prog)
	m.cells = map[*types.Var]token.Pos{}
	m.lent = map[*types.Var]bool{}
	m.byInstr = map[ssa.CallInstruction]*Op{}
	m.byCall = map[*ast.CallExpr]*Op{}
	m.byFn = map[*ssa.Function][]*Op{}
	m.byVar = map[*types.Var][]*Op{}
	m.unsharedOps = map[*Op]verdict{}
	m.bodies = map[*ssa.Function]*body{}
	m.behaves = map[*ssa.Function]behaviour{}
	m.returned = map[paramKey]bool{}
	m.assigned = map[*ssa.Function]map[types.Object]bool{}
	m.closedFns = map[*ssa.Function]bool{}
	m.touched = map[*ssa.Function]*touched{}
	m.ways = map[ssa.Instruction][]*way{}
	m.makerStarts = map[makerStart]bool{}
	m.gatedWays = map[ssa.Instruction][]*way{}
	m.waiting = map[*ssa.Function]bool{}
	m.waitings = map[*ssa.Function]*waits{}
	m.says = map[*ssa.Function]bool{}
	m.joins = map[*ssa.Function][]*ssa.Call{}
	m.groupings = map[*ssa.Function]grouping{}
	m.settings = map[*types.Var]bool{}
	m.prepares = map[ssa.Instruction]bool{}
	m.guardLists = map[guardKey][]Guard{}
	m.startLists = map[*ssa.Function][]ssa.Instruction{}
	m.collect()
	return m
}

// RunsArg tells where the function that c calls runs the function that it is handed; see [ir.Program.RunsArg].
func (m *Model) RunsArg(c *ssa.CallCommon) (ir.Run, *types.Func) { return m.prog.RunsArg(c) }

// SSA is the package in the form that the model looks at; nil if there is nothing to look at.
func (m *Model) SSA() *ssa.Package {
	if m.prog == nil {
		return nil
	}
	return m.prog.Pkg
}

// Skipped lists the functions that were not looked into, in source order, and then the numbers whose accesses are too many.
func (m *Model) Skipped() []Skip {
	if m.prog != nil {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.findPlain()
	}
	return m.skipped
}

// OpAt returns the operation that call performs, or nil.
func (m *Model) OpAt(call *ast.CallExpr) *Op {
	return m.byCall[call]
}

// OpsOf returns all operations that may work on the counter k, through helpers too, in source order. Where k or the operation
// does not know its holder (a method that works on its receiver) the field alone decides.
func (m *Model) OpsOf(k loc.Key) []*Op {
	var ops []*Op
	for _, op := range m.Ops {
		if op.Key.Matches(k) {
			ops = append(ops, op)
		}
	}
	return ops
}

// Keys returns the counters of the package, in the order of their first operation.
func (m *Model) Keys() []loc.Key { return m.keys }

// IsCell tells whether v is an old-style cell: a field or package variable whose address, or whose elements' addresses, go to
// functions of sync/atomic, in this package or, by facts, in one that it imports.
func (m *Model) IsCell(v *types.Var) bool {
	if v == nil { // a counter that no field or variable holds
		return false
	}
	if _, ok := m.cells[v]; ok {
		return true
	}
	return m.facts.cells[v.Origin()] != nil
}

// Atomically tells the same of v, and of a number whose address goes to helpers that hand it on to functions of sync/atomic.
func (m *Model) Atomically(v *types.Var) bool {
	return m.IsCell(v) || v != nil && m.lent[v] && isCountable(elementOf(v.Type()))
}

// elementOf is the type of the elements in the end of an array, a slice or a map, or else t itself.
func elementOf(t types.Type) types.Type {
	for {
		switch u := t.Underlying().(type) {
		case *types.Array:
			t = u.Elem()
		case *types.Slice:
			t = u.Elem()
		case *types.Map:
			t = u.Elem()
		case *types.Pointer:
			t = u.Elem()
		default:
			return t
		}
	}
}

// SamePlace tells whether a and, after it, b surely work on the same instance: the same path from the same object, with nothing
// on the path reassigned in between. Two elements are the same only under the same constant or SSA value as index.
func (m *Model) SamePlace(a, b *Op) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.samePlace(a, b)
}

func (m *Model) samePlace(a, b *Op) bool {
	if !a.Place.Equal(b.Place) {
		return false
	}
	for i, s := range a.Place.Steps {
		if s.Kind == loc.Deref && m.reassigned(loc.Path{Root: a.Place.Root, Steps: a.Place.Steps[:i]}, a, b) {
			return false
		}
	}
	return true
}

// reassigned tells whether the pointer that is stored at p may change between a and b.
func (m *Model) reassigned(p loc.Path, a, b *Op) bool {
	target := m.holder(p)
	if target == nil {
		return true // stored where assignments are not told apart
	}
	if a.Fn != b.Fn {
		return m.assigns(a.Fn)[target] || m.assigns(b.Fn)[target]
	}
	first, second := a.Instr, b.Instr
	if !m.walk(first, is(second), never) {
		first, second = second, first
	}
	for _, block := range a.Fn.Blocks {
		for _, instr := range block.Instrs {
			if instr != first && instr != second && m.mayAssign(instr, target) && m.walk(first, is(instr), is(second)) && m.walk(instr, is(second), is(first)) {
				return true
			}
		}
	}
	return false
}

func is(x ssa.Instruction) func(ssa.Instruction) bool {
	return func(y ssa.Instruction) bool { return x == y }
}

func never(ssa.Instruction) bool { return false }

// holder names the variable at p for the question whether it is assigned: the field, the package variable, or the local one.
// Elements and map entries count as their container's.
func (m *Model) holder(p loc.Path) types.Object {
	k := m.loc.KeyOf(p)
	if k.Var == nil {
		return nil
	}
	return k.Var
}

// mayAssign tells whether instr, or what it calls in place, assigns the variable obj or an element of it.
func (m *Model) mayAssign(instr ssa.Instruction, obj types.Object) bool {
	switch instr := instr.(type) {
	case *ssa.Store:
		return m.holder(m.loc.Of(instr.Addr)) == obj
	case *ssa.MapUpdate:
		return m.holder(m.loc.Of(instr.Map)) == obj
	case *ssa.Call:
		for _, fn := range m.inPlace(&instr.Call) {
			if m.assigns(fn)[obj] {
				return true
			}
		}
	}
	return false
}

// assigns lists the variables that fn, with what it calls in place, assigns.
func (m *Model) assigns(fn *ssa.Function) map[types.Object]bool {
	if set, ok := m.assigned[fn]; ok {
		return set // incomplete while fn is being looked into: recursion adds nothing of its own
	}
	set := map[types.Object]bool{}
	m.assigned[fn] = set
	for _, block := range fn.Blocks {
		for _, instr := range block.Instrs {
			switch instr := instr.(type) {
			case *ssa.Store:
				if obj := m.holder(m.loc.Of(instr.Addr)); obj != nil {
					set[obj] = true
				}
			case *ssa.MapUpdate:
				if obj := m.holder(m.loc.Of(instr.Map)); obj != nil {
					set[obj] = true
				}
			case *ssa.Call:
				for _, callee := range m.inPlace(&instr.Call) {
					for obj := range m.assigns(callee) {
						set[obj] = true
					}
				}
			}
		}
	}
	return set
}

// Loads returns the loads of the same place in the same function from which op can be reached, nearest first.
func (m *Model) Loads(op *Op) []*Op {
	m.mu.Lock()
	defer m.mu.Unlock()
	var loads []*Op
	for _, l := range m.byFn[op.Fn] {
		if l.Kind == Load && l != op && m.path(l, op, 0) && m.samePlace(l, op) {
			loads = append(loads, l)
		}
	}
	slices.Reverse(loads) // the last before op first; those after op, in a loop, come even before
	slices.SortStableFunc(loads, func(a, b *Op) int { return cmp.Compare(after(a, op), after(b, op)) })
	return loads
}

func after(l, op *Op) int {
	if l.Call.Lparen > op.Call.Lparen && l.Call.End() > op.Call.End() {
		return 1
	}
	return 0
}
