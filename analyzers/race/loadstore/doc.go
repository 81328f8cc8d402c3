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
// embedding, method values, helpers of the same package and exported ones of others:
//
//   - v.Store(f(v.Load())), also split over statements or into a literal, with float bits, flags, and expvar's Set(Value() + 1);
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
// It is silent where all writers hold one lock exclusively, where one goroutine provably is the only writer, in the winner's part
// after a CompareAndSwap of a flag, on objects that no other goroutine can reach, after a wait for the other writers, and for save
// and restore. A lock of another object, a read lock and a semaphore of more than one protect nothing.
//
// Calls through interfaces are not followed, and only the package itself is searched for other writers. A counter that two types
// reach through pointers of their own is taken for two. A time that is stored once enough of it has passed is no update, nor is the end
// of a ring that is compared with the other end and used as an index: it has one goroutine. Where nothing but other accesses speaks for
// others, neither is the end of a buffer that is filled behind it with no lock.
//
// # Fix safety
//
// Safe. x.Store(x.Load() + e) becomes x.Add(e), and the forms with |, & and &^ become Or and And where the file's Go version
// has them; so do two or three statements in a row, if the variable between them serves nothing else. An if statement that only
// compares and stores becomes a loop of Load and CompareAndSwap. Unsigned subtraction, updates under a condition on the counter,
// operands that touch the counter and other forms are left to their author.
//
// Where the package imports counterlint's counter package, directly or through others, there is another fix, which needs review: an
// atomic.Int64 that is only raised and read becomes a counter.Max, which before its first observation is less than all numbers.
//
// # See also
//
// https://go.dev/ref/mem, the analyzers casmisuse (a CompareAndSwap that fails unseen), checkthenact (a branch on the Load) and
// splitreset (a Store of zero).
package loadstore
