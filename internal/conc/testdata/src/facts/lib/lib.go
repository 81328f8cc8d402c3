// Package lib holds counters that other packages use.
package lib

import "sync/atomic"

type Gauge struct {
	v     atomic.Int64
	old   int64 // want old:`cell at lib.go:50`
	cells []atomic.Int32
	inner *Inner
	by    map[string]*atomic.Int64
	plain int64
}

type Inner struct{ N atomic.Uint32 }

func (g *Gauge) Get() int64 { return g.v.Load() } // want Get:`Load of 0.v new old delta result=1 exact=true maybe=false`

func (g *Gauge) Set(x int64) { g.v.Store(x) } // want Set:`Store of 0.v new#1 old delta result=0 exact=true maybe=false`

func (g *Gauge) Inc() { g.v.Add(1) } // want Inc:`Add of 0.v new old delta=1 result=0 exact=true maybe=false`

func (g *Gauge) Move(from, to int64) bool { return g.v.CompareAndSwap(from, to) } // want Move:`CompareAndSwap of 0.v new#2 old#1 delta result=1 exact=true maybe=false`

func (g *Gauge) Full() bool { return g.v.Load() > 5 } // want Full:`Load of 0.v new old delta result=1 exact=false maybe=false`

func (g *Gauge) Try(ok bool) { // want Try:`Add of 0.v new old delta=1 result=0 exact=true maybe=true`
	if ok {
		g.v.Add(1)
	}
}

func (g *Gauge) Cell(i int) { g.cells[i].Add(1) } // want Cell:`Add of 0.cells\*\[\] new`

func (g *Gauge) Deep() uint32 { return g.inner.N.Load() } // want Deep:`Load of 0.inner\*.N new`

func (g *Gauge) Key(k string) { g.by[k].Add(1) } // want Key:`Add of 0.by\*\[\]\* new`

func Raise(p *int64, by int64) int64 { return atomic.AddInt64(p, by) } // want Raise:`Add of 0 new old delta#1 result=1 exact=true maybe=false`

// Nothing crosses here: a variable that others cannot name, an unexported function, two operations, a loop.
var total int64 // want total:`cell at lib.go:46`

var Shared int64 // want Shared:`cell at lib.go:48`

func Total() int64 { return atomic.LoadInt64(&total) }

func Bump() { atomic.AddInt64(&Shared, 1) }

func (g *Gauge) set(x int64) { atomic.StoreInt64(&g.old, x) }

func (g *Gauge) Twice() { g.v.Add(1); g.v.Add(1) }

func (g *Gauge) Many() {
	for range 3 {
		g.v.Add(1)
	}
}

func (g *Gauge) Plain() int64 { g.set(1); return g.plain } // want Plain:`Store of 0.old new=1 old delta result=0`
