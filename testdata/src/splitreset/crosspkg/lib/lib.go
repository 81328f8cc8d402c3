// Package lib has counters that others read and reset through its functions.
package lib

import "sync/atomic"

type Counter struct{ n atomic.Int64 }

func (c *Counter) Inc()         { c.n.Add(1) }
func (c *Counter) Value() int64 { return c.n.Load() }
func (c *Counter) Reset()       { c.n.Store(0) }
func (c *Counter) Take() int64  { return c.n.Swap(0) }
