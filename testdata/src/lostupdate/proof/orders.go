package proof

import (
	"context"
	"sync"
)

// What keeps two goroutines apart here is an order, or a setting that decides which of them there is. None of these is a mistake.

// A Pipe writes by itself, or hands over to a goroutine: its setting says which, for all its life.
type Pipe struct {
	workers int
	written int
	out     chan int
	wg      sync.WaitGroup
}

// NewPipe makes one.
func NewPipe(workers int) *Pipe {
	p := &Pipe{workers: workers}
	p.Reset()
	return p
}

// Reset begins anew.
func (p *Pipe) Reset() {
	if p.workers == 1 {
		return
	}
	out := make(chan int)
	p.out = out
	p.wg.Go(func() {
		for n := range out {
			p.written += n
		}
	})
}

// Add writes by itself if there is no goroutine.
func (p *Pipe) Add(n int) {
	if p.workers == 1 {
		p.written += n
	} else {
		p.out <- n
	}
}

func (p *Pipe) close() {
	close(p.out)
	p.wg.Wait()
}

// deferredStart starts its goroutine when all that it does itself is done.
func deferredStart(results chan int) {
	left := 0
	done := make(chan struct{})
	defer func() {
		go func() {
			defer close(done)
			for left > 0 {
				<-results
				left--
			}
		}()
		<-done
	}()
	for range 3 {
		left++
	}
}

// selected ends in each case of the select, in one way or the other, after the goroutine.
func selected(ctx context.Context, in <-chan int) int {
	n := 0
	done := make(chan struct{})
	go func() {
		defer close(done)
		for v := range in {
			n += v
		}
	}()
	select {
	case <-done:
	case <-ctx.Done():
		<-done
	}
	n++
	return n
}

// A Writer tries again within its own goroutine: what it hands to code that is not seen runs there.
type Writer struct {
	attempts int
	done     chan struct{}
}

// A Backoff calls again after a while.
type Backoff interface{ Again(func() error) error }

func retry(b Backoff, f func() error) error {
	return b.Again(func() error { return f() })
}

// Write starts the only goroutine.
func Write(b Backoff) *Writer {
	w := &Writer{done: make(chan struct{})}
	go func() {
		defer close(w.done)
		_ = retry(b, func() error { return w.loop() })
	}()
	return w
}

func (w *Writer) loop() error {
	w.attempts++
	return nil
}

// Each worker finds the series of its own samples: which it gets decides the index.
type series struct{ samples int }

func (s *series) append() { s.samples++ }

type refs struct{ byRef map[int]*series }

func (t *refs) get(ref int) *series { return t.byRef[ref] }

func (t *refs) replay(workers int) {
	inputs := make([]chan int, workers)
	var wg sync.WaitGroup
	for i := range inputs {
		inputs[i] = make(chan int)
		wg.Go(func() {
			for ref := range inputs[i] {
				t.get(ref).append()
			}
		})
	}
	for ref := range len(t.byRef) {
		inputs[ref%workers] <- ref
	}
	for _, in := range inputs {
		close(in)
	}
	wg.Wait()
}

func newRefs(n int) *refs {
	t := &refs{byRef: map[int]*series{}}
	for ref := range n {
		t.byRef[ref] = &series{}
	}
	return t
}
