// Package memstats finds calls of runtime.ReadMemStats that runtime/metrics makes needless.
//
// # Analyzer memstats
//
// memstats: report ReadMemStats in code that runs again and again, for numbers that runtime/metrics has
//
// # What it reports
//
// A call of runtime.ReadMemStats that runs whenever metrics are read (a Collect method, the function of a GaugeFunc, an expvar.Func, a
// callback), for each request (a handler), or on a timer (a loop that waits for a ticker or sleeps), directly or through functions of
// the package, if every field that is used afterwards has its counterpart in runtime/metrics.
//
// # Why it matters
//
// ReadMemStats stops the world: all goroutines wait until it has gathered dozens of numbers from every processor. runtime/metrics reads
// only those that are asked for, and stops nothing.
//
// # Bad
//
//	package server
//
//	import (
//		"expvar"
//		"runtime"
//	)
//
//	func init() {
//		expvar.Publish("heap", expvar.Func(func() any {
//			var m runtime.MemStats
//			runtime.ReadMemStats(&m)
//			return m.HeapAlloc
//		}))
//	}
//
// # Good
//
//	package server
//
//	import (
//		"expvar"
//		"runtime/metrics"
//	)
//
//	func init() {
//		expvar.Publish("heap", expvar.Func(func() any {
//			s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
//			metrics.Read(s)
//			return s[0].Value.Uint64()
//		}))
//	}
//
// # Limits
//
// It is silent where the whole struct is handed on or printed, as in a dump on demand, where a field without a counterpart is used
// (the times of single pauses, LastGC, BySize), and where it is not known that the code runs again.
//
// # Fix safety
//
// There is none: some counterparts count a little differently.
//
// # See also
//
// https://pkg.go.dev/runtime/metrics#hdr-Supported_metrics
package memstats
