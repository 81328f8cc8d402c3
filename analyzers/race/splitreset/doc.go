// Package splitreset finds counters that are read and zeroed in two steps.
//
// # Analyzer splitreset
//
// splitreset: report a counter that is read and then zeroed in two steps while others add to it
//
// # What it reports
//
// A Load whose value is used, followed by a Store(0) (or a Swap(0) whose result is dropped) on the same counter, where other
// code adds to it: with the types and the functions of sync/atomic, with expvar, and through methods such as Value and Reset, of this
// package or exported by another. The finding stands at the reset.
//
// With -deep, a plain number behind a mutex is reported too where one section of the mutex reads it, a later one in the same function zeroes
// it, and others add: written out, or as calls of methods that lock on their own.
//
// # Why it matters
//
// What is added between the two steps appears in no report: the read did not see it, the reset deletes it. The totals of a
// "report and reset" loop are then too small by an amount that grows with load.
//
// # Bad
//
//	package server
//
//	import "sync/atomic"
//
//	type Stats struct{ hits atomic.Int64 }
//
//	func (s *Stats) Hit() { s.hits.Add(1) }
//
//	func (s *Stats) Report() int64 {
//		n := s.hits.Load()
//		s.hits.Store(0)
//		return n
//	}
//
// # Good
//
//	package server
//
//	import "sync/atomic"
//
//	type Stats struct{ hits atomic.Int64 }
//
//	func (s *Stats) Hit() { s.hits.Add(1) }
//
//	func (s *Stats) Report() int64 { return s.hits.Swap(0) }
//
// # Limits
//
// It is silent where all writers hold one lock over both steps, where nobody adds (states and flags), where the value is only
// compared, after a join, on objects that no other goroutine can reach, where one goroutine alone adds and resets, where a round of
// a loop begins with the reset and counts what it does itself, and in methods, such as Close, that cannot run beside the ones that
// add without trouble elsewhere. Only the package itself is searched for code that adds, by Add or by a CompareAndSwap of a computed
// value. Of plain numbers only fields and package variables are followed, and sections that lock and unlock in one function.
//
// # Fix safety
//
// Safe. Where Load and reset stand in one list of statements, and those between them only compute and work on other counters, the
// Load becomes Swap(0) and the reset goes. expvar has no Swap: there, where something between them may leave the function or look
// at the counter, and for plain numbers, the finding comes without a fix.
//
// # See also
//
// https://pkg.go.dev/sync/atomic, the analyzer loadstore (a Store of a value computed from the Load).
package splitreset
