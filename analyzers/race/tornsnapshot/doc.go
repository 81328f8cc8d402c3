// Package tornsnapshot finds numbers that are computed from two atomics of two moments.
//
// # Analyzer tornsnapshot
//
// tornsnapshot: report atomics that are updated together and are loaded one by one to be combined
//
// # What it reports
//
// An expression that computes one number from two atomics (a ratio or a difference: warning; a sum, product or comparison: information), where a
// function of the package updates both of them on each of its ways, and such an update may come in between the two loads. Two
// separate Swaps that take the counts of an interval are such loads too. The values are followed through local variables,
// conversions and functions of the package.
//
// # Why it matters
//
// Each load is atomic, the two are not: a mean of a sum that has an event whose count has not, a hit ratio above one, a negative
// difference that wraps to 1.8e19 in an unsigned number. With two Swaps the part of an event goes into one interval and the
// rest into the next.
//
// # Bad
//
//	package latency
//
//	import "sync/atomic"
//
//	type Stats struct {
//		sum, count atomic.Int64
//	}
//
//	func (s *Stats) Observe(ns int64) {
//		s.sum.Add(ns)
//		s.count.Add(1)
//	}
//
//	func (s *Stats) Mean() float64 {
//		return float64(s.sum.Load()) / float64(s.count.Load())
//	}
//
// # Good
//
//	package latency
//
//	import "sync/atomic"
//
//	type totals struct{ sum, count int64 }
//
//	type Stats struct {
//		totals atomic.Pointer[totals]
//	}
//
//	func (s *Stats) Observe(ns int64) {
//		for {
//			old := s.totals.Load()
//			next := totals{sum: ns, count: 1}
//			if old != nil {
//				next = totals{old.sum + ns, old.count + 1}
//			}
//			if s.totals.CompareAndSwap(old, &next) {
//				return
//			}
//		}
//	}
//
//	func (s *Stats) Mean() float64 {
//		t := s.totals.Load()
//		if t == nil {
//			return 0
//		}
//		return float64(t.sum) / float64(t.count)
//	}
//
// # Limits
//
// It is silent where both are exported one by one, for whoever combines them later does so on purpose; where different functions
// update them, or one of them only sometimes; where a lock that the updates hold is held around the loads; after a join; on objects that
// no other goroutine can reach; and where the function compares a second load with the first, as with a version. What is combined in
// another package is not seen.
//
// # Fix safety
//
// No fix: the two have to become one, a struct behind an atomic.Pointer or snapshot.Of of the runtime module, or a lock around both.
//
// # See also
//
// The analyzers splitreset (one counter read and zeroed in two steps) and avglatency (a mean where a histogram is due).
package tornsnapshot
