package proof

import (
	"runtime"
	"sync"
	"testing"
)

// together runs f in n goroutines that start as one.
func together(n int, f func(g int)) {
	var wg sync.WaitGroup
	start := make(chan struct{})
	for g := range n {
		wg.Go(func() {
			<-start
			f(g)
		})
	}
	close(start)
	wg.Wait()
}

func TestRaceHit(t *testing.T) {
	s := newServer()
	together(4, func(int) { s.Hit() })
}

func TestRaceAdd(t *testing.T) {
	s := newServer()
	together(4, func(g int) {
		for range 500 { // one look between two additions is enough
			if g == 0 {
				s.Add(g)
			} else {
				_ = s.Look(1)
			}
			runtime.Gosched()
		}
	})
}

func TestRaceRotate(t *testing.T) {
	s := newServer()
	together(4, func(int) { s.Rotate() })
}

func TestRaceSet(t *testing.T) {
	s := newServer()
	together(4, func(int) { s.Set() })
}

func TestRaceShrink(t *testing.T) {
	s := newServer()
	together(4, func(int) { s.Shrink() })
}

func TestRight(t *testing.T) {
	s := newServer()
	together(8, func(g int) {
		s.AddRight(g)
		_ = s.Look(g)
	})
	for g := range 8 {
		if s.Look(g) != g {
			t.Errorf("route %d is missing", g)
		}
	}
}
