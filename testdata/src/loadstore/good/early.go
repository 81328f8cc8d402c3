package good

import (
	"maps"
	"sync/atomic"
	"time"
)

// Bounds are put right by whoever makes the thing that they are for.
type Bounds struct{ window atomic.Int64 }

// Set changes the window.
func (b *Bounds) Set(v int64) { b.window.Store(v) }

// Store has bounds.
type Store struct {
	bounds *Bounds
	last   atomic.Int64
}

// NewStore makes bounds that make no sense right.
func NewStore(b *Bounds) *Store {
	if b.window.Load() < 0 {
		b.window.Store(0)
	}
	s := &Store{bounds: b}
	return s
}

// Start reads the log and leaves the marks to one goroutine.
func (s *Store) Start(marks <-chan int64) {
	s.replayLog()
	go s.run(marks)
}

func (s *Store) run(marks <-chan int64) {
	for v := range marks {
		s.mark(v)
	}
}

func (s *Store) mark(v int64) {
	if v > s.last.Load() {
		s.last.Store(v)
	}
}

func (s *Store) replayLog() { s.last.Store(7) }

// Topics belong to one loop. What others want of them they send to it.
type Topics struct {
	ids  atomic.Pointer[map[string]int]
	todo chan func()
}

// Watch starts the loop.
func Watch() *Topics {
	t := &Topics{todo: make(chan func())}
	go t.loop(time.Tick(time.Second))
	return t
}

func (t *Topics) loop(tick <-chan time.Time) {
	for {
		select {
		case f := <-t.todo:
			f()
		case <-tick:
			t.update()
		}
	}
}

func (t *Topics) update() {
	ids := maps.Clone(*t.ids.Load())
	ids["new"] = len(ids)
	t.ids.Store(&ids)
}

// Forget has the loop begin anew.
func (t *Topics) Forget() {
	t.todo <- func() { t.ids.Store(&map[string]int{}) }
}
