// Package dupmetric finds metrics that are registered twice.
//
// # Analyzer dupmetric
//
// dupmetric: report a metric name that one execution registers twice
//
// # What it reports
//
// A name that gets into the same registry of expvar, Prometheus or VictoriaMetrics a second time:
//
//   - at two places that one execution passes both: two package variables, two calls in one function, a function that is called after
//     the package has registered the name in its initialisation;
//   - by a function that registers it and is called twice;
//   - in a loop, or in a handler of requests, where the code comes again;
//   - by two packages of one program that register it when they are initialised (reported in package main at the import).
//
// # Why it matters
//
// expvar ends the process with log.Panicln, MustRegister of client_golang and New… of VictoriaMetrics panic; Register refuses the second
// metric, whose numbers nobody ever sees.
//
// # Bad
//
//	package server
//
//	import "expvar"
//
//	type Server struct{ requests *expvar.Int }
//
//	func New() *Server { return &Server{requests: expvar.NewInt("requests")} }
//
//	func Pair() (a, b *Server) {
//		a = New()
//		b = New()
//		return a, b
//	}
//
// # Good
//
//	package server
//
//	import "expvar"
//
//	var requests = expvar.NewInt("requests")
//
//	type Server struct{ requests *expvar.Int }
//
//	func New() *Server { return &Server{requests} }
//
//	func Pair() (a, b *Server) { return New(), New() }
//
// # Limits
//
// It is silent where the name is computed from input, where constant labels or a registry of its own tell the metrics apart, where
// one of the two stands under a condition, and where the function asks first or handles the refusal: expvar.Get, AlreadyRegisteredError,
// Unregister, sync.Once, recover. A name with other labels is reported by metricapi.
//
// # Fix safety
//
// There is none: which of the two goes is for their owner to say.
//
// # See also
//
// https://pkg.go.dev/expvar#Publish
package dupmetric
