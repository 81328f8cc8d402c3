// Package lib has counters that others test and move through its functions.
package lib

import "sync/atomic"

type Gauge struct{ n atomic.Int64 }

func (g *Gauge) Get() int64 { return g.n.Load() }
func (g *Gauge) Inc() int64 { return g.n.Add(1) }
func (g *Gauge) Dec()       { g.n.Add(-1) }

type Pool struct {
	Free atomic.Int32
	Cap  int64
}
