// Package addload finds counters that are loaded again right after an Add.
//
// # Analyzer addload
//
// addload: report a Load of a counter right after an Add to it whose result was dropped
//
// # What it reports
//
// An Add (of the types or functions of sync/atomic, also in a helper) whose result is not used, followed by a Load of the same
// counter, with no wait, lock or unknown call in between. It is an error where a branch or a comparison depends on the loaded value,
// such as closing on the last release, and information where the value is only shown or returned, or is compared with a threshold
// that the counter only moves towards.
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
// It is silent where anything in between may take long, and where the Load is asked again in a loop or begins another round of one,
// since it then asks a new question; under a lock that all writers hold; where one goroutine alone writes; after a join; and on
// objects that no other goroutine can reach. The Add of expvar has no result.
//
// # Fix safety
//
// Safe. Where the Load is the first thing that the statement after the Add evaluates, be it as an argument behind names and
// literals, it becomes the Add, and the statement with the Add goes.
//
// # See also
//
// https://pkg.go.dev/sync/atomic#Int32.Add, the analyzer checkthenact (a Load before the Add).
package addload
