package conc

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/loc"
	"github.com/counterlint/counterlint/internal/conc/lockset"
	"github.com/counterlint/counterlint/internal/conc/spawn"
)

// A Keep is the lock under which a package keeps a number.
type Keep struct {
	Lock     string
	ReadOnly bool      // the access holds the lock, for reading only
	Far      bool      // the lock stands in another struct than the number
	With     []*Access // the accesses that hold it: writes first, in source order
}

// Unguarded returns the lock under which the rest of the package keeps the number that a writes, if a can get there without: the
// lock belongs to the object that holds the number, every other write of it holds the lock exclusively, and so do most reads. Where
// a holds a lock of its object for reading only, nothing else is asked: other readers can be there too.
func (m *Model) Unguarded(a *Access) (Keep, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if a.Fresh || a.Test || !a.Write {
		return Keep{}, false
	}
	ways := m.waysTo(a)
	for _, w := range ways {
		if w.loose && !w.kept || w.root.Kind == spawn.Main || m.beforeStarts(w) || m.isLocked(w) {
			continue
		}
		if i := slices.IndexFunc(w.held, func(h lockset.Held) bool { return h.Read && h.Sure && (guards(h, a, w) || m.othersExclusive(a, h.Key)) }); i >= 0 {
			g := Keep{Lock: w.held[i].Key.Name, ReadOnly: true}
			g.With, _ = m.keptUnder(a, w, w.held[i].Key)
			return g, true
		}
	}
	for _, lock := range m.locksOn(a) {
		foreign := m.isForeign(lock, ways)
		for _, w := range ways {
			if w.loose && !m.isInterfaceCall(w) || w.root.Kind == spawn.Main || m.beforeStarts(w) || m.isLockedBy(w, lock) || m.perhapsLocked(w) || m.wantsOwner(w) {
				continue
			}
			if foreign && !m.isLocked(w) {
				continue
			}
			if with, ok := m.isRule(a, w, lock); ok && m.meetsUnlocked(a, w, with) && !m.shareLock(w, with) && !m.needsOwner(a, lock) {
				return Keep{Lock: lock.Name, With: with, Far: holder(lock.Name) != holder(a.Key.Name)}, true
			}
		}
	}
	return Keep{}, false
}

// isForeign tells whether callers have a lock of their own for what the ways lead to, other than the given one: on ways that hold none, code
// that is not seen may have it too.
func (m *Model) isForeign(lock loc.Key, ways []*way) bool {
	return slices.ContainsFunc(ways, func(w *way) bool { return m.isLocked(w) && !m.isLockedBy(w, lock) })
}

// shareLock tells whether some of the accesses are reached with a lock that is held exclusively on the way w: the larger one of two that are
// taken one inside the other.
func (m *Model) shareLock(w *way, as []*Access) bool {
	return slices.ContainsFunc(as, func(b *Access) bool {
		return slices.ContainsFunc(m.waysTo(b), func(v *way) bool { return m.exclude(w, v) })
	})
}

// isRule tells whether the lock is what the package keeps the number of a under: every other write of it holds the lock exclusively, and
// so do most reads. With are those that do.
func (m *Model) isRule(a *Access, w *way, lock loc.Key) (with []*Access, ok bool) {
	with, without := m.keptUnder(a, w, lock)
	writes := func(b *Access) bool { return b.Write }
	return with, len(with) >= 2 && slices.ContainsFunc(with, writes) && !slices.ContainsFunc(without, writes) && 2*len(without) <= len(with)
}

// othersExclusive tells whether another write of the number holds the lock exclusively: whatever the lock belongs to, it is there for the
// number too.
func (m *Model) othersExclusive(a *Access, lock loc.Key) bool {
	return slices.ContainsFunc(m.others(a), func(b *Access) bool {
		return b.Write && slices.ContainsFunc(m.waysTo(b), func(v *way) bool {
			return slices.ContainsFunc(v.held, func(h lockset.Held) bool { return h.Sure && !h.Read && h.Key.Matches(lock) })
		})
	})
}

// isInterfaceCall tells whether the way begins with a method that the package calls through an interface alone: who does so knows nothing
// of the locks inside.
func (m *Model) isInterfaceCall(w *way) bool { return w.kept && w.root.Why == spawn.Unseen }

// isLockedBy tells whether the lock is held on the way, be it perhaps.
func (m *Model) isLockedBy(w *way, lock loc.Key) bool {
	return slices.ContainsFunc(w.held, func(h lockset.Held) bool { return h.Key.Matches(lock) })
}

// perhapsLocked tells whether some lock is held perhaps.
func (m *Model) perhapsLocked(w *way) bool {
	return slices.ContainsFunc(w.held, func(h lockset.Held) bool { return !h.Sure })
}

// meetsUnlocked tells whether the object of the way w to a may be that of one of the accesses, and neither a lock nor one goroutine
// keeps the two apart.
func (m *Model) meetsUnlocked(a *Access, w *way, with []*Access) bool {
	return slices.ContainsFunc(with, func(b *Access) bool {
		return slices.ContainsFunc(m.waysTo(b), func(v *way) bool {
			return v.key.Matches(w.key) && !m.exclude(w, v) && !(v.root == w.root && m.isAlone(w, a))
		})
	})
}

