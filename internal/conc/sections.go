package conc

import (
	"cmp"
	"go/ast"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/lockset"
)

// A Section is one critical section: from a Lock or RLock call to the Unlock calls that end it.
type Section struct {
	Mutex    *Mutex
	Read     bool
	Fn       *ssa.Function
	Lock     *ast.CallExpr
	Recv     ast.Expr // what names the mutex at the Lock call
	Unlocks  []*ast.CallExpr
	Deferred bool              // an unlock is deferred: the section runs to the end of the function
	Body     []ssa.Instruction // what runs inside, in order of position; without the calls of this lock, jumps, and what only computes addresses or converts
	Ops      []*Op             // the atomic operations among them
}

// lockUse makes a section of a Lock call; Unlocks belong to the sections that they end.
func (m *Model) lockUse(mu *Mutex, at ssa.CallInstruction, lc lockset.Call) {
	call, ok := at.(*ssa.Call)
	switch {
	case lc.Unlock:
		if !m.endsSection(at, lc) {
			mu.Odd = append(mu.Odd, at.Pos())
		}
	case !ok || lc.Try || m.prog.Call(at) == nil:
		mu.Odd = append(mu.Odd, at.Pos())
	default:
		s := m.section(call, lc)
		if s == nil {
			mu.Odd = append(mu.Odd, at.Pos())
			return
		}
		s.Mutex = mu
		mu.Sections = append(mu.Sections, s)
	}
}

// endsSection tells whether a Lock of the same mutex in the same function comes before the unlock on every way.
func (m *Model) endsSection(unlock ssa.CallInstruction, lc lockset.Call) bool {
	place := m.loc.Of(lc.Recv)
	for _, b := range unlock.Parent().Blocks {
		for _, instr := range b.Instrs {
			if call, ok := instr.(*ssa.Call); ok && m.prog.Dominates(call, unlock) {
				if l, ok := lockset.LockCall(&call.Call); ok && !l.Unlock && !l.Try && l.Read == lc.Read && m.loc.Of(l.Recv).Equal(place) {
					return true
				}
			}
		}
	}
	return false
}

// section walks from a Lock call to the unlocks of the same mutex; it is nil where some way ends without one.
func (m *Model) section(lock *ssa.Call, lc lockset.Call) *Section {
	call := m.prog.Call(lock)
	s := &Section{Read: lc.Read, Fn: lock.Parent(), Lock: call}
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
		s.Recv = sel.X
	}
	place := m.loc.Of(lc.Recv)
	unlocks := func(instr ssa.Instruction) (ssa.CallInstruction, bool) {
		c, ok := instr.(ssa.CallInstruction)
		if !ok {
			return nil, false
		}
		l, ok := lockset.LockCall(c.Common())
		return c, ok && l.Unlock && m.loc.Of(l.Recv).Equal(place)
	}
	deferred := false
	for _, b := range s.Fn.Blocks {
		for _, instr := range b.Instrs {
			if d, ok := instr.(*ssa.Defer); ok && m.prog.Dominates(lock, d) {
				if c, ok := unlocks(d); ok {
					deferred = true
					s.Unlocks = append(s.Unlocks, m.prog.Call(c))
				}
			}
		}
	}
	s.Deferred = deferred
	ok := true
	scan := func(instrs []ssa.Instruction) (ended bool) {
		for _, instr := range instrs {
			if c, is := unlocks(instr); is {
				if _, later := instr.(*ssa.Defer); later {
					continue
				}
				if syntax := m.prog.Call(c); syntax != nil && !slices.Contains(s.Unlocks, syntax) {
					s.Unlocks = append(s.Unlocks, syntax)
				}
				return true
			}
			switch instr.(type) {
			case *ssa.Return:
				ok = ok && deferred
			}
			if !isScaffold(m, instr) {
				s.Body = append(s.Body, instr)
			}
			if call, is := instr.(ssa.CallInstruction); is {
				if op := m.byInstr[call]; op != nil {
					s.Ops = append(s.Ops, op)
				}
			}
		}
		return false
	}
	b := lock.Block()
	if !scan(b.Instrs[m.prog.Index(lock)+1:]) {
		seen := make([]bool, len(s.Fn.Blocks))
		stack := slices.Clone(b.Succs)
		for len(stack) > 0 {
			c := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			if seen[c.Index] {
				continue
			}
			seen[c.Index] = true
			if !scan(c.Instrs) {
				stack = append(stack, c.Succs...)
			}
		}
	}
	if !ok || len(s.Unlocks) == 0 {
		return nil
	}
	slices.SortStableFunc(s.Body, func(a, b ssa.Instruction) int { return cmp.Compare(a.Pos(), b.Pos()) })
	slices.SortStableFunc(s.Ops, func(a, b *Op) int { return cmp.Compare(a.Pos(), b.Pos()) })
	slices.SortFunc(s.Unlocks, func(a, b *ast.CallExpr) int { return cmp.Compare(a.Pos(), b.Pos()) })
	return s
}

// isScaffold tells whether an instruction does nothing by itself: it computes an address, converts, jumps, reads the pointer to a
// mutex, or handles a local variable that no literal sees.
func isScaffold(m *Model, instr ssa.Instruction) bool {
	switch instr := instr.(type) {
	case *ssa.FieldAddr, *ssa.IndexAddr, *ssa.Phi, *ssa.Convert, *ssa.ChangeType, *ssa.MakeInterface, *ssa.ChangeInterface, *ssa.Extract,
		*ssa.Jump, *ssa.Return, *ssa.RunDefers, *ssa.DebugRef:
		return true
	case *ssa.UnOp:
		return m.prog.Load(instr) != nil || isLocal(instr.X) || isMutexPtr(instr.Type(), "Mutex", "RWMutex")
	case *ssa.Store:
		return isLocal(instr.Addr)
	}
	return false
}

// isLocal tells whether v is the address of a local variable that is only loaded and stored.
func isLocal(v ssa.Value) bool {
	a, ok := v.(*ssa.Alloc)
	if !ok {
		return false
	}
	for _, ref := range *a.Referrers() {
		switch ref := ref.(type) {
		case *ssa.Store:
			if ref.Val == v {
				return false
			}
		case *ssa.UnOp, *ssa.DebugRef:
		default:
			return false
		}
	}
	return true
}
