// Package loosegate finds decisions that are made on the value of a counter that is only good for statistics.
//
// # Analyzer loosegate
//
// loosegate: report a decision that is made on the value of a sharded, per-P, adaptive or sloppy counter
//
// # What it reports
//
// A condition on the value of a counter that is kept in several cells, on which more hangs than a report: something is admitted,
// refused, limited, freed, closed, started or waited for. Such counters are
//
//   - the statistics family of the runtime module: counter.Counter, UpDown, Sharded, PerP, Adaptive, Sloppy and others, gauge.Gauge;
//   - xsync.Counter;
//   - the adders of go-adder that are ported from LongAdder.
//
// The value is followed through arithmetic, local variables and functions of the package that return it.
//
// # Why it matters
//
// Reading sums up the cells one by one while others add to them: the sum need not be a value that the counter ever had, and says
// nothing about what happens next. Two callers that are both below the limit get in, and none of two releases need see zero, or
// both do. An atomic decides and counts in one step.
//
// # Bad
//
//	package limit
//
//	import (
//		"errors"
//
//		"github.com/puzpuzpuz/xsync/v4"
//	)
//
//	var inflight = xsync.NewCounter()
//
//	func Enter() error {
//		if inflight.Value() >= 100 {
//			return errors.New("busy")
//		}
//		inflight.Inc()
//		return nil
//	}
//
// # Good
//
//	package limit
//
//	import (
//		"errors"
//
//		"github.com/counterlint/counterlint/runtime/counter"
//	)
//
//	var inflight counter.Capped // with a limit
//
//	func Enter() error {
//		if !inflight.TryInc() {
//			return errors.New("busy")
//		}
//		return nil
//	}
//
// # Limits
//
// It is silent where the branch only logs, prints, formats, computes or sets metrics, where a function has waited before for those
// that count, and where counters are compared to put them in an order. An adder behind the interface of go-adder is taken for a striped
// one, unless the package makes adders that are single atomics too. Values that go through fields, parameters or channels are
// not followed.
//
// # Fix safety
//
// No fix: the decision and the count have to become one step, counter.Capped for a limit, counter.Int with the result of Dec for the
// last one out.
//
// # See also
//
// The analyzers checkthenact and addload (the same gap with exact counters).
package loosegate
