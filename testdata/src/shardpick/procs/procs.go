// Package procs indexes cells by the id of the P.
package procs

import (
	"runtime"
	"sync/atomic"
	_ "unsafe"
)

//go:linkname procPin runtime.procPin
func procPin() int

//go:linkname procUnpin runtime.procUnpin
func procUnpin()

//go:linkname runtime_procPin sync.runtime_procPin
func runtime_procPin() int

type cell struct {
	n int64
	_ [56]byte
}

type perP struct{ cells []cell }

func newPerP() *perP { return &perP{cells: make([]cell, runtime.GOMAXPROCS(0))} }

// Plain cells: the P is pinned.
func (c *perP) inc() {
	p := procPin()
	c.cells[p].n++ // want procs:`procPin picks the cell of c\.cells by P id, but there are as many cells as runtime\.GOMAXPROCS\(0\) said once \(procs\.go:26\): GOMAXPROCS changes at run time, by itself since Go 1\.25, and a P id beyond panics; check the id against len and grow`
	procUnpin()
}

func (c *perP) sum() (n int64) {
	for i := range c.cells {
		n += c.cells[i].n
	}
	return n
}

var (
	procs  = runtime.GOMAXPROCS(0)
	shards = make([]struct {
		n atomic.Int64
		_ [56]byte
	}, procs)
)

// A remainder does not panic, and the cells stay as few.
func hit() {
	shards[pid()%procs].n.Add(1) // want procs:`procPin picks the cell of shards by P id, but there are as many cells as runtime\.GOMAXPROCS\(0\) said once \(procs\.go:\d+\): .* and Ps then share cells`
}

func pid() int {
	p := procPin()
	procUnpin()
	return p
}

func hitDirect() {
	shards[runtime_procPin()].n.Add(1) // want procs:`runtime_procPin picks .* a P id beyond panics`
	procUnpin()
}

type counter struct{ stripes []atomic.Uint64 }

func newCounter() *counter {
	n := runtime.NumCPU()
	c := &counter{stripes: make([]atomic.Uint64, n)}
	return c
}

func (c *counter) add(n uint64) {
	c.stripes[pid()].Add(n) // want procs:`as runtime\.NumCPU\(\) said once`
}

func (c *counter) pointer(n uint64) {
	id := runtime_procPin()
	s := &c.stripes[id] // want procs:`a P id beyond panics`
	procUnpin()
	s.Add(n)
}

// One finding for the two fields of the cell that one index picks.
type pair struct {
	n, calls int64
	_        [48]byte
}

type pairs struct{ lanes []pair }

func newPairs() *pairs { return &pairs{make([]pair, runtime.GOMAXPROCS(0))} }

func (p *pairs) add(n int64) {
	id := procPin()
	p.lanes[id].n += n // want procs:`picks the cell of p\.lanes`
	p.lanes[id].calls++
	procUnpin()
}
