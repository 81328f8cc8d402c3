// Package metricname finds names of Prometheus metrics that break its conventions.
//
// # Analyzer metricname
//
// metricname: report names of Prometheus metrics that break its conventions
//
// # What it reports
//
// For metrics that are declared with client_golang or Kubernetes' component-base, as far as their names are known:
//
//   - no help text, or an empty one;
//   - a counter without _total at the end, and anything else with it;
//   - a unit that is no base unit: milliseconds, minutes, kilobytes, percent and the like, also abbreviated;
//   - camelCase in the name or in a label;
//   - the type of the metric as a part of its name, and the name of a label behind "by" or "per";
//   - labels that Prometheus keeps for itself: those that begin with "__", le and quantile.
//
// # Why it matters
//
// Queries, dashboards and libraries rely on the conventions: rate() belongs to what ends in _total, a panel scales seconds and bytes by
// itself, and a name that says what a label says is wrong as soon as somebody sums that label away.
//
// # Bad
//
//	package server
//
//	import "github.com/prometheus/client_golang/prometheus"
//
//	var requests = prometheus.NewCounter(prometheus.CounterOpts{Name: "requests", Help: "Requests."})
//
// # Good
//
//	package server
//
//	import "github.com/prometheus/client_golang/prometheus"
//
//	var requests = prometheus.NewCounter(prometheus.CounterOpts{Name: "requests_total", Help: "Requests."})
//
// # Limits
//
// It is silent where the end of a name is not known. One metric is reported once, for the first thing in the order above. The name of a
// label elsewhere in the name of its metric is reported with -deep alone.
//
// # Fix safety
//
// There is none: dashboards and alerts use the name.
//
// # See also
//
// https://prometheus.io/docs/practices/naming
package metricname
