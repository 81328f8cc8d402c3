package percpu

import (
	"runtime"
	"sync/atomic"
	"unsafe"
)

// A Slab is a row of Width sums for each P, with nothing between them: 8 bytes for each sum and P, and 8 more for each sum. It never
// changes but for its cells; who needs room for more sums or Ps makes another slab and reads both.
type Slab struct {
	base   unsafe.Pointer // the cell of sum 0 for P 0
	procs  uint           // Ps with a row
	stride uint           // words from row to row
	Width  uint           // sums
	*Home
}

// A Home is what slabs share that have the same cells. It is not collected before all of them.
type Home struct{ cells []atomic.Uint64 }

// Cells are what a slab counted, without the right to add: who holds them keeps no slab alive.
type Cells struct {
	words  []atomic.Uint64 // procs rows, and one that all may add to atomically
	stride uint
	width  uint
}

// lineWords is the words of a cache line: rows begin on lines of their own.
const lineWords = uint(LineSize / 8)

// NewSlab returns a slab of zeros for the Ps of now and at least those of old, which may be nil. If it must be longer than old,
// there is room to widen it up to at least twice the size.
func NewSlab(width uint, old *Slab) *Slab {
	procs := uint(runtime.GOMAXPROCS(0))
	room := width
	if old != nil {
		procs = max(procs, old.procs)
		if width > old.stride {
			room = max(width, 2*old.stride)
		}
	}
	if !usable {
		procs = 0
	}
	stride := (room + lineWords - 1) / lineWords * lineWords
	words := make([]atomic.Uint64, (procs+1)*stride)
	return &Slab{unsafe.Pointer(unsafe.SliceData(words)), procs, stride, width, &Home{words}}
}

// Wider returns a slab of more sums with the same cells, or nil if there is no room.
func (s *Slab) Wider(width uint) *Slab {
	if width > s.stride {
		return nil
	}
	wider := *s
	wider.Width = width
	return &wider
}

// Cells returns what the slab counts.
func (s *Slab) Cells() Cells { return Cells{s.cells, s.stride, s.Width} }

// own returns the cell of a P below s.procs.
func (s *Slab) own(id, i uint) *uint64 {
	return (*uint64)(unsafe.Add(s.base, (id*s.stride+i)*8))
}

// cell returns the same for atomic use.
func (s *Slab) cell(id, i uint) *atomic.Uint64 { return &s.cells[id*s.stride+i] }

// AddShared adds d to sum i, which must be below s.Width, on any P: atomically, to a word that all Ps without a row add to.
func (s *Slab) AddShared(i uint, d uint64) {
	s.cell(s.procs, i).Add(d)
	runtime.KeepAlive(s) // a slab that dies has been read for the last time
}

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

// AddTo adds each sum to the count of its index. Counts may have more elements, but not less.
func (c Cells) AddTo(counts []uint64) {
	for i := range c.width {
		counts[i] += c.Load(i)
	}
}

// Behind reports whether a new slab would have cells for more Ps.
func (s *Slab) Behind() bool { return usable && uint(runtime.GOMAXPROCS(0)) > s.procs }
