package main

import (
	"sync/atomic"
	"time"
	_ "unsafe" // for linkname
)

type cell struct {
	n atomic.Int64
	_ [56]byte
}

// perP is a counter with a cell for each processor of the scheduler.
type perP struct{ cells [64]cell }

//go:linkname procPin runtime.procPin
func procPin() int

//go:linkname procUnpin runtime.procUnpin
func procUnpin()

func (c *perP) inc() {
	c.cells[procPin()%len(c.cells)].n.Add(1)
	procUnpin()
}

func (c *perP) sum() (total int64) {
	for i := range c.cells {
		total += c.cells[i].n.Load()
	}
	return total
}

// A histogram tells fast requests from slow ones. Its counts are spread over stripes, so that requests do not meet.
type histogram struct {
	stripes [stripes]struct {
		fast, slow atomic.Int64
		_          [48]byte
	}
}

func (h *histogram) observe(d time.Duration) {
	s := &h.stripes[time.Now().UnixNano()%stripes]
	if d < 100*time.Millisecond {
		s.fast.Add(1)
	} else {
		s.slow.Add(1)
	}
}

func (h *histogram) slow() (total int64) {
	for i := range h.stripes {
		total += h.stripes[i].slow.Load()
	}
	return total
}
