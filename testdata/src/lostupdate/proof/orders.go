package proof

import (
	"context"
	"sync"
)

// What keeps two goroutines apart here is an order, or a setting that decides which of them there is. None of these is a mistake.

// A pipe writes by itself, or hands over to a goroutine: its setting says which, for all its life.
type pipe struct {
	workers int
	written int
	out     chan int
	wg      sync.WaitGroup
}

func newPipe(workers int) *pipe {
	p := &pipe{workers: workers, out: make(chan int)}
	p.start()
	return p
}

func (p *pipe) start() {
	if p.workers == 1 {
		return
	}
	p.wg.Go(func() {
		for n := range p.out {
			p.written += n
		}
	})
}

// Write is called by one goroutine.
func (p *pipe) Write(n int) {
	if p.workers != 1 {
		p.out <- n
		return
	}
	p.written += n
}

func (p *pipe) close() {
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

// A writer tries again within its own goroutine: what it hands to retry runs there.
type writer struct{ attempts int }

func openWriter(retry func(func() error) error) chan struct{} {
	w := &writer{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = retry(func() error { return w.loop() })
	}()
	return done
}

func (w *writer) loop() error {
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
