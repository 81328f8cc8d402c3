package proof

import (
	"sync"
	"testing"
)

// together runs the functions at once, each of them many times.
func together(fs ...func()) {
	var wg sync.WaitGroup
	start := make(chan struct{})
	for _, f := range fs {
		wg.Go(func() {
			<-start
			for range 500 {
				f()
			}
		})
	}
	close(start)
	wg.Wait()
}

func stats() *Stats { return &Stats{many: make([]int64, 4)} }

// beside runs f beside atomic updates of the same numbers.
func beside(f func(s *Stats)) {
	s := stats()
	together(func() { s.Hit(1); s.Open() }, func() { f(s) })
}

func TestRaceHits(t *testing.T)     { beside(func(s *Stats) { s.Hits() }) }
func TestRaceClear(t *testing.T)    { beside(func(s *Stats) { s.Clear() }) }
func TestRaceLast(t *testing.T)     { beside(func(s *Stats) { s.Last() }) }
func TestRaceBump(t *testing.T)     { beside(func(s *Stats) { s.Bump() }) }
func TestRaceSum(t *testing.T)      { beside(func(s *Stats) { s.Sum() }) }
func TestRaceSlot(t *testing.T)     { beside(func(s *Stats) { s.Slot(1) }) }
func TestRaceDone(t *testing.T)     { beside(func(s *Stats) { s.Done() }) }
func TestRaceDepth(t *testing.T)    { d := new(Depth); together(func() { d.Set(1) }, func() { d.Get() }) }
func TestRaceValve(t *testing.T)    { v := new(Valve); v.Run(); SetupValve(v); v.ended.Wait() }
func TestRaceChain(t *testing.T)    { c := &Chain{}; together(c.Grow, func() { c.Report() }) }
func TestRaceOpened(t *testing.T)   { together(OpenOne, func() { Opened() }) }
func TestRacePoller(t *testing.T)   { NewPoller().ended.Wait() }
func TestRaceThrough(t *testing.T)  { beside(func(s *Stats) { Through(s) }) }
func TestRaceReport(t *testing.T)   { together(func() { Serve(nil, nil) }, func() { Report() }) }
func TestRaceCaptured(t *testing.T) { captured() }
func TestRaceGoroutineReads(t *testing.T) {
	for range 500 {
		goroutineReads()
	}
}
func TestRaceViaHelper(t *testing.T) { v := &viaHelper{}; together(v.Inc, func() { v.Get() }) }
func TestRaceDerived(t *testing.T)   { d := &derived{}; together(d.Inc, func() { d.Get() }) }
func TestRaceBoth(t *testing.T)      { b := &both{}; together(b.Inc, func() { b.Get() }) }
func TestRaceLockFree(t *testing.T) {
	l := &lockFree{}
	together(func() { l.Set(1) }, func() { l.Get() })
}
func TestRaceTyped(t *testing.T)   { v := &typed{}; together(v.Inc, func() { v.Get() }) }
func TestRaceGeneric(t *testing.T) { g := &generic[string]{}; together(g.Inc, func() { g.Get() }) }
func TestRaceStopper(t *testing.T) {
	s := &stopper{}
	wait := s.Start()
	s.Stop()
	wait()
}

func TestRaceEvent(t *testing.T) {
	e := &Event{c: make(chan bool)}
	together(func() { e.HasFired() }, e.Fire)
}
func TestRaceSignal(t *testing.T) { s := &Signal{}; together(func() { s.HasFired() }, s.Fire) }
func TestRaceSizes(t *testing.T)  { s := &Sizes{}; together(s.Put, func() { s.Get() }) }
func TestRaceVerbosity(t *testing.T) {
	v := &Verbosity{}
	together(func() { v.Set(1) }, func() { v.Enabled(1) })
}
func TestRaceTraced(t *testing.T) {
	c := &channel{}
	use := func() { Use(c) }
	together(use, use)
}
func TestRaceDial(t *testing.T) {
	h, took := Dial()
	h.Start()
	h.Done()
	together(h.Start, h.Done, func() { took() })
}
func TestRaceLine(t *testing.T) {
	l := &Line{}
	together(l.Close, func() { (&Line{}).Read(); l.Read() })
}
func TestRaceSystem(t *testing.T) {
	s := &System{book: &book{&Accounts{}}}
	together(s.Load, func() { s.Loads() })
}

func TestQuietPhases(t *testing.T) {
	l := &Lazy{}
	together(func() { l.Size() }, l.Grow)
	s := &Shift{}
	together(func() { s.Work() }, func() { s.Help() })
	v := &Server{streams: map[int]*stream{}}
	together(func() { v.Open(1) }, func() { v.Take(1) })
	sent()
	sentByHelper()
	drainedByGroup()
	i := &Init{}
	do := func() { i.Do(func() {}) }
	together(do, do)
	j := &Job{}
	j.Start(8)
	<-j.done
	sumInPlace()
	h := &Handle{users: 100}
	leave := func() { h.Use(1); h.Release() }
	var wg sync.WaitGroup
	for range 100 {
		wg.Go(leave)
	}
	wg.Wait()
	lv := &Levels{}
	together(func() { lv.Set(1) }, lv.Raise)
}

func TestQuiet(t *testing.T) {
	afterWait()
	beforeStart()
	afterClose()
	afterSend()
	phases()
	afterHelper()
	l := &live{}
	together(l.Hit, func() { ratio(l) })
	(&history{}).note(l)
	c := newCalm()
	together(c.Inc, func() { c.Get() }, func() { c.Set(1) }, func() { c.Load() })
	r := &ref{count: 50}
	together(func() { r.Release() })
	f := Make()
	together(f.Inc, f.Inc)
	n := &named2{}
	together(n.Inc)
	_ = n.String()
	Started()
	p := &pair{}
	together(p.Inc, func() { p.Own() })
}
