// Package exposition holds what the runtime module shows against those who read it: one store is scraped over HTTP in every format, and
// all must have the same numbers; whatever stands in a label, Prometheus' own parser must read the page.
package exposition
