package bad

import "sync/atomic"

type cell struct {
	name string
	n    atomic.Int64
}

// registry hands out addresses of elements, and grows.
type registry struct {
	cells  []cell
	byName map[string]*cell
}

func (r *registry) add(name string) *cell {
	r.cells = append(r.cells, cell{name: name}) // want growth:`append may move the elements of r\.cells with their live atomic\.Int64 n to a new array, while the address handed out at growth\.go:\d+`
	c := &r.cells[len(r.cells)-1]
	r.byName[name] = c
	return c
}

// Registry returns them to whoever asks.
type Registry struct{ counters []atomic.Int64 }

func (r *Registry) Counter(i int) *atomic.Int64 {
	for len(r.counters) <= i {
		r.counters = append(r.counters, atomic.Int64{}) // want growth:`append may move the live atomic\.Int64 elements of r\.counters`
	}
	return &r.counters[i]
}

// Workers uses the addresses in goroutines while it appends.
func Workers(n int) []atomic.Int64 {
	var counts []atomic.Int64
	for i := range n {
		counts = append(counts, atomic.Int64{}) // want growth:`append may move`
		c := &counts[i]
		go func() { c.Add(1) }()
	}
	return counts
}

var table []cell

func lookup(ch chan *cell) {
	table = append(table, cell{}) // want growth:`append may move the elements of table`
	ch <- &table[0]
}

func UseGrowth(r *registry) {
	r.add("x")
	lookup(nil)
}

// getter returns an address to anybody, while another method lets the slice grow.
type Getter struct{ cells []cell }

func (g *Getter) Get(i int) *cell { return &g.cells[i] }

func (g *Getter) Add() {
	g.cells = append(g.cells, cell{}) // want growth:`the address handed out at growth\.go:\d+`
}

// counter is a helper whose callers keep what it returns.
type keeper struct {
	cells []cell
	mine  *cell
}

func (k *keeper) counter() *cell {
	k.cells = append(k.cells, cell{}) // want growth:`append may move the elements of k\.cells`
	return &k.cells[len(k.cells)-1]
}

func (k *keeper) Init() {
	k.mine = k.counter()
	c := k.counter()
	c.n.Add(1)
}
