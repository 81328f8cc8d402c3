// Package quantilegauge finds quantiles that are computed in the process and published.
//
// # Analyzer quantilegauge
//
// quantilegauge: report quantiles that are computed in the process and published, where they cannot be put together
//
// # What it reports
//
//   - a gauge whose name says that it is a quantile or percentile (latency_p99, response_quantile, …), or that has a label quantile;
//   - a gauge that is set to the result of a quantile function;
//   - a Prometheus summary with objectives;
//   - a Summary of VictoriaMetrics.
//
// # Why it matters
//
// The quantile of one instance says nothing of the whole: neither the mean nor the maximum of several is the quantile of all requests,
// and no query can put that right. A histogram keeps the counts, which add up over instances and time.
//
// # Bad
//
//	package server
//
//	import (
//		"github.com/prometheus/client_golang/prometheus"
//		"github.com/prometheus/client_golang/prometheus/promauto"
//	)
//
//	var latency = promauto.NewSummary(prometheus.SummaryOpts{
//		Name:       "latency_seconds",
//		Help:       "Latency.",
//		Objectives: map[float64]float64{0.99: 0.001},
//	})
//
// # Good
//
//	package server
//
//	import (
//		"github.com/prometheus/client_golang/prometheus"
//		"github.com/prometheus/client_golang/prometheus/promauto"
//	)
//
//	var latency = promauto.NewHistogram(prometheus.HistogramOpts{Name: "latency_seconds", Help: "Latency."})
//
// # Limits
//
// It is silent for configured targets, limits and objectives, and for summaries without objectives, which are sums and counts. Where
// names are computed it knows only their ends.
//
// # Fix safety
//
// There is none: the queries change with the metric.
//
// # See also
//
// https://prometheus.io/docs/practices/histograms
package quantilegauge
