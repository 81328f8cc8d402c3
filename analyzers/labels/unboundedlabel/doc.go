// Package unboundedlabel finds labels whose values come from outside without a bound.
//
// # Analyzer unboundedlabel
//
// unboundedlabel: report a label, attribute, tag or metric name whose values have no bound
//
// # What it reports
//
// A value that gets into the identity of a series of Prometheus, OpenTelemetry, VictoriaMetrics, component-base, go-metrics, tally,
// go-kit, DogStatsD, OpenCensus, rcrowley/go-metrics or expvar.Map, and that comes from
//
//   - a request that a server answers: its method, path, query, headers, host, form, path values or address, in net/http, gin, echo,
//     chi, fiber and fasthttp; incoming gRPC metadata;
//   - the text of an error, a formatted time, a UUID or random number, a trace or span id;
//   - a field, or a value for a label, whose name says that there is one for each user, session, request, order and the like.
//
// It follows values through concatenation and formatting, variables, fields, closures, maps, variadic arguments, contexts and helpers,
// also in other packages. A helper's caller is reported, with the metric call beside. A map, slice or option of labels that several metrics
// share is reported once, at the first metric call that carries it, with the others beside.
//
// # Why it matters
//
// Every new value is a new series that stays: in the process, in every scrape and in the storage. Clients that choose the values can
// exhaust the memory of both.
//
// # Bad
//
//	package server
//
//	import (
//		"net/http"
//
//		"github.com/prometheus/client_golang/prometheus"
//		"github.com/prometheus/client_golang/prometheus/promauto"
//	)
//
//	var requests = promauto.NewCounterVec(prometheus.CounterOpts{Name: "requests_total", Help: "Requests."}, []string{"path"})
//
//	func Handle(w http.ResponseWriter, r *http.Request) { requests.WithLabelValues(r.URL.Path).Inc() }
//
// # Good
//
//	package server
//
//	import (
//		"net/http"
//
//		"github.com/prometheus/client_golang/prometheus"
//		"github.com/prometheus/client_golang/prometheus/promauto"
//	)
//
//	var requests = promauto.NewCounterVec(prometheus.CounterOpts{Name: "requests_total", Help: "Requests."}, []string{"route"})
//
//	func Handle(w http.ResponseWriter, r *http.Request) { requests.WithLabelValues(r.Pattern).Inc() }
//
// # Limits
//
// A value is bounded where its code proves it: it was compared with constants, found in a static slice or map, looked up in one, or let
// through by a set with a limit, or by a Constraint of Prometheus' V2 vectors whose body does so; the name of a function of the program
// proves nothing. Metrics of this project's runtime/label have a limit themselves. One exception: a call of code that is not seen,
// named Get, Find, Exists and the like, that says whether it has found the value counts as a look-up among what exists already, such as
// the buckets of a store. Truncating, hashing, changing the case and asking for a form (strings.HasPrefix, a regexp) bound nothing.
// It is silent for requests that the program sends, methods that the route fixes, configuration, and for parameters of exported
// functions, which their callers answer for. A check that a setting of its owner opens is reported as deep alone. Where series of the metric are deleted or reset again, the finding is of severity info.
//
// # Fix safety
//
// There is none: what the label should be is for its owner to say.
//
// # See also
//
// The analyzers piilabel (personal data in labels) and keygrowth (maps of counters). Functions of your own that are out of sight can be made
// known in the configuration: label-sinks, label-sources, label-sanitizers.
package unboundedlabel
