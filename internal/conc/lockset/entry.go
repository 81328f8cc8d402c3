package lockset

import (
	"cmp"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/counterlint/counterlint/internal/conc/loc"
)

// A Held is one lock at one point.
type Held struct {
	ID    string   // equal for equal places
	Place loc.Path // zero for a caller's lock that has no name in this function
	Key   loc.Key
	Sure  bool      // on every way here; false: perhaps
	Read  bool      // for reading only
	Pos   token.Pos // where it was taken; NoPos if by a caller
}

// A named is a lock with its names; they are told apart by number.
type named struct {
	id    string
	place loc.Path
	key   loc.Key // zero: not asked for yet
	text  string  // of the place, as soon as there is a key: lists are in the order of names
}

// lock is the number of the lock at a place.
func (ls *Locks) lock(place loc.Path) int32 {
	id := ls.loc.ID(place)
	n, ok := ls.numbers[id]
	if !ok {
		n = ls.add(named{id: id, place: place})
	}
	return n
}

// lockOf is the number of the lock that v leads to.
func (ls *Locks) lockOf(v ssa.Value) int32 {
	n, ok := ls.values[v]
	if !ok {
		n = ls.lock(ls.loc.Of(v))
		ls.values[v] = n
	}
	return n
}

func (ls *Locks) add(l named) int32 {
	n := int32(len(ls.named))
	ls.numbers[l.id] = n
	ls.named = append(ls.named, l)
	return n
}

// name returns the names of a lock.
func (ls *Locks) name(number int32) *named {
	l := &ls.named[number]
	if !l.key.Valid() {
		l.key, l.text = ls.loc.KeyOf(l.place), l.place.String()
	}
	return l
}

// A hold is one lock that is held: on some ways perhaps for reading, on others exclusively.
type hold struct {
	lock       int32
	sure       bool
	read, excl bool
	pos        token.Pos
}

// readOnly tells whether the lock keeps no other reader out. Of a lock that is held for sure every way counts, of one that is
// held perhaps the best.
func (h hold) readOnly() bool {
	if h.sure {
		return h.read
	}
	return !h.excl
}

// A relative is the state of one lock relative to the entry of its function.
type relative struct {
	lock           int32
	entered, fresh Certainty
	read           bool
	pos            token.Pos
}

// An entry is what the callers of a function hold, in the function's own terms, ordered by lock.
type entry struct {
	known bool // some caller has been looked at; false is the top of the lattice
	held  []hold
}

// maxVisits bounds how often, on average, a function is looked at while callers' locks travel down the calls.
const maxVisits = 10

// A Policy leaves call sites out: those in test files, for instance.
type Policy func(token.Pos) bool

// Prepare finds what is held at the entry of every function: held for sure is what all callers hold. Functions that code
// elsewhere may call are entered with nothing for sure. It must be called before the questions below.
func (ls *Locks) Prepare(counts Policy) {
	ls.entries = map[*ssa.Function]*entry{}
	sites := map[*ssa.Function][]*site{}
	ls.ways = sites
	callees := map[*ssa.Function][]*ssa.Function{}
	queued := map[*ssa.Function]bool{}
	for _, fn := range ls.prog.Funcs {
		queued[fn] = true
		ls.entries[fn] = &entry{}
		sites[fn] = ls.sites(fn, counts)
		for _, s := range sites[fn] {
			if s.instr != nil {
				caller := s.instr.Parent()
				callees[caller] = append(callees[caller], fn)
			}
		}
	}
	queue := slices.Clone(ls.prog.Funcs)
	for visits := 0; len(queue) > 0; visits++ {
		if visits > maxVisits*len(ls.prog.Funcs) {
			ls.giveUp()
			break
		}
		fn := queue[0]
		queue = queue[1:]
		queued[fn] = false
		e := ls.meetSites(sites[fn])
		if old := ls.entries[fn]; e.known == old.known && sameHolds(e.held, old.held) {
			continue
		}
		ls.entries[fn] = e
		for _, callee := range callees[fn] {
			if !queued[callee] {
				queued[callee] = true
				queue = append(queue, callee)
			}
		}
	}
	for _, list := range sites {
		for _, s := range list {
			s.caller, s.held = nil, nil // no round comes after this one
		}
	}
}

// giveUp leaves nothing held for sure, where no fixpoint was found.
func (ls *Locks) giveUp() {
	for _, e := range ls.entries {
		for i := range e.held {
			e.held[i].sure = false
		}
	}
}

func sameHolds(a, b []hold) bool {
	return slices.EqualFunc(a, b, func(x, y hold) bool {
		return x.lock == y.lock && x.sure == y.sure && x.read == y.read && x.excl == y.excl
	})
}

