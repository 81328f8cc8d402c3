// Package checkthenact finds decisions on a Load that another goroutine can overtake.
//
// # Analyzer checkthenact
//
// checkthenact: report a branch on an atomic Load that then acts on the same variable as if nothing could come in between
//
// # What it reports
//
// With the types and the functions of sync/atomic and with expvar.Int, on integers, also through helpers of this package and exported
// ones of others:
//
//   - a Load compared with a bound, then an Add that moves the counter towards it: if n.Load() < max { n.Add(1) };
//   - a Load compared with a state, then a Store of a constant, where more than the Store hangs on the branch: a start, a close,
//     a send, a call, a write, another answer to the caller;
//   - a value tested by one Load and used by a second one as a divisor, an index, a bound of a slice, a result or an argument (a
//     pointer that others set to nil: dereferenced);
//   - an Add compared with a bound and taken back: an error where others read the counter, else a warning, with -deep only.
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
// It is silent where a lock that all harmful writers hold, or a CompareAndSwap, stands between the two; for a branch that only sets a
// mark again, logs or counts (best effort); where one goroutine alone lowers the counter; where what is taken away is what was
// read, a quota is taken whatever the amount, or the amount comes out of the work that the bound lets in; where the test fails with a
// panic alone; where failures are counted and the result of Add is compared with the bound; where all that others do keeps the test true,
// or waits for the state that this side sets; and on objects that no other goroutine can reach. Flags of type atomic.Bool are not looked at, and Store of a constant alone claims a state. A branch that leaves another
// state than the first one and does nothing but call functions is shown with -deep alone.
//
// # Fix safety
//
// Needs review, where the package imports counterlint's counter package, directly or through others: the test and the Add of an
// atomic.Int64, in one if statement or right behind one that leaves, become a counter.AddIf, which asks the condition again where
// another goroutine came first. Else no fix is offered: the loop changes what happens on the way, and a bound may be meant as a hint.
//
// # See also
//
// https://pkg.go.dev/sync/atomic#Int64.CompareAndSwap, the analyzers loadstore and addload.
package checkthenact
