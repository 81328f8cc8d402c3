// Package lib has flags that others ask through its functions.
package lib

import "sync/atomic"

type Flag struct{ b atomic.Bool }

func (f *Flag) First() bool { return f.b.CompareAndSwap(false, true) }
func (f *Flag) Seen() bool  { return f.b.Swap(true) }

type Count struct{ n atomic.Int32 }

func (c *Count) First() bool { return c.n.Add(1) == 1 }
