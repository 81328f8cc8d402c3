package conc

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/lockset"
	"github.com/counterlint/counterlint/internal/conc/spawn"
)

// ReadUnguarded returns the lock under which the rest of the package keeps the number that a reads, if a can get there without: the
// lock belongs to the object that holds the number, and every write of it holds the lock exclusively.
func (m *Model) ReadUnguarded(a *Access) (Keep, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if a.Fresh || a.Test || a.Write || a.InUpdate || a.Whole {
		return Keep{}, false
	}
	ways := m.waysTo(a)
	if !slices.ContainsFunc(ways, m.comesFromOutside) || m.hasObject(a) {
		return Keep{}, false
	}
	for _, lock := range m.locksOn(a) {
		with, without := m.keptUnder(a, nil, lock)
		if slices.ContainsFunc(without, func(b *Access) bool { return b.Write }) || m.isForeign(lock, ways) {
			continue
		}
		if !slices.ContainsFunc(with, func(b *Access) bool { return b.Update && b.Fn != a.Fn }) {
			continue
		}
		writes := slices.DeleteFunc(slices.Clone(with), func(b *Access) bool { return !b.Write }) // two reads disturb nobody
		for _, w := range ways {
			if m.comesFromOutside(w) && !isResult(w.place.Root) && !m.isLockedBy(w, lock) && !m.perhapsLocked(w) && m.meetsUnlocked(a, w, writes) {
				return Keep{Lock: lock.Name, With: with}, true
			}
		}
	}
	return Keep{}, false
}

// isResult tells whether an object is what a call yields: a snapshot as likely as not.
func isResult(root ssa.Value) bool {
	if e, ok := root.(*ssa.Extract); ok {
		root = e.Tuple
	}
	_, ok := root.(*ssa.Call)
	return ok
}

// comesFromOutside tells whether the way begins where any goroutine may call, and passes nothing that is not seen.
func (m *Model) comesFromOutside(w *way) bool {
	return !w.loose && w.root.Kind != spawn.Main && !m.beforeStarts(w) && !m.isLocked(w) && !m.wantsOwner(w)
}

// hasObject tells whether the function of a read also writes plain fields of the same object with no lock: it has the object for
// itself, as while two sides still agree to begin.
func (m *Model) hasObject(a *Access) bool {
	for _, b := range a.Fn.Blocks {
		for _, instr := range b.Instrs {
			store, ok := instr.(*ssa.Store)
			if !ok || slices.ContainsFunc(m.heldAt(store), func(h lockset.Held) bool { return h.Pos.IsValid() }) { // taken here, not by callers
				continue
			}
			fa, ok := store.Addr.(*ssa.FieldAddr)
			if ok && m.loc.Of(fa.X).Root == a.Place.Root && plainField(fa) != nil && !m.IsCell(plainField(fa)) {
				return true
			}
		}
	}
	return false
}
