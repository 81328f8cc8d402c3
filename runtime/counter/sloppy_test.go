package counter

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// Value is behind by less than the lag for each Local, however old.
func TestSloppyLag(t *testing.T) {
	s := NewSloppy(10, time.Hour)
	a, b := s.Local(), s.Local()
	s.Value() // from now on the age does not help
	for i := range uint64(100) {
		a.Inc()
		b.Add(2)
		if got, want := s.Value(), 3*(i+1); got > want || want-got > 2*9 {
			t.Fatalf("value %d, counted %d", got, want)
		}
	}
	a.Close()
	b.Flush()
	if s.Value() != 300 {
		t.Errorf("value %v after Close and Flush, want 300", s)
	}
	b.Close()
	b.Close()
	if s.Value() != 300 || s.Sync() != 300 {
		t.Errorf("value %v after both are closed, want 300", s)
	}
}

// What a worker counted is known after the age, also if it has been idle since.
func TestSloppyAge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var s Sloppy
		idle := s.Local()
		if s.Value() != 0 {
			t.Fatal("a new one is not 0")
		}
		idle.Add(5)
		if s.Value() != 0 {
			t.Errorf("value %v at once; 0 is what was known", &s)
		}
		time.Sleep(defaultAge - 1)
		if s.Value() != 0 {
			t.Errorf("value %v before the age is over", &s)
		}
		time.Sleep(1)
		if s.Value() != 5 {
			t.Errorf("value %v after the age, want 5", &s)
		}
		idle.Add(1)
		if s.Value() != 5 || s.Sync() != 6 || s.Value() != 6 {
			t.Errorf("value %v after Sync, want 6", &s)
		}
		idle.Close()
	})
}

func TestSloppyDefaults(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := NewSloppy(0, 0)
		l := s.Local()
		defer l.Close()
		s.Value()
		l.Add(defaultLag - 1)
		time.Sleep(defaultAge - 1)
		if s.Value() != 0 {
			t.Errorf("value %v within the default age and lag", s)
		}
		l.Inc()
		if s.Value() != defaultLag {
			t.Errorf("value %v at the default lag", s)
		}
	})
}

func TestSloppyDrain(t *testing.T) {
	s := NewSloppy(100, time.Hour)
	l := s.Local()
	defer l.Close()
	l.Add(30)
	if s.Drain() != 30 || s.Value() != 0 || s.Drain() != 0 {
		t.Error("30 is not drained once")
	}
	l.Add(80) // hands on more than was drained
	if got := s.Value(); got != 80 {
		t.Errorf("value %d, want 80", got)
	}
}

// A Local that is forgotten loses nothing, and leaves no cell behind.
func TestForgottenLocal(t *testing.T) {
	s := NewSloppy(1000, time.Hour)
	for range 20 {
		s.Local().Add(3)
	}
	left := func() int {
		s.mu.Lock()
		defer s.mu.Unlock()
		return len(s.open)
	}
	for range 10_000 { // cleanups run some time after a collection
		runtime.GC()
		if left() == 0 {
			break
		}
		if got := s.Sync(); got != 60 {
			t.Fatalf("%d while some are collected, want 60", got)
		}
		runtime.Gosched()
	}
	if left() != 0 || s.Sync() != 60 || s.flushed.Load() != 60 {
		t.Errorf("%d cells left, count %d, handed on %d; want 0, 60, 60", left(), s.Sync(), s.flushed.Load())
	}
}

func TestClosedLocal(t *testing.T) {
	for name, f := range map[string]func(*Local){"Add": func(l *Local) { l.Add(1) }, "Inc": (*Local).Inc, "Flush": (*Local).Flush} {
		var s Sloppy
		l := s.Local()
		l.Close()
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s after Close does not panic", name)
				}
			}()
			f(l)
		}()
		if s.Sync() != 0 {
			t.Errorf("%s after Close counts", name)
		}
	}
}

// Workers come and go while others read and drain: nothing is lost, and without drains no read falls or runs ahead.
func TestSloppyTogether(t *testing.T) {
	for _, drains := range []bool{false, true} {
		s := NewSloppy(64, time.Microsecond)
		var begun, drained atomic.Uint64
		stop := beside(2, func() { drained.Add(s.Drain()) })
		if !drains {
			stop()
			var last uint64
			stop = beside(1, func() {
				n := s.Value()
				if to := begun.Load(); n < last || n > to {
					t.Errorf("value %d after %d, %d begun", n, last, to)
				}
				last = n
			})
		}
		var wg sync.WaitGroup
		for w := range 8 {
			wg.Go(func() {
				for range 50 {
					l := s.Local()
					for range 100 {
						begun.Add(1)
						l.Inc()
					}
					if w%2 == 0 {
						l.Close()
					} // else it is forgotten
				}
			})
		}
		wg.Wait()
		stop()
		if got := drained.Load() + s.Sync(); got != 8*50*100 {
			t.Errorf("drains %v: %d of %d", drains, got, 8*50*100)
		}
	}
}
