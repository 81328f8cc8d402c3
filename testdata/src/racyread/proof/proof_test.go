package proof

import (
	"runtime"
	"sync"
	"testing"
)

func TestRaceProgress(t *testing.T)        { progress(make([]int, 1000)) }
func TestRaceTicker(t *testing.T)          { ticker(make(chan struct{})) }
func TestRaceReaderGoroutine(t *testing.T) { readerGoroutine() }
func TestRaceTwoGoroutines(t *testing.T)   { twoGoroutines() }

// work runs f beside a worker.
func work(f func(w *Worker)) {
	w := NewWorker()
	w.jobs <- 1
	f(w)
	close(w.jobs)
	<-w.done
}

func TestRaceSeen(t *testing.T)      { work(func(w *Worker) { w.Seen() }) }
func TestRaceBytes(t *testing.T)     { work(func(w *Worker) { w.Bytes() }) }
func TestRaceCells(t *testing.T)     { work(func(w *Worker) { w.Cells() }) }
func TestRaceServeHTTP(t *testing.T) { work(func(w *Worker) { w.ServeHTTP(nil, nil) }) }

func TestRaceBeats(t *testing.T) {
	stop := make(chan struct{})
	Heart(stop)
	for Beats() == 0 {
		runtime.Gosched()
	}
	close(stop)
}

func TestRaceThroughPointer(t *testing.T) { throughPointer() }
func TestRaceEmbedded(t *testing.T)       { embedded(&ring{}) }

func TestQuiet(t *testing.T) {
	finalRead()
	closedFirst()
	sentFirst()
	readFirst()
	locked()
	single()
	out := make(chan int)
	ownRead(out)
	<-out
	c := newCloser()
	c.jobs <- 1
	c.Close()
	var wg sync.WaitGroup
	g := startGuarded(&wg)
	g.Seen()
	wg.Wait()
	s := startSelf()
	s.in <- 1
	<-s.out
	close(s.in)
	rounds()
	d := NewDrainer()
	d.in <- 1
	d.Close()
	d.Seen()
}

// together runs functions at once.
func together(fs ...func()) {
	var wg sync.WaitGroup
	for _, f := range fs {
		wg.Go(func() {
			for range 100 {
				f()
			}
		})
	}
	wg.Wait()
}

func TestRaceN(t *testing.T)    { y := &Tally{}; together(y.Inc, func() { y.N() }) }
func TestRaceMean(t *testing.T) { y := &Tally{}; together(y.Inc, func() { y.Mean() }) }
func TestRaceKind(t *testing.T) { y := &Tally{}; together(y.Inc, func() { y.Kind(1) }) }
func TestRaceMeter(t *testing.T) {
	m := &Meter[int]{}
	together(func() { m.See(1) }, func() { m.Seen() })
}
func TestRaceTotal(t *testing.T) { together(func() { AddTotal(1) }, func() { Total() }) }

func TestQuietGuards(t *testing.T) {
	g := NewGauge(3)
	together(g.Inc, func() { g.N() }, func() { g.High() }, func() { g.Copy() })
	_, _ = g.NLocked(), g.String()
	m := &Meter[int]{}
	together(func() { m.See(1) }, func() { m.Last() })
	local()
	p := StartPump()
	for i := range 3 {
		p.in <- i
		p.Done()
	}
	<-p.out
	inReturn()
}

func TestRaceFiller(t *testing.T) {
	f := NewFiller()
	f.in <- 1
	f.Seen()
	close(f.in)
	<-f.done
}

func TestRaceIntake(t *testing.T) {
	g := &Intake{}
	g.Start()
	together(func() {
		for range 100 {
			g.in <- 1
		}
	}, func() { g.Seen() })
	close(g.in)
	<-g.done
}
