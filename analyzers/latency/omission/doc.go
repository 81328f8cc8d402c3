// Package omission finds measurements that leave out the requests which were due while a target stalled.
//
// # Analyzer omission
//
// omission: report closed loops at an intended rate that record raw response times
//
// # What it reports
//
// A loop that keeps a rate by a ticker, a sleep or a limiter, sends one request to something else each time, waits for the answer, and
// records the time since the request was sent: in a histogram or summary, or in a slice that is sorted for its percentiles. What
// sends may be a helper. Requests are those of net/http, gRPC, net, net/rpc, database/sql and some clients, and calls of
// interfaces that are called like a client or a target.
//
// # Why it matters
//
// The loop waits while the target stalls, and so do all requests that were due meanwhile; but only the one that was on its way is
// recorded as slow. A target that stands still for a tenth of the time can so have a perfect 99th percentile. This is known as
// coordinated omission.
//
// # Bad
//
//	package probe
//
//	import (
//		"net/http"
//		"time"
//
//		"github.com/HdrHistogram/hdrhistogram-go"
//	)
//
//	func Load(url string, h *hdrhistogram.Histogram) {
//		for range time.Tick(10 * time.Millisecond) {
//			start := time.Now()
//			resp, err := http.Get(url)
//			if err != nil {
//				continue
//			}
//			resp.Body.Close()
//			h.RecordValue(time.Since(start).Microseconds())
//		}
//	}
//
// # Good
//
//	package probe
//
//	import (
//		"net/http"
//		"time"
//
//		"github.com/HdrHistogram/hdrhistogram-go"
//	)
//
//	func Load(url string, h *hdrhistogram.Histogram) {
//		const interval = 10 * time.Millisecond
//		for due := time.Now(); ; due = due.Add(interval) {
//			time.Sleep(time.Until(due))
//			resp, err := http.Get(url)
//			if err != nil {
//				continue
//			}
//			resp.Body.Close()
//			h.RecordValue(time.Since(due).Microseconds())
//		}
//	}
//
// # Limits
//
// It is silent where a timeout is in sight that is not surely above the interval: a stall then ends before the next request is due.
// It is silent about loops that start a goroutine for each request, or keep no rate; about jobs that a program does for itself, which is what
// several requests in one measurement, other work beside them, or a name such as sync or upload mean; and about gauges of the last time.
//
// # Fix safety
//
// There is none: either the start or the way of recording changes, and with it the numbers.
//
// # See also
//
// The analyzer hdrmisuse. RecordCorrectedValue of hdrhistogram-go, and RecordCorrected of the package runtime/histogram.
package omission
