// Package proof shows at run time that the Load answers for somebody else's Add.
package proof

import "sync/atomic"

type conn struct {
	refs atomic.Int32
	old  int32
	next atomic.Int64
}

func (c *conn) release(last func()) {
	c.refs.Add(-1)
	if c.refs.Load() == 0 { // want `c\.refs`
		last()
	}
}

func (c *conn) oldRelease(last func()) {
	atomic.AddInt32(&c.old, -1)
	if atomic.LoadInt32(&c.old) == 0 { // want `c\.old`
		last()
	}
}

func (c *conn) id() int64 {
	c.next.Add(1)
	return c.next.Load() // want `c\.next`
}
