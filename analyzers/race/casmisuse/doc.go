// Package casmisuse finds CompareAndSwaps that cannot keep their promise.
//
// # Analyzer casmisuse
//
// casmisuse: report a CompareAndSwap whose failure nobody sees, or whose loop never reloads the expected value
//
// # What it reports
//
// Two forms, with the types and the functions of sync/atomic, also through helpers of this package and exported ones of others:
//
//   - the result is dropped, or both its ways lead to the same place, and the new value was computed from a Load of the same
//     variable, links to what was loaded, or was compared with it;
//   - a loop around CompareAndSwap that, after it has failed, compares with the same value again: it was loaded once, before the loop.
//
// # Why it matters
//
// CompareAndSwap does nothing when another goroutine was first. With the result dropped the update is then lost, exactly as with
// Load and Store; a loop that never loads again fails for ever once it has failed, and spins.
//
// # Bad
//
//	package server
//
//	import "sync/atomic"
//
//	type Stats struct{ peak atomic.Int64 }
//
//	func (s *Stats) Observe(x int64) {
//		if peak := s.peak.Load(); x > peak {
//			s.peak.CompareAndSwap(peak, x)
//		}
//	}
//
//	func (s *Stats) Peak() int64 { return s.peak.Load() }
//
// # Good
//
//	package server
//
//	import "sync/atomic"
//
//	type Stats struct{ peak atomic.Int64 }
//
//	func (s *Stats) Observe(x int64) {
//		for {
//			peak := s.peak.Load()
//			if x <= peak || s.peak.CompareAndSwap(peak, x) {
//				return
//			}
//		}
//	}
//
//	func (s *Stats) Peak() int64 { return s.peak.Load() }
//
// # Limits
//
// It is silent where the new value is a constant or comes from elsewhere (best-effort clears, claims, install if nil, a tail that
// everybody helps to move on), where the result goes to the caller, where a loop ends once it has failed, where all writers hold one
// lock or one goroutine is the only writer, and on objects that no other goroutine can reach.
//
// # Fix safety
//
// No fix is offered: whether a lost update is to be tried again or given up is for the author to say.
//
// # See also
//
// https://pkg.go.dev/sync/atomic#Int64.CompareAndSwap, the analyzer loadstore (no CompareAndSwap at all).
package casmisuse
