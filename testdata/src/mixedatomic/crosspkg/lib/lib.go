// Package lib counts with functions of sync/atomic.
package lib

import "sync/atomic"

// Stats are read by others.
type Stats struct{ Hits, Quiet int64 }

// Hit counts.
func (s *Stats) Hit() { atomic.AddInt64(&s.Hits, 1) }

// Total counts for the process.
var Total int64

// Count counts one more.
func Count() { atomic.AddInt64(&Total, 1) }

// Bump takes an address.
func Bump(p *uint32) { atomic.AddUint32(p, 1) }
