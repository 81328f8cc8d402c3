// Package addload finds counters that are loaded again right after an Add.
//
// # Analyzer addload
//
// addload: report a Load of a counter right after an Add to it whose result was dropped
//
// # What it reports
//
// An Add (of the types or functions of sync/atomic) whose result is not used, followed by a Load of the same counter, with no
// wait, lock or unknown call in between. It is an error where a branch depends on the loaded value, such as closing on the last
// release, and information where the value is only shown or returned.
//
// # Why it matters
//
// Between the two, other goroutines add too. Two of them can both see zero and close twice; or a late one adds and nobody sees
// zero; two callers get the same number. Add returns the value that it made: exactly one caller gets each.
//
// # Bad
//
//	package pool
//
//	import "sync/atomic"
//
//	type Conn struct {
//		refs   atomic.Int32
//		closed chan struct{}
//	}
//
//	func (c *Conn) Acquire() { c.refs.Add(1) }
//
//	func (c *Conn) Release() {
//		c.refs.Add(-1)
//		if c.refs.Load() == 0 {
//			close(c.closed)
//		}
//	}
//
// # Good
//
//	package pool
//
//	import "sync/atomic"
//
//	type Conn struct {
//		refs   atomic.Int32
//		closed chan struct{}
//	}
//
//	func (c *Conn) Acquire() { c.refs.Add(1) }
//
//	func (c *Conn) Release() {
//		if c.refs.Add(-1) == 0 {
//			close(c.closed)
//		}
//	}
//
// # Limits
//
// It is silent where anything in between may take long, since the Load then asks a new question; under a lock that all writers
// hold; where one goroutine alone writes; and on objects that no other goroutine can reach.
//
// # Fix safety
//
// Safe. Where the Load is the first thing that the statement after the Add evaluates, it becomes the Add, and the statement with
// the Add goes.
//
// # See also
//
// https://pkg.go.dev/sync/atomic#Int32.Add, the analyzer checkthenact (a Load before the Add).
package addload