// isAlone tells whether the way is that of the one goroutine which is started for the object, or of a call that goes on and on, which one
// goroutine makes.
func (m *Model) isAlone(w *way, a *Access) bool {
	if w.root.Kind == spawn.Outside {
		return m.goesOn(w.root.Fn, maxGoesOn)
	}
	return w.root.Kind == spawn.Start && !w.root.Many && m.onePerObject(w.root, a.stand(m))
}

// maxGoesOn bounds the calls that are followed to a function that waits in a loop.
const maxGoesOn = 3

// goesOn tells whether a function waits in a loop, be it somewhere below.
func (m *Model) goesOn(fn *ssa.Function, depth int) bool {
	if m.isWorker(fn) {
		return true
	}
	return depth > 0 && slices.ContainsFunc(fn.Blocks, func(b *ssa.BasicBlock) bool {
		return slices.ContainsFunc(b.Instrs, func(instr ssa.Instruction) bool {
			call, ok := instr.(*ssa.Call)
			if !ok {
				return false
			}
			callee := m.prog.Callee(&call.Call).Fn
			return callee != nil && m.prog.Known(callee) && m.goesOn(callee, depth-1)
		})
	})
}

// locksOn lists the locks under which other writes of the number stand.
func (m *Model) locksOn(a *Access) []loc.Key {
	var locks []loc.Key
	for _, b := range m.others(a) {
		if !b.Write {
			continue
		}
		for _, w := range m.waysTo(b) {
			for _, h := range w.held {
				if h.Sure && !h.Read && guards(h, b, w) && !slices.ContainsFunc(locks, func(l loc.Key) bool { return l.Matches(h.Key) }) {
					locks = append(locks, h.Key)
				}
			}
		}
	}
	return locks
}

// others lists the accesses of the number of a, but for a itself and those of objects that nobody else sees.
func (m *Model) others(a *Access) []*Access {
	var out []*Access
	for _, b := range m.plain[a.Key.Var] {
		if b != a && (a.read == nil || b.Instr != ssa.Instruction(a.read)) && !b.Fresh && !b.Test && !b.Whole {
			out = append(out, b)
		}
	}
	return out
}

// keptUnder splits the other accesses of the number of a into those that hold the lock on all ways, a write exclusively, and those
// that do not. The read of an update counts with its write. What the functions on the way w, if there is one, do without the lock says
// nothing: they are what is judged.
func (m *Model) keptUnder(a *Access, w *way, lock loc.Key) (with, without []*Access) {
	for _, b := range m.others(a) {
		if b.InUpdate {
			continue
		}
		holds, lacks, judged := false, false, false
		for _, v := range m.waysTo(b) {
			switch {
			case slices.ContainsFunc(v.held, func(h lockset.Held) bool { return h.Key.Matches(lock) && (!b.Write || !h.Read) }):
				holds = true
			case v.loose:
			case w != nil && sharesFunction(v, w):
				judged = true
			default:
				lacks = true
			}
		}
		switch {
		case lacks, holds && judged: // with and without the lock, which the function may be meant for
			without = append(without, b)
		case holds:
			with = append(with, b)
		}
	}
	slices.SortStableFunc(with, func(x, y *Access) int {
		switch {
		case x.Write == y.Write:
			return 0
		case x.Write:
			return -1
		}
		return 1
	})
	return with, without
}

// sharesFunction tells whether two ways pass one function.
func sharesFunction(v, w *way) bool {
	return slices.ContainsFunc(v.steps, func(x ssa.Instruction) bool {
		return slices.ContainsFunc(w.steps, func(y ssa.Instruction) bool { return x.Parent() == y.Parent() })
	})
}

// guards tells whether a lock that is held on the way w to the access a can be there for its number: it belongs to the same object, or
// to one that holds it, or both are variables. The names are compared where the lock has none in the function of the access.
func guards(lock lockset.Held, a *Access, w *way) bool {
	if p := lock.Place; p.Root == a.Place.Root && p.Valid() {
		if holder, ok := holderOf(p); ok {
			_, ok = a.Place.After(holder)
			return ok
		}
	}
	i := strings.LastIndexByte(lock.Key.Name, '.')
	if i < 0 {
		return isGlobal(w.place) || isCaptured(w.place)
	}
	return strings.HasPrefix(w.key.Name, lock.Key.Name[:i+1])
}

// holderOf is the object whose field the lock is.
func holderOf(lock loc.Path) (loc.Path, bool) {
	for i, s := range slices.Backward(lock.Steps) {
		if s.Kind == loc.Field {
			return loc.Path{Root: lock.Root, Steps: lock.Steps[:i]}, true
		}
	}
	return loc.Path{}, false
}

// holder is the name of a place without its last field.
func holder(name string) string { return name[:max(0, strings.LastIndexByte(name, '.'))] }
