// Package avgquantile finds means and sums of quantiles.
//
// # Analyzer avgquantile
//
// avgquantile: report arithmetic that averages or sums quantiles
//
// # What it reports
//
// The sum of two quantiles, a quantile that is added up in a loop, a weighted mean of one with something else (as in a moving average),
// and quantiles that are handed to a function called mean, avg, average or sum.
//
// A quantile is what a function called Quantile, Percentile, ValueAtQuantile or ValueAtPercentile returns, and a number whose name
// says so: p95, p99, p999, p9999, and p50, p75, p90, p98 where the name or type speaks of a time.
//
// # Why it matters
//
// The mean of the 99th percentiles of several instances or minutes is no percentile of anything: it depends on how the requests were
// spread, and one slow instance with few requests hides or shouts. Only the counts behind can be put together.
//
// # Bad
//
//	package server
//
//	type Stats struct{ P99 float64 }
//
//	func Fleet(instances []Stats) float64 {
//		var sum float64
//		for _, s := range instances {
//			sum += s.P99
//		}
//		return sum / float64(len(instances))
//	}
//
// # Good
//
//	package server
//
//	type Histogram struct{ counts [64]int }
//
//	func (h *Histogram) Merge(o *Histogram) {
//		for i, n := range o.counts {
//			h.counts[i] += n
//		}
//	}
//
//	func (h *Histogram) Quantile(q float64) float64 { return 0 }
//
//	func Fleet(instances []*Histogram) float64 {
//		var all Histogram
//		for _, h := range instances {
//			all.Merge(h)
//		}
//		return all.Quantile(0.99)
//	}
//
// # Limits
//
// Maxima, minima and differences of quantiles are left alone, and sums of different quantiles of one thing. Names are evidence only for
// the closed set above: P256 is a curve.
//
// # Fix safety
//
// There is none: the histograms have to be merged where they are.
//
// # See also
//
// The analyzer quantilegauge.
package avgquantile
