package percpu

import (
	"sync/atomic"
	"testing"
)

// The floor in the same run: an uncontended and a contended atomic.

func BenchmarkAtomic(b *testing.B) {
	var n atomic.Uint64
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			n.Add(1)
		}
	})
}

func BenchmarkSum(b *testing.B) {
	var s Sum
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			s.Add(1)
		}
	})
}

func BenchmarkSlab(b *testing.B) {
	s := NewSlab(16, nil)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			s.Add(3, 1)
		}
	})
}

func BenchmarkOwned(b *testing.B) {
	b.RunParallel(func(pb *testing.PB) {
		word := new(Owned).Word()
		for pb.Next() {
			AddOwned(word, 1)
		}
	})
}
