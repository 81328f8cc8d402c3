//go:build !gc || race || counter_nolinkname || !(amd64 || arm64 || loong64 || mips64 || mips64le || ppc64 || ppc64le || riscv64 || s390x)

package percpu

import (
	"runtime"
	"sync/atomic"
)

// Pinned tells whether this build adds to cells under a pin.
const Pinned = false

// usable tells whether cells may be made. Cells that are added to atomically need nothing of the runtime.
const usable = true

// Add adds d. It neither blocks nor allocates, but for the first add of a sum.
func (s *Sum) Add(d uint64) {
	c := s.cells.Load()
	if c == nil {
		s.addFirst(d)
		return
	}
	c.cell(Stripe(c.procs)).Add(d)
	runtime.KeepAlive(c) // a column that dies is given to another sum
}

// Add adds d. It neither blocks nor allocates, but for the first add of a sum.
func (s *FloatSum) Add(d float64) {
	c := s.cells.Load()
	if c == nil {
		s.addFirst(d)
		return
	}
	addFloat(c.cell(Stripe(c.procs)), d)
	runtime.KeepAlive(c) // a column that dies is given to another sum
}

// Add adds d to sum i and reports true. If the slab, which may be nil, has no such sum, it does nothing and reports false.
func (s *Slab) Add(i uint, d uint64) bool {
	if s == nil || i >= s.Width {
		return false
	}
	s.cell(Stripe(s.procs), i).Add(d)
	runtime.KeepAlive(s) // a slab that dies has been read for the last time
	return true
}

// AddOwned adds d to the word of an Owned. Only the owner may call it.
func AddOwned(word *uint64, d uint64) { atomic.AddUint64(word, d) }

// Add adds d to sum i and reports true, or does nothing and reports false if there is no such cell.
func (p *Paged) Add(i uint, d uint64) bool {
	rows := p.rows.Load()
	if rows == nil {
		return false
	}
	cell := rows.cell(currentP(rows.end()), i)
	if cell == nil {
		return false
	}
	cell.Add(d)
	return true
}

// currentP returns a stand-in for the id of the P.
func currentP(procs uint) uint { return Stripe(procs) }
