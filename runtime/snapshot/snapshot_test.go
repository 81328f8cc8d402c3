package snapshot

import (
	"sync"
	"testing"
)

func TestOf(t *testing.T) {
	var s Of[string]
	if v, ok := s.Load(); ok || v != "" || s.Value() != "" {
		t.Errorf("a new one holds %q", v)
	}
	if old, ok := s.Swap("a"); ok || old != "" {
		t.Errorf("swapped out %q", old)
	}
	if old, ok := s.Swap("b"); !ok || old != "a" {
		t.Errorf("swapped out %q, want a", old)
	}
	s.Store("c")
	if v, ok := s.Load(); !ok || v != "c" || s.Value() != "c" {
		t.Errorf("holds %q, want c", v)
	}
	if v := s.Update(func(old string) string { return old + "d" }); v != "cd" || s.Value() != "cd" {
		t.Errorf("updated to %q, want cd", v)
	}
}

// A stored version is a copy: what the caller does to its variable afterwards is not seen.
func TestCopy(t *testing.T) {
	var s Of[[2]int]
	v := [2]int{1, 2}
	s.Store(v)
	v[0] = 9
	if got := s.Value(); got != [2]int{1, 2} {
		t.Errorf("holds %v", got)
	}
}

// Updates beside each other are all kept, and readers never see half of one.
func TestUpdates(t *testing.T) {
	var s Of[[3]int]
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 500 {
				s.Update(func(old [3]int) [3]int { return [3]int{old[0] + 1, old[1] + 1, old[2] + 1} })
				if v := s.Value(); v[0] != v[1] || v[1] != v[2] {
					t.Errorf("half a version: %v", v)
				}
			}
		})
	}
	wg.Wait()
	if got := s.Value(); got != [3]int{4000, 4000, 4000} {
		t.Errorf("holds %v, want 4000 of each", got)
	}
}

func BenchmarkOf(b *testing.B) {
	b.Run("Value", func(b *testing.B) {
		var s Of[int]
		s.Store(1)
		for b.Loop() {
			s.Value()
		}
	})
	b.Run("Store", func(b *testing.B) {
		var s Of[int]
		b.ReportAllocs()
		for b.Loop() {
			s.Store(1)
		}
	})
}
