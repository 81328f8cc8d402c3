package main

import (
	"runtime"
	"sync/atomic"
	"unsafe"
)

// A longAdder is what java.util.concurrent's LongAdder does, in Go: one word until a compare-and-swap fails, then a table of padded
// cells that writers find by a hash and that doubles while they still collide. Go has no variable for each thread, so the hash is
// that of the stack. It stands for the ports of LongAdder to Go.
type longAdder struct {
	base  atomic.Int64
	cells atomic.Pointer[[]*adderCell]
}

type adderCell struct {
	n atomic.Int64
	_ [56]byte
}

func (a *longAdder) add(d int64) {
	cells := a.cells.Load()
	if cells == nil {
		old := a.base.Load()
		if a.base.CompareAndSwap(old, old+d) {
			return
		}
		a.grow(nil)
		a.base.Add(d)
		return
	}
	var here byte
	h := uint32(uintptr(unsafe.Pointer(&here))>>11) * 0x9e3779b1
	cell := (*cells)[h>>16&uint32(len(*cells)-1)]
	old := cell.n.Load()
	if cell.n.CompareAndSwap(old, old+d) {
		return
	}
	a.grow(cells)
	cell.n.Add(d)
}

// grow doubles the table, with the cells that are there, up to a power of two that is not below GOMAXPROCS.
func (a *longAdder) grow(old *[]*adderCell) {
	var grown []*adderCell
	if old != nil {
		if len(*old) >= runtime.GOMAXPROCS(0) {
			return
		}
		grown = append(grown, *old...)
	}
	for len(grown) < 2 || old != nil && len(grown) < 2*len(*old) {
		grown = append(grown, new(adderCell))
	}
	a.cells.CompareAndSwap(old, &grown)
}

func (a *longAdder) sum() int64 {
	n := a.base.Load()
	if cells := a.cells.Load(); cells != nil {
		for _, cell := range *cells {
			n += cell.n.Load()
		}
	}
	return n
}
