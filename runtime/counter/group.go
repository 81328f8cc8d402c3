package counter

import (
	"runtime"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/counterlint/counterlint/runtime/internal/percpu"
)

// maxGroup bounds what an index may make a Group grow to.
const maxGroup = 1 << 16

// A Group is counters that are read together, named by small numbers from 0 on: the requests, errors and bytes of a server, the
// hits of each status code.
//
// Counts: what only ever grows; Drain takes it out.
// Read: a Snapshot is consistent: if one add happened before another, of any two counters, no Snapshot has the later one without
// the earlier one. It contains every add that happened before it. Value is an intermediate value.
// Cost: a write is a pin and a plain add, whatever the number of cores. A Snapshot reads every cell at least twice; if writers
// disturb it, it gives them new cells, as many bytes as the group has, and takes the old ones in after the next collection.
// Memory: 8 bytes for each counter and P, and 16 for each counter.
// Never: decide on it.
type Group struct {
	_    noCopy
	slab atomic.Pointer[percpu.Slab] // what writers add to

	mu      sync.Mutex
	old     []*percpu.Cells // slabs that some writer may still add to
	folded  []uint64        // the counts of those that none can
	drained []uint64
}

// NewGroup returns a Group of n counters. The zero value has none. An index beyond makes either of them grow.
func NewGroup(n int) *Group {
	g := new(Group)
	if n > 0 {
		g.slab.Store(percpu.NewSlab(checked(n-1)+1, nil))
	}
	return g
}

// checked returns the index, or panics.
func checked(i int) uint {
	if i < 0 || i >= maxGroup {
		panic("counter: the index of a Group is not in 0 to 65535")
	}
	return uint(i)
}

// Add adds n to counter i. It panics unless 0 <= i < 65536.
func (g *Group) Add(i int, n uint64) {
	if !g.slab.Load().Add(uint(i), n) {
		g.addSlow(i, n)
	}
}

// addSlow makes room, or adds on a P that has no cell.
func (g *Group) addSlow(i int, n uint64) {
	slab := g.slab.Load()
	if slab == nil || uint(i) >= slab.Width {
		slab = g.grow(checked(i))
	}
	slab.AddShared(uint(i), n)
	if slab.Behind() {
		g.renew(slab)
	}
}

// Inc adds 1 to counter i. It panics unless 0 <= i < 65536.
func (g *Group) Inc(i int) { g.Add(i, 1) }

// Len returns how many counters there are.
func (g *Group) Len() int {
	if slab := g.slab.Load(); slab != nil {
		return int(slab.Width)
	}
	return 0
}

// grow makes room for counter i.
func (g *Group) grow(i uint) *percpu.Slab {
	g.mu.Lock()
	defer g.mu.Unlock()
	slab := g.slab.Load()
	if slab == nil {
		slab = percpu.NewSlab(i+1, nil)
		g.slab.Store(slab)
	} else if i < slab.Width {
		return slab
	} else if wider := slab.Wider(i + 1); wider != nil {
		slab = wider
		g.slab.Store(slab)
	} else {
		slab = g.replace(slab, i+1)
	}
	return slab
}

// renew replaces a slab that has no cells for some P.
func (g *Group) renew(slab *percpu.Slab) {
	if !g.mu.TryLock() { // another time will do
		return
	}
	defer g.mu.Unlock()
	if g.slab.Load() == slab {
		g.replace(slab, slab.Width)
	}
}

// replace gives writers a new slab. The caller holds mu.
func (g *Group) replace(slab *percpu.Slab, width uint) *percpu.Slab {
	next := percpu.NewSlab(width, slab)
	g.slab.Store(next)
	cells := slab.Cells()
	g.old = append(g.old, &cells)
	// Some writer may have found the old slab and not added yet. It keeps its home from being collected until it has.
	runtime.AddCleanup(slab.Home, g.fold, &cells)
	return next
}

