// Package gaugeleak finds gauges that stay raised on some way out.
//
// # Analyzer gaugeleak
//
// gaugeleak: report a gauge that is raised and lowered in one function, but not on every way out
//
// # What it reports
//
// A number that goes up at the beginning of some work and down at its end (requests in flight, workers that are busy), where the
// function can be left with the number still up:
//
//   - a return, continue or break skips the lowering, or it only runs where an error is nil (error);
//   - the lowering is deferred in a loop, so that it runs once for all rounds when the function ends (error);
//   - code that the package does not choose runs between the two (a function value, a method of an interface, an http.Handler), may
//     panic, and the process lives on: in a handler of net/http, or below a function that recovers (warning).
//
// It knows the types and functions of sync/atomic, expvar, the gauges of Prometheus, VictoriaMetrics and go.uber.org/atomic, the
// up-down counters of OpenTelemetry, and other types with Gauge in their names, through fields, labels, helpers of the package and
// local closures.
//
// # Why it matters
//
// Each such exit leaves the gauge one too high for good. It drifts up over days, and alerts, limits and autoscalers that read it act on
// work that does not exist; nothing but a restart brings it down.
//
// # Bad
//
//	package server
//
//	import "sync/atomic"
//
//	var inflight atomic.Int64
//
//	func Handle(load func() error) error {
//		inflight.Add(1)
//		if err := load(); err != nil {
//			return err
//		}
//		inflight.Add(-1)
//		return nil
//	}
//
// # Good
//
//	package server
//
//	import "sync/atomic"
//
//	var inflight atomic.Int64
//
//	func Handle(load func() error) error {
//		inflight.Add(1)
//		defer inflight.Add(-1)
//		return load()
//	}
//
// # Limits
//
// It is silent where the gauge goes down elsewhere by design: in another function that does not raise it, in a function that is
// returned or handed on, or by a Store or Set of a value. It is silent where the gauge stays up on success and is taken back on
// failure, for what it counts then lives on. Ways that end in a panic, in os.Exit or in a call of a function named Fatal are no ways
// out; functions with goto are not followed. Only in this package are the other users of a gauge known.
//
// # Fix safety
//
// Safe where each lowering is the last thing that happens on its way out: the lowering is deferred right after the raise, and the others
// go. Needs review where the function defers other things, or where calls stand in the return statement, which then run with the
// gauge still up. There is none in loops.
//
// Where the package imports counterlint's gauge package, directly or through others, there is another fix, which needs review: the raise
// becomes defer g.Enter()(). An atomic.Int64 that nothing compares becomes a gauge.Gauge for that, whose value is for people to look at.
//
// # See also
//
// The analyzer checkthenact (limits that are tested by such a number).
package gaugeleak
