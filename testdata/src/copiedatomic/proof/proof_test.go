package proof

import (
	"sync"
	"sync/atomic"
	"testing"
)

const all = workers * rounds

func TestValueReceiver(t *testing.T) {
	var c byValue
	each(func() { c.Inc() })
	if n := c.n.Load(); n != 0 {
		t.Errorf("the counter has %d: the copies' adds came back", n)
	}
}

func TestPointerReceiver(t *testing.T) {
	var c byPointer
	each(c.Inc)
	if n := c.n.Load(); n != all {
		t.Errorf("counted %d of %d", n, all)
	}
}

func TestAssignment(t *testing.T) {
	var s server
	s.work()
	if n := s.hits.Load(); n != 0 {
		t.Errorf("the original has %d of the copy's adds", n)
	}
}

func TestRange(t *testing.T) {
	s := server{list: make([]atomic.Int64, 3)}
	s.all()
	for i := range s.list {
		if n := s.list[i].Load(); n != 0 {
			t.Errorf("element %d has %d of the copy's adds", i, n)
		}
	}
}

func TestMapValue(t *testing.T) {
	s := server{table: map[string]byPointer{"x": {}}}
	s.byKey()
	if c := s.table["x"]; c.n.Load() != 0 {
		t.Errorf("the value in the map has %d of the copy's adds", c.n.Load())
	}
}

// TestGrowth: what is added through an address that was handed out before the slice moved is missing in the slice.
func TestGrowth(t *testing.T) {
	var r Registry
	first := r.New()
	for range 100 {
		r.New()
	}
	each(func() { first.Add(1) })
	if n := r.counters[0].Load(); n != 0 {
		t.Errorf("the registry's counter has %d of %d", n, all)
	}
}

// TestRaceReset and TestRaceSnapshot are seen by the race detector.
func TestRaceReset(t *testing.T) {
	var g gauge
	var wg sync.WaitGroup
	wg.Go(func() {
		for range rounds {
			g.Add()
		}
	})
	for range rounds {
		g.Reset()
	}
	wg.Wait()
}

func TestRaceSnapshot(t *testing.T) {
	var o old
	var wg sync.WaitGroup
	wg.Go(func() {
		for range rounds {
			o.Inc()
		}
	})
	var sum int64
	for range rounds {
		s := o.Snapshot()
		sum += s.n
	}
	wg.Wait()
	if sum < 0 {
		t.Error(sum)
	}
}
