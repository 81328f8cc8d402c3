package histogram_test

import (
	"fmt"
	"time"

	"github.com/counterlint/counterlint/runtime/histogram"
)

func ExampleHDR() {
	var latency histogram.HDR
	for ms := range int64(100) {
		latency.Record(int64(time.Duration(ms+1) * time.Millisecond))
	}
	s := latency.Snapshot()
	fmt.Println(s.Count(), time.Duration(s.Quantile(0.99)).Round(time.Millisecond))
	// Output: 100 99ms
}

func ExampleHDR_RecordCorrected() {
	// A probe asks every 10 ms, and once waits for a second: 99 answers were not even asked for.
	var latency histogram.HDR
	latency.RecordCorrected(1000, 10)
	fmt.Println(latency.Snapshot().Count(), latency.Snapshot().Quantile(0.5))
	// Output: 100 501
}

func ExampleRecorder() {
	var sizes histogram.Recorder
	sizes.Record(10)
	sizes.Record(20)
	fmt.Println(sizes.Drain().Count(), sizes.Drain().Count(), sizes.Snapshot().Max())
	// Output: 2 0 20
}

func ExampleSnapshot_Merge() {
	coarse, err := histogram.New(histogram.Config{Digits: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	coarse.Record(7)
	var fine histogram.HDR
	fine.Record(9)
	s := coarse.Snapshot()
	fmt.Println(s.Merge(fine.Snapshot()) != nil)
	rescaled, err := fine.Snapshot().Rescale(s.Config())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(s.Merge(rescaled), s.Count())
	// Output:
	// true
	// <nil> 2
}
