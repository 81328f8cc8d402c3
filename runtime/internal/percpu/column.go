package percpu

import (
	"runtime"
	"sync"
	"sync/atomic"
	"unsafe"
)

// Sums share memory, or each would need a cache line for each P. A block has one row of cells for each P and gives each of 64 sums
// a column of it. Cells of one row are written by one P alone, so they may share cache lines; rows begin on lines of their own.
const (
	columns = 64
	rowSize = columns * 8 // bytes; a multiple of every cache line that Go knows of
)

type row [columns]atomic.Uint64

// A block is the cells of 64 sums for the Ps from first on. For Ps after its own it has a further block.
type block struct {
	first uint
	rows  []row
	more  atomic.Pointer[block]
}

// end returns the first P that the block has no row for.
func (b *block) end() uint { return b.first + uint(len(b.rows)) }

// A column is what one Sum has of a block. All but the cells is written once.
type column struct {
	base  unsafe.Pointer // the cell of P 0
	procs uint           // Ps with a cell at base + id*rowSize
	block *block
	index uint
}

// own returns the cell of a P below c.procs.
func (c *column) own(id uint) *uint64 {
	return (*uint64)(unsafe.Add(c.base, id*rowSize))
}

// beyond returns the cell of any P that some block of the chain has a row for, else nil.
func (c *column) beyond(id uint) *uint64 {
	for b := c.block; b != nil; b = b.more.Load() {
		if id < b.end() {
			return wordOf(&b.rows[id-b.first][c.index])
		}
	}
	return nil
}

// cell returns the cell of a P below c.procs, for atomic use.
func (c *column) cell(id uint) *atomic.Uint64 { return &c.block.rows[id][c.index] }

func (c *column) sum() uint64 {
	var n uint64
	for b := c.block; b != nil; b = b.more.Load() {
		for i := range b.rows {
			n += b.rows[i][c.index].Load()
		}
	}
	return n
}

// cover gives every P up to id a row: it appends to the chain, so that what older readers and writers hold stays true.
func (b *block) cover(id uint) {
	for id >= b.end() {
		next := b.more.Load()
		if next == nil {
			// At least double, or a slowly growing GOMAXPROCS makes a long chain.
			first := b.end()
			last := max(id+1, uint(runtime.GOMAXPROCS(0)), 2*first)
			next = &block{first: first, rows: make([]row, last-first)}
			if !b.more.CompareAndSwap(nil, next) {
				next = b.more.Load()
			}
		}
		b = next
	}
}

// free is the columns that no sum uses. Blocks stay as long as the program runs, but columns come back.
var free struct {
	sync.Mutex
	slots  []slot
	blocks int
}

// A slot is a column of a block without its sum.
type slot struct {
	block *block
	index uint
}

// newColumn returns a column of zeros. It goes back when it is collected, that is, after every reader and writer has left it: a
// pinned goroutine is never scanned, and the others keep it alive.
func newColumn() *column {
	s := takeSlot()
	c := &column{
		base:  unsafe.Pointer(&s.block.rows[0][s.index]),
		procs: s.block.end(),
		block: s.block,
		index: s.index,
	}
	runtime.AddCleanup(c, giveBack, s)
	return c
}

func takeSlot() slot {
	free.Lock()
	defer free.Unlock()
	if len(free.slots) == 0 {
		b := &block{rows: make([]row, runtime.GOMAXPROCS(0))}
		free.blocks++
		for i := range uint(columns) {
			free.slots = append(free.slots, slot{b, columns - 1 - i})
		}
	}
	last := len(free.slots) - 1
	s := free.slots[last]
	free.slots = free.slots[:last]
	return s
}

func giveBack(s slot) {
	for b := s.block; b != nil; b = b.more.Load() {
		for i := range b.rows {
			b.rows[i][s.index].Store(0)
		}
	}
	free.Lock()
	defer free.Unlock()
	free.slots = append(free.slots, s)
}

// wordOf is for the pinned adds, which are plain instructions on words that others load atomically.
func wordOf(n *atomic.Uint64) *uint64 { return (*uint64)(unsafe.Pointer(n)) }
