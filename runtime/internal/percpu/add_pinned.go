//go:build gc && !race && !counter_nolinkname && (amd64 || arm64 || loong64 || mips64 || mips64le || ppc64 || ppc64le || riscv64 || s390x)

package percpu

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

// addBeyond adds on a P that the column itself has no cell for. It pins anew, for what it does would make Add slower.
func (s *Sum) addBeyond(c *column, d uint64) {
	id := uint(procPin())
	if cell := c.beyond(id); cell != nil {
		bump(cell, d)
		procUnpin()
		return
	}
	procUnpin()
	s.addOver(c, id, d)
}

// Add adds d. It neither blocks nor allocates, but for the first add of a sum and the first one on a P that is new.
func (s *FloatSum) Add(d float64) {
	c := s.cells.Load()
	if c == nil {
		s.addFirst(d)
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

// addBeyond adds on a P that the column itself has no cell for. It pins anew, for what it does would make Add slower.
func (s *FloatSum) addBeyond(c *column, d float64) {
	id := uint(procPin())
	if cell := c.beyond(id); cell != nil {
		bumpFloat(cell, d)
		procUnpin()
		return
	}
	procUnpin()
	s.addOver(c, id, d)
}

// Add adds d to sum i and reports true. If the slab, which may be nil, has no cell of that sum for the P, it does nothing and
// reports false.
func (s *Slab) Add(i uint, d uint64) bool {
	if s == nil || i >= s.Width {
		return false
	}
	id := uint(procPin())
	if id < s.procs {
		bump(s.own(id, i), d)
		procUnpin()
		return true
	}
	procUnpin()
	return false
}

// Add adds d to sum i and reports true, or does nothing and reports false if the P has no such cell.
func (p *Paged) Add(i uint, d uint64) bool {
	id := uint(procPin())
	for r := p.rows.Load(); r != nil; r = r.more.Load() { // as cell does, which would be a call
		if id >= r.end() {
			continue
		}
		if row := r.rows[id-r.first].Load(); row != nil && i/pageSums < uint(len(row.pages)) {
			if cells := row.pages[i/pageSums].Load(); cells != nil {
				bump(wordOf(&cells[i%pageSums]), d)
				procUnpin()
				return true
			}
		}
		break
	}
	procUnpin()
	return false
}

// currentP returns the id of the P that the goroutine is on, or was a moment ago.
func currentP(uint) uint {
	id := uint(procPin())
	procUnpin()
	return id
}
