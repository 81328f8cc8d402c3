//go:build gc && !race && !counter_nolinkname && (amd64 || arm64 || loong64 || mips64 || mips64le || ppc64 || ppc64le || riscv64 || s390x)

package percpu

import "runtime"

// Add adds d. It neither blocks nor allocates, but for the first add of a sum and the first one on a P that is new.
func (s *Sum) Add(d uint64) {
	c := s.cells.Load()
	if c == nil {
		s.addFirst(d)
		return
	}
	id := uint(procPin())
	if id < c.procs {
		bump(c.own(id), d)
		procUnpin()
		return
	}
	procUnpin()
	s.addBeyond(c, d)
}

// addBeyond adds on a P that the column itself has no cell for.
func (s *Sum) addBeyond(c *column, d uint64) {
	id := uint(procPin())
	if cell := c.beyond(id); cell != nil {
		bump(cell, d)
		procUnpin()
		return
	}
	procUnpin()
	s.overflow.Add(d)
	c.block.cover(id)
}

// Add adds d. It neither blocks nor allocates, but for the first add of a sum and the first one on a P that is new.
func (s *FloatSum) Add(d float64) {
	c := s.cells.Load()
	if c == nil {
		addFloat(&s.overflow, d)
		s.Spread()
		return
	}
	id := uint(procPin())
	if id < c.procs {
		bumpFloat(c.own(id), d)
		procUnpin()
		return
	}
	procUnpin()
	s.addBeyond(c, d)
}

// addBeyond adds on a P that the column itself has no cell for.
func (s *FloatSum) addBeyond(c *column, d float64) {
	id := uint(procPin())
	if cell := c.beyond(id); cell != nil {
		bumpFloat(cell, d)
		procUnpin()
		return
	}
	procUnpin()
	addFloat(&s.overflow, d)
	c.block.cover(id)
}

// Add adds d to the sum of counter i, which must be below s.Width. It reports false if the slab has no cell for the P, and a
// larger slab would be faster; the add is done all the same.
func (s *Slab) Add(i uint, d uint64) bool {
	id := uint(procPin())
	if id < s.procs {
		bump(s.own(id, i), d)
		procUnpin()
		return true
	}
	procUnpin()
	s.shared(i).Add(d)
	runtime.KeepAlive(s) // a slab that dies has been read for the last time
	return false
}

// Add adds d. Only the owner may call it.
func (o *Owned) Add(d uint64) { bump(wordOf(&o.n), d) }
