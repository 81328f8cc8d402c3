package conc

import (
	"cmp"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/loc"
	"github.com/counterlint/counterlint/internal/conc/lockset"
)

// A Mutex is one sync.Mutex or sync.RWMutex of the package, a field, package variable or local variable (or a pointer to one),
// and all that is done with it here.
type Mutex struct {
	Var      *types.Var
	Key      loc.Key // of its first use
	RW       bool
	Foreign  string // why code that is not seen may use it, or it does more than exclude; "" if nothing of that kind
	Sections []*Section
	Odd      []token.Pos // uses that belong to no section: an Unlock without its Lock in the function, a TryLock, a lock held at a return
}

// Mutexes returns the mutexes of the package, ordered by their declarations.
func (m *Model) Mutexes() []*Mutex {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.mutexes == nil && m.prog != nil {
		m.mutexes = m.findMutexes()
	}
	return m.mutexes
}

func (m *Model) findMutexes() []*Mutex {
	byVar := map[*types.Var]*Mutex{}
	at := func(p loc.Path, t types.Type) *Mutex {
		k := m.loc.KeyOf(p)
		if _, param := k.Root.(*ssa.Parameter); k.Var == nil || param || k.Var.Pkg() != m.prog.Types { // the mutex of somebody else
			return nil
		}
		mu := byVar[k.Var]
		if mu == nil {
			mu = &Mutex{Var: k.Var, Key: k, RW: isMutexPtr(t, "RWMutex"), Foreign: foreignVar(k.Var, m.prog.Types)}
			byVar[k.Var] = mu
		}
		return mu
	}
	of := func(v ssa.Value) *Mutex { return at(m.loc.Of(v), v.Type()) }
	for _, fn := range m.prog.Funcs {
		if fn.Synthetic != "" && fn != m.prog.Pkg.Func("init") {
			continue // a method value or expression, which counts where it is made
		}
		for _, fv := range fn.FreeVars {
			m.mutexUses(fv, of)
		}
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if v, ok := instr.(ssa.Value); ok {
					m.mutexUses(v, of)
				}
				m.globalUses(instr, of)
				if store, ok := instr.(*ssa.Store); ok && isMutexPtr(store.Val.Type(), "Mutex", "RWMutex") && !isFresh(store.Val) {
					if mu := at(m.loc.Of(store.Addr).With(loc.Step{Kind: loc.Deref}), store.Val.Type()); mu != nil {
						mu.Foreign = cmp.Or(mu.Foreign, "it comes from elsewhere")
					}
				}
			}
		}
	}
	var all []*Mutex
	for _, mu := range byVar {
		all = append(all, mu)
	}
	slices.SortFunc(all, func(a, b *Mutex) int { return m.prog.Compare(a.Var.Pos(), b.Var.Pos()) })
	for _, mu := range all {
		slices.SortFunc(mu.Sections, func(a, b *Section) int { return m.prog.Compare(a.Lock.Pos(), b.Lock.Pos()) })
		slices.SortFunc(mu.Odd, m.prog.Compare)
	}
	return all
}

func isMutexPtr(t types.Type, names ...string) bool {
	p, ok := t.Underlying().(*types.Pointer)
	if !ok {
		return false
	}
	n, ok := types.Unalias(p.Elem()).(*types.Named)
	return ok && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == "sync" && isNamed(n, names...)
}

// foreignVar tells why code elsewhere may use a mutex, judging by its declaration.
func foreignVar(v *types.Var, pkg *types.Package) string {
	switch {
	case v.Embedded():
		return "embedded"
	case v.Exported() && (v.IsField() || v.Parent() == pkg.Scope()):
		return "exported"
	}
	return ""
}

// isFresh tells whether v is an object that is made on the spot, or nil.
func isFresh(v ssa.Value) bool {
	switch v := v.(type) {
	case *ssa.Alloc:
		return v.Comment == "new" || v.Comment == "complit"
	case *ssa.Const:
		return true
	}
	return false
}

// mutexUses looks at everything that is done with the reference v to a mutex.
func (m *Model) mutexUses(v ssa.Value, of func(ssa.Value) *Mutex) {
	if !isMutexPtr(v.Type(), "Mutex", "RWMutex") {
		return
	}
	switch v := v.(type) {
	case *ssa.Phi:
		return // its edges are looked at
	case *ssa.Call, *ssa.Extract:
		return // whose mutex that is nobody can tell here
	case *ssa.Alloc:
		if isFresh(v) {
			return // counts as what it is stored in
		}
	}
	mu := of(v)
	if mu == nil {
		return
	}
	for _, ref := range *v.Referrers() {
		m.mutexUse(mu, v, ref)
	}
}

// globalUses is the same for mutexes that are package variables, which have no list of referrers.
func (m *Model) globalUses(instr ssa.Instruction, of func(ssa.Value) *Mutex) {
	var ops [8]*ssa.Value
	for _, op := range instr.Operands(ops[:0]) {
		if g, ok := (*op).(*ssa.Global); ok && isMutexPtr(g.Type(), "Mutex", "RWMutex") {
			if mu := of(g); mu != nil {
				m.mutexUse(mu, g, instr)
			}
		}
	}
}

func (m *Model) mutexUse(mu *Mutex, v ssa.Value, ref ssa.Instruction) {
	switch ref := ref.(type) {
	case *ssa.DebugRef, *ssa.MakeClosure:
		if mc, ok := ref.(*ssa.MakeClosure); ok && mc.Fn.(*ssa.Function).Synthetic != "" {
			mu.Foreign = cmp.Or(mu.Foreign, "a method value is made of it")
		}
	case *ssa.Store:
		if ref.Val == v {
			mu.Foreign = cmp.Or(mu.Foreign, "its address is stored")
		}
	case ssa.CallInstruction:
		lc, ok := lockset.LockCall(ref.Common())
		if !ok || lc.Recv != v {
			mu.Foreign = cmp.Or(mu.Foreign, "its address is passed on")
			return
		}
		m.lockUse(mu, ref, lc)
	case *ssa.Phi:
		mu.Foreign = cmp.Or(mu.Foreign, "its address is passed on")
	default:
		mu.Foreign = cmp.Or(mu.Foreign, "its address is passed on")
	}
}
