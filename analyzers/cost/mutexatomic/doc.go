// Package mutexatomic finds mutexes around single atomic operations.
//
// # Analyzer mutexatomic
//
// mutexatomic: report a mutex whose critical sections hold nothing but one atomic operation each
//
// # What it reports
//
// The first Lock call of an unexported, not embedded sync.Mutex or sync.RWMutex (field, package variable or local variable), if
// every one of its critical sections in the package holds exactly one atomic operation and, beside it, nothing but computing with
// values and looking at what the operation yields.
//
// # Why it matters
//
// The operation is atomic without the lock. Together they cost several times as much, put goroutines to sleep under load, and
// tell the reader that something else is guarded.
//
// # Bad
//
//	package server
//
//	import (
//		"sync"
//		"sync/atomic"
//	)
//
//	type Stats struct {
//		mu   sync.Mutex
//		hits atomic.Int64
//	}
//
//	func (s *Stats) Hit() {
//		s.mu.Lock()
//		s.hits.Add(1)
//		s.mu.Unlock()
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
// # Limits
//
// It is silent where the mutex is exported or embedded, is handed to other code or comes from it, belongs to a sync.Cond, guards
// anything else anywhere, is used to wait or with TryLock, is unlocked in another function, keeps the operation out of a section
// that handles the atomic in two steps, or where the operation is called through a function.
//
// # Fix safety
//
// Safe. Every Lock and Unlock, the declaration and, where nothing else needs it, the import of sync go. It is offered only where
// they stand without comments, the declaration on a line of its own, and nothing else names the mutex.
//
// # See also
//
// https://pkg.go.dev/sync/atomic
package mutexatomic
