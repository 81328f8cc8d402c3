// Package proof shows that adding nothing adds nothing.
package proof

import "sync/atomic"

var (
	n     atomic.Int64
	plain int
)

func add() {
	n.Add(0) // want `adds nothing`
}
