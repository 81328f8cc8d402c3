package durable

import (
	"context"
	"errors"
	"expvar"
	"maps"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

var _ expvar.Var = new(Counter)

// A memory is a store that may fail, before or after it has added a batch.
type memory struct {
	mu      sync.Mutex
	totals  map[string]uint64
	last    uint64
	batches int
	before  error // is returned, and nothing is added
	after   error // is returned, though the batch is added
	closed  error
	closes  int
	applied chan Batch // gets all that is added, if not nil
}

func (m *memory) Load(_ context.Context, name string) (uint64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.totals[name], m.before
}

func (m *memory) Apply(_ context.Context, b Batch) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.batches++
	if m.before != nil {
		return m.before
	}
	if b.Number > m.last {
		for _, a := range b.Adds {
			m.totals[a.Name] += a.N
		}
		m.last = b.Number
		if m.applied != nil {
			m.applied <- b
		}
	}
	return m.after
}

func (m *memory) Close() error { m.closes++; return m.closed }

func (m *memory) set(before, after error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.before, m.after = before, after
}

func (m *memory) total(name string) uint64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.totals[name]
}

// quiet is a config whose goroutine does nothing while a test runs.
var quiet = Config{Lag: 10, Every: time.Hour}

func open(t *testing.T, m *memory, c Config) (*Ledger, *Counter) {
	t.Helper()
	if m.totals == nil {
		m.totals = map[string]uint64{}
	}
	l := Open(m, c)
	c1, err := l.Counter("a")
	if err != nil {
		t.Fatal(err)
	}
	return l, c1
}

func TestLedger(t *testing.T) {
	m := &memory{totals: map[string]uint64{"a": 100}}
	l, a := open(t, m, quiet)
	if again, err := l.Counter("a"); again != a || err != nil {
		t.Errorf("another counter of the same name, error %v", err)
	}
	b, err := l.Counter("b")
	if err != nil {
		t.Fatal(err)
	}
	for range 10 {
		if err := errors.Join(a.Inc(), b.Add(0)); err != nil {
			t.Fatal(err)
		}
	}
	if a.Value() != 110 || a.Unsaved() != 10 || m.total("a") != 100 || m.batches != 0 || a.String() != "110" {
		t.Errorf("%v with %d not stored, %d batches", a, a.Unsaved(), m.batches)
	}
	if err := a.Add(3); err != nil { // the lag is full, so it waits for the store
		t.Fatal(err)
	}
	if a.Value() != 113 || a.Unsaved() != 3 || m.total("a") != 110 || m.batches != 1 {
		t.Errorf("%v with %d not stored, %d batches", a, a.Unsaved(), m.batches)
	}
	if err := b.Add(11); err == nil || err.Error() != `durable: "b" cannot add 11 at once, its lag is 10` {
		t.Errorf("error %v", err)
	}
	if err := errors.Join(b.Add(7), l.Flush(ctx), l.Flush(ctx)); err != nil || m.batches != 2 || m.total("b") != 7 || b.Unsaved() != 0 {
		t.Errorf("error %v, %d batches, totals %v", err, m.batches, m.totals)
	}
	if err := errors.Join(a.Inc(), l.Close(), l.Close()); err != nil || m.total("a") != 114 || m.closes != 1 {
		t.Errorf("error %v, totals %v, closed %d times", err, m.totals, m.closes)
	}
	if _, err := l.Counter("c"); !errors.Is(err, ErrClosed) || !errors.Is(a.Inc(), ErrClosed) || !errors.Is(l.Flush(ctx), ErrClosed) {
		t.Errorf("a closed ledger goes on: %v", err)
	}
	if a.Value() != 114 || a.Unsaved() != 0 {
		t.Errorf("after the end %v, %d not stored", a, a.Unsaved())
	}
}

// While the store fails the counters go on to their lag and no further, and nothing is lost or counted twice.
func TestFailingStore(t *testing.T) {
	broken := errors.New("broken")
	for name, set := range map[string]func(*memory, error){
		"before": func(m *memory, err error) { m.set(err, nil) },
		"after":  func(m *memory, err error) { m.set(nil, err) },
	} {
		m := &memory{}
		l, a := open(t, m, quiet)
		set(m, broken)
		for i := range 25 {
			if err := a.Inc(); (err == nil) != (i < 10) || err != nil && !errors.Is(err, broken) {
				t.Errorf("%s: add %d: error %v", name, i, err)
			}
		}
		if err := l.Err(); !errors.Is(err, broken) || a.Value() != 10 || a.Unsaved() != 10 {
			t.Errorf("%s: error %v, %v with %d not stored", name, err, a, a.Unsaved())
		}
		if err := l.Close(); !errors.Is(err, broken) || m.closes != 0 {
			t.Errorf("%s: error %v of Close", name, err)
		}
		set(m, nil)
		if err := a.Inc(); !errors.Is(err, ErrClosed) {
			t.Errorf("%s: error %v after Close", name, err)
		}
		if err := l.Close(); err != nil || m.total("a") != 10 || m.closes != 1 || l.Err() != nil {
			t.Errorf("%s: error %v, total %d", name, err, m.total("a"))
		}
	}
	m := &memory{totals: map[string]uint64{}, before: broken}
	l := Open(m, quiet)
	if _, err := l.Counter("a"); !errors.Is(err, broken) || !strings.Contains(err.Error(), `the count of "a"`) {
		t.Errorf("error %v", err)
	}
	m.closed = broken
	if err := l.Close(); !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
}

