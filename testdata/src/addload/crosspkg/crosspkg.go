// Package crosspkg moves and reads counters through the functions of another package.
package crosspkg

import "addload/crosspkg/lib"

type conn struct {
	refs lib.Refs
	done chan struct{}
}

func (c *conn) Acquire() { c.refs.Inc() }

func (c *conn) Release() {
	c.refs.Dec()
	if c.refs.Get() == 0 { // want decision:`refs\.n`
		close(c.done)
	}
}

func (c *conn) Right() {
	if c.refs.Drop() == 0 {
		close(c.done)
	}
}
