// Package loadstore finds counters that are loaded, changed and stored in separate steps.
//
// # Analyzer loadstore
//
// loadstore: report an atomic Store of a value computed from an earlier Load of the same variable
//
// # What it reports
//
// Load and Store are each atomic, but what another goroutine writes between the two is overwritten by the Store. Reported is
// the Store, in these forms, with the types and with the functions of sync/atomic, through fields, pointers, elements,
// embedding, method values and helpers of the same package:
//
//   - v.Store(f(v.Load())), also split over statements, with float bits, and expvar's Set(Value() + 1);
//   - a maximum or minimum: if x > v.Load() { v.Store(x) };
//   - copy on write: a pointer or atomic.Value is loaded, copied, changed and stored, with no CompareAndSwap.
//
// # Why it matters
//
// Increments are lost under load, most when the service is busiest; a maximum goes down; a configuration change of one
// caller undoes that of another. Neither a test nor the race detector notices, because each step is atomic.
//
// # Bad
//
//	package server
//
//	import "sync/atomic"
//
//	type Stats struct{ hits, peak atomic.Int64 }
//
//	func (s *Stats) Hit(n int64) {
//		s.hits.Store(s.hits.Load() + 1)
//		if n > s.peak.Load() {
//			s.peak.Store(n)
//		}
//	}
//
//	func (s *Stats) Hits() int64 { return s.hits.Load() }
//
// # Good
//
//	package server
//
//	import "sync/atomic"
//
//	type Stats struct{ hits, peak atomic.Int64 }
//
//	func (s *Stats) Hit(n int64) {
//		s.hits.Add(1)
//		for {
//			peak := s.peak.Load()
//			if n <= peak || s.peak.CompareAndSwap(peak, n) {
//				return
//			}
//		}
//	}
//
//	func (s *Stats) Hits() int64 { return s.hits.Load() }
//
// # Limits
//
// It is silent where all writers hold one lock, where one goroutine provably is the only writer, in the winner's part after a
// CompareAndSwap of a flag, on objects that no other goroutine can reach, and for save and restore. Calls through interfaces
// are not followed. Only the package itself is searched for other writers.
//
// # Fix safety
//
// Safe. x.Store(x.Load() + e) becomes x.Add(e), and the forms with |, & and &^ become Or and And where the file's Go version
// has them; an if statement that only compares and stores becomes a loop of Load and CompareAndSwap. Other forms are left to
// their author.
//
// # See also
//
// https://go.dev/ref/mem, the analyzers casmisuse (a CompareAndSwap that fails unseen), checkthenact (a branch on the Load) and
// splitreset (a Store of zero).
package loadstore
