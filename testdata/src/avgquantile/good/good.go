package good

import (
	"crypto/elliptic"
	"slices"
)

type stats struct{ P50, P90, P99, Max, Mean float64 }

type histogram struct{ n [10]int }

func (h *histogram) Merge(o *histogram) {
	for i, n := range o.n {
		h.n[i] += n
	}
}

func (h *histogram) Quantile(q float64) float64 { return q }

// Maxima, minima.
func worst(all []stats) (p99 float64) {
	for _, s := range all {
		p99 = max(p99, s.P99)
	}
	return p99
}

// Differences.
func change(before, after stats) float64 { return after.P99 - before.P99 }

// The spread of one thing: different quantiles.
func spread(s stats) float64 { return s.P99 - s.P50 + s.Max }

func mixed(s stats) float64 { return s.P50 + s.P99 }

// The median of a sample.
func median(sample []float64) float64 {
	slices.Sort(sample)
	n := len(sample)
	return (sample[n/2-1] + sample[n/2]) / 2
}

// Merged first.
func merged(hs []*histogram) float64 {
	var all histogram
	for _, h := range hs {
		all.Merge(h)
	}
	return all.Quantile(0.99)
}

// Sums of something else.
func sums(all []stats) (mean float64) {
	for _, s := range all {
		mean += s.Mean
	}
	return mean / float64(len(all))
}

// A curve.
func curve() int { return elliptic.P256().Params().BitSize + elliptic.P384().Params().BitSize }

// Points.
type points struct{ p50, p90 float64 }

func middle(p points) float64 { return (p.p50 + p.p90) / 2 }

func add(a, b points) float64 { return a.p50 + b.p50 }

// A margin on top.
func limit(s stats) float64 { return s.P99 + 0.1 }

func text(p99 string) string { return "p99=" + p99 }

// Counted, not added.
func breaches(all []stats, limit float64) (n int) {
	for _, s := range all {
		if s.P99 > limit {
			n += 1
		}
	}
	return n
}
