// Package unflushed finds local accumulators whose rest is dropped.
//
// # Analyzer unflushed
//
// unflushed: report a local accumulator that is flushed past a threshold, with a way out that drops the rest
//
// # What it reports
//
// A number of one's own that is added to a shared counter once it has reached a threshold (or each n-th round, or after some time), so
// that the shared one is written less often. The finding stands at
//
//   - the return or break, or the loop that just ends, on which the number is not empty and nothing flushes it;
//   - the flush itself, where the number is a field and nothing else in the package flushes it.
//
// Shared counters are atomics, expvar, metrics, fields and package variables, also behind a helper of the package or a local closure.
//
// # Why it matters
//
// The shared counter misses up to a whole threshold for each worker that ends. Where workers are short-lived it may never see
// anything: a hundred goroutines of fifty events each, with a threshold of a hundred, count zero.
//
// # Bad
//
//	package worker
//
//	import "sync/atomic"
//
//	var total atomic.Int64
//
//	func Work(jobs <-chan func()) {
//		local := int64(0)
//		for job := range jobs {
//			job()
//			local++
//			if local >= 100 {
//				total.Add(local)
//				local = 0
//			}
//		}
//	}
//
// # Good
//
//	package worker
//
//	import "sync/atomic"
//
//	var total atomic.Int64
//
//	func Work(jobs <-chan func()) {
//		local := int64(0)
//		defer func() { total.Add(local) }()
//		for job := range jobs {
//			job()
//			local++
//			if local >= 100 {
//				total.Add(local)
//				local = 0
//			}
//		}
//	}
//
// # Limits
//
// It is silent where anybody else looks after the number: a deferred call or a goroutine that mentions it, a pointer to it, a caller
// that it is returned to. A field of an object that lives as long as the process is left alone. Numbers that only pace something, such as
// a log line or a yield each n-th round, are no accumulators. Ways that end in a panic or in os.Exit are no ways out.
//
// # Fix safety
//
// No fix: where the rest belongs depends on the owner. A defer right after the declaration is mostly right.
//
// # See also
//
// counter.Sloppy of the runtime module, whose handles flush by count, by time and when they are closed.
package unflushed
