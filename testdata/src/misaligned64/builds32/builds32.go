// Package builds32 has a file for 386.
package builds32

import "sync/atomic"

type counter struct {
	name string
	on   bool
	n    uint64
}

func (c *counter) Inc() {
	atomic.AddUint64(&c.n, 1) // want field/error:`there counter\.n lies at byte 12 of counter \(the module is built for 32 bits: word_386\.s\); make it an atomic\.Uint64`
}
