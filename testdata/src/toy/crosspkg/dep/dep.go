// Package dep holds a function that another package calls.
package dep

import "sync/atomic"

var n atomic.Int64

// Touch adds nothing.
func Touch() {
	n.Add(0) // want `adds nothing`
}

// Hit adds one.
func Hit() { n.Add(1) }
