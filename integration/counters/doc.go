// Package counters holds the counters of the runtime module against what others measure them by: a checker of linearizability, and
// a program that imports nothing else.
package counters
