// Package proof holds reads of numbers that another goroutine updates, each with a test that shows the race, and their near misses,
// each with a test that runs it under the race detector.
package proof

import (
	"net/http"
	"sync"
	"time"
)

func progress(items []int) int {
	done := 0
	finished := make(chan struct{})
	go func() {
		for range items {
			done++
		}
		close(finished)
	}()
	got := done // want read/proven:"done is read here while it may be updated at reads.go:\\d+, on the goroutine started at reads.go:\\d+, with no lock between the two"
	<-finished
	return got
}

func ticker(stop chan struct{}) (last int) {
	n := 0
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				n += 2
			}
		}
	})
	for range 3 {
		last = n // want `n is read here`
		time.Sleep(time.Microsecond)
	}
	close(stop)
	wg.Wait()
	return last
}

func readerGoroutine() (got int) {
	n := 0
	var wg sync.WaitGroup
	wg.Go(func() {
		got = n // want `n is read here while it may be updated at reads.go:\d+, beside the goroutine`
	})
	n++
	wg.Wait()
	return got
}

func twoGoroutines() (got float64) {
	sum := 0.0
	var wg sync.WaitGroup
	wg.Go(func() { sum += 0.5 })
	wg.Go(func() {
		if sum > 0 { // want `sum is read here`
			got = 1
		}
	})
	wg.Wait()
	return got
}

// Worker counts on its goroutine.
type Worker struct {
	jobs chan int
	done chan struct{}
	seen int
	size struct{ bytes uint64 }
	cell [2]int
}

// NewWorker starts one.
func NewWorker() *Worker {
	w := &Worker{jobs: make(chan int), done: make(chan struct{})}
	go w.run()
	return w
}

func (w *Worker) run() {
	for j := range w.jobs {
		w.seen++
		w.size.bytes += uint64(j)
		w.cell[1]++
	}
	close(w.done)
}

// Seen reads.
func (w *Worker) Seen() int {
	return w.seen // want `w.seen is read here while it may be updated at reads.go:\d+, on the goroutine started at reads.go:\d+`
}

// Bytes reads a field of a field.
func (w *Worker) Bytes() uint64 {
	return w.size.bytes // want `w.size.bytes is read here`
}

// Cells ranges.
func (w *Worker) Cells() (n int) {
	for _, c := range w.cell { // want `w.cell is read here`
		n += c
	}
	return n
}

// ServeHTTP reads in a handler.
func (w *Worker) ServeHTTP(http.ResponseWriter, *http.Request) {
	if w.seen > 1000 { // want `w.seen is read here`
		panic("too many")
	}
}

var beats int64

func beat(stop chan struct{}) {
	for {
		select {
		case <-stop:
			return
		default:
			beats++
		}
	}
}

// Heart starts the beats.
func Heart(stop chan struct{}) { go beat(stop) }

// Beats reads a package variable.
func Beats() int64 {
	return beats // want `beats is read here`
}

func throughPointer() int {
	n := 0
	p := &n
	done := make(chan struct{})
	go func() {
		*p++
		close(done)
	}()
	got := *p // want `is read here`
	<-done
	return got
}

type base struct{ n int }

type ring struct{ base }

func (r *ring) turn(done chan struct{}) {
	r.n++
	close(done)
}

func embedded(r *ring) int {
	done := make(chan struct{})
	go r.turn(done)
	got := r.base.n // want `r.base.n is read here`
	<-done
	return got
}

// A Filler counts on its goroutine.
type Filler struct {
	in   chan int
	done chan bool
	seen int
}

// NewFiller starts it.
func NewFiller() *Filler {
	f := &Filler{in: make(chan int), done: make(chan bool)}
	go f.fill()
	return f
}

func (f *Filler) fill() {
	for range f.in {
		f.seen++
	}
	close(f.done)
}

// Seen is how many have come. What comes after that is not counted.
func (f *Filler) Seen() int {
	return f.seen // want `f.seen`
}

// A comment that wants the goroutine to be there keeps nobody from it.

// Intake counts what comes in.
type Intake struct {
	in   chan int
	done chan bool
	seen int
}

// Start starts it.
func (i *Intake) Start() {
	i.in, i.done = make(chan int), make(chan bool)
	go i.count()
}

func (i *Intake) count() {
	for range i.in {
		i.seen++
	}
	close(i.done)
}

// Seen must only be called after Start.
func (i *Intake) Seen() int { return i.seen } // want read:"i.seen is read here while it may be updated"
