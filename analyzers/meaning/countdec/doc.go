// Package countdec finds counters that go down.
//
// # Analyzer countdec
//
// countdec: report a monotonic counter that is lowered, set back or reset
//
// # What it reports
//
// A number that its library, or the name it is published under, declares to grow only, and that goes down:
//
//   - a negative amount given to a counter of Prometheus (client_golang panics), OpenTelemetry, tally, go-metrics or go-kit;
//   - Dec, Sub, Set to a constant, or a negative amount, of a counter of VictoriaMetrics whose name ends in _total;
//   - Reset of a Prometheus CounterVec, and a counter that is unregistered and replaced by a new one in the same function;
//   - a variable that is published as a counter, or under a name that ends in _total (by a CounterFunc, a constant metric, an expvar, an
//     observable counter or a line of text), and is lowered or set to zero elsewhere, Add(^uint64(0)) included.
//
// An amount is negative where that is certain: a negative constant, minus a length or another number that cannot be below zero, or
// what a caller of the package hands to a helper.
//
// # Why it matters
//
// Whoever reads a counter computes rates from its differences and takes each fall for a restart of the process: the whole value
// counts once more, and the rate shows a burst that never happened. client_golang panics instead.
//
// # Bad
//
//	package server
//
//	import "github.com/prometheus/client_golang/prometheus"
//
//	var sessions = prometheus.NewCounter(prometheus.CounterOpts{Name: "sessions_total", Help: "Sessions."})
//
//	func Open()  { sessions.Inc() }
//	func Close() { sessions.Add(-1) }
//
// # Good
//
//	package server
//
//	import "github.com/prometheus/client_golang/prometheus"
//
//	var sessions = prometheus.NewGauge(prometheus.GaugeOpts{Name: "sessions", Help: "Open sessions."})
//
//	func Open()  { sessions.Inc() }
//	func Close() { sessions.Dec() }
//
// # Limits
//
// It is silent where the sign of an amount is not known, where the function takes back what it has added itself and the library
// does not panic, where a vector is filled again with totals after its Reset, and for numbers that are not published: the name of a
// variable alone says nothing. The counters of rcrowley/go-metrics, statsd and expvar may go down by contract.
//
// # Fix safety
//
// There is none: whether the number is a gauge, or the fall a mistake, is for its owner to say.
//
// # See also
//
// https://prometheus.io/docs/concepts/metric_types/#counter
package countdec
