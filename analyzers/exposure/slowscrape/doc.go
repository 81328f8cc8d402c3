// Package slowscrape finds heavy work in code that runs whenever metrics are read.
//
// # Analyzer slowscrape
//
// slowscrape: report heavy work in code that runs whenever metrics are read
//
// # What it reports
//
// In an expvar.Func, the function of a GaugeFunc or CounterFunc, a Collect method, an observable's callback of OpenTelemetry or the function
// of a VictoriaMetrics gauge, and in functions of the package that those call:
//
//   - file, network and SQL I/O, the start of other programs, look-ups of names;
//   - a sleep, and a receive from a channel that other code serves;
//   - the lock of a mutex that another function holds during such work;
//   - runtime.GC, runtime.ReadMemStats, debug.FreeOSMemory and dumps of all goroutines.
//
// # Why it matters
//
// Each scraper waits for it, at its own pace: scrapes time out when the disk or the other side is slow, which is when the numbers are
// needed, and several scrapers do the work several times.
//
// # Bad
//
//	package server
//
//	import (
//		"os"
//
//		"github.com/prometheus/client_golang/prometheus"
//		"github.com/prometheus/client_golang/prometheus/promauto"
//	)
//
//	var files = promauto.NewGaugeFunc(prometheus.GaugeOpts{Name: "files", Help: "Files."}, func() float64 {
//		entries, _ := os.ReadDir("/var/spool")
//		return float64(len(entries))
//	})
//
// # Good
//
//	package server
//
//	import (
//		"sync/atomic"
//
//		"github.com/prometheus/client_golang/prometheus"
//		"github.com/prometheus/client_golang/prometheus/promauto"
//	)
//
//	var spooled atomic.Int64 // kept by those who spool
//
//	var files = promauto.NewGaugeFunc(prometheus.GaugeOpts{Name: "files", Help: "Files."}, func() float64 {
//		return float64(spooled.Load())
//	})
//
// # Limits
//
// It is silent in packages that are exporters by their name, for reads below /proc and /sys, where the work is done only if a cache is
// empty or too old, for db.Stats, and for what is behind interfaces and in other packages. runtime.ReadMemStats for numbers
// that runtime/metrics has is reported by memstats, which names slowscrape.
//
// # Fix safety
//
// There is none: let a goroutine refresh the number now and then, and publish what it has found.
//
// # See also
//
// The analyzer memstats.
package slowscrape
