// Package narrowtotal finds totals in 32-bit atomics.
//
// # Analyzer narrowtotal
//
// narrowtotal: report a 32-bit atomic named total, bytes or count that only grows
//
// # What it reports
//
// A field or package variable of 32 bits (atomic.Int32, atomic.Uint32, or a number that goes to the functions of sync/atomic) whose
// name says that it is a total, a number of bytes or a count, and that nothing in the package ever lowers, sets or takes.
//
// # Why it matters
//
// At 1,000 events a second a signed one is negative after 25 days; 4 GiB of traffic take an unsigned count of bytes back to zero.
// Rates that are computed from it jump, and nothing in the program tells.
//
// # Bad
//
//	package server
//
//	import "sync/atomic"
//
//	type Stats struct {
//		totalBytes atomic.Uint32
//	}
//
//	func (s *Stats) Sent(n int) { s.totalBytes.Add(uint32(n)) }
//
// # Good
//
//	package server
//
//	import "sync/atomic"
//
//	type Stats struct {
//		totalBytes atomic.Uint64
//	}
//
//	func (s *Stats) Sent(n int) { s.totalBytes.Add(uint64(n)) }
//
// # Limits
//
// It is silent on numbers that are used as identifiers or tickets (somebody looks at the result of Add), that are compared with a
// bound, or whose names speak of what is there at the moment, such as active, pending or workers; on local variables; and where the
// amount is handed in by a caller. Objects that do not live long are not told from those that do.
//
// # Fix safety
//
// Safe for unexported typed atomics: the declared type and the conversions of what is added become 64 bits wide. Needs review where
// the number goes into an interface, since its width may be part of a format. It is withheld where the number meets other 32-bit
// numbers, and there is none for plain numbers, which might then be misaligned: make them an atomic.Int64 by hand.
//
// # See also
//
// The analyzer misaligned64.
package narrowtotal
