package bad

import "time"

type stats struct {
	P99        float64
	latencyP50 time.Duration
	count      float64
}

type histogram struct{}

func (histogram) Quantile(q float64) float64      { return q }
func (histogram) ValueAtQuantile(q float64) int64 { return int64(q) }
func (histogram) P95() float64                    { return 0 }

// Sums over instances.
func fleet(all []stats) float64 {
	var sum float64
	var lat time.Duration
	for _, s := range all {
		sum += s.P99        // want sum/error:`sum \+= adds up s.P99: a mean or sum of quantiles is the quantile of nothing`
		lat += s.latencyP50 // want `adds up s.latencyP50`
	}
	for i := range all {
		sum = sum + all[i].P99 // want `the loop adds up all\[i\].P99`
	}
	return sum / float64(len(all))
}

// Two of them.
func pair(a, b stats, p99Old, p99New float64) float64 {
	x := (a.P99 + b.P99) / 2                    // want sum:`a.P99 \+ b.P99 adds up quantiles`
	y := 0.5 * (p99Old + p99New)                // want `p99Old \+ p99New`
	z := float64(a.latencyP50+b.latencyP50) / 2 // want `a.latencyP50 \+ b.latencyP50`
	return x + y + z
}

// The results of functions.
func shards(hs []histogram) (total float64) {
	for _, h := range hs {
		total += h.Quantile(0.99)               // want `adds up h.Quantile`
		total += float64(h.ValueAtQuantile(99)) // want `adds up h.ValueAtQuantile`
		total += h.P95()                        // want `adds up h.P95`
		v := h.Quantile(0.5)
		total += v // want `adds up h.Quantile`
	}
	return total / float64(len(hs))
}

// Moving averages.
type window struct{ smoothed float64 }

func (w *window) observe(p95 float64) {
	const alpha = 0.1
	w.smoothed = alpha*p95 + (1-alpha)*w.smoothed // want weighted:`p95 goes into a weighted mean`
}

func weighted(a, b stats) float64 {
	return (a.P99*a.count + b.P99*b.count) / (a.count + b.count) // want `a.P99 goes into a weighted mean`
}

// Helpers.
func mean(vs ...float64) (m float64) {
	for _, v := range vs {
		m += v
	}
	return m / float64(len(vs))
}

func helpers(a, b stats, p99s []float64) float64 {
	m := mean(a.P99, b.P99) // want mean:`mean is given quantiles \(a.P99\)`
	m += mean(p99s...)      // want mean:`mean is given quantiles \(p99s\)`
	for _, v := range p99s {
		m += v // want `adds up p99s`
	}
	return m
}
