// Package proof shows at run time what a copy of a counter loses.
package proof

import (
	"sync"
	"sync/atomic"
)

const (
	workers = 4
	rounds  = 10_000
)

// each runs f on several goroutines, many times on each.
func each(f func()) {
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for range rounds {
				f()
			}
		})
	}
	wg.Wait()
}

type byValue struct{ n atomic.Int64 }

func (c byValue) Inc() { c.n.Add(1) } // want copylocks/fix:`Inc takes its receiver byValue`

type server struct {
	hits  atomic.Int64
	list  []atomic.Int64
	table map[string]byPointer
}

type byPointer struct{ n atomic.Int64 }

func (c *byPointer) Inc() { c.n.Add(1) }

// work adds to a copy that it took once.
func (s *server) work() {
	hits := s.hits // want copylocks:`assignment to hits copies the live atomic\.Int64 s\.hits`
	each(func() { hits.Add(1) })
}

// all adds to the copies of the elements.
func (s *server) all() {
	for _, c := range s.list { // want copylocks/fix:`range variable c`
		each(func() { c.Add(1) })
	}
}

// byKey adds to a copy of the value in a map.
func (s *server) byKey() {
	each(func() {
		c := s.table["x"] // want copylocks:`copies s\.table\["x"\]`
		c.Inc()
	})
}

// Registry hands out addresses of elements, and grows.
type Registry struct{ counters []atomic.Int64 }

func (r *Registry) New() *atomic.Int64 {
	r.counters = append(r.counters, atomic.Int64{}) // want growth:`append may move`
	return &r.counters[len(r.counters)-1]
}

// reset overwrites what others add to.
type gauge struct{ n atomic.Int64 }

func (g *gauge) Add()   { g.n.Add(1) }
func (g *gauge) Reset() { *g = gauge{} } // want overwrite/fix:`plain assignment overwrites \*g`

// old holds a plain integer that is updated atomically.
type old struct{ n int64 }

func (o *old) Inc() { atomic.AddInt64(&o.n, 1) }

func (o *old) Snapshot() old { return *o } // want value:`return copies \*o`
