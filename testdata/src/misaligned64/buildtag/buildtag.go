// Package buildtag has a file whose constraint names a 32-bit target.
package buildtag

import "sync/atomic"

type counter struct {
	on bool
	n  int64
}

func (c *counter) Inc() {
	atomic.AddInt64(&c.n, int64(word)) // want field/error:`the module is built for 32 bits: small\.go`
}