// fold takes in the counts of cells that nobody can add to any more.
func (g *Group) fold(cells *percpu.Cells) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.folded = widen(g.folded, cells.Width())
	for i := range cells.Width() {
		g.folded[i] += cells.Load(i)
	}
	g.old = slices.DeleteFunc(g.old, func(c *percpu.Cells) bool { return c == cells })
}

// widen returns counts with at least n elements.
func widen(counts []uint64, n uint) []uint64 {
	if missing := int(n) - len(counts); missing > 0 {
		counts = append(slices.Grow(counts, missing), make([]uint64, missing)...)
	}
	return counts
}

// Value returns counter i, 0 if there is none.
func (g *Group) Value(i int) uint64 {
	g.mu.Lock()
	defer g.mu.Unlock()
	slab := g.slab.Load()
	if slab == nil || uint(i) >= slab.Width {
		return 0
	}
	n := slab.Cells().Load(uint(i)) + at(g.folded, i) - at(g.drained, i)
	for _, cells := range g.old {
		if uint(i) < cells.Width() {
			n += cells.Load(uint(i))
		}
	}
	return n
}

// at returns counts[i], or 0 beyond the end.
func at(counts []uint64, i int) uint64 {
	if i < len(counts) {
		return counts[i]
	}
	return 0
}

// Snapshot appends the values of all counters, of one moment, to dst[:0] and returns that.
func (g *Group) Snapshot(dst []uint64) []uint64 {
	g.mu.Lock()
	defer g.mu.Unlock()
	dst = g.moment(dst[:0])
	for i := range min(len(dst), len(g.drained)) {
		dst[i] -= g.drained[i]
	}
	return dst
}

// Drain does what Snapshot does, and takes the counts out: each add is in the result of exactly one Drain.
func (g *Group) Drain(dst []uint64) []uint64 {
	g.mu.Lock()
	defer g.mu.Unlock()
	dst = g.moment(dst[:0])
	g.drained = widen(g.drained, uint(len(dst)))
	for i, n := range dst {
		dst[i] = n - g.drained[i]
		g.drained[i] = n
	}
	return dst
}

// String returns the values of all counters, of one moment, as a JSON array.
func (g *Group) String() string {
	text := []byte{'['}
	for i, n := range g.Snapshot(nil) {
		if i > 0 {
			text = append(text, ',')
		}
		text = strconv.AppendUint(text, n, 10)
	}
	return string(append(text, ']'))
}

// moment appends the counts of one moment. Cells never fall, so if two readings of all of them agree, none moved from the end of
// the first to the start of the second, and the reading holds for every moment between.
//
// Readings of cells that many add to seldom agree. Then writers get new cells. The old ones come to rest, because only those who
// found them before still add to them, and what is in the new ones counts as later: who adds to the new cells makes everyone who
// learns of it do so too.
//
// The caller holds mu.
func (g *Group) moment(dst []uint64) []uint64 {
	slab := g.slab.Load()
	if slab == nil {
		return dst
	}
	dst = widen(dst, slab.Width)
	again := make([]uint64, len(dst))
	g.read(dst, slab)
	g.read(again, slab)
	if slices.Equal(dst, again) {
		return dst
	}
	g.replace(slab, slab.Width)
	settle(dst, again, func(counts []uint64) { g.read(counts, nil) })
	return dst
}

// settle reads until two readings that follow each other agree, and leaves that one in dst. Again is the last reading so far.
func settle(dst, again []uint64, read func([]uint64)) {
	for !slices.Equal(dst, again) {
		copy(dst, again)
		read(again)
	}
}

// read sets counts to the sums over all cells but those of later slabs; current may be nil. The caller holds mu.
func (g *Group) read(counts []uint64, current *percpu.Slab) {
	clear(counts)
	copy(counts, g.folded)
	for _, cells := range g.old {
		cells.AddTo(counts)
	}
	if current != nil {
		current.Cells().AddTo(counts)
	}
}
