// Package avglatency finds means of durations that are published as the latency.
//
// # Analyzer avglatency
//
// avglatency: report a mean of durations that is published or logged as the latency
//
// # What it reports
//
// The division of a sum of durations by their count, both kept in fields or package variables that the same function raises, where the
// result goes into a gauge, an expvar, a log line or a text of metrics, or is computed in code that runs when metrics are read.
//
// # Why it matters
//
// A mean hides the slow requests: with one of a hundred at ten seconds and the others at ten milliseconds it says a tenth of a second,
// which nobody saw. And as it counts from the start of the process, nothing moves it any more after a day.
//
// # Bad
//
//	package server
//
//	import (
//		"expvar"
//		"time"
//	)
//
//	type Stats struct {
//		total time.Duration
//		count int64
//	}
//
//	func (s *Stats) Observe(d time.Duration) {
//		s.total += d
//		s.count++
//	}
//
//	func (s *Stats) Publish() {
//		expvar.Publish("latency", expvar.Func(func() any { return s.total / time.Duration(s.count) }))
//	}
//
// # Good
//
//	package server
//
//	import (
//		"time"
//
//		"github.com/prometheus/client_golang/prometheus"
//		"github.com/prometheus/client_golang/prometheus/promauto"
//	)
//
//	var latency = promauto.NewHistogram(prometheus.HistogramOpts{Name: "latency_seconds", Help: "Latency."})
//
//	func Observe(d time.Duration) { latency.Observe(d.Seconds()) }
//
// # Limits
//
// It is silent where the same function observes the duration in a histogram as well, for sums that live in one function (the mean of a
// batch), for estimates of the time that is left, and where the sum or the count is published alone.
//
// # Fix safety
//
// There is none: a histogram takes the place of both numbers.
//
// # See also
//
// The analyzer avgquantile.
package avglatency
