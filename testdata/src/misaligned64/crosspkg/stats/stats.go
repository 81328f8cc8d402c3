// Package stats declares counters that are aligned by themselves.
package stats

import "sync/atomic"

type Counter struct {
	N    int64
	name string
	on   bool
}

func (c *Counter) Inc() { atomic.AddInt64(&c.N, 1) }

func (c *Counter) Load() int64 { return atomic.LoadInt64(&c.N) }

func Add(p *int64, n int64) { atomic.AddInt64(p, n) }
