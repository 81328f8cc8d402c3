// Package mutexcounter finds mutexes that guard nothing but one integer.
//
// # Analyzer mutexcounter
//
// mutexcounter: report a mutex whose critical sections only set, read, add to or subtract from one integer
//
// # What it reports
//
// The first Lock call of an unexported, not embedded sync.Mutex or sync.RWMutex (field, package variable or local variable), if each
// of its critical sections in the package does one of these to one and the same integer, and nothing else: n = v, n++, n--, n += v,
// n -= v, reading n, or one of the former together with reading the value before or after.
//
// # Why it matters
//
// An atomic does the same in one instruction. The lock costs several times as much, puts goroutines to sleep under load, and a
// scrape that reads the number makes the writers wait.
//
// # Bad
//
//	package server
//
//	import "sync"
//
//	type Stats struct {
//		mu   sync.Mutex
//		hits int64
//	}
//
//	func (s *Stats) Hit() {
//		s.mu.Lock()
//		defer s.mu.Unlock()
//		s.hits++
//	}
//
//	func (s *Stats) Hits() int64 {
//		s.mu.Lock()
//		defer s.mu.Unlock()
//		return s.hits
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
//	func (s *Stats) Hits() int64 { return s.hits.Load() }
//
// # Limits
//
// It is silent where the mutex is exported or embedded, is handed to other code or comes from it, belongs to a sync.Cond, is used with
// TryLock or unlocked in another function; where a section branches and writes, calls anything, or looks at something else than the
// amount to add; where the integer is exported, is an element of something, is written outside the sections once its object is made,
// or its address goes elsewhere. Floats, booleans and strings are no integers.
//
// # Fix safety
//
// No fix. The message names the type to use: all uses of the integer have to change with it.
//
// # See also
//
// https://pkg.go.dev/sync/atomic and the analyzer mutexatomic, for a mutex around an integer that is atomic already.
package mutexcounter
