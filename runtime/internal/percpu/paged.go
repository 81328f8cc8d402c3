package percpu

import (
	"runtime"
	"sync/atomic"
	"unsafe"
)

// A Paged is a long row of sums for each P, of which only the pages exist that were added to: 512 bytes for 64 sums. The zero value
// has none. It must not be copied after first use.
type Paged struct{ rows atomic.Pointer[pagedRows] }

const pageSums = 64

type page [pageSums]atomic.Uint64

// pagedRows is the rows of the Ps from first on. For Ps after its own it has further ones, as a block has.
type pagedRows struct {
	first uint
	rows  []atomic.Pointer[pagedRow]
	more  atomic.Pointer[pagedRows]
}

// A pagedRow is the pages of one P. Pages come, and stay.
type pagedRow struct{ pages []atomic.Pointer[page] }

func (r *pagedRows) end() uint { return r.first + uint(len(r.rows)) }

// cell returns the cell of sum i for a P, or nil if it has not been made.
func (r *pagedRows) cell(id, i uint) *atomic.Uint64 {
	for ; r != nil; r = r.more.Load() {
		if id < r.end() {
			row := r.rows[id-r.first].Load()
			if row == nil || i/pageSums >= uint(len(row.pages)) {
				return nil
			}
			p := row.pages[i/pageSums].Load()
			if p == nil {
				return nil
			}
			return &p[i%pageSums]
		}
	}
	return nil
}

// AddNew adds d to sum i of n, and makes its cell first if the P has none.
func (p *Paged) AddNew(i, n uint, d uint64) {
	for !p.Add(i, d) {
		p.makeCell(currentP(p.procs()), i, n) // the goroutine may be on another P when it tries again; then once more
	}
}

func (p *Paged) procs() uint {
	if r := p.rows.Load(); r != nil {
		return r.end()
	}
	return uint(runtime.GOMAXPROCS(0))
}

// makeCell makes what lacks of the way to a cell.
func (p *Paged) makeCell(id, i, n uint) {
	r := p.rows.Load()
	if r == nil {
		p.rows.CompareAndSwap(nil, newRows(0, uint(runtime.GOMAXPROCS(0))))
		r = p.rows.Load()
	}
	for id >= r.end() {
		next := r.more.Load()
		if next == nil {
			next = newRows(r.end(), max(id+1, uint(runtime.GOMAXPROCS(0)), 2*r.end()))
			if !r.more.CompareAndSwap(nil, next) {
				next = r.more.Load()
			}
		}
		r = next
	}
	slot := &r.rows[id-r.first]
	row := slot.Load()
	if row == nil {
		row = &pagedRow{make([]atomic.Pointer[page], (n+pageSums-1)/pageSums)}
		if !slot.CompareAndSwap(nil, row) {
			row = slot.Load()
		}
	}
	row.pages[i/pageSums].CompareAndSwap(nil, new(page))
}

func newRows(first, end uint) *pagedRows {
	return &pagedRows{first: first, rows: make([]atomic.Pointer[pagedRow], end-first)}
}

// AddTo adds each sum to the count of its index: every add that happened before the call, and some of those that run beside it.
// Counts must have n elements.
func (p *Paged) AddTo(counts []uint64) {
	for r := p.rows.Load(); r != nil; r = r.more.Load() {
		for i := range r.rows {
			row := r.rows[i].Load()
			if row == nil {
				continue
			}
			for at := range row.pages {
				cells := row.pages[at].Load()
				if cells == nil {
					continue
				}
				for j := range min(pageSums, len(counts)-at*pageSums) {
					counts[at*pageSums+j] += cells[j].Load()
				}
			}
		}
	}
}

// Size returns the bytes of what was made.
func (p *Paged) Size() uintptr {
	var n uintptr
	for r := p.rows.Load(); r != nil; r = r.more.Load() {
		n += unsafe.Sizeof(*r) + uintptr(len(r.rows))*unsafe.Sizeof(r.rows[0])
		for i := range r.rows {
			if row := r.rows[i].Load(); row != nil {
				n += unsafe.Sizeof(*row) + uintptr(len(row.pages))*unsafe.Sizeof(row.pages[0])
				for at := range row.pages {
					if row.pages[at].Load() != nil {
						n += unsafe.Sizeof(page{})
					}
				}
			}
		}
	}
	return n
}
