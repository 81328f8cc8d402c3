// Package lib holds a cell that other packages build shards of.
package lib

import "sync/atomic"

// A Cell is one shard.
type Cell struct {
	n atomic.Int64
	_ [56]byte
}

// Add adds n.
func (c *Cell) Add(n int64) { c.n.Add(n) }

// Load returns the number.
func (c *Cell) Load() int64 { return c.n.Load() }