// A batch whose outcome is unknown is sent as it was, whatever is added meanwhile.
func TestInFlight(t *testing.T) {
	m := &memory{}
	l, a := open(t, m, quiet)
	m.set(nil, errors.New("no answer"))
	if err := a.Add(4); err != nil {
		t.Fatal(err)
	}
	if err := l.Flush(ctx); err == nil || m.total("a") != 4 {
		t.Fatalf("error %v, total %d", err, m.total("a"))
	}
	if err := a.Add(5); err != nil {
		t.Fatal(err)
	}
	m.set(nil, nil)
	if err := l.Close(); err != nil || m.total("a") != 9 || a.Value() != 9 || m.batches != 3 {
		t.Errorf("error %v, total %d, %v, %d batches", err, m.total("a"), a, m.batches)
	}
}

// The goroutine stores what was added, without anybody's call.
func TestEvery(t *testing.T) {
	m := &memory{applied: make(chan Batch, 1)}
	l, a := open(t, m, Config{Every: time.Millisecond})
	if err := a.Inc(); err != nil {
		t.Fatal(err)
	}
	if b := <-m.applied; b.Number != 1 || len(b.Adds) != 1 || b.Adds[0] != (Add{"a", 1}) {
		t.Errorf("batch %+v", b)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
}

// Many add while the store fails now and then, others read, and one closes: each add that was acknowledged is in the store.
func TestConcurrent(t *testing.T) {
	m := &memory{}
	l, a := open(t, m, Config{Lag: 50, Every: 100 * time.Microsecond})
	b, err := l.Counter("b")
	if err != nil {
		t.Fatal(err)
	}
	var added [2]atomic.Uint64
	var wg sync.WaitGroup
	for w := range 6 {
		wg.Go(func() {
			c, sum := []*Counter{a, b}[w%2], &added[w%2]
			for i := uint64(0); ; i++ {
				if err := c.Add(i % 4); err == nil {
					sum.Add(i % 4)
				} else if errors.Is(err, ErrClosed) {
					return
				}
			}
		})
	}
	wg.Go(func() {
		var last uint64
		for i := 0; added[0].Load() < 5000 || added[1].Load() < 5000; i++ {
			switch {
			case i%50 == 0:
				m.set(errors.New("no"), nil)
			case i%50 == 25:
				m.set(nil, errors.New("who knows"))
			case i%5 == 0:
				m.set(nil, nil)
			}
			if v := a.Value(); v < last {
				t.Errorf("the value fell from %d to %d", last, v)
			} else {
				last = v
			}
			if n := a.Unsaved(); n > 50 {
				t.Errorf("%d are not stored", n)
			}
		}
		m.set(nil, nil)
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	wg.Wait()
	want := map[string]uint64{"a": added[0].Load(), "b": added[1].Load()}
	if !maps.Equal(m.totals, want) || a.Value() != want["a"] || b.Value() != want["b"] {
		t.Errorf("stored %v, read %v and %v, want %v", m.totals, a, b, want)
	}
}

func TestAddAllocation(t *testing.T) {
	l, a := open(t, &memory{}, Config{Lag: 1 << 40, Every: time.Hour})
	if n := testing.AllocsPerRun(1000, func() {
		if a.Inc() != nil {
			t.Fatal("not added")
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
}

func BenchmarkInc(b *testing.B) {
	l := Open(&memory{totals: map[string]uint64{}}, Config{Lag: 1 << 40})
	c, err := l.Counter("a")
	if err != nil {
		b.Fatal(err)
	}
	b.Run("Counter", func(b *testing.B) {
		for b.Loop() {
			if c.Inc() != nil {
				b.Fatal("not added")
			}
		}
	})
	b.Run("atomic", func(b *testing.B) {
		var n atomic.Uint64
		for b.Loop() {
			n.Add(1)
		}
	})
}
