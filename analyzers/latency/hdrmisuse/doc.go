// Package hdrmisuse finds HDR histograms that lose values.
//
// # Analyzer hdrmisuse
//
// hdrmisuse: report HDR histograms that are merged with loss, or recorded by several goroutines
//
// # What it reports
//
// For histograms of github.com/HdrHistogram/hdrhistogram-go:
//
//   - a Merge into one that ends below the highest value of the source, if the number of values that it drops is ignored;
//   - a Merge into one with more significant digits than the source has;
//   - values that several goroutines record without a lock: in a handler of requests, or in goroutines that are started in a loop.
//
// # Why it matters
//
// Merge drops what does not fit, which are the slowest requests, and tells so only by its result. More digits than the source has
// are promised and not there. A histogram has no lock of its own: counts that are raised at once get lost, and its totals no longer fit.
//
// # Bad
//
//	package server
//
//	import "github.com/HdrHistogram/hdrhistogram-go"
//
//	var (
//		worker = hdrhistogram.New(1, 3_600_000_000, 3)
//		total  = hdrhistogram.New(1, 1_000_000, 3)
//	)
//
//	func Collect() { total.Merge(worker) }
//
// # Good
//
//	package server
//
//	import "github.com/HdrHistogram/hdrhistogram-go"
//
//	const highest = 3_600_000_000
//
//	var (
//		worker = hdrhistogram.New(1, highest, 3)
//		total  = hdrhistogram.New(1, highest, 3)
//	)
//
//	func Collect() { total.Merge(worker) }
//
// # Limits
//
// Ranges and digits count where they are constants. A function that takes a lock, or that is only called by functions which take one,
// records under it. Histograms that a function makes for itself, or for each goroutine, are nobody else's.
//
// # Fix safety
//
// There is none.
//
// # See also
//
// https://pkg.go.dev/github.com/HdrHistogram/hdrhistogram-go
package hdrmisuse
