//go:build !gc || race || counter_nolinkname || !(amd64 || arm64 || loong64 || mips64 || mips64le || ppc64 || ppc64le || riscv64 || s390x)

package percpu

import "runtime"

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
		addFloat(&s.overflow, d)
		s.Spread()
		return
	}
	addFloat(c.cell(Stripe(c.procs)), d)
	runtime.KeepAlive(c) // a column that dies is given to another sum
}

// Add adds d to the sum of counter i, which must be below s.Width. It reports false if a larger slab would be faster; here never.
func (s *Slab) Add(i uint, d uint64) bool {
	s.cell(Stripe(s.procs), i).Add(d)
	runtime.KeepAlive(s) // a slab that dies has been read for the last time
	return true
}

// Add adds d. Only the owner may call it.
func (o *Owned) Add(d uint64) { o.n.Add(d) }