// meetSites joins what is held at the sites.
func (ls *Locks) meetSites(sites []*site) *entry {
	type tally struct {
		hold
		sites int
	}
	open, all := false, 0
	var merged []tally
	index := map[int32]int{} // of locks in merged
	count := func(held []hold) {
		all++
		for _, h := range held {
			i, ok := index[h.lock]
			if !ok {
				i, index[h.lock] = len(merged), len(merged)
				merged = append(merged, tally{hold: h})
			}
			m := &merged[i]
			m.sure, m.read, m.excl, m.sites = m.sure && h.sure, m.read || h.read, m.excl || h.excl, m.sites+1
		}
	}
	for _, s := range sites {
		switch {
		case s.open:
			open = true
		case s.instr == nil:
			count(ls.handed(s.fn))
		case s.started || ls.entries[s.instr.Parent()].isKnown(): // else its own callers come first
			count(ls.at(s))
		}
	}
	e := &entry{known: open || all > 0}
	for _, m := range merged {
		everywhere := m.sites == all
		if open && !everywhere {
			continue
		}
		m.sure = m.sure && everywhere && !open
		m.pos = token.NoPos
		e.held = append(e.held, m.hold)
	}
	slices.SortFunc(e.held, func(a, b hold) int { return cmp.Compare(a.lock, b.lock) })
	return e
}

// handed lists the locks that the goroutine of fn gives up without having taken them: who started it took them, and handed them over.
func (ls *Locks) handed(fn *ssa.Function) []hold {
	f := ls.flow(fn)
	if f == nil {
		return nil
	}
	var out []hold
	for _, l := range f.exit {
		if l.entered == No && l.fresh == No {
			out = append(out, hold{lock: l.number, sure: true, excl: true})
		}
	}
	return out
}

func (e *entry) isKnown() bool { return e == nil || e.known }

// at is what is held when the function is entered at s, in the function's terms, whoever calls the caller.
func (ls *Locks) at(s *site) []hold {
	e := ls.entries[s.instr.Parent()]
	if s.ready && s.caller == e {
		return s.held
	}
	var callers []hold
	if e != nil {
		callers = e.held
	}
	s.caller, s.held = e, ls.enter(s, callers)
	return s.held
}

// enter is what is held when the function is entered at s by a caller that was itself entered with callers held.
func (ls *Locks) enter(s *site, callers []hold) []hold {
	if !s.ready {
		ls.readySite(s)
	}
	if s.started {
		callers = nil
	}
	held := combine(s.local, callers)
	if s.within != nil {
		held = combine(s.within, held)
	}
	out := make([]hold, 0, len(held)+1)
	for _, h := range held {
		n, ok := s.names[h.lock]
		if !ok {
			n = ls.rename(h.lock, s)
			s.names[h.lock] = n
		}
		out = append(out, hold{lock: n, sure: h.sure && !s.loose, read: h.read, excl: h.excl})
	}
	if s.once != nil {
		out = append(out, hold{lock: ls.lockOf(s.once), sure: true, excl: true})
	}
	slices.SortStableFunc(out, func(a, b hold) int { return cmp.Compare(a.lock, b.lock) })
	return squeeze(out)
}

// squeeze makes one of locks that have become one name: held for sure if one of them is.
func squeeze(hs []hold) []hold {
	out := hs[:0]
	for _, h := range hs {
		if n := len(out); n > 0 && out[n-1].lock == h.lock {
			last := &out[n-1]
			last.sure, last.read, last.excl = last.sure || h.sure, last.read || h.read, last.excl || h.excl
			continue
		}
		out = append(out, h)
	}
	return out
}

// readySite finds what does not change from round to round.
func (ls *Locks) readySite(s *site) {
	s.ready = true
	s.names = map[int32]int32{}
	if d, ok := s.instr.(*ssa.Defer); ok && s.inner == nil {
		s.local = ls.relatives(ls.flowDeferred(d))
	} else if !s.started {
		s.local = ls.relativesOf(ls.markAt(s.instr))
	}
	if s.inner == nil {
		return
	}
	// What the callee that runs the function holds at that point.
	var inner state
	if d, ok := s.inner.(*ssa.Defer); ok {
		inner = ls.flowDeferred(d)
	} else if m := ls.markAt(s.inner); m != nil {
		inner = m.state
	}
	tr := translator{ls.loc, s.via.Fn, s.via.Closure, s.instr.(ssa.CallInstruction).Common(), nil}
	var mine state
	for _, l := range inner {
		if place, ok := tr.path(ls.named[l.number].place); ok {
			l.number = ls.lock(place)
		}
		l.when = nil
		mine = mine.with(l)
	}
	s.within = ls.relatives(mine)
}

// rename is the lock of the caller in the terms of the function that is entered; one without a name there keeps its key alone.
func (ls *Locks) rename(lock int32, s *site) int32 {
	l := ls.name(lock)
	if !l.place.Valid() {
		return lock
	}
	place := ls.intoCallee(l.place, s)
	for fn := s.fn; ; fn = fn.Parent() {
		if home := place.Root.Parent(); home == nil || home == fn {
			return ls.lock(place)
		}
		if fn == nil {
			break
		}
	}
	id := "~" + l.key.Name
	if l.key.Root != nil {
		id += ls.loc.ID(loc.Path{Root: l.key.Root})
	}
	n, ok := ls.numbers[id]
	if !ok {
		n = ls.add(named{id: id, key: l.key, text: loc.Path{}.String()})
	}
	return n
}
