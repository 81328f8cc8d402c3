// Package seriesleak finds series that stay behind when the thing that they belong to ends.
//
// # Analyzer seriesleak
//
// seriesleak: report series that stay behind where others of the same thing are deleted
//
// # What it reports
//
// For Prometheus metrics with labels:
//
//   - code that deletes the series of an entity (by DeleteLabelValues, Delete or DeletePartialMatch with its name) from some vectors, while a
//     sibling, in the same struct or among the variables of the same package, has the same label, is filled in the same package, and
//     is never deleted from;
//   - DeleteLabelValues with fewer or more values than the vector has labels, or with the values of two labels exchanged: it deletes
//     nothing, and its result is dropped.
//
// # Why it matters
//
// The series of entities that are gone stay in memory and in every scrape, with their last values, until the process ends. Sums over
// them are wrong, and alerts on them do not end.
//
// # Bad
//
//	package server
//
//	import "github.com/prometheus/client_golang/prometheus"
//
//	type metrics struct{ reads, writes *prometheus.CounterVec }
//
//	func newMetrics() *metrics {
//		return &metrics{
//			reads:  prometheus.NewCounterVec(prometheus.CounterOpts{Name: "reads_total", Help: "R."}, []string{"device"}),
//			writes: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "writes_total", Help: "W."}, []string{"device"}),
//		}
//	}
//
//	func (m *metrics) use(device string) {
//		m.reads.WithLabelValues(device).Inc()
//		m.writes.WithLabelValues(device).Inc()
//	}
//
//	func (m *metrics) remove(device string) { m.reads.DeleteLabelValues(device) }
//
// # Good
//
//	package server
//
//	import "github.com/prometheus/client_golang/prometheus"
//
//	type metrics struct{ reads, writes *prometheus.CounterVec }
//
//	func newMetrics() *metrics {
//		return &metrics{
//			reads:  prometheus.NewCounterVec(prometheus.CounterOpts{Name: "reads_total", Help: "R."}, []string{"device"}),
//			writes: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "writes_total", Help: "W."}, []string{"device"}),
//		}
//	}
//
//	func (m *metrics) use(device string) {
//		m.reads.WithLabelValues(device).Inc()
//		m.writes.WithLabelValues(device).Inc()
//	}
//
//	func (m *metrics) remove(device string) {
//		m.reads.DeleteLabelValues(device)
//		m.writes.DeleteLabelValues(device)
//	}
//
// # Limits
//
// It is silent for series that nothing deletes at all: their things may live as long as the process. A vector that is reset somewhere,
// or handed to other code, is no sibling; nor is one where the label gets constants alone. Fewer labels in DeletePartialMatch are right.
//
// # Fix safety
//
// There is none.
//
// # See also
//
// The analyzer unboundedlabel.
package seriesleak
