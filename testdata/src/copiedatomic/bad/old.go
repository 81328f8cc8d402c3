package bad

import (
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
)

// Old holds plain integers that functions of sync/atomic update.
type Old struct {
	n, m int64
	grid [4]uint32
}

func (o *Old) Inc()      { atomic.AddInt64(&o.n, 1) }
func (o *Old) At(i int)  { atomic.AddUint32(&o.grid[i], 1) }
func (o *Old) Twice()    { o.Inc(); o.Inc() }
func (o *Old) Copy() Old { return *o } // want value/betrayed:`return copies \*o with its live counter n \(updated by atomic\.AddInt64 at old\.go:\d+\)`
func (o *Old) Clone() *Old {
	c := *o // want `assignment to c copies \*o with its live counter n`
	return &c
}

// Sum reads the cells of a copy, which the call makes with a plain read.
func (o Old) Sum() int64 { return o.n + o.m } // want value:`Sum takes its receiver Old by value: the call at old\.go:\d+ copies the live counter n`

type oldServer struct {
	old    Old
	counts [8]int64
	slots  []int64
	byName map[string]*Old
}

func (s *oldServer) Handle(i int) {
	s.old.Twice()
	atomic.AddInt64(&s.counts[i], 1)
	atomic.AddInt64(&s.slots[i], 1)
}

func (s *oldServer) Report(ch chan Old) {
	fmt.Println(s.old.Sum())
	snap := s.old // want `assignment to snap copies s\.old with its live counter n \(updated by s\.old\.Twice at`
	_ = snap
	counts := s.counts // want `assignment to counts copies the live counters s\.counts`
	_ = counts
	slots := make([]int64, len(s.slots))
	copy(slots, s.slots)                     // want bulk:`copy copies the live counters s\.slots \(updated by atomic\.AddInt64`
	slots = append([]int64(nil), s.slots...) // want bulk:`append copies the live counters s\.slots`
	slots = slices.Clone(s.counts[:])        // want bulk:`slices\.Clone copies the live counters s\.counts`
	ch <- s.old                              // want send:`send copies s\.old`
}

var oldTotal Old

var oldCounts [16]uint64

func oldHandler(i int) {
	atomic.AddInt64(&oldTotal.n, 1)
	atomic.AddUint64(&oldCounts[i], 1)
}

func OldReport() (Old, [16]uint64) {
	oldHandler(1)
	a := oldTotal       // want `assignment to a copies oldTotal with its live counter n`
	return a, oldCounts // want `return copies the live counters oldCounts`
}

// alias updates through a pointer that is set once.
type alias struct{ stats Old }

func (a *alias) hit() {
	st := &a.stats
	atomic.AddInt64(&st.m, 1)
}

func (a *alias) Stats() Old {
	a.hit()
	return a.stats // want `return copies a\.stats with its live counter n \(updated by atomic\.AddInt64`
}

// guarded copies under a lock that the update does not take.
type guarded struct {
	mu  sync.Mutex
	old Old
}

func (g *guarded) Hit() { g.old.Inc() }

func (g *guarded) Snapshot() Old {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.old // want `return copies g\.old with its live counter n`
}

// casOnly is updated by a loop.
type casOnly struct{ peak int64 }

func (c *casOnly) Max(v int64) {
	for old := atomic.LoadInt64(&c.peak); v > old; old = atomic.LoadInt64(&c.peak) {
		if atomic.CompareAndSwapInt64(&c.peak, old, v) {
			return
		}
	}
}

func (c *casOnly) Snapshot() casOnly { return *c } // want `return copies \*c with its live counter peak`
