// Package checkthenact finds decisions on a Load that another goroutine can overtake.
//
// # Analyzer checkthenact
//
// checkthenact: report a branch on an atomic Load that then acts on the same variable as if nothing could come in between
//
// # What it reports
//
// With the types and the functions of sync/atomic, on integers:
//
//   - a Load compared with a bound, then an Add that moves the counter towards it: if n.Load() < max { n.Add(1) };
//   - a Load compared with a state, then a Store of a constant, where more than the Store happens in the branch;
//   - a value tested by one Load and used by a second one as a divisor, an index, a bound of a slice (a pointer that others set
//     to nil: dereferenced);
//   - an Add compared with a bound and taken back: an error where others read the counter, else a warning.
//
// # Why it matters
//
// Between the test and the act, other goroutines pass the same test. A limit of 100 admits 103, a counter of free slots goes
// below zero, a service starts twice, a division panics. An overshoot that is taken back makes others see a full pool that has
// room, and refuse.
//
// # Bad
//
//	package pool
//
//	import "sync/atomic"
//
//	type Pool struct{ active atomic.Int64 }
//
//	func (p *Pool) Acquire() bool {
//		if p.active.Load() >= 100 {
//			return false
//		}
//		p.active.Add(1)
//		return true
//	}
//
//	func (p *Pool) Release() { p.active.Add(-1) }
//
// # Good
//
//	package pool
//
//	import "sync/atomic"
//
//	type Pool struct{ active atomic.Int64 }
//
//	func (p *Pool) Acquire() bool {
//		for {
//			n := p.active.Load()
//			if n >= 100 {
//				return false
//			}
//			if p.active.CompareAndSwap(n, n+1) {
//				return true
//			}
//		}
//	}
//
//	func (p *Pool) Release() { p.active.Add(-1) }
//
// # Limits
//
// It is silent where a lock that all writers hold, or a CompareAndSwap, stands between the two; for a branch that only sets a
// flag again (best effort); where one goroutine alone lowers the counter; and on objects that no other goroutine can reach.
//
// # Fix safety
//
// No fix is offered: the loop changes what happens on the way, and a bound may be meant as a hint.
//
// # See also
//
// https://pkg.go.dev/sync/atomic#Int64.CompareAndSwap, the analyzers loadstore and addload.
package checkthenact
