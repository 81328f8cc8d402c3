package counters

import (
	"math"
	"testing"

	"github.com/HdrHistogram/hdrhistogram-go"

	"github.com/counterlint/counterlint/runtime/histogram"
)

// FuzzHDR records the same values into histogram.HDR and into hdrhistogram-go, and wants the same counts in the same buckets, and
// the same largest value for a quantile.
func FuzzHDR(f *testing.F) {
	f.Add(int64(1), int64(1_000_000), uint8(2), int64(12_345), int64(100), int64(7))
	f.Add(int64(1000), int64(3_600_000_000_000), uint8(3), int64(3_599_999_999_999), int64(0), int64(1))
	f.Add(int64(1), int64(math.MaxInt64/2), uint8(1), int64(math.MaxInt64/2), int64(1<<60), int64(0))
	f.Add(int64(16), int64(1<<20), uint8(4), int64(65_535), int64(16), int64(15))
	f.Fuzz(func(t *testing.T, lowest, highest int64, digits uint8, a, interval, b int64) {
		c := histogram.Config{Lowest: lowest, Highest: highest, Digits: int(digits)}
		h, err := histogram.New(c)
		if err != nil || lowest == 0 || highest == 0 || digits == 0 || digits > 4 {
			return // no config, or one with defaults, or one that takes much memory
		}
		a, b = a&math.MaxInt64%(highest+1), b&math.MaxInt64%(highest+1)
		if interval > 0 {
			interval = max(interval, a/10_000) // the other one takes a step for each value
		}
		peer := hdrhistogram.New(lowest, highest, int(digits))
		h.RecordCorrected(a, interval)
		h.Record(b)
		if err := peer.RecordCorrectedValue(a, interval); err != nil {
			t.Skip(err)
		}
		if err := peer.RecordValue(b); err != nil {
			t.Skip(err)
		}
		s := h.Snapshot()
		type bucket struct {
			low   int64
			count uint64
		}
		var ours, theirs []bucket
		for b := range s.Buckets() {
			ours = append(ours, bucket{b.Low, b.Count})
		}
		for _, bar := range peer.Distribution() {
			if bar.Count > 0 {
				theirs = append(theirs, bucket{bar.From, uint64(bar.Count)})
			}
		}
		if len(ours) != len(theirs) {
			t.Fatalf("%+v, %d and %d: %d buckets, theirs are %d", c, a, b, len(ours), len(theirs))
		}
		for i := range ours {
			if ours[i] != theirs[i] {
				t.Fatalf("%+v, %d each %d, %d: bucket %d is %+v, theirs is %+v", c, a, interval, b, i, ours[i], theirs[i])
			}
		}
		if got, want := s.Count(), uint64(peer.TotalCount()); got != want {
			t.Fatalf("%d values, theirs are %d", got, want)
		}
		if got, want := s.Max(), min(peer.Max(), highest); got != want {
			t.Fatalf("maximum %d, theirs is %d", got, want)
		}
	})
}
