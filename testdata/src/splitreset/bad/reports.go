package bad

import (
	"sync"
	"sync/atomic"
	"time"
)

// splitreset through channels, structs, maps, defer
type Report struct {
	a, b  atomic.Int64
	by    sync.Map
	ch    chan int64
	dst   *atomic.Int64
	stats struct{ ok, fail atomic.Uint64 }
}

func (s *Report) Inc(k string) {
	s.a.Add(1)
	s.b.Add(2)
	v, _ := s.by.LoadOrStore(k, new(atomic.Int64))
	v.(*atomic.Int64).Add(1)
	s.stats.ok.Add(1)
	s.stats.fail.Add(1)
}
func (s *Report) Chan() { s.ch <- s.a.Load(); s.a.Store(0) }    // want `s\.a`
func (s *Report) Fold() { s.dst.Add(s.a.Load()); s.a.Store(0) } // want `s\.a`
func (s *Report) Range() map[string]int64 {
	out := map[string]int64{}
	s.by.Range(func(k, v any) bool {
		c := v.(*atomic.Int64)
		out[k.(string)] = c.Load()
		c.Store(0) // want `c`
		return true
	})
	return out
}
func (s *Report) Snapshot() (snap struct{ OK, Fail uint64 }) {
	snap = struct{ OK, Fail uint64 }{s.stats.ok.Load(), s.stats.fail.Load()}
	s.stats.ok.Store(0)   // want `s\.stats\.ok`
	s.stats.fail.Store(0) // want `s\.stats\.fail`
	return
}
func (s *Report) Ratio() float64 {
	ok, fail := s.stats.ok.Load(), s.stats.fail.Load()
	s.stats.ok.Store(0)   // want `s\.stats\.ok`
	s.stats.fail.Store(0) // want `s\.stats\.fail`
	if ok+fail == 0 {
		return 0
	}
	return float64(ok) / float64(ok+fail)
}
func (s *Report) Every(d time.Duration, report func(int64)) {
	t := time.NewTicker(d)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			report(s.a.Load())
			s.a.Store(0) // want `s\.a`
		}
	}
}
func (s *Report) RateLoop() {
	for {
		s.b.Store(0) // want `s\.b`
		time.Sleep(time.Second)
		println(s.b.Load())
	}
}

// two-step by two methods with pointer receiver embedded
type Base struct{ n atomic.Int64 }

func (b *Base) Hit()         { b.n.Add(1) }
func (b *Base) Count() int64 { return b.n.Load() }
func (b *Base) Zero()        { b.n.Store(0) }

type Derived struct{ Base }

func (d *Derived) Take() int64 { n := d.Count(); d.Zero(); return n } // want `Derived\.Base\.n`

type PtrDerived struct{ *Base }

func (d PtrDerived) Take() int64 { n := d.Count(); d.Zero(); return n } // want `PtrDerived\.Base\.n`

// plain number, RWMutex
type Locked struct {
	mu sync.RWMutex
	n  map[string]int
	c  int64
}

func (g *Locked) Inc()        { g.mu.Lock(); g.c++; g.mu.Unlock() }
func (g *Locked) Read() int64 { g.mu.RLock(); defer g.mu.RUnlock(); return g.c }
func (g *Locked) Flush() int64 {
	v := g.Read()
	g.mu.Lock()
	g.c = 0 // want `Locked\.c`
	g.mu.Unlock()
	return v
}
