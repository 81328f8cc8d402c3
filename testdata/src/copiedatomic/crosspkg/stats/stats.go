// Package stats declares counters that another package copies.
package stats

import "sync/atomic"

type Old struct {
	Hits, Misses int64
	name         string
}

func (o *Old) Hit() { atomic.AddInt64(&o.Hits, 1) }

func (o *Old) Name() string { return o.name }

type Typed struct{ n atomic.Int64 }

func (t *Typed) Inc() { t.n.Add(1) }

// Config holds a cache that its owner may copy.
type Config struct {
	Name  string
	cache atomic.Value
}

func (c *Config) Warm() { c.cache.Store(c.Name) }
