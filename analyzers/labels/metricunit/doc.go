// Package metricunit finds values whose unit is not the one that the name of their metric promises.
//
// # Analyzer metricunit
//
// metricunit: report a value whose unit contradicts the name of its metric
//
// # What it reports
//
// An Observe, Set, Add, Record or Update whose value surely is in another unit than the last part of the metric's name says (seconds,
// milliseconds, bytes, kilobytes, ratio, …), or than the unit that an OpenTelemetry instrument is given: a time.Duration taken as a
// number, which is in nanoseconds, d.Milliseconds() for a name in _seconds, time.Now().UnixNano() for a time in seconds, a length divided
// by 1024 for _bytes, a quotient times 100 for _ratio.
//
// # Why it matters
//
// The numbers are wrong by a factor of a thousand or a billion: buckets never fill, or all values land in the last one, and alerts
// never fire, or always.
//
// # Bad
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
//	func Observe(start time.Time) { latency.Observe(float64(time.Since(start).Milliseconds())) }
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
//	func Observe(start time.Time) { latency.Observe(time.Since(start).Seconds()) }
//
// # Limits
//
// Only units that show in the code count: durations and times of package time, lengths of strings and byte slices, sizes of files. A
// number from elsewhere has no unit, whatever its name says. Factors of constants are worked in.
//
// # Fix safety
//
// Safe for a duration in a metric in seconds: float64(d) and float64(d.Milliseconds()) become d.Seconds(). There is none elsewhere.
//
// # See also
//
// https://prometheus.io/docs/practices/naming/#base-units
package metricunit
