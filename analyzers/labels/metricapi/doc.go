// Package metricapi finds calls that do not fit the metric they are made on.
//
// # Analyzer metricapi
//
// metricapi: report label values that do not fit their metric, and metrics that nobody can ever see
//
// # What it reports
//
// For metrics of Prometheus and Kubernetes' component-base:
//
//   - more or fewer label values than the metric has labels, in WithLabelValues, GetMetricWithLabelValues and constant metrics;
//   - label names that the metric has not, and ones that are missing, in With and GetMetricWith; unknown ones in CurryWith;
//   - one name that one registry gets twice, with other labels;
//   - a metric that a handler creates anew for each request;
//   - a metric that is created and counted on, but registered nowhere.
//
// # Why it matters
//
// A wrong number of values or an unknown label panics at the first call, or returns an error; a second metric of the name with other
// labels is refused; a metric of one request starts at zero each time; one that is not registered counts for nobody.
//
// # Bad
//
//	package server
//
//	import "github.com/prometheus/client_golang/prometheus"
//
//	var requests = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "requests_total", Help: "Requests."}, []string{"method", "code"})
//
//	func init() { prometheus.MustRegister(requests) }
//
//	func Count(method string) { requests.WithLabelValues(method).Inc() }
//
// # Good
//
//	package server
//
//	import "github.com/prometheus/client_golang/prometheus"
//
//	var requests = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "requests_total", Help: "Requests."}, []string{"method", "code"})
//
//	func init() { prometheus.MustRegister(requests) }
//
//	func Count(method, code string) { requests.WithLabelValues(method, code).Inc() }
//
// # Limits
//
// It is silent where the metric or its labels are not known, where labels are fixed by CurryWith before, and where values come as a slice
// of unknown length. A metric counts as registered as soon as anything but counting happens to it: it is handed on, stored,
// returned, or collected by its owner. Handlers that make a registry of their own may make metrics for it.
//
// # Fix safety
//
// There is none.
//
// # See also
//
// The analyzer dupmetric (a name that is registered twice with the same labels).
package metricapi
