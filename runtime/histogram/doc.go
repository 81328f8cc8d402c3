// Package histogram holds distributions that many goroutines record into: latencies, sizes.
//
// [HDR] keeps counts with a fixed number of significant decimal digits over the whole range of int64, in the buckets of
// HdrHistogram: what one of the two counts, the other does. A [Recorder] hands out what came since the last time. A [Snapshot] is
// what is read: quantiles, merging, other resolutions, and the exponential buckets of Prometheus and OpenTelemetry.
//
// HDR and Recorder belong to the statistics family of package counter: nothing is lost or counted twice, but a snapshot may miss
// what is recorded while it is taken, and no decision may hang on it.
package histogram
