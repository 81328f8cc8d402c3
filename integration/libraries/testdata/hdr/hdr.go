// Package hdr uses hdrhistogram-go as it is.
package hdr

import (
	"net/http"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// Merge puts minutes into a histogram of seconds.
func Merge() *hdrhistogram.Histogram {
	seconds := hdrhistogram.New(1, 1_000_000, 3)
	minutes := hdrhistogram.New(1, 60_000_000, 3)
	seconds.Merge(minutes) // want hdrmisuse
	return seconds
}

// Mean of percentiles of two instances.
func Mean(a, b *hdrhistogram.Histogram) int64 {
	return (a.ValueAtQuantile(99) + b.ValueAtQuantile(99)) / 2 // want avgquantile
}

type server struct{ latency *hdrhistogram.Histogram }

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	start := time.Now()
	_ = s.latency.RecordValue(time.Since(start).Microseconds()) // want hdrmisuse
}
