// Package lib has counters that others load and store through its functions.
package lib

import "sync/atomic"

type Gauge struct{ v atomic.Int64 }

func (g *Gauge) Get() int64  { return g.v.Load() }
func (g *Gauge) Set(x int64) { g.v.Store(x) }
func (g *Gauge) Add(x int64) { g.v.Add(x) }

type Stats struct {
	Hits Gauge
	Raw  int64
	Peak atomic.Int64
}

var Total Stats

func Read(p *int64) int64     { return atomic.LoadInt64(p) }
func Write(p *int64, x int64) { atomic.StoreInt64(p, x) }
