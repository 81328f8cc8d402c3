package main

import "sync/atomic"

// A limiter bounds the requests in flight.
type limiter struct {
	max      int64
	inflight atomic.Int64
}

func (l *limiter) enter() bool {
	if l.inflight.Load() >= l.max {
		return false
	}
	l.inflight.Add(1)
	return true
}

func (l *limiter) leave() { l.inflight.Add(-1) }
