package percpu

import (
	"runtime"
	"sync/atomic"
	"unsafe"
)

// A Slab is a row of Width sums for each P, with nothing between them: 8 bytes for each sum and P, and 8 more for each sum. What it
// is made for never changes; who needs room for more sums or Ps makes another slab and reads both.
type Slab struct {
	base   unsafe.Pointer // the cell of sum 0 for P 0
	procs  uint           // Ps with a row
	stride uint           // words from row to row
	Width  uint           // sums
	Cells  Cells
}

// Cells are what a slab counted, without the right to add: who holds them does not keep the slab alive.
type Cells struct {
	words  []atomic.Uint64 // procs rows, and one that all may add to atomically
	stride uint
	width  uint
}

// lineWords is the words of a cache line: rows begin on lines of their own.
const lineWords = uint(LineSize / 8)

// NewSlab returns a slab of zeros for the Ps of now.
func NewSlab(width uint) *Slab {
	procs := uint(runtime.GOMAXPROCS(0))
	if !usable {
		procs = 0
	}
	stride := (width + lineWords - 1) / lineWords * lineWords
	words := make([]atomic.Uint64, (procs+1)*stride)
	return &Slab{
		base: unsafe.Pointer(unsafe.SliceData(words)), procs: procs, stride: stride, Width: width,
		Cells: Cells{words, stride, width},
	}
}

// own returns the cell of a P below s.procs.
func (s *Slab) own(id, i uint) *uint64 {
	return (*uint64)(unsafe.Add(s.base, (id*s.stride+i)*8))
}

// cell returns the same for atomic use.
func (s *Slab) cell(id, i uint) *atomic.Uint64 { return &s.Cells.words[id*s.stride+i] }

// shared returns the word of sum i that all Ps without a row add to.
func (s *Slab) shared(i uint) *atomic.Uint64 { return s.cell(s.procs, i) }

// Load returns sum i.
func (c Cells) Load(i uint) uint64 {
	var n uint64
	for at := i; at < uint(len(c.words)); at += c.stride {
		n += c.words[at].Load()
	}
	return n
}

// Width returns how many sums there are.
func (c Cells) Width() uint { return c.width }
