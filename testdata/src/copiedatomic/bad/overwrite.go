package bad

import (
	"sync"
	"sync/atomic"
	"time"
)

// All holds nothing but atomics.
type All struct {
	a atomic.Int64
	b atomic.Bool
	p atomic.Pointer[int]
}

func (x *All) Inc() { x.a.Add(1) }

type Gauge struct {
	n    atomic.Int64
	all  All
	name string
	mu   sync.Mutex
	old  Old
}

func (g *Gauge) Inc() { g.n.Add(1); g.all.Inc(); g.old.Inc() }

func (x *All) Reset() {
	*x = All{} // want overwrite/betrayed/fix:`plain assignment overwrites \*x with its live atomic\.Int64 a in Reset, while x\.a\.Add at overwrite\.go:\d+ updates it`
}

func (g *Gauge) Reset() {
	g.n = atomic.Int64{} // want overwrite/fix:`plain assignment overwrites the live atomic\.Int64 g\.n in Reset`
	g.all = All{}        // want overwrite/fix:`overwrites g\.all with its live atomic\.Int64 a in Reset`
	g.old = Old{}        // want overwrite:`overwrites g\.old with its live int64 n in Reset`
}

// Take reads and then overwrites.
func (g *Gauge) Take() int64 {
	n := g.n.Load()
	g.n = atomic.Int64{} // want overwrite/fix:`the live atomic\.Int64 g\.n after it has been read`
	return n
}

// Locked holds a lock that Inc does not take.
func (g *Gauge) Exchange() {
	g.mu.Lock()
	g.all = All{} // want overwrite/fix:`under a lock that not all updates take`
	g.mu.Unlock()
}

func (g *Gauge) Run(tick *time.Ticker) {
	for range tick.C {
		g.all = All{} // want overwrite/fix:`in a loop that waits for a channel`
	}
}

func (g *Gauge) Loop(tick *time.Ticker, done chan bool) {
	for {
		select {
		case <-tick.C:
			g.n = atomic.Int64{} // want overwrite/fix:`in a loop that waits for a channel`
		case <-done:
			return
		}
	}
}

var global All

var flags [4]atomic.Bool

func globalInc(i int) {
	global.Inc()
	flags[i].Swap(true)
}

func Clear(i int) {
	globalInc(i)
	global = All{}           // want overwrite/fix:`overwrites global with its live atomic\.Int64 a`
	flags[i] = atomic.Bool{} // want overwrite/fix:`overwrites the live atomic\.Bool flags\[i\]`
	flags = [4]atomic.Bool{} // want overwrite:`overwrites the live atomic\.Bool flags`
}

func rotate(p *atomic.Uint32, g *Gauge) {
	(*g).all = All{} // want overwrite/fix:`overwrites`
}

func UseRotate(g *Gauge) { rotate(nil, g) }
