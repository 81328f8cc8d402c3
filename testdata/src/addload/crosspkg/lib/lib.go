// Package lib has counters that others move and read through its functions.
package lib

import "sync/atomic"

type Refs struct{ n atomic.Int32 }

func (r *Refs) Inc()        { r.n.Add(1) }
func (r *Refs) Dec()        { r.n.Add(-1) }
func (r *Refs) Get() int32  { return r.n.Load() }
func (r *Refs) Drop() int32 { return r.n.Add(-1) }
