// Package registry holds what a program counts under names that monitoring can rely on: with help, unit, owner and runbook.
//
// A counter stays what it is, a field or a variable whose zero value is ready to use; [Registry.Register] gives it a name:
//
//	var requests counter.Counter
//	err := metrics.Register(registry.Desc{Name: "http_requests_total", Help: "Requests answered.", Owner: "web"}, &requests)
//
// Names follow the conventions of Prometheus, and a metric that breaks them is refused, as is a name that is taken: the error says
// where both are registered. With a [Config], owners have budgets of series and labelled metrics a highest limit.
//
// What reads the registry (expose/promtext, expose/expvarx, and the modules expose/prom and expose/otel) goes over [Registry.Metrics]:
// one store, several formats, the same numbers in all.
package registry
