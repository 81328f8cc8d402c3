// Package label holds counters, gauges and histograms with labels: one child for each key, and a limit to how many there may be.
//
// A key is any comparable type, mostly a struct whose fields are the labels. Keys come from outside, so their number is bounded:
// what does not fit counts in one visible child, Overflow, instead of eating the memory. [Limits] bounds the children of a metric,
// the values of one label, and, by a [Budget], the children of several metrics together. Audit tells which label is the widest.
//
// A child that is found takes no lock and no allocation. Whoever uses one key again and again keeps what With returns.
//
// All but Budget belong to the statistics family of package counter: nothing is lost or counted twice as long as a child lives,
// but no decision may hang on a value.
package label
