// Package goodprocs indexes cells by the id of the P and minds its range, or sizes cells by processors and picks otherwise.
package goodprocs

import (
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	_ "unsafe"
)

//go:linkname procPin runtime.procPin
func procPin() int

//go:linkname procUnpin runtime.procUnpin
func procUnpin()

type cell struct {
	n atomic.Int64
	_ [56]byte
}

type guarded struct {
	cells    []cell
	overflow atomic.Int64
}

func newGuarded() *guarded { return &guarded{cells: make([]cell, runtime.GOMAXPROCS(0))} }

// The id is checked.
func (g *guarded) inc() {
	p := procPin()
	if p < len(g.cells) {
		g.cells[p].n.Add(1)
	} else {
		g.overflow.Add(1)
	}
	procUnpin()
}

func (g *guarded) index() int {
	p := procPin()
	procUnpin()
	if p >= len(g.cells) {
		return 0
	}
	return p
}

func (g *guarded) incHelper() { g.cells[g.index()].n.Add(1) }

func (g *guarded) sum() (n int64) {
	for i := range g.cells {
		n += g.cells[i].n.Load()
	}
	return n
}

// The cells grow.
type growing struct {
	mu    sync.Mutex
	cells []*cell
}

func newGrowing() *growing { return &growing{cells: make([]*cell, runtime.GOMAXPROCS(0))} }

func (g *growing) grow(n int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for len(g.cells) < n {
		g.cells = append(g.cells, new(cell))
	}
}

func (g *growing) inc() {
	p := procPin()
	g.cells[p].n.Add(1)
	procUnpin()
}

// A fixed number of cells, whatever GOMAXPROCS is.
var fixed [256]cell

func hit() {
	fixed[procPin()&255].n.Add(1)
	procUnpin()
}

// As many cells as processors, picked at random: fewer or more Ps do no harm.
type sharded struct{ shards []cell }

func newSharded() *sharded { return &sharded{shards: make([]cell, runtime.NumCPU())} }

func (s *sharded) inc() { s.shards[rand.IntN(len(s.shards))].n.Add(1) }

func (s *sharded) incKey(h uint64) { s.shards[h%uint64(len(s.shards))].n.Add(1) }

// The length of the slice is anybody's.
func newSized(n int) *sized { return &sized{shards: make([]cell, n)} }

type sized struct{ shards []cell }

func (s *sized) inc() {
	s.shards[procPin()].n.Add(1)
	procUnpin()
}

// The objects are no cells.
type pool struct {
	local []struct {
		free []*cell
		hits atomic.Int64
	}
}

func newPool() *pool {
	return &pool{local: make([]struct {
		free []*cell
		hits atomic.Int64
	}, runtime.GOMAXPROCS(0))}
}

func (p *pool) hit() {
	p.local[procPin()].hits.Add(1)
	procUnpin()
}

func linked() int

// A function of that name which is nobody's link.
func (g *guarded) incLinked() { g.cells[linked()].n.Add(1) }

// Four cells for each processor leave room.
type roomy struct{ shards []cell }

func newRoomy() *roomy { return &roomy{shards: make([]cell, 4*runtime.GOMAXPROCS(0))} }

func (r *roomy) inc() {
	r.shards[procPin()].n.Add(1)
	procUnpin()
}

func (g *guarded) least() {
	p := procPin()
	g.cells[min(p, len(g.cells)-1)].n.Add(1)
	procUnpin()
}
