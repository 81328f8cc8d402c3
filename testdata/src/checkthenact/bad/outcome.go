package bad

import "sync/atomic"

// A node remembers that it has answered once: what is noted is the outcome of a call, and who comes in between asks again.
type node struct {
	loaded atomic.Uint32
	ping   func() error
}

// Loading asks until the node has answered.
func (n *node) Loading() bool {
	if n.loaded.Load() == 1 {
		return false
	}
	err := n.ping()
	if err == nil {
		n.loaded.Store(1) // want state-calls/deep:`can be claimed twice`
	}
	return err != nil
}
